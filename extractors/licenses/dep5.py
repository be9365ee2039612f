"""Machine-readable `debian/copyright` files (DEP-5, copyright-format 1.0): which license holds for which path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from warploom.extractors.licenses.spdx import MAX_EXPRESSION_CHARS, all_of, any_of, normalised
from warploom.extractors.sources.debian_control import ControlError, stanzas

MAX_CHARS = 4 * 1024 * 1024
MAX_PATTERNS = 50_000
MAX_GLOBS = 2_000
"""Patterns with wildcards, each of which a path may have to be held against; plain paths are looked up."""
MAX_STARS = 10_000
MAX_QUESTION_MARKS = 500
"""Wildcards of all patterns, each of which may cost a search; real files have hundreds of the one, few of the other."""
MAX_PATTERN_CHARS = 1_024
_FORMAT = re.compile(r"copyright-format|\bdep-?5\b", re.IGNORECASE)
_GNU = re.compile(r"(a|l)?gpl(?:-?v?([123])(?:\.([01]))?)?(?:\.0)?(\+|-or-later|-only)?")
_GFDL = re.compile(r"gfdl(-niv)?(?:-(1\.[123]))?(\+)?")
_CLAUSES = re.compile(r"bsd-?([0-4])(?:-?clauses?)?")
_WITH = re.compile(r"(\S+)\s+with\s+(.+?)(?:\s+exceptions?)?", re.IGNORECASE)
_HYPHENATED = re.compile(r"(\S+?\d\+?)-(?:with-)?([a-z0-9.-]+?)-exceptions?", re.IGNORECASE)
_ANY_CHAR = "\0"
"""Stands for `?` in a piece of a pattern: no path holds a NUL."""

_PUBLIC_DOMAIN = "LicenseRef-scancode-public-domain"
_NAMES = {
    "expat": "MIT", "mit/x11": "MIT", "mit/x": "MIT", "mit-style": None, "x11": "X11", "public-domain": _PUBLIC_DOMAIN,
    "publicdomain": _PUBLIC_DOMAIN, "pd": _PUBLIC_DOMAIN, "cc0": "CC0-1.0", "artistic": "Artistic-1.0", "zope": None,
    "perl": "Artistic-1.0-Perl OR GPL-1.0-or-later", "python": "PSF-2.0", "boost": "BSL-1.0", "bsl": "BSL-1.0",
    "boost-1.0": "BSL-1.0", "zlib/libpng": "Zlib", "libpng": "Libpng", "bsd-0-clause": "0BSD", "asl-2.0": "Apache-2.0",
    "bsd": None, "apache": None, "mpl": None, "w3c": "W3C", "qpl": "QPL-1.0", "lppl": None,
}  # fmt: skip
"""Short names by lower case: those of the specification that SPDX spells otherwise, and common others."""
_EXCEPTIONS = {
    "autoconf": ("Autoconf-exception-2.0", "Autoconf-exception-3.0"),
    "autoconf-data": ("Autoconf-exception-generic", "Autoconf-exception-generic-3.0"),
    "bison": ("Bison-exception-2.2", "Bison-exception-2.2"),
    "classpath": ("Classpath-exception-2.0", "Classpath-exception-2.0"),
    "font": ("Font-exception-2.0", "Font-exception-2.0"),
    "gcc": ("GCC-exception-2.0", "GCC-exception-3.1"),
    "gcc-runtime": ("GCC-exception-2.0", "GCC-exception-3.1"),
    "gcc-runtime-3.1": ("GCC-exception-3.1", "GCC-exception-3.1"),
    "gcc-runtime-library": ("GCC-exception-2.0", "GCC-exception-3.1"),
    "libtool": ("Libtool-exception", "Libtool-exception"),
    "linux-syscall-note": ("Linux-syscall-note", "Linux-syscall-note"),
    "llvm": ("LLVM-exception", "LLVM-exception"),
    "texinfo": ("Texinfo-exception", "Texinfo-exception"),
}
"""Exceptions by lower case: of version 2 of the license and of version 3."""


@dataclass(frozen=True, slots=True)
class Stanza:
    """One `Files` stanza."""

    patterns: tuple[str, ...]
    license: str
    """The short name or expression, in Debian's terms."""
    copyright: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dep5:
    """A whole file. `texts` are license texts by short name in lower case, all of them that the file has."""

    stanzas: tuple[Stanza, ...]
    texts: Mapping[str, str]
    _plain: Mapping[str, int]
    """Stanza by path, of patterns without wildcards."""
    _globs: tuple[tuple[int, tuple[str, ...]], ...]
    """Stanza and pieces between `*` of patterns with wildcards, the last one first."""

    def license_of(self, path: str) -> Stanza | None:
        """The last stanza with a pattern that matches the whole path; None where none does."""
        found = self._plain.get(path, -1)
        for stanza, pieces in self._globs:
            if stanza <= found:
                break
            if _matches(pieces, path):
                found = stanza
                break
        return self.stanzas[found] if found >= 0 else None

    def unnamed(self) -> dict[str, str]:
        """Texts by short name, in lower case, of the licenses whose names do not say by themselves what they are."""
        doubtful = {s.license for s in self.stanzas if expression_of(s.license, {}) is None}
        names = {name for license_ in doubtful for name in short_names(license_) if spdx_of(name) is None}
        return {name: self.texts[name] for name in sorted(names) if name in self.texts}


