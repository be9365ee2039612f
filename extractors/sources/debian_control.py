"""Debian control data (deb822): stanzas, the signed part of a text, and source control files (`.dsc`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MAX_STANZA_CHARS = 4 * 1024 * 1024
_MAX_LISTED_FILES = 200
_MAX_LISTED_BYTES = 64 * 1024**3
_FIELD = re.compile(r"([!\"$-,.-9;-~][!-9;-~]*):[ \t]*(.*)")
_LISTED = re.compile(r"([0-9a-f]{64})[ \t]+([0-9]{1,15})[ \t]+([A-Za-z0-9][A-Za-z0-9.+~_-]{0,250})")
_BEGIN, _SIGNATURE, _END = (
    f"-----{mark}-----" for mark in ("BEGIN PGP SIGNED MESSAGE", "BEGIN PGP SIGNATURE", "END PGP SIGNATURE")
)


class ControlError(ValueError):
    """Text that is no control data, or says what it must not; the message quotes nothing of it."""


@dataclass(frozen=True, slots=True)
class ListedFile:
    """One file of a source package."""

    name: str
    length_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Dsc:
    """What a `.dsc` says of its package."""

    package: str
    version: str
    format: str
    files: tuple[ListedFile, ...]


def stanzas(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """Stanzas as fields by name in lower case; lines of a folded value follow each other, their first blank removed.

    Lines that begin with `#` are comments. Holds one stanza; raises `ControlError` for anything else, for a field
    that a stanza names twice, and for a stanza longer than `MAX_STANZA_CHARS`.
    """
    fields: dict[str, list[str]] = {}
    value: list[str] | None = None
    n_chars = 0
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip("\r\n")
        n_chars += len(line)
        if n_chars > MAX_STANZA_CHARS:
            raise ControlError(f"the stanza that holds line {number} is longer than {MAX_STANZA_CHARS} characters")
        if not line.strip():
            if fields:
                yield _joined(fields)
            fields, value, n_chars = {}, None, 0
        elif line.startswith((" ", "\t")):
            if value is None:
                raise ControlError(f"line {number} continues no field")
            value.append(line[1:].rstrip())
        elif not line.startswith("#"):
            field = _FIELD.fullmatch(line)
            if field is None:
                raise ControlError(f"line {number} is no field")
            name = field[1].lower()
            if name in fields:
                raise ControlError(f"line {number} repeats a field of its stanza")
            value = fields[name] = [field[2].rstrip()]
    if fields:
        yield _joined(fields)


def _joined(fields: dict[str, list[str]]) -> dict[str, str]:
    return {name: "\n".join(lines) for name, lines in fields.items()}


def signed_part(text: str) -> str:
    """The signed text of an OpenPGP cleartext message (RFC 9580, 7), its dashes unescaped; all of a text without one.

    The signature is not verified. Raises `ControlError` for text before or after the message, which nobody signed.
    """
    lines = text.split("\n")
    if not any(line.startswith("-----BEGIN PGP") for line in lines):
        return text
    kept = [line.rstrip() for line in lines]
    first = next(i for i, line in enumerate(kept) if line)
    last = next(i for i in reversed(range(len(kept))) if kept[i])
    if kept[first] != _BEGIN or kept[last] != _END or kept.count(_BEGIN) != 1 or kept.count(_SIGNATURE) != 1:
        raise ControlError("it is not one signed message with nothing around it")
    signature = kept.index(_SIGNATURE)
    # The armour's own headers end at an empty line; only `Hash` and `Charset` may stand there.
    start = first + 1
    while start < signature and kept[start]:
        if not kept[start].startswith(("Hash: ", "Charset: ")):
            raise ControlError("it has text where only headers of the signature may stand")
        start += 1
    body = []
    for line in lines[start + 1 : signature]:
        if line.startswith("-") and not line.startswith("- "):
            raise ControlError("a line of the signed text begins with an unescaped dash")
        body.append(line.removeprefix("- "))
    return "\n".join(body) + "\n"


def parse_dsc(content: bytes) -> Dsc:
    """Read a source control file; raises `ControlError` unless it lists every file with size and SHA-256."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise ControlError("it is not UTF-8") from None
    found = list(stanzas(signed_part(text).split("\n")))
    if len(found) != 1:
        raise ControlError(f"it holds {len(found)} stanzas, not one")
    (fields,) = found
    missing = [name for name in ("Format", "Source", "Version", "Checksums-Sha256") if not fields.get(name.lower())]
    if missing:
        raise ControlError(f"it lacks {', '.join(missing)}")
    lines = [line.strip() for line in fields["checksums-sha256"].split("\n") if line.strip()]
    if len(lines) > _MAX_LISTED_FILES:
        raise ControlError(f"it lists more than {_MAX_LISTED_FILES} files")
    files = []
    for line in lines:
        listed = _LISTED.fullmatch(line)
        if listed is None or int(listed[2]) > _MAX_LISTED_BYTES:
            raise ControlError("its Checksums-Sha256 holds a line that is not digest, size and plain file name")
        files.append(ListedFile(listed[3], int(listed[2]), listed[1]))
    if len({file.name for file in files}) < len(files):
        raise ControlError("it lists a file twice")
    return Dsc(fields["source"], fields["version"], fields["format"], tuple(files))
