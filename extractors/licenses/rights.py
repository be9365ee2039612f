"""What a text says of rights: whether it speaks of them, its copyright statements, its SPDX tags, its folded form.

Folding takes away what differs between files under one license (years, holders, layout, punctuation, decoration) and
keeps the words, as the license engine reads them, so that each distinct notice is recognised once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

import hyperscan

MAX_STATEMENTS = 40
MAX_STATEMENT_CHARS = 240

_MENTIONS = (
    "licen", "copyright", "spdx", "gpl", "(c)", "\u00a9", "permi", "public domain", "propriet", "confiden", "eula",
    "cecill", "warrant", "commercial", "apache", "bsd", "copyleft", "may not be", "freely",
)  # fmt: skip
MENTION = "|".join(map(re.escape, _MENTIONS))
"""Pattern of the words without which a text does not speak of rights, for RE2, case to be ignored."""
_MENTION_BYTES = tuple(word.encode() for word in _MENTIONS)
_SPEAKS = re.compile(
    r"""(?xi)
      \b(?:un|re|sub)?licen[sc](?:e|es|ed|ee|ees|ing|or)\b | \bcopyleft\b | \bcc0\b | \bcc[ -]by\b
    | \b[al]?gpl(?:v?\s?[123])?\b | \bcecill\b | \bwtfpl\b | \beula\b | \bmozilla\s+public\b | \bcreative\s+commons\b
    | \bbsd[ -](?:style|\d|like|type)\b
    | \b(?:under|subject\s+to|according\s+to)\s(?:the\s)?(?:terms\b|conditions\b|mit\b|bsd\b|apache\b|gnu\b)
    | \bpublic\s+domain\b | \bproprietary\b | \bconfidential\b | \btrade\s+secrets?\b
    | \bpermission\s+(?:is|to|of|from)\b | \b(?:written|prior|explicit|express)\s+(?:permission|consent|approval)\b
    | \bredistribut(?:ion|ions|e|ed|ing)\b[^.]{0,40}
      \b(?:permitted|allowed|source|binary|prohibited|forbidden|it|freely|this)\b
    | \bmay\s+not\s+be\s+(?:used|copied|distributed|reproduced|disclosed|modified|redistributed|sold|removed)\b
    | \b(?:freely|free\s+to)\s+(?:use|copy|distribute|modify|redistribute|available)\b
    | \bnon-?commercial\b | \b(?:academic|research|educational|commercial|personal)\s+(?:use|purposes?)\b
    | \bwithout\s+(?:any\s+)?warrant(?:y|ies)\b | \bno\s+warrant(?:y|ies)\b
    | \bas[ -]is\b["'`\u201d]*,?\s*(?:basis|without|and\s+(?:any|all|with))
    | \b(?:express|implied)\b[^.]{0,30}\bwarrant
    | \bthis\s+(?:permission\s+|copyright\s+)?notice\b | \bterms\s+(?:and\s+conditions|of\s+(?:use|service))\b
    """
)
_CLAIMS = re.compile(
    r"""(?xi)
      \b(?:re|sub)?licen[sc]ed\b | \bunlicense\b | \bcopyleft\b | \bcc0\b | \bcc[ -]by\b | \b[al]?gpl(?:v?\s?[123])?\b
    | \b(?:apache|mit|bsd|isc|zlib|boost|mozilla|public|artistic|cecill|academic|software|source\s+code|clause)
      \s+licen[sc]e
    | \blicen[sc]e\s*: | \bspdx-license-identifier\s*:
    | \blicen[sc]e\s+(?:agreement|terms|information|and\s+copyright)\b
    | \bpublic\s+domain\b | \bproprietary\b | \bconfidential\b | \btrade\s+secrets?\b
    | \bpermission\s+is\b | \bredistribution\s+and\s+use\b | \bnon-?commercial\b
    | \bas[ -]is\b["'`\u201d]*,?\s*(?:basis|without)
    | \bmay\s+not\s+be\s+(?:used|copied|distributed|reproduced|disclosed|redistributed|sold)\b
    """
)
_STATEMENT = re.compile(
    r"""(?xi)
      (?:\bcopyright\b|\bcopr\.|(?<![\w(])\(c\)|\u00a9)
      [\s:,]*+
      (?: (?:\(c\)|\u00a9|&copy;|\bcopyright\b)[\s:,]*+
          (?!(?:holders?|owners?|notices?)\b) (?=\S)
        | (?:by\s+)?\(?(?:19|20)\d\d
        | by\s
        | (?-i:[A-Z])(?<!\(c\)\s\w)(?!(?<=[hH])older|(?<=[oO])wner|(?<=[nN])otice|(?<=[lL])aw\b|(?<=[aA])nd\b
          |(?<=[oO])r\b|(?<=[lL])icen|(?<=[sS])tatement|(?<=[iI])n(?:fring|form|terest)|(?<=[pP])rotec|(?<=[dD])isclaim
          |(?<=[aA])ct\b|(?<=[gG])rant)
      )
    """
)
_BARE_MARK = re.compile(r"^\(c\)|^\u00a9", re.IGNORECASE)
_RESERVED = re.compile(r"\ball\s+rights?\s+reserved\b\.?", re.IGNORECASE)
_TAG = re.compile(r"SPDX-License-Identifier\s*:\s*([^\n]{1,400})", re.IGNORECASE)
_TAG_LINE = re.compile(r"SPDX-(?:License-Identifier|FileCopyrightText|FileContributor|FileType)\s*:", re.IGNORECASE)
_TAG_END = re.compile(r"\s*(?:\*+/|-->|\*\)|#+\s*$|\"|'|;|\\n|=#).*$")
_DECORATION = " \t\r\f\v*/#!;%=-+~_|<>:.\u00b7\u2500\u2550\u2588"
_TRAILING_DECORATION = " \t\r\f\v*/#!;%=-+~_|\u2500\u2550\u2588"
_NOTE = re.compile(
    r"^(?:[\\@](?:author|file|brief|date|version|since|package|ingroup|class|note|details)\b|\$[A-Z]\w+[:$]"
    r"|(?:authors?|file(?:name)?|date|created?(?:\s+(?:by|on))?|(?:last\s+)?modified(?:\s+by)?|version|e-?mail"
    r"|contact|project|purpose|description|title|module|program|maintainers?|contributors?)\s*:)",
    re.IGNORECASE,
)
# The license engine's own word pattern: what it cannot see need not be kept apart.
_WORD = re.compile(r"[^_\W]+\+?[^_\W]*")
_YEAR_WORD = re.compile(r"(?:19|20)\d\d")


def last_mention(head: bytes) -> int:
    """Offset of the last word in a head of UTF-8 text that could speak of rights, -1 where none of them occurs."""
    last = -1

    def note(number: int, _start: int, end: int, *_: object) -> None:
        nonlocal last
        last = max(last, end - len(_MENTION_BYTES[number]))

    _mentions().scan(head, match_event_handler=note)
    return last


@cache
def _mentions() -> hyperscan.Database:
    """All words in one scan: one after the other they take ten times as long."""
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    n = len(_MENTION_BYTES)
    database.compile(
        expressions=[re.escape(word) for word in _MENTION_BYTES],
        ids=list(range(n)),
        elements=n,
        flags=[hyperscan.HS_FLAG_CASELESS] * n,
    )
    return database


def spdx_tags(text: str) -> list[str]:
    """Values of all `SPDX-License-Identifier:` tags in order, as written, without the comment's end."""
    if "spdx" not in text.lower():
        return []
    values = (_TAG_END.sub("", match.group(1)).strip() for match in _TAG.finditer(text))
    return [value for value in values if value]


def copyright_statements(text: str) -> list[str]:
    """Lines that state a copyright, in order, each once, free of comment decoration; bounded in number and length."""
    return list(_statements(text))


@lru_cache(1_024)  # the files of a repository repeat a few headers
def _statements(text: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for line in text.split("\n"):
        if _is_statement(line):
            clean = " ".join(line.lstrip(_DECORATION).rstrip(_TRAILING_DECORATION).split())[:MAX_STATEMENT_CHARS]
            found[_TAG_LINE.sub("", clean).strip()] = None
            if len(found) == MAX_STATEMENTS:
                break
    return tuple(found)


def speaks_of_rights(text: str) -> bool:
    """Tell whether a text grants, refuses or names rights; a copyright line with "all rights reserved" does not."""
    return _SPEAKS.search(_RESERVED.sub(" ", text)) is not None


def claims_rights(text: str) -> bool:
    """Tell whether a comment amid the code claims a license for it: a stricter question than `speaks_of_rights`."""
    return _CLAIMS.search(text) is not None


@lru_cache(1_024)
def notice_of(text: str) -> str | None:
    """Folded part of a comment that speaks of rights, from its first to its last such paragraph; null if none does.

    Copyright lines, SPDX tags and notes on authors and files are left out.
    """
    paragraphs = _paragraphs(text)
    speaking = [i for i, paragraph in enumerate(paragraphs) if speaks_of_rights(paragraph)]
    if not speaking:
        return None
    return fold(" ".join(paragraphs[speaking[0] : speaking[-1] + 1])) or None


def folded_license(text: str) -> str:
    """Folded form of a whole license file, without copyright lines."""
    return fold(" ".join(_paragraphs(text)))


def fold(text: str) -> str:
    """The words of a text in lower case with one blank between, years left out."""
    return " ".join(word for word in _WORD.findall(text.lower()) if not _YEAR_WORD.fullmatch(word))


def _paragraphs(text: str) -> list[str]:
    paragraphs: list[list[str]] = [[]]
    for line in _kept_lines(text):
        if line:
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return [" ".join(lines) for lines in paragraphs if lines]


def _kept_lines(text: str) -> Iterable[str]:
    for line in text.split("\n"):
        clean = line.strip(_DECORATION)
        if not clean or _NOTE.match(clean):
            yield ""
        elif not (_TAG_LINE.search(clean) or (_is_statement(clean) and not speaks_of_rights(clean))):
            yield clean


def _is_statement(line: str) -> bool:
    lowered = line.lower()
    if "cop" not in lowered and "(c)" not in lowered and "\u00a9" not in line:
        return False
    match = _STATEMENT.search(line)
    if match is None:
        return False
    # "(c) You must ..." is an item of a list; a bare mark states a copyright only with a year.
    return not _BARE_MARK.match(match.group()) or _YEAR_WORD.search(line, match.start(), match.start() + 40) is not None
