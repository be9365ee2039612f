"""Closes up the brackets of kernel launches that NVIDIA's compiler takes with spaces in them, and clang does not."""

from __future__ import annotations

import re

from warploom.extractors.ir.code_mask import mask_code

_SPACED = re.compile(rb"<<[ \t]+<|<[ \t]+<<|< <[ \t]+<|>>[ \t]+>|>[ \t]+>>|> >[ \t]+>")
_LAUNCH = re.compile(rb"(?<=[\w>])([ \t]*+)(<[ \t]*+<[ \t]*+<)([^;{}<]{1,400}+(?:<[^;{}<]{1,200}+){0,8}+)", re.DOTALL)
_CLOSING = re.compile(rb"(>[ \t]*+>[ \t]*+>)(?=[ \t\r\n]*+\()")
MAX_BYTES = 4 * 1024 * 1024


def closed_up(text: bytes) -> bytes | None:
    """The text with `<< < ... >> >` as `<<< ... >>> `, byte for byte as long; None where nothing is spelled so."""
    if len(text) > MAX_BYTES or _SPACED.search(text) is None:
        return None
    code = mask_code(text).code
    made = bytearray(text)
    is_changed = False
    for launch in _LAUNCH.finditer(code):
        closing = _CLOSING.search(code, launch.start(3), launch.end(3))
        if closing is None:
            continue
        for sign, (start, end) in ((b"<<<", launch.span(2)), (b">>>", closing.span(1))):
            if end - start > 3:
                made[start:end] = sign.ljust(end - start)
                is_changed = True
    return bytes(made) if is_changed else None
