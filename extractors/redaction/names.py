"""Tell persons' names from organisations, places and prose, in what follows a label such as "Author:"."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from warploom.extractors.redaction.spans import PLACEHOLDER
from warploom.extractors.redaction.words import MONTHS, NO_HANDLES, NOT_PERSONS, PARTICLES, SUFFIXES, TITLES


class Trust(Enum):
    """How much the label says: a `FIELD` holds names and nothing else, after `PROSE` only full names count."""

    FIELD = "field"
    PROSE = "prose"


class Named(NamedTuple):
    """Spans of names, merged over what joins them; the end of the list, and whether it goes on in the next line."""

    spans: list[tuple[int, int]]
    end: int
    goes_on: bool


_APOSTROPHES = "'\u2019`\u00b4"
_LETTER = r"[^\W\d_]"
_TOKEN = re.compile(
    rf"(?:{_LETTER}|['\u2019\u00b4](?={_LETTER})|(?<={_LETTER})`(?={_LETTER})|(?<=[^\W\d_]|\.)[-\u2010](?={_LETTER})|(?<={_LETTER})\.){{1,40}}"
)
_INITIALS = re.compile(rf"(?:{_LETTER}[a-z]?\.[-\u2010]?){{1,4}}{_LETTER}?\.?|{_LETTER}\.?")
# Between names; what stands in brackets says something about the name before.
_JOIN = re.compile(r"[ \t]*(?:[,;&/+]|\b(?:and|und|et|y|AND|And|with)\b)[ \t]*(?:(?:and|und|et|AND)\b[ \t]*)?|[ \t]+")
_BETWEEN = re.compile(
    rf"[ \t,;&/|\"'`\[\]{{}}=:~\u2013\u2014>-]+|\([^()\n]{{0,200}}\)|<[^<>\n]{{0,200}}>+|{PLACEHOLDER.pattern}"
    r"|\b(?:and|und|et|AND|And|with|name|email|affiliation)\b|[\w.+-]{1,64}@[\w.-]{1,100}|https?://[^\s,;]{1,200}|[(\d.)]+"
)
_HANDLE = re.compile(r"@?(?P<handle>[a-z][a-z0-9_.-]{1,24})(?=[ \t]*(?:$|[\r\n<(,;*}$\"'\]]|\d))")
_MAIL_NEXT = re.compile(r"[ \t]{0,4}[<(]?[ \t]?(?:<EMAIL>|[\w.+-]{1,64}@[\w-]{1,63}\.)")
_END_OF_LIST = re.compile(r"[ \t]*(?:[,;&]|\band)?[ \t]*(?:\*/|-->|\"{3}|'{3}|[*#!|\\]{1,80})?[ \t\r]*(?:\n|\Z)")

_CAMEL = re.compile(
    r"(?:Mc|Mac|De|Di|Da|La|Le|Lo|Van|Von|Vander|Du|Fitz|St|Ma|Ol|O['\u2019`\u00b4]|D['\u2019`\u00b4]|L['\u2019`\u00b4]|Al-?|El-?)(?=[A-Z])"
)

_INVERTED = re.compile(rf",[ \t]{{0,3}}((?:{_LETTER}\.[ \t-]?){{1,4}})(?!\w)")
_TURNED = re.compile(
    rf",[ \t]{{0,3}}(?P<all>(?P<given>{_LETTER}{{2,20}})(?P<initials>(?:[ \t]{_LETTER}\.){{0,3}}))"
    r"(?=[ \t]*(?:[<(;*]|\Z|[\r\n]))"
)
_ALONE = re.compile(r"[ \t]*(?:[.,;]?[ \t]*(?:\*/|[*#!|\"'\])}$\\]|\Z)|[<(,;]|[-\u2013]?[ \t]*\d)")
_GAP = re.compile(r"[ \t]{0,4}")
_LEADER = re.compile(
    r"[ \t]*(?:(?://[/!]?|/?\*{1,3}|\#{1,3}|!{1,3}[<>]?|;{1,3}|%{1,3}|[cCdD](?=[ \t])|\|)[ \t]*)?(?:[-*•][ \t]+)?"
)
_MAX_WORDS, _MAX_LINE = 6, 400


def names(text: str, start: int, end: int, trust: Trust) -> Named:
    """The names between two offsets of one line, for as long as there is nothing but a list of names."""
    spans: list[tuple[int, int]] = []
    position, seen, follows_mail = start, False, False
    while position < end:
        if text[position] == "(" and follows_mail:  # "jane@example.org (Jane Doe)"
            inside = _name(text, position + 1, end, trust, is_first=False)
            position += inside is not None and inside[2]
        between = _BETWEEN.match(text, position, end)
        if between:
            position = between.end()
            follows_mail = "@" in between[0] or between[0] == "<EMAIL>" or (follows_mail and between[0].isspace())
            continue
        name = _name(text, position, end, trust, is_first=not seen)
        if name is None:
            break
        seen = True
        first, last, is_person = name
        if is_person:
            if spans and _JOIN.fullmatch(text, spans[-1][1], first):
                spans[-1] = (spans[-1][0], last)
            else:
                spans.append((first, last))
        position = last
        if trust is Trust.PROSE and text.startswith(". ", last):
            break
    goes_on = _END_OF_LIST.match(text, position) is not None
    return Named(spans, position, goes_on)


def _name(text: str, start: int, end: int, trust: Trust, *, is_first: bool) -> tuple[int, int, bool] | None:
    """One name or organisation and whether it is a person's; None where prose goes on."""
    handle = _HANDLE.match(text, start, end)
    if handle and trust is Trust.FIELD and is_first:
        word = handle["handle"].rstrip(".")
        if word not in NO_HANDLES and word not in NOT_PERSONS:
            return handle.start("handle"), handle.start("handle") + len(word), True
    words = _words(text, start, end)
    if not words:
        return None
    first, last = words[0][0], words[-1][1]
    tokens = [text[a:b] for a, b in words]
    if tokens[-1].endswith(".") and not _is_abbreviated(tokens[-1]):
        last -= 1
        tokens[-1] = tokens[-1][:-1]
    while len(tokens) > 1 and tokens[-1].lower().rstrip(".") in MONTHS and _followed_by_digit(text, last, end):
        tokens.pop()
        words.pop()
        last = words[-1][1]
    if any(t.lower().strip(".'") in NOT_PERSONS for t in tokens if len(t) == 1 or not _INITIALS.fullmatch(t)):
        return first, last, False
    rest = text[last : last + 1]
    if rest and (rest.isalnum() or rest in "_@\\" or text.startswith("()", last)):
        return None
    inverted = _INVERTED.match(text, last, end) if len(tokens) <= 2 else None
    if inverted is not None and all(_is_proper(token) or token.lower() in PARTICLES for token in tokens):
        return first, last + len(inverted[0].rstrip()), True
    if trust is Trust.FIELD and is_first and len(tokens) == 1 and (end_of_name := _turned(text, tokens[0], last, end)):
        return first, end_of_name, True
    words_of_name = [t for t in tokens if t.lower() not in TITLES and t.lower() not in SUFFIXES]
    if _is_full_name(words_of_name, trust):
        return first, last, True
    return (
        first,
        last,
        len(words_of_name) == 1
        and (
            _MAIL_NEXT.match(text, last, end) is not None
            or (trust is Trust.FIELD and is_first and _is_alone(text, last, end))
        )
        and _is_single_name(words_of_name[0]),
    )


