"""The device's part of a CUDA text: what the host runs is blanked, with lines where they were."""

from __future__ import annotations

from collections.abc import Iterator

import tree_sitter

from warploom.extractors.syntax.flat_tree import grammar

_DEVICE = (b"__global__", b"__device__", b"constexpr")
_HEADS = ("template_declaration", "linkage_specification")


def device_text(text: str) -> str:
    """The text without functions that only the host runs; declarations, types, variables and macros stay."""
    source = bytearray(text.encode())
    for start, end in _host_functions(grammar("cuda").parse_only(bytes(source)).root_node, bytes(source)):
        for at in range(start, end):
            if source[at] != ord("\n"):
                source[at] = ord(" ")
    return source.decode()


def _host_functions(node: tree_sitter.Node, source: bytes) -> Iterator[tuple[int, int]]:
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if node.type == "function_definition":
            body = node.child_by_field_name("body")
            head = source[node.start_byte : body.start_byte if body is not None else node.end_byte]
            if not any(word in head for word in _DEVICE):
                # a template's head goes with its function, and so does `extern "C"` before it
                whole = node
                while whole.parent is not None and whole.parent.type in _HEADS:
                    whole = whole.parent
                yield whole.start_byte, whole.end_byte
            continue
        waiting.extend(node.children)
