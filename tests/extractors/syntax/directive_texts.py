"""Directives made up by the tables, and the many ways to write each of them."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from warploom.extractors.syntax.directive_tables import directive_names, modifiers_of
from warploom.extractors.syntax.directives import Clause, Directive

_ARGUMENTS = {
    "c": ("a", "s->b", "c[0:n]", "f(x,y)", "ns::d", "(p?q:r)", '"l, (! // &"', "','", "{1,2}", "1'000"),
    "fortran": ("a", "s%b", "c(1:n)", "f(x,y)", ".true.", "(/1,2/)", '"l, (! // &"', "'it''s ('", "2*n", "x(:,1)"),
}
_BEFORE = ("to", "+", "iterator(i=0:n)", "strict", "f(g(x))")
_CLAUSES = {
    standard: [name for name in names.split() if modifiers_of(standard, name, "") is not None]
    for standard, names in {
        "openmp": "private nowait map reduction if linear aligned when uses_allocators initializer schedule default",
        "openacc": "private seq copyin reduction gang worker wait collapse async if tile default",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Written:
    """A directive and what to read it by."""

    standard: str
    language: str
    directive: Directive


@st.composite
def directives(draw: st.DrawFn, language: str) -> Written:
    """A known directive with arguments and clauses that need not make sense together."""
    standard = draw(st.sampled_from(("openmp", "openacc")))
    known = draw(st.sampled_from(sorted(directive_names(standard, language).values(), key=lambda known: known.name)))
    values = st.sampled_from(_ARGUMENTS[language])
    arguments = draw(st.lists(values, max_size=1 if known.has_one_argument else 3))
    clauses = draw(st.lists(_clauses(standard, known.name, values), max_size=4))
    return Written(standard, language, Directive(known.name, tuple(arguments), tuple(clauses), is_known=True))


@st.composite
def _clauses(draw: st.DrawFn, standard: str, directive: str, values: st.SearchStrategy[str]) -> Clause:
    name = draw(st.sampled_from([*_CLAUSES[standard], "vendor_clause"]))
    rule = modifiers_of(standard, name, directive)
    is_one = rule in ("selector", "whole")
    arguments = draw(st.lists(values, min_size=int(is_one), max_size=1 if is_one else 3))
    modifiers = None
    if arguments and rule in ("before", "after", "selector", "groups"):
        modifiers = draw(st.none() | st.sampled_from(_BEFORE)) if rule != "selector" else draw(st.sampled_from(_BEFORE))
    elif arguments and rule == "directive":
        modifiers = draw(st.none() | st.just("parallel"))
    elif arguments and rule == "last":
        modifiers = draw(st.sampled_from((None, "queues", "devnum: 1: queues")))
    elif arguments and rule == "each":
        modifiers = draw(st.none() | st.just(", ".join(["static"] * len(arguments))))
    return Clause(name, modifiers, tuple(arguments), is_known=rule is not None)


@st.composite
def renderings(draw: st.DrawFn, written: Written, gaps: tuple[str, ...]) -> str:
    """A body of the directive; every gap holds white space, by which lines may be broken and comments slipped in."""

    def gap(*, is_needed: bool = False) -> str:
        return draw(st.sampled_from(gaps if is_needed else ("", *gaps)))

    def spelled(name: str) -> str:
        if written.language == "c":
            return gap(is_needed=True).join(name.split())
        shouted = "".join(draw(st.sampled_from((c, c.upper()))) for c in name)
        return gap().join(shouted.split()) if draw(st.booleans()) else shouted

    def listed(items: tuple[str, ...]) -> str:
        return ",".join(gap() + item + gap() for item in items)

    def group(rule: str | None, modifiers: str | None, arguments: tuple[str, ...]) -> str:
        if modifiers is None:
            return f"({listed(arguments)})"
        if rule == "after":
            return f"({listed(arguments)}:{gap()}{modifiers}{gap()})"
        if rule == "each":
            own = modifiers.split(", ")
            return f"({listed(tuple(f'{m}{gap()}:{gap()}{a}' for m, a in zip(own, arguments, strict=True)))})"
        return f"({gap()}{modifiers}{gap()}:{listed(arguments)})"

    directive = written.directive
    text = spelled(directive.name)
    if directive.arguments:
        text += f"{gap()}({listed(directive.arguments)})"
    # a comma, as a clause could be the next word of a longer name
    separator = "," if directive.clauses else ""
    for clause in directive.clauses:
        text += gap() + separator + gap() + spelled(clause.name)
        if clause.arguments:
            rule = modifiers_of(written.standard, clause.name, directive.name)
            text += gap() + group(rule, clause.modifiers, clause.arguments)
        separator = draw(st.sampled_from((",", gap(is_needed=True), "" if clause.arguments else ",")))
    return text