def _turned(text: str, surname: str, last: int, end: int) -> int | None:
    """End of the given name in "Doe, Jane" or "DOE, JANE A."."""
    turned = _TURNED.match(text, last, end)
    if turned is None or turned["given"].lower() in NOT_PERSONS or not _is_proper(surname):
        return None
    is_plain = _is_single_name(surname) and _is_single_name(turned["given"])
    return turned.end("all") if is_plain or (turned["initials"] and _is_proper(turned["given"])) else None


def _words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The words from an offset on that may be of one name, up to the end of a sentence."""
    words: list[tuple[int, int]] = []
    position = start
    while position < end and len(words) < 2 * _MAX_WORDS:
        token = _TOKEN.match(text, position, end)
        if token is None or not _may_belong(token[0], has_words=bool(words)):
            break
        words.append(token.span())
        if token[0].endswith(".") and not _is_abbreviated(token[0]):
            break
        gap = _GAP.match(text, token.end(), end)
        position = end if gap is None else gap.end()
    while words and text[slice(*words[-1])].lower() in PARTICLES:
        words.pop()
    return words


def _is_abbreviated(token: str) -> bool:
    """The full stop belongs to the word, and ends no sentence."""
    return (
        _INITIALS.fullmatch(token) is not None
        or token.lower() in SUFFIXES | TITLES
        or token.lower()[:-1] in NOT_PERSONS
    )


def _may_belong(token: str, *, has_words: bool) -> bool:
    if token[0].isupper() or token[0] in _APOSTROPHES:
        return True
    if token.lower() in PARTICLES or (has_words and token.lower() in SUFFIXES):
        return True
    # Scripts without case: a word of them after a label is a name, or the label was none.
    return not token[0].islower() and token[0].isalpha()


def _is_full_name(words: list[str], trust: Trust) -> bool:
    """Given name and surname, or initials and surname; all capitals only where nothing but names is expected."""
    n_proper = sum(map(_is_proper, words))
    initials = [word for word in words if _INITIALS.fullmatch(word)]
    n_particles = sum(word.lower() in PARTICLES and word not in initials and not _is_proper(word) for word in words)
    if (
        not n_proper
        or n_proper + len(initials) < 2
        or not n_proper + len(initials) + n_particles == len(words) <= _MAX_WORDS
    ):
        return False
    return trust is Trust.FIELD or bool(initials) or not all(word.isupper() for word in words)


def _is_single_name(word: str) -> bool:
    """Not an acronym, unless its script has no case."""
    return _is_proper(word) and not word.isupper()


def _is_proper(token: str) -> bool:
    """Capitalised, or all capitals, or of a script without case; no camel case but that of names."""
    if len(token) < 2 or _INITIALS.fullmatch(token):
        return False
    for part in re.split(r"[-\u2010]", _CAMEL.sub("", token).strip(_APOSTROPHES)):
        if part and not (part.isupper() or part[1:].islower() or len(part) == 1 or not part[0].isupper()):
            return False
        if part and part[0].islower() and part == token:
            return False
    return "." not in token[:-1]


def _is_alone(text: str, position: int, end: int) -> bool:
    """Nothing but marks, mail, brackets or a date follows."""
    return _ALONE.match(text[position : min(end, position + 40)].rstrip("\r\n")) is not None


def _followed_by_digit(text: str, position: int, end: int) -> bool:
    return text[position:end].lstrip(" \t.,")[:1].isdigit()


def name_lines(text: str, start: int, limit: int, indent: int, *, is_open: bool) -> tuple[list[tuple[int, int]], int]:
    """Names in the lines after a list, up to the first line that is no such list, and where that begins.

    `is_open`: the list before ended with a comma or was empty; else lines count only if they are indented by more than
    `indent` characters.
    """
    spans: list[tuple[int, int]] = []
    blank = 1 if is_open else 0
    for _ in range(limit):
        leader = _LEADER.match(text, start)
        if leader is None or leader.end() >= len(text):
            break
        line_end = text.find("\n", leader.end(), leader.end() + _MAX_LINE)
        line_end = min(len(text), leader.end() + _MAX_LINE) if line_end < 0 else line_end
        content = text[leader.end() : line_end].rstrip(" \t\r*/")
        if not content.strip(" \t=-~#!"):
            if not blank:
                break
            blank -= 1
        else:
            found = names(text, leader.end(), line_end, Trust.PROSE)
            is_list = found.goes_on and ":" not in text[leader.end() : found.spans[0][0] if found.spans else line_end]
            if not is_list or not (is_open or leader.end() - start > indent):
                break
            if not found.spans and not PLACEHOLDER.search(content):
                break
            spans += found.spans
            is_open = is_open or content.endswith((",", ";", "&", " and"))
        start = line_end + 1
    return spans, start