def parse_copyright(text: str) -> Dep5 | None:
    """Read a copyright file; None if it is not in this format, breaks its rules, or passes the bounds above."""
    if len(text) > MAX_CHARS or not _FORMAT.search(text[:4096]):
        return None
    try:
        header, *rest = stanzas(text.removeprefix("\ufeff").split("\n"))
        if not _FORMAT.search(header.get("format", header.get("format-specification", ""))):
            return None
        return _dep5([header, *rest])
    except (ControlError, ValueError):
        return None


def _dep5(every: Sequence[Mapping[str, str]]) -> Dep5:
    found: list[Stanza] = []
    texts: dict[str, dict[str, None]] = {}
    plain: dict[str, int] = {}
    globs: list[tuple[int, tuple[str, ...]]] = []
    n_patterns = n_stars = n_question_marks = 0
    for fields in every:
        name, _, body = fields.get("license", "").partition("\n")
        name = " ".join(name.split())
        if body.strip():
            # Two texts under one name, as "other" may have, both hold: nobody says which one is meant.
            texts.setdefault(name.lower(), {})[_unfolded(body)] = None
        if "files" not in fields:
            continue
        patterns = tuple(fields["files"].split())
        n_patterns += len(patterns)
        if n_patterns > MAX_PATTERNS:
            raise ControlError("too many patterns")
        for pattern in patterns:
            pieces = _pieces(pattern.removeprefix("./"))
            n_stars += len(pieces) - 1
            n_question_marks += sum(piece.count(_ANY_CHAR) for piece in pieces)
            if len(pieces) == 1 and _ANY_CHAR not in pieces[0]:
                plain[pieces[0]] = len(found)
            else:
                globs.append((len(found), pieces))
        lines = (line.strip() for line in fields.get("copyright", "").split("\n"))
        found.append(Stanza(patterns, name, tuple(line for line in lines if line not in ("", "."))))
    if len(globs) > MAX_GLOBS or n_stars > MAX_STARS or n_question_marks > MAX_QUESTION_MARKS:
        raise ControlError("too many patterns with wildcards")
    joined = {name: "\n\n".join(bodies) for name, bodies in texts.items()}
    return Dep5(tuple(found), joined, plain, tuple(reversed(globs)))


def _unfolded(body: str) -> str:
    return "\n".join("" if line.strip() == "." else line for line in body.split("\n"))


def _pieces(pattern: str) -> tuple[str, ...]:
    """A pattern cut at its `*`; raises `ControlError` for a backslash that escapes none of `*`, `?` and itself."""
    if len(pattern) > MAX_PATTERN_CHARS or _ANY_CHAR in pattern:
        raise ControlError("a pattern that is too long, or holds a NUL")
    pieces = [""]
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            pieces.append("")
            continue
        if char == "?":
            char = _ANY_CHAR
        elif char == "\\":
            char = pattern[at : at + 1]
            at += 1
            if char not in ("*", "?", "\\"):
                raise ControlError("a pattern with a backslash that escapes nothing")
        pieces[-1] += char
    return tuple(pieces)


