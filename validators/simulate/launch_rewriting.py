"""Rewrites CUDA text so that C++ can read it: launches become calls, shared variables tell who sizes them."""

from __future__ import annotations

import re

import tree_sitter

from warploom.extractors.syntax.flat_tree import grammar
from warploom.schemas.errors import WarploomError

_SIZED = re.compile(rb"\bextern\s+__shared__\b|\b__shared__\s+extern\b")

_RESTRICTS = re.compile(rb"#[ \t]*define[ \t]+(\w+)[ \t]+(?:__restrict(?:__)?|restrict)\b")


class LaunchError(WarploomError):
    """A launch that is not `kernel<<<grid, block, ...>>>(arguments)`; names the line."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line

    def __str__(self) -> str:
        return f"line {self.line}: a launch in a form that is not understood"


def rewritten(text: str) -> str:
    """The text for the simulator's headers; lines stay where they are. Raises `LaunchError`."""
    source = text.encode()
    if b"<<<" in source:
        edits = sorted(_launches(grammar("cuda").parse_only(source).root_node, source), reverse=True)
        for start, end, new in edits:
            lines = source[start:end].count(b"\n") - new.count(b"\n")
            source = source[:start] + new + b"\n" * lines + source[end:]
    source = _SIZED.sub(b"extern __wl_sized__", source)
    return _called(source).decode()


def _called(source: bytes) -> bytes:
    """Functions of a device that have restricted pointers are called, and not put in place: calls alone are watched."""
    if b"restrict" not in source:
        return source
    names = b"|".join([rb"__restrict(?:__)?", *sorted(set(map(re.escape, _RESTRICTS.findall(source))))])
    has_some = rb"(?=[^;{}()]*\([^;{}()]*\b(?:" + names + rb")\b)"
    source = re.sub(rb"\b__forceinline__\b" + has_some, b"inline", source)
    return re.sub(rb"\b__device__\b" + has_some, b"__device__ __attribute__((noinline))", source)


def _launches(root: tree_sitter.Node, source: bytes) -> list[tuple[int, int, bytes]]:
    found: list[tuple[int, int, bytes]] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.children)
        if node.type != "kernel_call_syntax":
            continue
        call = node.parent
        function = None if call is None else call.child_by_field_name("function")
        arguments = None if call is None else call.child_by_field_name("arguments")
        if call is None or call.type != "call_expression" or function is None or arguments is None:
            raise LaunchError(node.start_point[0] + 1)
        name = source[function.start_byte : function.end_byte]
        configuration = b", ".join(
            source[child.start_byte : child.end_byte] for child in node.named_children if child.type != "comment"
        )
        given = source[arguments.start_byte + 1 : arguments.end_byte - 1]
        comma = b", " if given.strip() else b""
        new = (
            b"wl_start(wl_configuration(" + configuration + b"), [=](auto... wl_given) { " + name + b"(wl_given...); }"
            + comma + given + b")"
        )  # fmt: skip
        found.append((call.start_byte, call.end_byte, new))
    if not found:
        raise LaunchError(source[: source.index(b"<<<")].count(b"\n") + 1)
    return found
