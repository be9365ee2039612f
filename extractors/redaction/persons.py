"""Find persons in author lines, task marks and version control keywords; holders in copyright lines stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import chain

from warploom.extractors.redaction.names import Trust, name_lines, names
from warploom.extractors.redaction.spans import PERSON, Span
from warploom.extractors.redaction.words import NO_USERS, PARTICLES

# Beginnings are cut off where they come in either case.
_FIELD_SIGNS: tuple[str, ...] = (
    "uthor",
    "UTHOR",
    "aintainer",
    "AINTAINER",
    "ontributor",
    "rogrammer",
    "PROGRAMMER",
    "eveloper",
)
_FIELD_SIGNS += ("reator:", "-by:", "-By:", "ontact:", "reviewer:", "Reviewer:", "__credits__", "LastChangedBy")
_PROSE_SIGNS = (" by ", " by:", " BY ", " BY:", "By ", "By:", " by\n")
_KEYWORD_SIGNS = ("$Id: ", "$Header: ", "$Author: ", "$LastChangedBy: ")
_TASK_SIGNS = ("TODO", "FIXME", "XXX", "HACK", "NOTE", "BUG", "todo", "fixme")
SIGNS = (*_FIELD_SIGNS, *_PROSE_SIGNS, *_TASK_SIGNS, *_KEYWORD_SIGNS)
_LINE_SIGNS = frozenset((*_FIELD_SIGNS, *_PROSE_SIGNS))
_MAX_BEFORE, _MAX_AFTER, _MAX_LINES = 160, 600, 60

_COMMENT = r"(?://|/\*|\#|!|\"{3}|'{3}|<!--|--|%|;|\*)"
_QUALIFIER = (
    r"(?:(?:original|principal|main|contributing|primary|lead|corresponding|current|first|second|code|package|module"
    r"|file|software|program|script|co|initial|additional|other|library|library's|and|the|this|driver|test|doc|key"
    r"|chief|project|sole|major|test case)[ \t-]{1,2}){0,3}"
)
_LABEL = (
    r"(?:(?:section|module|code)?author|maintainer|contributor|programmer|developer|creator|contact|reviewer|credit"
    r"|(?:signed-off|co-authored|reviewed|acked|tested|reported|suggested|co-developed|requested|nacked|helped"
    r"|mentored)-by|lastchangedby)(?:s|\(s\))?"
)
_FIELD = re.compile(
    rf"(?i)(?:^|(?P<comment>{_COMMENT}))(?P<pre>[^\w\n]{{0,80}}+(?:(?-i:[cCdD])\b[^\w\n]{{0,40}}+)?){_QUALIFIER}"
    rf"(?P<label>(?P<dunder>__)?{_LABEL}(?:__)?)(?:[ \t]\([^()\n]{{1,40}}\)(?=:))?"
    # The second colon of a reStructuredText field, an annotation, a dash between blanks, a brace, a column, or the end.
    r"(?P<separator>[\"']?[ \t]{0,40}(?::[ \t]{0,4}(?:list|str|tuple)\b[^=\n]{0,20})?[:=>]{1,2}"
    r"|[ \t]{1,40}[-\u2013]+(?=[ \t])|[ \t]{0,40}\{|[ \t]+|[ \t]*(?=[\r\n]|\Z))"
)
_VERBS = (
    r"(?:written|coded|programmed|created|modified|contributed|developed|implemented|authored|ported|adapted|revised"
    r"|updated|edited|maintained|designed|converted|translated|rewritten|re-written|fixed|extended|improved|altered"
    r"|optimi[sz]ed|paralleli[sz]ed|vectori[sz]ed|generali[sz]ed|reorgani[sz]ed|prepared|provided|donated|submitted"
    r"|suggested|reported|reviewed|changed|introduced|added|enhanced|corrected|refactored|supplied|invented|made"
    r"|cleaned|clean-?up|typed|done|compiled|copied|adopted|restructured|simplified|accelerated|tuned|work|code|port"
    r"|implementation|modifications?|changes|fix|patch|version|routine|contributions?|idea|additions?|improvements?"
    r"|alterations?|refactoring|translation|hacks?|enhancements?|corrections?|module|package|program|script|library)"
)
_WORKED_ON = (
    r"(?:written|modified|ported|adapted|converted|translated|contributed|developed|extended|rewritten|created)"
)
_BY = re.compile(
    rf"(?i)(?:\b(?:{_WORKED_ON}(?:[ \t]+[\w./+-]{{1,24}}){{1,6}}?(?=[ \t]+by\b)"
    rf"|{_VERBS}):?(?:[ \t]+(?:and|or|&)[ \t]+\w{{3,16}})?"
    r"(?:[ \t]+(?:in|on|originally|up|jointly|independently|again|code|version))?(?:[ \t]+[\d/.,-]{1,12})?"
    r"|^(?P<alone>[^\w\n]{0,80}+(?:c\b[^\w\n]{0,40}+)?[\d/.-]{0,12}))"
    r"[ \t]*\bby\b[ \t]*(?P<colon>:?)[ \t]*(?P<rest>)"
)
# "The authors of the code itself are ...", "the original author, ..."
_OF = re.compile(
    r"(?i)(?P<alone>(?!))?\bauthors?(?P<colon>)"
    r"(?:,[ \t]{1,2}|\b[^.,:;\n]{0,50}\b(?:is|are|was|were)[: \t]{1,3})(?P<rest>)"
)
# Prose is wrapped before "by" too; a line of a header holds at most mail or a date besides.
_HEADER_END = re.compile(r"[ \t,;]*(?:(?:\*/|[*#!]*)[ \t\r]*\Z|[<(]?[ \t]*(?:\d|(?:\w{3,9}\.?[ \t,]+){1,2}\d))")
_ASSIGNED = re.compile(r"[ \t]*[\[({]{0,3}[ \t]*(?:name[ \t]*=[ \t]*)?[\"']")
_COMMENT_LINE = re.compile(rf"[ \t]*(?:{_COMMENT}|\||[cCdD](?=[ \t]))")
_RIGHTS = re.compile(
    r"(?i)copyright|\(c\)[ \t]*(?:\d|by)|©|all rights reserved|spdx-|<<?holder|liab|warrant|redistribut"
)
_LOWER_WORD = re.compile(r"[ \t]*([a-z]+)(?![\w@.+-])")
_GOES_ON = (",", ";", "&", " and", "\\")

_TASK_USER = r"@?[A-Za-z][A-Za-z.'-]{1,24}\d{0,3}"
_TASK_USERS = rf"[ \t]?\((?P<names>{_TASK_USER}(?:[ \t]?[,/&][ \t]?{_TASK_USER}){{0,3}})\)"
_TASK_ONE = re.compile(r"[A-Za-z][A-Za-z0-9.'-]*")
_TASKS = {sign: re.compile(rf"{sign}(?<!\w{sign}){_TASK_USERS}") for sign in _TASK_SIGNS}
_KEYWORD = re.compile(
    r"\$(?:(?:Id|Header): [^$\n]{1,200}? \d{1,4}[-/]\d\d[-/]\d\d \d\d:\d\d:\d\dZ?|(?:Author|LastChangedBy):) "
    r"(?P<user>[A-Za-z][\w.-]{0,30})(?= [A-Z][a-z]{2,4}\b| ?\$)"
)


def persons(text: str, signs: AbstractSet[str]) -> Iterator[Span]:
    """Names of persons, a list of them on one line as one; labels, organisations, dates and addresses stay.

    So do holders in copyright lines, since licenses ask for them, and authors of cited works, in BibTeX or in prose.
    """
    done = 0
    for position in _positions(text, signs):
        if position >= done:
            first, last = _line(text, position)
            found, done = _in_line(text, first, last)
            yield from (Span(*span, PERSON) for span in found)
    for sign in signs & _TASKS.keys():
        for task in _TASKS[sign].finditer(text):
            users = list(_TASK_ONE.finditer(text, *task.span("names")))
            named = [user for user in users if user[0].lower() not in NO_USERS and not user[0].isupper()]
            if len(named) == len(users):
                yield Span(*task.span("names"), PERSON)
            else:
                yield from (Span(*user.span(), PERSON) for user in named)
    if not signs.isdisjoint(_KEYWORD_SIGNS):
        for keyword in _KEYWORD.finditer(text):
            yield Span(*keyword.span("user"), PERSON)


def _positions(text: str, signs: AbstractSet[str]) -> list[int]:
    found: list[int] = []
    for sign in signs & _LINE_SIGNS:
        is_prose = sign in _PROSE_SIGNS
        position = text.find(sign)
        while position >= 0:
            after = position + len(sign)
            # "by the", "by default": most of them, and no name begins like that.
            word = _LOWER_WORD.match(text, after) if is_prose else None
            if word is None or word[1] in PARTICLES:
                found.append(position)
            position = text.find(sign, after)
    return sorted(found)


def _line(text: str, position: int) -> tuple[int, int]:
    """The line around an offset, as much of it as is looked at."""
    first = text.rfind("\n", max(0, position - _MAX_BEFORE), position) + 1
    last = text.find("\n", position, position + _MAX_AFTER)
    return first or max(0, position - _MAX_BEFORE), min(len(text), position + _MAX_AFTER) if last < 0 else last


_Found = tuple[list[tuple[int, int]], int]
"""Spans of names, and where the lines end that they were sought in."""


def _in_line(text: str, first: int, last: int) -> _Found:
    line = text[first:last]
    if _RIGHTS.search(line):
        return [], last
    field = _FIELD.search(line)
    if field is not None:
        found, end = _of_field(text, first, last, line, field)
        if found:
            return found, end
    return _of_prose(text, first, last, line)


def _of_field(text: str, first: int, last: int, line: str, field: re.Match[str]) -> _Found:
    separator, rest = field["separator"], line[field.end() :]
    is_marked = line[: field.start("label")].rstrip().endswith(("@", "\\", "$", ":", "*"))
    is_commented = bool(field["comment"]) or bool(field["pre"].strip(" \t\"'")) or is_marked
    is_empty = not rest.strip(" \t\r*/#!|")
    if ("=" in separator or separator.startswith(('"', "'"))) and not _ASSIGNED.match(rest):
        return [], last
    if not separator.strip() and not is_marked and not is_empty:
        # "AUTHOR  MOLER, C. B.": two blanks make a column; after one it may be prose.
        if not is_commented or not field["label"][0].isupper():
            return [], last
        is_field = len(separator) > 1
    else:
        is_field = is_commented or "=" in separator or field["dunder"] is not None or '"' in separator
    listed = names(text, first + field.end(), last, Trust.FIELD if is_field else Trust.PROSE)
    if not (listed.goes_on or is_empty):
        return listed.spans, last
    is_open = is_empty or rest.rstrip(" \t\r*/").endswith(_GOES_ON)
    more, end = name_lines(text, last + 1, _MAX_LINES, field.start("label") + 2, is_open=is_open)
    return listed.spans + more, max(last, end)


def _of_prose(text: str, first: int, last: int, line: str) -> _Found:
    is_comment = _COMMENT_LINE.match(line) is not None
    spans: list[tuple[int, int]] = []
    end, done = 0, last
    lowered = line.lower()
    by, of = _BY.finditer(line) if "by" in lowered else (), _OF.finditer(line) if "author" in lowered else ()
    for label in chain(by, of):
        before = line[: label.start()]
        is_literal = (before.count('"') % 2 == 1 and not is_comment) or before.count("`") % 2 == 1
        if label.start() < end or is_literal:
            continue
        listed = names(text, first + label.start("rest"), last, Trust.PROSE)
        if label["alone"] is not None and not _HEADER_END.match(text, listed.end, last):
            continue
        spans += listed.spans
        end = listed.end - first
        if listed.goes_on and (is_comment or listed.spans):
            is_empty = not line[label.end() :].strip(" \t\r*/")
            is_open = is_empty or line.rstrip(" \t\r*/").endswith(_GOES_ON)
            if is_open or label["colon"]:
                more, done = name_lines(text, last + 1, _MAX_LINES, label.start() + 2, is_open=is_open)
                spans += more
    return spans, max(done, last)
