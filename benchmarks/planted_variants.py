"""Makes variants of known kind of C-family files, equal on every machine: what a finder of near duplicates must find.

Each kind is a function of a text and of `Draws`, numbers that follow from a key. The texts need not compile; they are
what editors, formatters and hurried programmers leave.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from c_parts import KEYWORDS, STANDARD_NAMES, Part, parts

PER_KIND = 250
_FEWEST_LINES = 20
_MOST_BYTES = 200_000
_SYLLABLES = "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro"
_PROSE = """the result buffer holds values before each step after that rows columns are visited once and never again
unless caller asks for another pass over input which may alias output see notes on layout this is slow but simple keep
in sync with header checked by tests do not change without measuring first returns zero when empty"""
_SWAPS = {"+": "-", "-": "+", "*": "/", "/": "*", "<": ">", ">": "<", "&": "|", "|": "&"}
_WORD = re.compile(r"[^\W\d]\w*")
_DIRECTIVE = re.compile(r"([ \t]*#[ \t]*)(\w*)(.*)", re.DOTALL)
_TIGHT_AFTER = frozenset("([!~")
_TIGHT_BEFORE = frozenset(")],;")


class Draws:
    """Numbers that follow from a key alone."""

    def __init__(self, *key: str) -> None:
        self._key = "\0".join(key).encode()
        self._n = 0

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1."""
        self._n += 1
        digest = hashlib.blake2b(b"%d\0" % self._n + self._key, digest_size=8).digest()
        return int.from_bytes(digest, "big") % limit

    def one(self, choices: Sequence[str]) -> str:
        """One of them."""
        return choices[self.below(len(choices))]

    def some(self, count: int, limit: int) -> list[int]:
        """`count` different numbers below `limit`, sorted."""
        moved: dict[int, int] = {}
        taken = []
        for n in range(count):
            other = n + self.below(limit - n)
            taken.append(moved.get(other, other))
            moved[other] = moved.get(n, n)
        return sorted(taken)


@dataclass(frozen=True, slots=True)
class Variant:
    """One planted text: its kind, the original's place among the texts, and the text."""

    kind: str
    original: int
    text: str


def planted(names: Sequence[str], texts: Sequence[str]) -> Iterator[Variant]:
    """`PER_KIND` variants of each kind; no text is the original of two, and none equals its original."""
    used: set[int] = set()
    for kind, change in KINDS.items():
        order = sorted(range(len(texts)), key=lambda n: hashlib.sha256(f"{kind}\0{names[n]}".encode()).digest())
        made = 0
        for n in order:
            if made == PER_KIND:
                break
            if n in used or len(texts[n]) > _MOST_BYTES or _n_code_lines(texts[n]) < _FEWEST_LINES:
                continue
            text = change(texts[n], Draws(kind, names[n]))
            if text is not None and text != texts[n]:
                used.add(n)
                made += 1
                yield Variant(kind, n, text)
        if made < PER_KIND:
            raise ValueError(f"{kind}: only {made} of {PER_KIND} variants; more input is needed")


def renamed(text: str, draws: Draws) -> str:
    """Every name but the language's and the standard library's, in directives too; comments and strings stay."""
    salt = str(draws.below(1 << 60))
    new: dict[str, str] = {}
    taken: set[str] = set()

    def other(match: re.Match[str]) -> str:
        word = match.group()
        if word in KEYWORDS or word in STANDARD_NAMES or word.startswith("__"):
            return word
        if word not in new:
            stem = new_name(Draws(salt, word))
            name = stem if stem not in taken else f"{stem}{len(taken)}"
            taken.add(name)
            new[word] = name
        return new[word]

    made = []
    for kind, piece in parts(text):
        if kind == "word":
            made.append(_WORD.sub(other, piece))
        elif kind == "directive":
            made.append(_renamed_directive(piece, other))
        else:
            made.append(piece)
    return "".join(made)