def _matches(pieces: tuple[str, ...], path: str) -> bool:
    """Whether the pieces occur in order, the first at the start and the last at the end of the path."""
    first, *middle, last = pieces if len(pieces) > 1 else (pieces[0], "")
    if len(pieces) == 1 and len(path) != len(first):
        return False
    end = len(path) - len(last)
    if end < len(first) or not _is_at(first, path, 0) or not _is_at(last, path, end):
        return False
    at = len(first)
    for piece in middle:
        # The leftmost place leaves the most for those that follow.
        at = _find(piece, path, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


def _is_at(piece: str, path: str, at: int) -> bool:
    if _ANY_CHAR not in piece:
        return path.startswith(piece, at)
    found = path[at : at + len(piece)]
    return len(found) == len(piece) and all(p in (c, _ANY_CHAR) for p, c in zip(piece, found, strict=True))


def _find(piece: str, path: str, at: int, end: int) -> int:
    if _ANY_CHAR not in piece:
        return path.find(piece, at, end)
    # Shift-And: one bit for each beginning of the piece that ends here; linear in the path, whatever the piece.
    places = _places(piece)
    begun = 0
    for i in range(at, end):
        begun = (begun << 1 | 1) & places.get(path[i], places[_ANY_CHAR])
        if begun >> (len(piece) - 1):
            return i + 1 - len(piece)
    return -1


@lru_cache(1_024)
def _places(piece: str) -> dict[str, int]:
    """By char: a bit for each place in the piece where it may stand."""
    anywhere = sum(1 << i for i, char in enumerate(piece) if char == _ANY_CHAR)
    places = dict.fromkeys(piece, anywhere)
    for i, char in enumerate(piece):
        places[char] |= 1 << i
    return places


def expression_of(license_: str, recognised: Mapping[str, str | None]) -> str | None:
    """SPDX expression of a stanza's license; `recognised` names the licenses of texts by short name in lower case.

    None where any part of it is not understood. `and` binds before `or`, a comma ends what came before it.
    """
    if len(license_) > MAX_EXPRESSION_CHARS:
        return None
    if "(" in license_:
        return normalised(license_)
    return _combined(license_, recognised) or recognised.get(license_.lower())


def _combined(license_: str, recognised: Mapping[str, str | None]) -> str | None:
    said: str | None = None
    for chunk in license_.split(","):
        words = chunk.split()
        operator = words.pop(0).lower() if said is not None and words and words[0].lower() in ("and", "or") else "and"
        ways = [_all_named(part, recognised) for part in _split(words, "or")]
        choice = None if None in ways else any_of(way for way in ways if way is not None)
        if choice is None:
            return None
        said = choice if said is None else (any_of if operator == "or" else all_of)((said, choice))
    return said


def _all_named(words: Sequence[str], recognised: Mapping[str, str | None]) -> str | None:
    parts = []
    for part in _split(words, "and"):
        name = " ".join(part)
        known = spdx_of(name)
        parts.append(known if known is not None else recognised.get(name.lower()))
    return None if None in parts else all_of(part for part in parts if part is not None)


def short_names(license_: str) -> Iterator[str]:
    """The names that an expression in Debian's terms combines, in lower case, and the expression as a whole."""
    if len(license_) <= MAX_EXPRESSION_CHARS:
        yield license_.lower()
        for chunk in license_.split(","):
            for choice in _split(chunk.split(), "or"):
                for part in _split(choice, "and"):
                    yield " ".join(part).lower()


def _split(words: Sequence[str], operator: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word.lower() == operator:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def spdx_of(name: str) -> str | None:
    """SPDX expression of one short name, with its exception if it has one; None if the name does not tell.

    An exception that SPDX has no id for is left out: it permits more than the license without it.
    """
    combined = _WITH.fullmatch(name) or _HYPHENATED.fullmatch(name)
    if combined is None:
        return _license(name)
    base = _license(combined[1])
    if base is None or "exception" not in name.lower():
        return base if base is None else normalised(f"{base} WITH {combined[2]}")
    is_newer = "3.0" in base
    for exception in (_EXCEPTIONS.get(combined[2].lower(), ("", ""))[is_newer], f"{combined[2]}-exception"):
        full = normalised(f"{base} WITH {exception}") if exception else None
        if full is not None:
            return full
    return base


def _license(name: str) -> str | None:
    lowered = name.lower()
    if lowered in _NAMES:
        known = _NAMES[lowered]
        return None if known is None else normalised(known)
    if gnu := _GNU.fullmatch(lowered):
        return normalised(_gnu(gnu[1] or "", gnu[2], gnu[3] or "0", gnu[4] or ""))
    if gfdl := _GFDL.fullmatch(lowered):
        variant = "-no-invariants" if gfdl[1] else ""
        later = "-or-later" if gfdl[3] or not gfdl[2] else "-only"
        return normalised(f"GFDL-{gfdl[2] or '1.1'}{variant}{later}")
    if clauses := _CLAUSES.fullmatch(lowered):
        return normalised("0BSD" if clauses[1] == "0" else f"BSD-{clauses[1]}-Clause")
    return normalised(name) or normalised(f"{name}.0") or _either(lowered)


def _either(lowered: str) -> str | None:
    """Of a name such as `apache-2.0-or-mit`."""
    if "-or-" not in lowered:
        return None
    ways = [_license(part) for part in lowered.split("-or-")]
    return None if None in ways else any_of(way for way in ways if way is not None)


def _gnu(family: str, major: str | None, minor: str, later: str) -> str:
    suffix = "-or-later" if later in ("+", "-or-later") or major is None else "-only"
    oldest = {"": "1", "l": "2", "a": "3"}[family]
    return f"{family.upper()}GPL-{major or oldest}.{minor if major else '0'}{suffix}"
