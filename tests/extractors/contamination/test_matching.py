"""Items are found renamed and reformatted, other code is not, and no text takes long or leaves a trace in the next."""

from __future__ import annotations

import random
import re
import textwrap

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extractors.contamination.benchmark import (
    RUNS,
    RUNS_NAMES,
    SHORT,
    WEAVE,
    WEAVE_NAMES,
    WEAVE_PROMPT,
    look_up,
    matcher,
    renamed,
)
from warploom.extractors.contamination import matching, scheme
from warploom.extractors.contamination.grams import Tokens, word_grams
from warploom.extractors.contamination.index import ItemText, build_index
from warploom.extractors.contamination.kept_words import C_LIKE, FAMILIES, PYTHON
from warploom.extractors.contamination.matching import Match, Matcher, best_hits

OTHER = '''
def parse(lines):
    """Read a table of settings, one a line, into a mapping; what has no value is an error."""
    table = {}
    for line in lines:
        key, mark, value = line.partition("=")
        if not mark:
            raise ValueError(line)
        table[key.strip()] = value.strip()
    return table
'''


def methods(matches: list[Match], item: str) -> dict[str, set[str]]:
    """By field, the methods that found an item."""
    found: dict[str, set[str]] = {}
    for match in matches:
        if match.item == item:
            found.setdefault(match.field, set()).add(match.method)
    return found


def test_a_copy_is_found_by_every_method() -> None:
    """In its file, or as a string in a file of another language."""
    (matches, quoted, other) = look_up(
        matcher(),
        (f"import os\n\n{RUNS}\nprint(os.name)\n".encode(), "Python"),
        (f"[{{'text': {RUNS!r}}}]".encode(), None),
        (OTHER.encode(), "Python"),
    )
    assert {"prompt": {"words"}, "solution": {"words", "tokens", "function"}} == methods(matches, "runs")
    assert {"prompt": {"words"}, "solution": {"words"}} == methods(quoted, "runs")
    assert all(match.score == 1.0 for match in matches)
    assert [] == other


def test_a_renamed_and_reformatted_copy_in_cpp_is_found() -> None:
    """Braces left out, others' lines, comments, and no name as it was."""
    names = {name: f"x{i}" for i, name in enumerate(WEAVE_NAMES)}
    body = renamed(WEAVE, names).replace("} else {", "}\n  /* or */\n  else\n  {").replace("0.5 *", "/* half */ 0.5f*")
    body = re.sub(r"[ \n]+", "\n", body)
    (matches,) = look_up(matcher(), (f"static void cloth_of(double *x0) {{{body}\nint main() {{}}\n".encode(), "CUDA"))
    assert {"solution": {"tokens", "function"}} == methods(matches, "weave")


NAMES = st.lists(st.from_regex(r"[a-z]{4,9}_[a-z0-9]{2,6}", fullmatch=True), min_size=7, max_size=7, unique=True)


