"""Decode one file's bytes that are not plain UTF-8: strictly, and only where the evidence for an encoding is good."""

from __future__ import annotations

import codecs
import re

from warploom.schemas.reasons import Reason
from warploom.schemas.stage import Reject

# UTF-32-LE's mark begins with UTF-16-LE's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\v\f\r") + b"\x7f"
_CONTROL_CHARACTERS = re.compile("[" + re.escape(_CONTROLS.decode("ascii")) + "]")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_CP1252_PUNCTUATION = frozenset(b"\x80\x85\x91\x92\x93\x94\x95\x96\x97\x99")
_PUNCTUATION_IN_WORD = re.compile(rb"[A-Za-z][\x80\x85\x91\x93-\x97\x99][A-Za-z]")


def decode(content: bytes) -> tuple[str, str]:
    """The text without its byte order mark, and the name of the encoding.

    UTF-8 comes first; UTF-16 and UTF-32 by their mark (UTF-16 also without one where nearly every other byte is NUL);
    Latin-1 and its superset cp1252 only where the bytes look like Western text. Raises `Reject` (`binary`,
    `undecodable`) rather than guess: a text in the wrong encoding is worse than none.
    """
    for mark, name, codec in _MARKS:
        if content.startswith(mark):
            return _without_controls(_strictly(content[len(mark) :], codec)), name
    if b"\0" in content:
        name = _utf16_by_nuls(content)
        return _without_controls(_strictly(content, name)), name
    try:
        return _without_controls(content.decode("utf-8")), "utf-8"
    except UnicodeDecodeError as error:
        _refuse_controls(len(content) - len(content.translate(None, _CONTROLS)), len(content))
        name = _single_byte_encoding(content, error.start)
        return content.decode(name), name


def _strictly(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise Reject(Reason.UNDECODABLE, f"not {codec} at byte {error.start}") from None


def _without_controls(text: str) -> str:
    if "\0" in text:
        raise Reject(Reason.BINARY, f"NUL at character {text.index(chr(0))}")
    _refuse_controls(len(_CONTROL_CHARACTERS.findall(text)), len(text))
    return text


def _refuse_controls(n_controls: int, length: int) -> None:
    # A few escapes, bells and a closing Ctrl-Z occur in honest sources.
    if n_controls > 4 + length // 100:
        raise Reject(Reason.BINARY, f"{n_controls} control characters among {length}")


def _utf16_by_nuls(content: bytes) -> str:
    even, odd = content[::2].count(0), content[1::2].count(0)
    most = len(content) // 2 * 9 // 10
    if len(content) % 2 == 0 and len(content) >= 16:
        if even == 0 and odd >= most:
            return "utf-16-le"
        if odd == 0 and even >= most:
            return "utf-16-be"
    raise Reject(Reason.BINARY, f"NUL at byte {content.index(0)}, {even + odd} of them in {len(content)} bytes")


_PAIR_OUTSIDE_WORD = re.compile(rb"(?<![A-Za-z\x80-\xff])[\x80-\xff]{2,}|[\x80-\xff]{2,}(?![A-Za-z\x80-\xff])")


def _single_byte_encoding(content: bytes, first_invalid: int) -> str:
    """Latin-1 or cp1252, or a `Reject`: East Asian, Cyrillic, DOS and mixed encodings would decode to nonsense."""
    high = content.translate(None, bytes(range(128)))
    where = f"not UTF-8 at byte {first_invalid}"
    if _UTF8_SEQUENCE.search(content):
        raise Reject(Reason.UNDECODABLE, f"{where}, yet it holds UTF-8 sequences: mixed or multi-byte encodings")
    if re.search(rb"[\x80-\xff]{4}", content):
        raise Reject(Reason.UNDECODABLE, f"{where}, and runs of high bytes rule Western text out")
    # Two high bytes between letters are a word ("Gr\xf6\xdfe"); alone they are rather one East Asian character.
    if 2 * len(_PAIR_OUTSIDE_WORD.findall(content)) > len(re.findall(rb"[\x80-\xff]+", content)):
        raise Reject(Reason.UNDECODABLE, f"{where}, and high bytes in pairs rule Western text out")
    c1 = {b for b in high if b < 0xA0}
    if not c1:
        return "latin-1"
    if c1 <= _CP1252_PUNCTUATION and not _PUNCTUATION_IN_WORD.search(content):
        return "cp1252"
    raise Reject(Reason.UNDECODABLE, f"{where}, and bytes {bytes(sorted(c1))[:8].hex(' ')} are no Western text")
