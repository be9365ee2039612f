"""Laws of directives: however one is written it is read the same, nothing raises, and time is linear."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.extractors.syntax.directive_texts import directives, renderings
from warploom.extractors.syntax.directives import parse_directive
from warploom.extractors.syntax.pragmas import join_pragma
from warploom.extractors.syntax.sentinels import join_sentinel, sentinel_directives

_C_GAPS = (" ", "\t", "  ", " \\\n", "\\\r\n\t", " /* (',\" */ ", "/*\n*/")
_FREE_GAPS = (" ", "\t", "  ", " &\n!$SENTINEL ", " & ! (,'\n\n  ! don't\n  !$SENTINEL & ", "&\r\n!$SENTINEL& ")
_FIXED_GAPS = (" ", "\t", "  ", "\n!$SENTINEL+", " ! (,'\nC don't\n\nc$SENTINEL1", "\r\n*$SENTINEL& ")
_SENTINELS = {"openmp": ("omp", "OMP"), "openacc": ("acc", "Acc")}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_pragma_is_read_as_it_was_meant(data: st.DataObject) -> None:
    """White space, continuations, comments and commas change nothing."""
    written = data.draw(directives("c"))
    body = data.draw(renderings(written, _C_GAPS))
    joined = join_pragma(f'#pragma {_SENTINELS[written.standard][0]} {body} // (, "\n')
    assert joined is not None
    assert (written.standard, written.directive) == (joined[0], parse_directive(*joined, fortran=False))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.booleans())
def test_a_sentinel_is_read_as_it_was_meant(data: st.DataObject, is_fixed_form: bool) -> None:
    """Case neither, nor words that run together."""
    written = data.draw(directives("fortran"))
    body = data.draw(renderings(written, _FIXED_GAPS if is_fixed_form else _FREE_GAPS))
    sentinel = data.draw(st.sampled_from(_SENTINELS[written.standard]))
    lines = f"!$SENTINEL {body} ! (, '\nx = 1\n".replace("SENTINEL", sentinel)
    joined = join_sentinel(lines, is_fixed_form=is_fixed_form)
    assert joined is not None
    assert (written.standard, written.directive) == (joined[0], parse_directive(*joined, fortran=True))


_PIECES = (
    *"()[]{}:;?,.+'\"\\/*!&#$ \t\r\n\f0a_\u00e9",
    *("::", "//", "/*", "*/", "\\\n", "omp", "acc", "!$omp", "c$omp", "!$acc&", "\n!$omp&", "#pragma omp ", "_Pragma("),
    *("parallel ", "private(", "map(to:", "when(", "gang(num:", "wait(devnum:", "if(target:", "linear(x:", "end "),
)
_TEXTS = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join) | st.text()


@given(_TEXTS, st.sampled_from(("openmp", "openacc")), st.booleans())
def test_any_text_is_read(text: str, standard: str, fortran: bool) -> None:
    """Nothing raises, and all that is written is in what is read."""
    found = parse_directive(standard, text, fortran=fortran)
    read = [found.name, *found.arguments]
    for clause in found.clauses:
        read += [clause.name, clause.modifiers or "", *clause.arguments]
    assert set() == {c for c in text.lower() if c.isalnum()} - set("".join(read).lower())


@given(_TEXTS, st.booleans())
def test_any_text_is_joined(text: str, is_fixed_form: bool) -> None:
    """Nothing raises; directives come in order, apart from each other, on the lines and bytes that hold them."""
    join_pragma(text)
    join_pragma("#pragma omp " + text)
    data = text.encode("utf-8", "surrogatepass")
    last_line = end = 0
    for found in sentinel_directives(text, is_fixed_form=is_fixed_form):
        assert last_line < found.first_line <= found.last_line
        assert end <= found.start_byte < found.end_byte <= len(data)
        last_line, end = found.last_line, found.end_byte
        assert data[found.start_byte : end].count(b"\n") == found.last_line - found.first_line
        assert data[: found.start_byte].count(b"\n") == found.first_line - 1


_READERS: dict[str, Callable[[str], object]] = {
    "c": lambda text: parse_directive("openmp", "parallel " + text, fortran=False),
    "fortran": lambda text: parse_directive("openacc", "parallel" + text, fortran=True),
    "pragma": lambda text: join_pragma("#pragma omp " + text),
    "operator": lambda text: join_pragma('_Pragma("' + text),
    "free": lambda text: list(sentinel_directives("!$omp " + text, is_fixed_form=False)),
    "fixed": lambda text: list(sentinel_directives("!$omp " + text, is_fixed_form=True)),
}
_REPEATED = ("(", "[(", ")", "()", "([)", "private(", "a ", "a,", "+a", ":", "?:", "a(?", "if(parallel:", "gang(num:")
_ALSO_REPEATED = (
    "'",
    '"',
    "\\",
    '\\"',
    "\\ ",
    "1'",
    "/*",
    "//",
    "\\\n",
    "!$omp ",
    "&\n!$omp ",
    "\n!$omp x&",
    "\n!\n",
    "é",
)


def _n_steps(read: Callable[[str], object], text: str) -> int:
    """Lines of Python that run."""
    n = 0

    def count(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal n
        n += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        read(text)
    finally:
        sys.settrace(before)
    return n


@pytest.mark.parametrize("reader", _READERS)
@pytest.mark.parametrize("piece", [*_REPEATED, *_ALSO_REPEATED])
def test_steps_are_linear(reader: str, piece: str) -> None:
    """Four times the text takes no more than four times the steps, whatever it repeats."""
    read = _READERS[reader]
    read(piece)  # tables are loaded
    few, many = _n_steps(read, piece * 100), _n_steps(read, piece * 400)
    assert many <= 4 * few


@pytest.mark.parametrize("reader", _READERS)
@pytest.mark.parametrize("piece", [*_REPEATED, *_ALSO_REPEATED])
def test_long_texts_end(reader: str, piece: str) -> None:
    """What the steps do not show, the scans inside of them: were one quadratic, this would take minutes."""
    _READERS[reader](piece * (200_000 // len(piece)))