@given(NAMES, st.integers(1, 8), st.booleans())
@settings(max_examples=40, deadline=None)
def test_names_and_layout_of_python_do_not_count(names: list[str], indent: int, is_split: bool) -> None:
    """Any other names, indentation, comments and line breaks in parentheses give the same tokens and functions."""
    code = renamed(RUNS, dict(zip(RUNS_NAMES, names, strict=True)))
    code = re.sub("^( +)", lambda blank: " " * (len(blank[1]) // 4 * indent), code, flags=re.MULTILINE)
    code = code.replace("return ", "# the end\n" + " " * indent + "return (").rstrip() + ",)\n"
    if is_split:
        code = code.replace("range(1,", "range(\n  # from one\n1 ,")
    ours, theirs = Tokens(RUNS.encode(), PYTHON), Tokens(code.encode(), PYTHON)
    assert ours.functions().tolist() == theirs.functions().tolist()
    assert ours.grams().tolist() == theirs.grams().tolist()


@given(NAMES, st.sampled_from([" ", "\n", "\t", " /* a */ ", " // b\n"]))
@settings(max_examples=40, deadline=None)
def test_names_and_layout_of_cpp_do_not_count(names: list[str], blank: str) -> None:
    """The same of code with braces, which may be left out."""
    code = renamed(WEAVE, dict(zip(WEAVE_NAMES, names[:6], strict=True)))
    code = re.sub(r"\s+", lambda _: blank, code).replace("++;", "++ ;")
    code = code.replace(")" + blank + names[2], ")" + blank + "{" + names[2]).replace("-1.0;", "-1.0f;}")
    ours, theirs = Tokens(WEAVE.encode(), C_LIKE), Tokens(code.encode(), C_LIKE)
    assert ours.grams().tolist() == theirs.grams().tolist()


def test_what_a_name_does_counts() -> None:
    """Swapping two names within a gram gives other hashes: the pattern of names is not the same."""
    swapped = WEAVE.replace("cloth[top++] = second[thread]", "cloth[thread++] = second[top]")
    ours, theirs = (set(Tokens(code.encode(), C_LIKE).grams().tolist()) for code in (WEAVE, swapped))
    assert ours != theirs
    assert ours & theirs


def test_words_are_those_of_a_plain_reading() -> None:
    """As many distinct grams as distinct sequences of words, by a regular expression."""
    chars = random.Random(7)
    for _ in range(50):
        text = "".join(chars.choice("ab cd_ef\n\té(9,") for _ in range(400))
        words = re.findall(r"[a-z0-9_]|[^\x00-\x7f]+", "") or [w.lower() for w in re.findall(r"[\wé]+", text, re.ASCII)]
        size = scheme.WORD_GRAM
        grams = {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}
        telling = {g for g in grams if len({w for w in g if re.search(r"[^\d]", w)}) >= 4}
        assert len(telling) == len(word_grams(text.encode()))


def test_texts_leave_no_trace_in_the_next() -> None:
    """Halves of an item in neighbouring texts make no hit; the whole in each of many makes one each, however read."""
    half = len(WEAVE) // 2
    texts = [(WEAVE[:half].encode(), "C"), (WEAVE[half:].encode(), "C")] * 5
    whole = (f"void f() {{{WEAVE}".encode(), "C")
    found = look_up(matcher(), *texts, *[whole] * 9)
    alone = look_up(matcher(), whole)
    assert [[]] * 10 != found[10:]
    assert alone * 9 == found[10:]
    assert look_up(matcher(), *texts[:2]) == found[:2]


def test_little_room_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Matches that do not fit are taken up in several rounds."""
    texts = [(RUNS.encode(), "Python"), (OTHER.encode(), "Python")] * 20
    expected = look_up(matcher(), *texts)
    monkeypatch.setattr(matching, "_MIN_ROOM", 1)
    assert expected == look_up(matcher(), *texts)


def test_a_short_solution_is_said_to_be_too_short() -> None:
    """And is not looked for."""
    index = build_index([ItemText("b", "1", "solution", SHORT, "Python")])
    assert (("b", "1", "solution", "tokens"), ("b", "1", "solution", "words")) == index.too_short
    assert [[]] == look_up(Matcher(index), (f"def f(value):\n{SHORT}".encode(), "Python"))


HOSTILE = {
    "binary": bytes(range(256)) * 400,
    "nothing": b"",
    "blank": b" \n" * 50_000,
    "open parentheses": b"(" * 100_000,
    "closed braces": b"}" * 100_000,
    "open braces": b"f() {" * 20_000,
    "control": b"if (a) {" * 20_000,
    "open strings": b'"' * 99_999,
    "apostrophes": b"'" * 99_999,
    "triple quotes": b'"""' * 33_333,
    "raw strings": b'R"(' * 33_333,
    "raw strings with marks": b'R"abcdefgh(' * 9_000,
    "open comments": b"/*" * 50_000,
    "backslashes": b"\\" * 100_000,
    "escaped ends": b"\\n" * 50_000,
    "functions in functions": b"".join(b" " * i + b"def f(): x\n" for i in range(400)),
    "functions on one line": b"def f():" * 10_000,
    "commas": b",)" * 50_000,
    "one name": b"a " * 50_000,
    "half an item": WEAVE[: len(WEAVE) // 3].encode() * 300,
    "not UTF-8": b"\xff\xfe\x00" * 30_000,
}


@pytest.mark.parametrize("language", [*FAMILIES, None])
def test_hostile_texts_end_and_hold_nothing(language: str | None) -> None:
    """Each alone and all of them at once: no hit, no crash, and the item after them is found."""
    whole = (f"void f() {{{WEAVE}".encode(), "C++")
    ours = matcher()
    found = look_up(ours, *((text, language) for text in HOSTILE.values()), whole)
    assert [[]] * len(HOSTILE) == [m for (name, _), m in zip(HOSTILE.items(), found, strict=False) if name]
    assert look_up(matcher(), whole)[0] == found[-1]


@given(st.lists(st.tuples(st.binary(max_size=200), st.sampled_from([*FAMILIES, None, "ISPC"])), max_size=6))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read(texts: list[tuple[bytes, str | None]]) -> None:
    """One answer a text, the same again."""
    ours = matcher()
    found = look_up(ours, *texts)
    assert len(texts) == len(found)
    assert found == look_up(ours, *texts)


def test_an_empty_index_finds_nothing() -> None:
    """No target, no work."""
    empty = Matcher(build_index([]))
    assert () == empty.benchmarks
    assert [[], []] == look_up(empty, (RUNS.encode(), "Python"), (b"", None))
    assert [] == matcher().match(b"", np.zeros(1, np.int64), [])


def test_the_best_method_stands_for_an_item() -> None:
    """One hit an item, sorted; of equal scores the first method in the alphabet."""
    matches = [
        Match("b", "2", "prompt", "words", 0.5),
        Match("b", "1", "solution", "tokens", 1.0),
        Match("b", "1", "solution", "function", 1.0),
        Match("a", "9", "prompt", "words", 0.75),
    ]
    expected = [("a", "9", "words", 0.75), ("b", "1", "function", 1.0), ("b", "2", "words", 0.5)]
    assert expected == [tuple(hit.values()) for hit in best_hits(sorted(matches))]


def test_prompts_are_found_in_comments_of_another_form() -> None:
    """Marks of comments and where lines end are no words."""
    words = WEAVE_PROMPT.replace("/*", "").replace("*/", "").partition("void")[0].split()
    comment = textwrap.fill(" ".join(words), 50, initial_indent="!  ", subsequent_indent="!  ")
    (matches,) = look_up(matcher(), (f"{comment}\nsubroutine w(a)\nend\n".encode(), "Fortran"))
    assert {"prompt": {"words"}} == methods(matches, "weave")
