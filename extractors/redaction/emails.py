"""Find mail addresses, also those written to hide from harvesters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import NamedTuple

from warploom.extractors.redaction.spans import EMAIL, Span
from warploom.extractors.redaction.words import COUNTRY_DOMAINS, GENERIC_DOMAINS

_SAFE = frozenset({"com", "org", "net", "edu", "gov", "mil"})
# A closed list, since `x@self.weight` is a matrix product.
_TLDS = COUNTRY_DOMAINS | GENERIC_DOMAINS

_AT = re.compile(
    r"@(?<=[A-Za-z0-9_+\u00c0-\u024f-]@)((?:[A-Za-z0-9\u00c0-\u024f_-]{1,63}\.){1,8})([A-Za-z]{2,24})(?![\w@])"
)
_LOCAL_REVERSED = re.compile(r"[A-Za-z0-9\u00c0-\u024f._+-]{1,64}")
_IN_URL = re.compile(r"://[^\s/@]{0,200}:\Z")

_HOST = r"[A-Za-z0-9-]{1,40}"
_WORD = r"[A-Za-z0-9._+-]{1,40}"
_TLD = r"(?:com|org|net|edu|gov|mil|info|de|fr|uk|ch|at|jp|cn|nl|ca|au|es|ru|pl|cz|se|dk|fi|il|kr|br|eu|io)"
_SPELT_AT = r"(?:[ \t]{0,2}[\[({<][ \t]?(?:at|AT|At|@)[ \t]?[\])}>][ \t]{0,2}|[ \t]{1,2}(?:at|AT|_at_|-at-)[ \t]{1,2})"
_SPELT_DOT = (
    r"(?:[ \t]{0,2}[\[({<][ \t]?(?:dot|DOT|Dot|\.)[ \t]?[\])}>][ \t]{0,2}"
    r"|[ \t]{1,2}(?:dot|DOT)[ \t]{1,2}|[_-](?:dot|DOT)[_-])"
)
_ANY_DOT = rf"(?:\.|{_SPELT_DOT})"


class _Hidden(NamedTuple):
    """A way to hide an address: the signs where one may be, and an expression that a text with one matches, if any."""

    places: tuple[str, ...]
    pattern: re.Pattern[str]
    expression: str | None = None


_HIDDEN = (
    # A spelt dot ends with a domain that mail has, or there is nothing but the address between the brackets.
    _Hidden(
        (" dot ", " DOT ", "_DOT_", "-DOT-", "_dot_", "(dot)", "[dot]", "{dot}", "<dot>", "(DOT)", "[DOT]"),
        re.compile(
            rf"(?<![\w.])(?P<mail>{_WORD}(?:{_SPELT_DOT}{_WORD}){{0,2}}(?:{_SPELT_AT}|@)(?:{_HOST}{_ANY_DOT}){{1,5}}{_TLD})(?![\w])"
        ),
    ),
    _Hidden(
        (" at ", " AT "),
        re.compile(
            rf"<(?P<mail>{_WORD}[ \t]{{1,2}}(?:at|AT)[ \t]{{1,2}}(?:{_HOST}{_ANY_DOT}){{1,5}}[A-Za-z]{{2,12}})>"
        ),
        rf"<{_WORD}[ \t]{{1,2}}(?:at|AT)[ \t]",
    ),
    _Hidden(
        ("(at)", "[at]", "{at}", "(AT)", "[AT]", "(@)", "[@]", "_AT_", "-AT-", "-at-"),
        re.compile(
            rf"(?<![\w.])(?P<mail>[A-Za-z0-9.+]{{1,40}}(?:[_-](?:AT|at)[_-]|[ \t]?[\[({{](?:at|AT|@)[\])}}][ \t]?)"
            rf"(?:{_HOST}{_ANY_DOT}){{1,5}}{_TLD})(?![\w(])"
        ),
    ),
)
_NAMING_DOMAINS = ("openssh.com", "libssh.org")
_AT_SIGN = "@"
SIGNS = (_AT_SIGN, *(sign for hidden in _HIDDEN for sign in hidden.places))
EXPRESSIONS = tuple(hidden.expression for hidden in _HIDDEN if hidden.expression is not None)
_REACH = 200


def emails(text: str, signs: AbstractSet[str]) -> Iterator[Span]:
    """All mail addresses, those of robots and of reserved domains too; `git@` is a way to clone and stays.

    In code without blanks, a product `a@b.c` is taken for mail only where the attribute is a top-level domain in use,
    written in one case, and not called as a function.
    """
    for found in _AT.finditer(text) if _AT_SIGN in signs else ():
        end = _domain_end(text, found)
        start = _local_start(text, found.start())
        if end is not None and start is not None and not _is_of_machines(text, start, found.start(), end):
            yield Span(start, end, EMAIL)
    for places, pattern, expression in _HIDDEN:
        if signs.isdisjoint(places) or (expression is not None and expression not in signs):
            continue
        done = 0
        for position in sorted(chain.from_iterable(_all(text, sign) for sign in places if sign in signs)):
            if position >= done:
                first = text.rfind("\n", max(0, position - _REACH), position) + 1 or max(0, position - _REACH)
                last = text.find("\n", position, position + _REACH)
                for mail in pattern.finditer(text, first, position + _REACH if last < 0 else last):
                    yield Span(*mail.span("mail"), EMAIL)
                # Windows on a long line overlap by half of their reach, so that each character is in four at most.
                done = position + _REACH // 2 if last < 0 else last


def _is_of_machines(text: str, start: int, at: int, end: int) -> bool:
    """The user that one clones as, or an algorithm of SSH, which is named after who defined it."""
    return text[start:at] == "git" or text[at + 1 : end] in _NAMING_DOMAINS


def _all(text: str, sign: str) -> Iterator[int]:
    position = text.find(sign)
    while position >= 0:
        yield position
        position = text.find(sign, position + len(sign))


def _domain_end(text: str, found: re.Match[str]) -> int | None:
    end, tld = found.end(), found[2]
    labels = found[1].count(".")
    # "jane@example.org.Thanks": the last label belongs to the next sentence.
    while not _is_top_level(tld) and labels > 1:
        end -= len(tld) + 1
        tld = text[text.rindex(".", 0, end) + 1 : end]
        labels -= 1
    if not _is_top_level(tld) or text[end - len(tld) - 2] == "-":
        return None
    return None if text.startswith(("(", "["), end) and tld.lower() not in _SAFE else end


def _is_top_level(tld: str) -> bool:
    return tld.lower() in _TLDS and (tld.islower() or tld.isupper() or (tld.istitle() and tld.lower() in _SAFE))


def _local_start(text: str, at: int) -> int | None:
    """Where the mailbox begins; None for a template, a decorator, or the password of a URL."""
    local = _LOCAL_REVERSED.match(text[max(0, at - 65) : at][::-1])
    if local is None:
        return None
    start = at - local.end()
    before = text[start - 1 : start]
    if before == "\\" and text[start] in "nrtabfv0":
        start += 1
    while start < at and text[start] in ".-+":
        start += 1
    if start == at or before in ("%", "$", "}", "@"):
        return None
    if before == ":" and _IN_URL.search(text, max(0, start - _REACH), start):
        return None
    return start
