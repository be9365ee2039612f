"""Make the cases of a pair: for each size and data set the arguments, and what must come out of a right program."""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from warploom.extractors.inputs.corners import Corner, corners_of, filled
from warploom.extractors.inputs.drawing import DATA_SETS, Argument, DataSet, DrawError, draw, element_type, length_of
from warploom.extractors.inputs.expressions import ExpressionError, evaluate
from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Scalar, Tolerance
from warploom.extractors.pairs.pair import Pair
from warploom.schemas.errors import WarploomError
from warploom.validators.proof.aliasing import Alias, AliasError, aliased, aliases_of
from warploom.validators.proof.compare import Bound, Comparison, compare
from warploom.validators.proof.distribution import DistributionError, Law, fit
from warploom.validators.proof.hidden_sizes import hidden_sizes, size_beyond

N_HIDDEN = 2
"""Sizes beside the ladder."""
CORNER_ELEMENTS = 256
"""Cases with the ends of ranges have arrays of more: a block of threads."""
MIN_LARGEST = 4096
"""Elements of the largest array of the largest size."""
MOST_BYTES = 512 << 20
"""Of the arguments of all cases: a ladder has some megabytes, and a stranger's must not take the memory."""

Outputs = Mapping[str, npt.NDArray[Any]]
Ask = Callable[[Pair, Sequence[Mapping[str, Argument]]], Sequence[Outputs]]
"""What says what must come out of each of some calls; raises `SuiteError`."""


class SuiteError(WarploomError):
    """A specification or an oracle under which nothing can be tried; `reason` is a verdict's."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Case:
    """One call. `expected` is the oracle's; None where there is none, until the CPU side has run."""

    size: Mapping[str, int]
    data_set: DataSet
    seed: int
    arguments: Mapping[str, Argument]
    expected: Outputs | None
    bound: Bound
    is_large: bool = False
    """Beyond the ladder: run seldom, as it takes long."""
    alias: Alias | None = None
    """Arrays that are the same memory in this case."""
    corner: Corner | None = None
    """Which arguments hold the ends of their ranges."""

    @property
    def is_drawn(self) -> bool:
        """One of the ladder or beside it: these are run in all ways, and mutants are tried in them."""
        return not self.is_large and self.corner is None

    def __str__(self) -> str:
        size = " ".join(f"{name}={value}" for name, value in self.size.items())
        corner = f" with {self.corner}" if self.corner else ""
        return f"size {size}, data set {self.data_set}{corner}, seed {self.seed}"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The first element of an output that lies too far, as a sentence for people."""

    array: str
    comparison: Comparison
    actual: str
    expected: str
    is_unwritten: bool

    def __str__(self) -> str:
        member = f".{self.comparison.field}" if self.comparison.field else ""
        wrong = f"{self.comparison.n_wrong} wrong" if not self.is_unwritten else "never written"
        return (
            f"{self.array}[{self.comparison.first}]{member} is {self.actual}, {self.expected} is expected ({wrong}; "
            f"at most {self.comparison.max_abs:.3g} off, {self.comparison.max_ulp:.3g} ulp)"
        )


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of comparing all outputs of a case."""

    mismatch: Mismatch | None
    max_abs: float
    max_rel: float
    max_ulp: float


def own_outputs(pair: Pair, calls: Sequence[Mapping[str, Argument]]) -> list[Outputs]:
    """What the pair's oracle says of each call, in this process: for oracles of our own. Raises `SuiteError`."""
    return [outputs_at(pair, call) for call in calls]