def edited(text: str, draws: Draws, percent: int) -> str:
    """`percent` of the lines of code: a third each deleted, changed in one to three tokens, or followed by one more."""
    lines = _lines(text)
    code = [n for n, line in enumerate(lines) if _is_code(line)]
    words = sorted({part.text for n in code for part in lines[n] if part.kind == "word" and part.text not in KEYWORDS})
    if len(words) < 4:
        words += ["value", "other", "count", "index"]
    chosen = draws.some(round(len(code) * percent / 100), len(code))
    for place in chosen:
        line = lines[code[place]]
        act = draws.one(("delete", "change", "insert"))
        has_brace = any(part.text in "{}" for part in line if part.kind == "mark")
        if act == "delete" and not has_brace:
            lines[code[place]] = []
        elif act == "insert":
            line.extend(parts(_statement(draws, words, "".join(p.text for p in lines[code[draws.below(len(code))]]))))
        else:
            _change_tokens(line, draws, words)
    return "".join(part.text for line in lines for part in line)


def reformatted(text: str, draws: Draws) -> str:
    """All whitespace of the code set anew, in one of several styles; directives and comments keep their lines."""
    indent = draws.one(("  ", "    ", "\t", "        "))
    opens_on_own_line = draws.below(2) == 1
    spaced = draws.below(2) == 1
    out: list[str] = []
    depth = parens = 0
    at_start, before = True, ""

    def newline() -> None:
        nonlocal at_start, before
        if not at_start:
            out.append("\n")
        at_start, before = True, ""

    def put(piece: str, glued: bool) -> None:
        nonlocal at_start, before
        if at_start:
            out.append(indent * depth)
        elif not glued:
            out.append(" ")
        out.append(piece)
        at_start, before = False, piece

    for kind, piece in parts(text):
        if kind in ("space", "line"):
            continue
        if kind == "directive":
            newline()
            out.append(piece.strip())
            at_start = False
            newline()
        elif kind == "comment":
            put(piece, glued=False)
            newline()
        elif piece == "{":
            if opens_on_own_line:
                newline()
            put(piece, glued=False)
            depth, parens = depth + 1, 0
            newline()
        elif piece == "}":
            newline()
            depth, parens = max(0, depth - 1), 0
            put(piece, glued=True)
            newline()
        else:
            parens = max(0, parens + (piece == "(") - (piece == ")"))
            glued = not spaced and (before in _TIGHT_AFTER or piece in _TIGHT_BEFORE)
            put(piece, glued=(glued and kind == "mark") or (not spaced and before in _TIGHT_AFTER))
            if piece == ";" and parens == 0:
                newline()
    newline()
    return "".join(out)


