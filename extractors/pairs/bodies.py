"""Draws what a point computes: expressions over given leaves that are exact where they must be, and do something."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from warploom.extractors.pairs.computation import Let, needed
from warploom.extractors.pairs.draws import Draws
from warploom.extractors.pairs.expressions import COMPARISONS, REALS, UNSIGNED, Expr, local
from warploom.extractors.pairs.sensitivity import hides
from warploom.extractors.pairs.terms import Term, apply, both, compare, constant, fits, select

REAL_OPERATORS: Final[Mapping[str, float]] = {
    "add": 3, "sub": 3, "mul": 3, "fma": 1.5, "min": 1.3, "max": 1.3, "select": 2, "abs": 1.2, "neg": 0.5,
    "scaled": 2, "offset": 1.5, "square": 1.2, "halved": 0.8, "floor": 0.5,
}  # fmt: skip
ROUNDED_OPERATORS: Final[Mapping[str, float]] = {
    "decay": 1, "root": 1, "ratio": 1.2, "tanh": 0.8, "sin": 0.5, "cos": 0.5, "log": 0.7, "atan": 0.4, "logistic": 0.8,
}  # fmt: skip
SIGNED_OPERATORS: Final[Mapping[str, float]] = {
    "add": 3, "sub": 3, "mul": 2.5, "min": 1.5, "max": 1.5, "select": 2, "abs": 1.5, "neg": 0.5, "scaled": 2,
    "offset": 1.5, "square": 0.8, "and": 1, "or": 0.6, "xor": 1, "shr": 0.8, "shl": 0.5, "mod": 1.2,
}  # fmt: skip
UNSIGNED_OPERATORS: Final[Mapping[str, float]] = {
    "add": 3, "sub": 1.5, "mul": 2, "xor": 3, "and": 1, "or": 0.8, "shl": 1.5, "shr": 1.5, "rotl": 2, "not": 0.6,
    "popcount": 0.4, "min": 0.8, "max": 0.8, "select": 1.2, "scaled": 1.5, "offset": 1.5, "mod": 0.4,
}  # fmt: skip
_DYADIC: Final = (0.25, 0.5, 0.75, 1.25, 1.5, 1.75, 2.5, 3.0, -0.25, -0.75, -1.25, -1.5, -2.0)
_WHOLE: Final = (2, 3, 5, 7, 9, 11, 13, 17, -2, -3, -4, -5, -7)
_ODD: Final = (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F, 0x165667B1, 2654435761, 1664525, 22695477)
_ODD_64: Final = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 6364136223846793005)


class Bodies:
    """Draws expressions of one computation. `emphasis` raises or lowers the weights of operators by name."""

    def __init__(self, draws: Draws, emphasis: Mapping[str, float], names: Callable[[str], str]) -> None:
        self.draws = draws
        self.emphasis = emphasis
        self.names = names
        self.operators: list[str] = []
        self.differences: set[str | float | int] = set()
        """Names of variables that are a difference."""

    def expression(self, leaves: Sequence[Term], n_operations: int, length: int = 1, is_rounded: bool = False) -> Term:
        """One value of all leaves, by about so many operations, of which `length` may be added up.

        A value that hides a part of what it is made of is drawn anew, a few times.
        """
        probes = {term.expr: term.probe for term in leaves}
        before = len(self.operators)
        for _ in range(6):
            term = self._expression(leaves, n_operations, length, is_rounded)
            if not hides(term.expr, probes):
                break
            del self.operators[before:]
        return term

    def _expression(self, leaves: Sequence[Term], n_operations: int, length: int, is_rounded: bool) -> Term:
        pool = list(leaves)
        spare = list(leaves)
        stuck = 0
        done = 0
        while (len(pool) > 1 or done < n_operations) and stuck < 60:
            made = self._step(pool, spare, len(pool) > 1 and done + len(pool) > n_operations, is_rounded)
            if made is None or not fits(made[0], length):
                stuck += 1
                continue
            term, used, name = made
            for one in used:
                if one in pool:
                    pool.remove(one)
            pool.append(term)
            self.operators.append(name)
            done += 1
        while len(pool) > 1:  # what fits nothing else is left out
            pool.remove(max(pool[:-1], key=lambda term: (term.size, -pool.index(term))))
        return pool[-1]

    def lets(
        self,
        leaves: Sequence[Term],
        n_lets: int,
        n_operations: int,
        length: int = 1,
        is_rounded: bool = False,
    ) -> tuple[tuple[Let, ...], Term]:
        """Some variables of the point, and a value of them and of all leaves."""
        found: list[Let] = []
        rest = list(leaves)
        for _ in range(n_lets):
            part = self.draws.some(rest, min(len(rest), self.draws.between(2, 3)))
            term = self.expression(part, self.draws.between(2, 4), length, is_rounded)
            if not term.expr.args or term.expr.op == "load":
                continue
            name = self.names("local")
            if term.expr.op == "sub":
                self.differences.add(name)
            found.append(Let(name, term.expr))
            kept = Term(
                local(name, term.type),
                term.low,
                term.high,
                term.wide_low,
                term.wide_high,
                term.places,
                term.error,
                term.is_raw,
                term.probe,
            )
            for one in part[: self.draws.between(1, len(part))]:
                rest.remove(one)
            rest.append(kept)
            if self.draws.chance(0.3):
                rest.append(kept)
        value = self.expression(rest, n_operations, length, is_rounded)
        return needed(tuple(found), value.expr), value

    def condition(self, leaves: Sequence[Term]) -> Term | None:
        """Something that is true of some points and false of others, by values that are never rounded."""
        raw = [term for term in leaves if term.is_raw and (term.type in UNSIGNED or _is_leaf(term))]
        if not raw:
            return None
        for _ in range(12):
            first = self._tested(self.draws.one(raw))
            made = compare(self._comparison(), first, self._limit(first, raw))
            if made is None:
                continue
            if self.draws.chance(0.25):
                other = self._tested(self.draws.one(raw))
                second = compare(self._comparison(), other, self._limit(other, raw))
                joint = second and both(self.draws.one(("all", "any")), made, second)
                if joint:
                    return joint
            return made
        return None

    def _comparison(self) -> str:
        return self.draws.one(COMPARISONS[:4])

    def _tested(self, term: Term) -> Term:
        """Few values, so that equal ones occur: of words, some bits."""
        if term.type not in UNSIGNED or term.high < 1000:
            return term
        few = constant(self.draws.one((15, 31, 63)), term.type)
        return apply("and", term, few) or term

    def _limit(self, term: Term, raw: Sequence[Term]) -> Term:
        others = [
            other
            for other in raw
            if _is_leaf(term) and _is_leaf(other) and other.type == term.type and other is not term
        ]
        others = [] if term.type in UNSIGNED else others
        if others and self.draws.chance(0.5):
            return self.draws.one(others)
        values = sorted(set(term.probe.tolist()))
        value = values[self.draws.between(len(values) // 4, max(len(values) // 4, len(values) * 3 // 4 - 1))]
        return constant(value, term.type)

    def _step(
        self, pool: list[Term], spare: list[Term], must_join: bool, is_rounded: bool
    ) -> tuple[Term, list[Term], str] | None:
        type_ = pool[0].type
        weights = dict(
            REAL_OPERATORS if type_ in REALS else UNSIGNED_OPERATORS if type_ in UNSIGNED else SIGNED_OPERATORS
        )
        if is_rounded and type_ in REALS:
            weights |= ROUNDED_OPERATORS
        weights = {name: weight * self.emphasis.get(name, 1.0) for name, weight in weights.items()}
        if must_join:
            weights = {name: weight for name, weight in weights.items() if name in _JOINING}
        name = self.draws.weighted(weights)
        first = self.draws.one(pool)
        others = [term for term in pool if term is not first] or [t for t in spare if t is not first] or [first]
        second = self.draws.one(others)
        if first is second and (first.expr.op == "sub" or first.expr.value in self.differences):
            return None
        if name in _JOINING:
            return self._join(name, first, second, pool, spare)
        made = self._alone(name, first)
        return None if made is None else (made, [first], name)

    def _join(
        self, name: str, first: Term, second: Term, pool: list[Term], spare: list[Term]
    ) -> tuple[Term, list[Term], str] | None:
        made: Term | None
        if name == "select":
            condition = self.condition([t for t in [*spare, *pool] if t.expr.op != "const"])
            made = None if condition is None else select(condition, first, second)
            return None if made is None else (made, [first, second], name)
        if name == "fma":
            third = self.draws.one([t for t in [*pool, *spare] if t is not first and t is not second] or [first])
            made = apply("mul", first, second)
            made = None if made is None else apply("add", made, third)
            return None if made is None else (made, [first, second, third], name)
        if name == "ratio":
            is_difference = second.expr.op == "sub" or second.expr.value in self.differences
            squared = None if is_difference else apply("mul", second, second)
            below = None if squared is None else apply("add", constant(1.0, first.type), squared)
            made = None if below is None else apply("div", first, below)
            return None if made is None else (made, [first, second], name)
        if name in ("add", "sub") and _summands(first.expr) & _summands(second.expr):
            return None  # what is added and taken away again
        made = apply(name, first, second)
        return None if made is None else (made, [first, second], name)

    def _alone(self, name: str, term: Term) -> Term | None:
        type_ = term.type
        if name in _EVEN and (term.expr.op == "sub" or term.expr.value in self.differences):
            return None  # neither would show which way round it was taken
        match name:
            case "scaled":
                return apply("mul", self._number(type_), term)
            case "offset":
                return apply(self.draws.one(("add", "sub")), term, self._number(type_, is_positive=True))
            case "square":
                return apply("mul", term, term)
            case "halved":
                return apply("div", term, constant(self.draws.one((2.0, 4.0)), type_))
            case "shl" | "shr" | "rotl":
                most = 4 if type_ not in UNSIGNED else 24
                return apply(name, term, constant(self.draws.between(1, most), "int32" if type_ in UNSIGNED else type_))
            case "mod":
                return apply("mod", term, constant(self.draws.one((7, 10, 13, 29, 61, 97)), type_))
            case "decay":
                size = apply("abs", term) or apply("mul", term, term)
                less = None if size is None else apply("neg", size)
                return None if less is None else apply("exp", less)
            case "root" | "log":
                size = apply("mul", term, term) if self.draws.chance(0.5) else apply("abs", term)
                more = None if size is None else apply("add", size, constant(self.draws.one((0.5, 1.0, 1.5)), type_))
                return None if more is None else apply("sqrt" if name == "root" else "log", more)
            case "logistic":
                bent = apply("tanh", term)
                more = None if bent is None else apply("add", bent, constant(1.0, type_))
                return None if more is None else apply("mul", constant(0.5, type_), more)
        return apply(name, term)

    def _number(self, type_: str, is_positive: bool = False) -> Term:
        if type_ in REALS:
            return constant(self.draws.one(_DYADIC[:8] if is_positive else _DYADIC), type_)
        if type_ == "uint64":
            return constant(self.draws.one(_ODD_64), type_)
        if type_ in UNSIGNED:
            return constant(self.draws.one(_ODD), type_)
        return constant(self.draws.one(_WHOLE[:8] if is_positive else _WHOLE), type_)


def _summands(expr: Expr) -> frozenset[Expr]:
    """What a value is a sum of."""
    if expr.op in ("add", "sub"):
        return _summands(expr.args[0]) | _summands(expr.args[1])
    return frozenset((expr,)) if expr.op != "const" else frozenset()


def _is_leaf(term: Term) -> bool:
    return term.expr.op not in ("select", "local") and (not term.expr.args or term.expr.op.startswith(("load", "cast")))


_EVEN: Final = frozenset({"abs", "square", "decay", "root", "log", "cos"})
"""Of functions that give the same for a value and its negative."""
_JOINING: Final = frozenset({"add", "sub", "mul", "fma", "min", "max", "select", "and", "or", "xor", "ratio"})
