"""The directives and clauses of OpenMP 1.0 to 6.0 and OpenACC 3.3, read from the tables beside this module.

`directives.csv` lists the leaf directives. `followed_by` says which ones may come next in a compound name, a name of
two words there standing for the compounds that begin with both; `end` in which languages `end NAME` closes one. In
`clauses.csv`, `modifiers` says where a clause has them:

| word | modifiers |
|---|---|
| none | has none |
| directive | the name of a directive before a colon, as OpenMP 6.0 allows on every clause |
| before | all before the first colon |
| last | all before the last colon: `wait(devnum: 1: queues: 2)` |
| each | before a colon in every argument: `gang(num: 8, static: *)` |
| after | all after the first colon: `linear(x: 2)` |
| selector | all before the first colon; what follows is one argument, a directive |
| whole | has none, and what it has is one argument |
| groups | before the first colon; or, where semicolons part the arguments, none |

A row with `directives` holds on these only. No colon of `a ? b : c` counts.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class _Leaf:
    name: str
    association: str
    kinds: frozenset[str]
    followed_by: tuple[str, ...]
    end: tuple[str, ...]
    argument: str


@dataclass(frozen=True, slots=True)
class KnownDirective:
    """What the standards say of a directive's name, compounds included."""

    name: str
    association: str
    """`loop`, `block`, `declaration`, `delimited` (up to an end directive) or `none`."""
    kinds: frozenset[str]
    has_one_argument: bool
    """What stands in its parentheses is not a list."""


def kinds(standard: str, name: str) -> frozenset[str]:
    """Which of host, simd, offload, tasking, sync, data, declarative, loop_transforming and end fit a directive.

    None need fit: `error` and `metadirective` have no kind, and no more has a name that is not known. A compound has
    the kinds of its leaves, without `host` where one of them is `offload`; all of OpenACC is `offload`.
    """
    known = _directives(standard).get(name)
    return frozenset() if known is None else known.kinds


def is_loop_associated(standard: str, name: str) -> bool:
    """The next statement is a loop or a loop nest."""
    known = _directives(standard).get(name)
    return known is not None and known.association == "loop"


def is_block_associated(standard: str, name: str) -> bool:
    """A structured block follows: a statement, in Fortran often up to an end directive; for `fuse` it holds loops.

    An `ordered` with a clause `depend` or `doacross` stands alone all the same, which its name does not tell.
    """
    known = _directives(standard).get(name)
    return known is not None and known.association == "block"


@cache
def directive_names(standard: str, language: str) -> dict[str, KnownDirective]:
    """Directives by each of their spellings in `c` or `fortran`: words parted by blanks, or in Fortran not at all."""
    found: dict[str, KnownDirective] = {}
    for spelling, known in _spellings(standard, language):
        found[spelling.replace(" ", "") if language == "fortran" else spelling] = known
    return found


@cache
def most_words(standard: str, language: str) -> int:
    """How many words the longest name has."""
    return max(known.name.count(" ") + 1 for known in directive_names(standard, language).values())


def modifiers_of(standard: str, clause: str, directive: str) -> str | None:
    """The word that `clauses.csv` has for a clause on a directive; None for a clause that is in no version."""
    clauses = _clauses(standard)
    return clauses.get((clause, directive)) or clauses.get((clause, ""))


@cache
def _clauses(standard: str) -> dict[tuple[str, str], str]:
    return {
        (row["name"], directive): row["modifiers"]
        for row in _rows("clauses.csv")
        if row["standard"] == standard
        for directive in row["directives"].split("|")
    }


@cache
def _directives(standard: str) -> dict[str, KnownDirective]:
    return {
        known.name: known for language in ("c", "fortran") for known in directive_names(standard, language).values()
    }


def _spellings(standard: str, language: str) -> Iterator[tuple[str, KnownDirective]]:
    leaves = {
        row["name"]: _Leaf(
            row["name"],
            row["association"],
            frozenset(row["kinds"].split()),
            tuple(row["followed_by"].split("|")) if row["followed_by"] else (),
            tuple(row["end"].split()),
            row["argument"],
        )
        for row in _rows("directives.csv")
        if row["standard"] == standard and language in row["languages"].split()
    }
    for first in leaves.values():
        for compound in _compounds(first, leaves):
            known = _known(compound)
            named = [known]
            if language in first.end:
                name = "end " + known.name.removeprefix("begin ")
                named.append(KnownDirective(name, "none", known.kinds | {"end"}, known.has_one_argument))
            for each in named:
                yield each.name, each
                if len(compound) == 1 and standard == "openmp":
                    yield _with_underscores(each.name), each


def _compounds(first: _Leaf, leaves: dict[str, _Leaf]) -> Iterator[tuple[_Leaf, ...]]:
    """A leaf alone and all compounds that begin with it; as deep as the table, which has no cycle."""
    yield (first,)
    for follower in first.followed_by:
        head = tuple(follower.split())
        if head[0] in leaves:
            for rest in _compounds(leaves[head[0]], leaves):
                if tuple(leaf.name for leaf in rest[: len(head)]) == head:
                    yield (first, *rest)


def _known(compound: tuple[_Leaf, ...]) -> KnownDirective:
    united = frozenset[str]().union(*(leaf.kinds for leaf in compound))
    associations = {leaf.association for leaf in compound}
    return KnownDirective(
        " ".join(leaf.name for leaf in compound),
        "loop" if "loop" in associations else compound[0].association,
        united - {"host"} if "offload" in united else united,
        compound[0].argument == "whole",
    )


def _with_underscores(name: str) -> str:
    """As OpenMP 6.0 spells it: `begin declare_target`."""
    for prefix in ("begin ", "end "):
        if name.startswith(prefix):
            return prefix + name.removeprefix(prefix).replace(" ", "_")
    return name.replace(" ", "_")


@cache
def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((files(__package__) / name).read_text(encoding="ascii").splitlines()))