def recommented(text: str, draws: Draws) -> str | None:
    """Every comment dropped or worded anew, and new ones before a tenth of the lines; None below three comments."""
    made: list[str] = []
    n_comments = 0
    for kind, piece in parts(text):
        if kind == "comment":
            n_comments += 1
            if draws.below(2):
                made.append(_comment(draws, piece.startswith("//"), max(3, len(piece) // 7)))
            elif piece.startswith("/*"):
                made.append(" ")
        else:
            made.append(piece)
            if kind == "line" and draws.below(10) == 0:
                made.append(_comment(draws, False, 4 + draws.below(9)) + "\n")
    return "".join(made) if n_comments >= 3 else None


def relicensed(text: str, draws: Draws) -> str | None:
    """Another notice in place of the comments that the text begins with; None where it begins with none."""
    rest = iter(parts(text))
    kept: list[str] = []
    n_comments = 0
    for kind, piece in rest:
        n_comments += kind == "comment"
        if kind not in ("comment", "space", "line"):
            kept.append(piece)
            break
    if not n_comments:
        return None
    holder = " ".join(new_name(draws).capitalize() for _ in range(2))
    lines = [f"Copyright (c) {1990 + draws.below(36)} {holder}", ""]
    lines += [_prose(draws, 11) + "." for _ in range(4 + draws.below(14))]
    notice = "".join(f" * {line}".rstrip() + "\n" for line in lines)
    return f"/*\n{notice} */\n\n" + "".join(kept) + "".join(piece for _, piece in rest)


def reordered(text: str, draws: Draws) -> str | None:
    """The definitions with a body shuffled among their places; None below four of them."""
    pieces, movable = definitions(text)
    if len(movable) < 4:
        return None
    order = list(movable)
    for n in range(len(order) - 1, 0, -1):
        other = draws.below(n + 1)
        order[n], order[other] = order[other], order[n]
    moved = dict(zip(movable, order, strict=True))
    return "".join(pieces[moved.get(n, n)] for n in range(len(pieces)))


def truncated(text: str, draws: Draws) -> str:
    """The first 70 to 95 % of the lines."""
    lines = text.splitlines(keepends=True)
    return "".join(lines[: max(1, len(lines) * (70 + draws.below(26)) // 100)])


KINDS: Mapping[str, Callable[[str, Draws], str | None]] = {
    "functions shuffled": reordered,
    "license header": relicensed,
    "comments": recommented,
    "renamed": renamed,
    "10 % of lines": lambda text, draws: edited(text, draws, 10),
    "20 % of lines": lambda text, draws: edited(text, draws, 20),
    "reformatted": reformatted,
    "truncated": truncated,
}
"""Those with the fewest possible originals first."""


def _renamed_directive(piece: str, other: Callable[[re.Match[str]], str]) -> str:
    match = _DIRECTIVE.fullmatch(piece)
    if match is None or match.group(2) in ("include", "include_next", "pragma", "error", "warning", "line"):
        return piece
    opening, name, rest = match.groups()
    return opening + name + "".join(_WORD.sub(other, p.text) if p.kind == "word" else p.text for p in parts(rest))


def new_name(draws: Draws) -> str:
    """A word that means nothing."""
    syllables = _SYLLABLES.split()
    return "".join(draws.one(syllables) for _ in range(3 + draws.below(3)))


def _prose(draws: Draws, n_words: int) -> str:
    words = _PROSE.split()
    return " ".join(draws.one(words) for _ in range(n_words))


def _comment(draws: Draws, is_line: bool, n_words: int) -> str:
    return f"// {_prose(draws, min(n_words, 14))}" if is_line else f"/* {_prose(draws, n_words)} */"


def _lines(text: str) -> list[list[Part]]:
    """The parts of each line, its end included; what spans several lines belongs to the first."""
    lines: list[list[Part]] = [[]]
    for part in parts(text):
        lines[-1].append(part)
        if part.kind == "line":
            lines.append([])
    return lines


def _is_code(line: Sequence[Part]) -> bool:
    return any(part.kind == "word" for part in line) and not any(part.kind == "directive" for part in line)


def _n_code_lines(text: str) -> int:
    return sum(_is_code(line) for line in _lines(text))


def _statement(draws: Draws, words: Sequence[str], copied: str) -> str:
    a, b, c = draws.one(words), draws.one(words), draws.one(words)
    forms = (f"{a} = {b} + {draws.below(100)};", f"if ({a} > {b}) {c} = {a};", f"{a}({b}, {draws.below(9)});", copied)
    return draws.one(forms).rstrip("\n") + "\n"


def _change_tokens(line: list[Part], draws: Draws, words: Sequence[str]) -> None:
    places = [
        n
        for n, part in enumerate(line)
        if (part.kind == "word" and part.text not in KEYWORDS) or part.kind == "number" or part.text in _SWAPS
    ]
    if not places:
        line.insert(0, Part("word", draws.one(words) + " "))
        return
    for place in draws.some(min(len(places), 1 + draws.below(3)), len(places)):
        kind, piece = line[places[place]]
        if kind == "word":
            line[places[place]] = Part(kind, draws.one(words))
        elif kind == "number":
            line[places[place]] = Part(kind, str(draws.below(1000)))
        else:
            line[places[place]] = Part(kind, _SWAPS[piece])


def definitions(text: str) -> tuple[list[str], list[int]]:
    """The text in pieces, and which of them are a head with a braced body, outside of directives and other bodies."""
    pieces: list[str] = []
    movable: list[int] = []
    piece: list[str] = []
    depth = 0
    is_call = False  # a `)` stands before the body: a function's, not a list's or a struct's

    def close(moves: bool) -> None:
        if piece:
            if moves:
                movable.append(len(pieces))
            pieces.append("".join(piece))
            piece.clear()

    for kind, part in parts(text):
        if kind == "directive" and depth == 0:
            close(False)
            pieces.append(part)
            is_call = False
            continue
        piece.append(part)
        if kind != "mark":
            continue
        if part == "{":
            depth += 1
        elif part == "}" and depth:
            depth -= 1
            if depth == 0:
                close(is_call)
                is_call = False
        elif part == ")" and depth == 0:
            is_call = True
        elif part == ";" and depth == 0:
            close(False)
            is_call = False
    close(False)
    return pieces, movable
