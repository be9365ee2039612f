"""Finds the lines of the C preprocessor in a text at the speed at which a byte is found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

# the first byte is all that most of a text is compared with
_HASH = re.compile(
    rb"#[ \t]*+(define|undef|include_next|include|import|embed|ifdef|ifndef|if|elifdef|elifndef|elif|else|endif|error|"
    rb"warning|pragma|line|ident)(?!\w)"
)
_REST = re.compile(rb"(?:[^\n\\]|\\\n|\\.)*+")


_MAX_KNOWN = 100_000


class DirectiveLine(NamedTuple):
    """One directive with the lines that continue it."""

    name: bytes
    """`define`, `if`, ..."""
    start: int
    """Where its line begins, or the blanks before it."""
    rest: int
    """Where what follows the name begins."""
    end: int
    """Where its last line ends, before the line end."""


def directives(text: bytes) -> Iterator[DirectiveLine]:
    """All directives in order, whatever comments and conditions are around them; takes linear time.

    A line that continues another directive is none.
    """
    end = 0
    """Of what was looked at: no byte before it is looked at again."""
    for match in _HASH.finditer(text):
        hash_at = match.start()
        if hash_at < end:
            continue
        start = line_start(text, end, hash_at)
        if start < 0:
            end = match.end()
            continue
        rest = match.end()
        found = _REST.match(text, rest)
        end = rest if found is None else found.end()
        yield DirectiveLine(match[1], start, rest, end)


def line_start(text: bytes, least: int, place: int) -> int:
    """Where the line of `place` begins if there are only blanks before it, else -1; looks back to `least` at most."""
    if place == 0 or text[place - 1] == 10:
        return place
    if text[place - 1] not in b" \t":
        return -1
    bare = least + len(text[least:place].rstrip(b" \t"))
    return bare if bare == 0 or text[bare - 1] == 10 else -1


Read = Callable[[bytes], Iterable[DirectiveLine]]
"""What gives the directives of a text: `directives`, or one that remembers them."""


class KnownDirectives:
    """Remembers the directives of texts, as long as they are not too many: each is asked about several times."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[bytes, tuple[DirectiveLine, ...]]] = {}
        """By `id`, since to hash a text takes as long as to search it."""
        self._n_known = 0

    def __call__(self, text: bytes) -> Iterable[DirectiveLine]:
        known = self._known.get(id(text))
        if known is not None and known[0] is text:
            return known[1]
        room = _MAX_KNOWN - self._n_known
        found = tuple(islice(directives(text), room + 1))
        if len(found) > room:
            return directives(text)
        self._known[id(text)] = text, found
        self._n_known += len(found) + 1
        return found
