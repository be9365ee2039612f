"""What is read from the labelled files is what a person read in them."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from tests.extractors.syntax.labels import Directive, LabelledFile, labelled_files
from tests.extractors.syntax.reading import Read, read
from warploom.schemas.syntax import SYNTAX_LANGUAGES

_NAMED = ("function", "kernel", "program")
Account = tuple[Counter[Any], Counter[Any]]
"""What is labelled, and what was read."""


@functools.cache
def _files() -> tuple[tuple[LabelledFile, Read], ...]:
    files = (file for file in labelled_files() if file.language in SYNTAX_LANGUAGES)
    return tuple((file, read(file.language, _text(file.content))) for file in files)


def _text(content: bytes) -> bytes:
    try:
        return content.decode("utf-8-sig").encode()
    except UnicodeDecodeError:
        return content.decode("latin-1").encode()


def _units(file: LabelledFile, found: Read) -> Account:
    return Counter((u.kind, u.name, u.qualified_name, *u.lines) for u in file.units), Counter(
        (
            unit["kind"],
            unit["name"],
            unit["qualified_name"] if unit["kind"] in _NAMED else None,
            unit["line_start"],
            unit["line_end"],
        )
        for unit in found.units
    )


def _directives(file: LabelledFile, found: Read) -> Account:
    labelled = Counter(
        (*d.lines, d.standard, d.name, d.arguments, tuple((c.name, c.modifiers, c.arguments) for c in d.clauses))
        for d in file.directives
    )
    return labelled, Counter(
        (
            row["directive_line_start"],
            row["directive_line_end"],
            row["standard"],
            row["directive"],
            tuple(row["directive_arguments"]),
            tuple((c["name"], c["modifiers"], tuple(c["arguments"])) for c in row["clauses"]),
        )
        for row in found.directives
    )


def _constructs(file: LabelledFile, found: Read) -> Account:
    def labelled(d: Directive) -> Any:
        return d.lines[0], d.name, d.construct, d.loops or ()

    def stands_before(row: dict[str, Any]) -> tuple[int, int] | None:
        return None if row["byte_start"] == row["byte_end"] else (row["line_start"], row["line_end"])

    return Counter(map(labelled, file.directives)), Counter(
        (row["directive_line_start"], row["directive"], stands_before(row), tuple(p["variable"] for p in row["loops"]))
        for row in found.directives
    )


def _mpi_calls(file: LabelledFile, found: Read) -> Account:
    return Counter((c.line, c.function, c.arguments) for c in file.mpi_calls), Counter(
        (found.source.count(b"\n", 0, row["byte_start"]) + 1, row["function"], tuple(row["arguments"]))
        for row in found.mpi_calls
    )


def _accounts(of: Callable[[LabelledFile, Read], Account], language: str) -> Account:
    labelled: Counter[Any] = Counter()
    found: Counter[Any] = Counter()
    for file, rows in _files():
        if file.language == language:
            for total, part in zip((labelled, found), of(file, rows), strict=True):
                total.update({(file.path.name, *key): n for key, n in part.items()})
    return labelled, found


def _difference(labelled: Counter[Any], found: Counter[Any]) -> str:
    def lines(what: str, rows: Iterable[Any]) -> list[str]:
        return [f"{what} {row}" for row in rows]

    return "\n".join(
        ["", *lines("missed", (labelled - found).elements()), *lines("extra", (found - labelled).elements())]
    )


def test_units_agree_with_the_labels() -> None:
    """Precision and recall over all languages are at least 0.99."""
    labelled: Counter[Any] = Counter()
    found: Counter[Any] = Counter()
    for language in SYNTAX_LANGUAGES:
        of_language = _accounts(_units, language)
        labelled += of_language[0]
        found += of_language[1]
    n_same = (labelled & found).total()
    assert n_same
    assert min(n_same / found.total(), n_same / labelled.total()) >= 0.99, _difference(labelled, found)


@pytest.mark.parametrize("language", SYNTAX_LANGUAGES)
def test_only_functions_of_implicit_type_are_missed(language: str) -> None:
    """The grammar of C knows no definition without a type, `complain(s) char *s; {`; everything else is found."""
    labelled, found = _accounts(_units, language)
    known = {("old_quadrature.c", "function", name, name) for name in ("complain", "main")}
    missed = Counter({row: n for row, n in (labelled - found).items() if row[:4] not in known})
    assert not missed + (found - labelled), _difference(labelled, found)


@pytest.mark.parametrize("of", [_directives, _constructs, _mpi_calls], ids=["directives", "constructs", "mpi_calls"])
@pytest.mark.parametrize("language", SYNTAX_LANGUAGES)
def test_directives_and_calls_agree_with_the_labels(language: str, of: Callable[[LabelledFile, Read], Account]) -> None:
    """Each, with all its parts and with what it stands before."""
    labelled, found = _accounts(of, language)
    assert labelled == found, _difference(labelled, found)


def test_every_language_has_labelled_files() -> None:
    """None passes for lack of text."""
    assert set(SYNTAX_LANGUAGES) == {file.language for file, _ in _files()}