def cases_of(pair: Pair, seed: int, ask: Ask = own_outputs) -> list[Case]:
    """All sizes under both data sets, smallest first, and some sizes beside the ladder; `ask` runs the oracle, where
    there is one. Raises `SuiteError`.
    """
    spec = pair.inputs
    outputs = [param.name for param in spec.arrays if param.direction is not Direction.IN]
    if not outputs:
        raise SuiteError("no_output", "no array is written")
    if not spec.sizes:
        raise SuiteError("bad_specification", "no size")
    cases: list[Case] = []
    try:
        _demand_modest(spec)
        largest = max(length_of(array, size) for size in spec.sizes for array in spec.arrays)
        if largest < MIN_LARGEST:
            raise SuiteError("too_small", f"the largest array has {largest} elements, {MIN_LARGEST} are demanded")
        for size in spec.sizes:
            for constraint in spec.constraints:
                if not evaluate(constraint, size):
                    raise SuiteError("bad_specification", f"{dict(size)} contradicts {constraint!r}")
        used = [name for name in DATA_SETS if _tolerance(spec, name) is not None]
        asked = [(size, data_set) for size in spec.sizes for data_set in used]
        asked += [(size, data_set) for size in hidden_sizes(spec, N_HIDDEN, seed) for data_set in used[:1]]
        beyond = size_beyond(spec, seed)
        # in a longer sum the exact data set need not be exact; the wide one's tolerance grows
        asked += [(beyond, used[-1])] if beyond is not None else []
        for size, data_set in asked:
            tolerance = _tolerance(spec, data_set)
            if tolerance is None:
                continue
            drawn = draw(spec, size, data_set, seed)
            for alias in (None, *(aliases_of(spec) if size is not beyond else ())):
                arguments = drawn if alias is None else aliased(drawn, alias)
                if arguments is not None:
                    bound = Bound.of(tolerance, size)
                    cases.append(Case(size, data_set, seed, arguments, None, bound, size is beyond, alias))
    except (DrawError, ExpressionError, AliasError) as error:
        raise SuiteError("bad_specification", str(error)) from error
    if not cases:
        raise SuiteError("bad_specification", "neither data set is used")
    return _with_expected(pair, cases, ask)


def corner_cases_of(pair: Pair, seed: int, ask: Ask = own_outputs) -> list[Case]:
    """Cases in which arguments hold the ends of their ranges, at the first size of the ladder of more than a block of
    elements, under the wide data set where it is used. Raises `SuiteError`.
    """
    spec = pair.inputs
    data_set: DataSet = "exact" if spec.wide is None else "wide"
    tolerance = _tolerance(spec, data_set)
    if tolerance is None:
        return []
    cases: list[Case] = []
    try:
        longest = (max(length_of(array, size) for array in spec.arrays) for size in spec.sizes)
        ladder = zip(spec.sizes, longest, strict=True)
        size = next((size for size, length in ladder if length > CORNER_ELEMENTS), spec.sizes[-1])
        drawn = draw(spec, size, data_set, seed)
        bound = Bound.of(tolerance, size)
        for corner in corners_of(spec):
            arguments = filled(spec, size, data_set, drawn, corner)
            cases.append(Case(size, data_set, seed, arguments, None, bound, corner=corner))
    except (DrawError, ExpressionError) as error:
        raise SuiteError("bad_specification", str(error)) from error
    return _with_expected(pair, cases, ask)


def _with_expected(pair: Pair, cases: Sequence[Case], ask: Ask) -> list[Case]:
    if pair.oracle is None:
        return list(cases)
    answers = ask(pair, [case.arguments for case in cases])
    return [replace(case, expected=answer) for case, answer in zip(cases, answers, strict=True)]


def _demand_modest(spec: InputSpec) -> None:
    n_bytes = 0
    for size in spec.sizes:
        n_bytes += 2 * sum(length_of(array, size) * element_type(array).itemsize for array in spec.arrays) + 1024
        if n_bytes > MOST_BYTES:
            raise SuiteError("bad_specification", f"the cases hold more than {MOST_BYTES >> 20} MiB")


def outputs_at(pair: Pair, arguments: Mapping[str, Argument]) -> Outputs:
    """What the pair's oracle says of some arguments, in this process. Raises `SuiteError`."""
    if pair.oracle is None:
        raise SuiteError("bad_oracle", "there is none")
    names = [param.name for param in pair.inputs.arrays if param.direction is not Direction.IN]
    return expected_of(_compiled(pair.oracle), pair.inputs, arguments, names)


def _tolerance(spec: InputSpec, data_set: DataSet) -> Tolerance | None:
    return spec.exact if data_set == "exact" else spec.wide


