"""Modules for the tests, written as text, and ways to change them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import llvmlite.binding as llvm

EVERYTHING = Path(__file__).with_name("everything.ll").read_text(encoding="ascii")

_NAME = r'[-a-zA-Z$._0-9]+|"[^"]*"'
_TOKEN = re.compile(rf'c?"[^"]*"|(?<![\w$.-])[%@](?:{_NAME})|^(?:{_NAME}):|!\w[\w.]*|;.*', re.MULTILINE)


def bitcode_of(text: str) -> bytes:
    """Bitcode of a module that is well formed."""
    context = llvm.create_context()
    module = llvm.parse_assembly(text, context)
    try:
        return bytes(module.as_bitcode())
    finally:
        module.close()
        context.close()


def renamed(text: str, new_name: Callable[[str, str], str]) -> str:
    """The text with every name of its own replaced by `new_name(kind, name)`; kind is type, local or global.

    Numbers of unnamed values, intrinsics and metadata stay.
    """
    types = set(re.findall(rf"^%({_NAME}) = type", text, re.MULTILINE))

    def replace(found: re.Match[str]) -> str:
        token = found[0]
        name = token.strip("%@:")
        if token[0] in '";c!' and not token.endswith(":"):
            return token
        if name.isdigit() or name.startswith("llvm."):
            return token
        kind = "global" if token[0] == "@" else "type" if token[0] == "%" and name in types else "local"
        new = f'"{new_name(kind, name)}"'
        return f"{new}:" if token.endswith(":") else token[0] + new

    return _TOKEN.sub(replace, text)
