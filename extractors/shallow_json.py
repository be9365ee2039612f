"""Reads JSON that others wrote, unless it is nested so deeply that the parser would run out of stack."""

from __future__ import annotations

import json
import re
from typing import Any

MAX_DEPTH = 100
_MARKS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]|[\]}]', re.DOTALL)


def loads(data: bytes) -> Any:
    """The value; raises ValueError for what is no JSON in UTF-8, or deeper than `MAX_DEPTH`.

    The parser's own RecursionError comes too late: whatever is finalized in its deepest frame fails, too.
    """
    depth = 0
    for mark in _MARKS.finditer(data):
        first = data[mark.start()]
        if first in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise ValueError(f"nested deeper than {MAX_DEPTH}")
        elif first in b"]}":
            depth -= 1
    # Other encodings than the standard's could hide brackets from the count.
    return json.loads(data.decode("utf-8-sig"))