def expected_of(
    oracle: Callable[..., Any], spec: InputSpec, arguments: Mapping[str, Argument], outputs: Sequence[str]
) -> dict[str, npt.NDArray[Any]]:
    """What the oracle says of these arguments. Raises `SuiteError` for one that fails or forgets an output."""
    given: dict[str, Any] = {}
    for param in spec.params:
        value = arguments[param.name]
        if isinstance(param, Scalar):
            given[param.name] = value.item()
        elif param.fields:
            given[param.name] = np.array(value, copy=True)
        else:
            array = np.asarray(value)
            given[param.name] = array.astype(np.float64) if array.dtype.kind == "f" else array.copy()
    try:
        with np.errstate(all="ignore"):
            answer = oracle(np, **given)
        made = {name: np.asarray(answer[name]) for name in outputs}
    except Exception as error:
        raise SuiteError("bad_oracle", f"{type(error).__name__}: {error}"[:200]) from error
    for name in outputs:
        length = np.asarray(arguments[name]).size
        if made[name].size != length:
            raise SuiteError("bad_oracle", f"{name} has {length} elements, the oracle gives {made[name].size}")
        made[name] = made[name].reshape(-1)
        made[name].flags.writeable = False  # nobody changes what is expected, and comparing remembers it
    return made


def judge(spec: InputSpec, case: Case, actual: Outputs, poison: int | None = None) -> Judgement:
    """Compare what was written with what is expected, laws of distributions included.

    `poison` is the byte that outputs were filled with: an element that still holds it was never written.
    """
    assert case.expected is not None  # noqa: S101 - the caller's first step
    worst = [0.0, 0.0, 0.0]
    mismatch: Mismatch | None = None
    for param in spec.arrays:
        if param.direction is Direction.IN:
            continue
        found = compare(actual[param.name], case.expected[param.name], case.bound)
        worst = [max(a, b) for a, b in zip(worst, (found.max_abs, found.max_rel, found.max_ulp), strict=True)]
        if not found.is_equal and mismatch is None:
            mismatch = _mismatch(param, found, actual[param.name], case.expected[param.name], poison)
    if mismatch is None:
        for law in laws_of(spec.properties):
            try:
                how = fit(law, actual[law.array], case.size)
            except DistributionError:
                continue  # nothing is drawn at this size
            if not how.holds:
                told = Comparison(how.distance, first=0, n_wrong=1)
                mismatch = Mismatch(
                    law.array, told, f"{how.distance:.3g} from its law", f"at most {how.limit:.3g}", False
                )
    return Judgement(mismatch, *worst)


def accepts(spec: InputSpec, case: Case, actual: Outputs) -> bool:
    """Whether all outputs are as they should be."""
    return judge(spec, case, actual).mismatch is None


@functools.cache
def laws_of(properties: tuple[str, ...]) -> tuple[Law, ...]:
    """Those properties that are laws of distributions."""
    return tuple(law for text in properties if (law := Law.parse(text)) is not None)


def _mismatch(
    param: Array, found: Comparison, actual: npt.NDArray[Any], expected: npt.NDArray[Any], poison: int | None
) -> Mismatch:
    first = found.first or 0
    got, want = actual[first], expected[first]
    if found.field:
        got, want = got[found.field], want[found.field]
    is_unwritten = (
        poison is not None and param.direction is Direction.OUT and set(np.asarray(got).tobytes()) == {poison}
    )
    return Mismatch(param.name, found, str(got), str(want), is_unwritten)


@functools.lru_cache(maxsize=4096)
def _compiled(source: str) -> Callable[..., Any]:
    """The function `oracle` of a text that only defines. Oracles that are not ours come here in the sandbox only
    (`oracles`).
    """
    try:
        tree = ast.parse(source)
        for node in tree.body:
            is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            if not is_text and not isinstance(node, ast.FunctionDef | ast.Import | ast.ImportFrom | ast.Assign):
                raise SuiteError("bad_oracle", f"line {node.lineno} does something when it is read")
        names: dict[str, Any] = {}
        exec(compile(tree, "oracle", "exec"), names)  # noqa: S102 - our own text, or in the sandbox
        oracle: Callable[..., Any] = names["oracle"]
    except (SyntaxError, ValueError, KeyError) as error:
        raise SuiteError("bad_oracle", f"{type(error).__name__}: {error}"[:200]) from error
    return oracle
