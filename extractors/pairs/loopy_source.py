"""A second source of pairs: loopy derives both sides of the same computations by transformations of its own.

Needs the extra `loopy`; nothing else of the package imports it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from warploom.extractors.pairs.canonical import spec_id
from warploom.extractors.pairs.computation import Computation, Map, Operand, Reduce, Store
from warploom.extractors.pairs.draft import TYPES, Draft
from warploom.extractors.pairs.draws import Draws
from warploom.extractors.pairs.expressions import Expr, nodes, replaced
from warploom.extractors.pairs.expressions import axis as axis_of
from warploom.extractors.pairs.families.catalogue import FAMILIES
from warploom.extractors.pairs.numpy_oracle import oracle
from warploom.extractors.pairs.pair import Pair, Side
from warploom.extractors.pairs.signature import input_spec, length_text
from warploom.extractors.pairs.style import Names
from warploom.schemas.errors import WarploomError

GENERATOR: Final = "loopy"
_OPERATORS: Final = {"add": "+", "sub": "-", "mul": "*", "div": "/", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
                     "all": "and", "any": "or"}  # fmt: skip
_FUNCTIONS: Final = {"abs": "fabs", "exp": "exp", "sqrt": "sqrt", "tanh": "tanh", "sin": "sin", "cos": "cos"}
_LEAVES: Final = frozenset({"const", "symbol", "scalar", "axis", "local", "load", "select", "neg"})
_FAMILIES: Final = {
    "elementwise": 4.0, "broadcast": 3.0, "layout": 2.0, "row_reduction": 3.0, "column_reduction": 2.0,
    "contraction": 5.0, "pairwise": 2.0,
}  # fmt: skip
_MAX_ATTEMPTS: Final = 200


class LoopyMissingError(WarploomError):
    """loopy is not installed; says how it is."""

    def __str__(self) -> str:
        return "pairs from loopy need loopy: pip install 'warploom[loopy]'"


@dataclass(frozen=True, slots=True)
class _Mapping:
    """How inames become threads: the schedule's name, the block's extents and the axes from x on."""

    schedule: str
    block: tuple[int, ...]
    axes: tuple[str, ...]


def loopy() -> Any:
    """The module. Raises `LoopyMissingError`."""
    try:
        import loopy as module  # type: ignore[import-not-found, unused-ignore]
    except ImportError as error:
        raise LoopyMissingError from error
    return module


def version() -> str:
    """The version that is installed."""
    from importlib.metadata import version as installed

    loopy()
    return installed("loopy")


def generate_by_loopy(seed: int, count: int) -> Iterator[Pair]:
    """`count` pairs whose two sides loopy writes; the oracle and the specification are ours.

    Computations are drawn as `generate` draws them, from the families that loopy's language covers. The same for the
    same seed, count and version of loopy. Raises `LoopyMissingError`.
    """
    module, named_version = loopy(), version()
    n_made = attempt = 0
    seen: set[str] = set()
    while n_made < count:
        attempt += 1
        if attempt > _MAX_ATTEMPTS * (count + 1):
            raise WarploomError(f"seed {seed}: loopy gave {n_made} of {count} pairs in {attempt} attempts")
        draws = Draws("loopy", seed, attempt)
        family = draws.weighted(_FAMILIES)
        types = {name: TYPES[name] for name in ("float32", "float64")}
        draft = Draft(draws, Names(Draws("loopy", seed, attempt, "names")), {**dict.fromkeys(TYPES, 1e-9), **types}, {})
        computation = FAMILIES[family][0](draft)
        identity = spec_id(computation)
        if identity in seen or not covers(computation):
            continue
        seen.add(identity)
        entry = f"{draws.one(('loop', 'nest', 'sweep', 'pass_over'))}_{computation.family}"
        mapping = _mapping(computation, draws)
        cpu, gpu = _texts(module, computation, entry, mapping)
        yield Pair(
            spec_id=identity,
            family=computation.family,
            schedule=mapping.schedule,
            description=computation.description,
            cpu=Side("C", "serial", cpu, entry),
            gpu=Side("CUDA", "cuda", gpu, entry),
            inputs=input_spec(computation),
            oracle=oracle(computation),
            launch_shapes=({},),
            origin="generated",
            generator=GENERATOR,
            generator_version=named_version,
            generator_seed=seed,
            features=tuple(sorted({*computation.features, f"schedule:{mapping.schedule}"})),
        )
        n_made += 1


def covers(computation: Computation) -> bool:
    """Whether loopy's language says it: reals, whole rows, sums, and functions that both of its targets know."""
    nest = computation.nest
    if not isinstance(nest, Map) or any(o.fields or o.column for o in computation.operands):
        return False
    if any(o.type not in ("float32", "float64") for o in computation.operands):
        return False
    exprs: list[Expr] = []
    for statement in nest.body:
        match statement:
            case Reduce(how=how, low=low, high=high, term=term, start=start, position=position):
                plain = how == "add" and high.op == "symbol" and low.value == 0 and start.value == 0
                if not plain or position:
                    return False
                exprs.append(term)
            case Store(at=at, expr=expr):
                if not all(place.op == "axis" for place in at):
                    return False
                exprs.append(expr)
            case _:
                exprs.append(getattr(statement, "expr", Expr("unknown", "", ())))
    known = _LEAVES | set(_OPERATORS) | set(_FUNCTIONS)
    found = [node for expr in exprs for node in nodes(expr)]
    return all(node.op in known for node in found) and all(
        place.op == "axis" for node in found if node.op == "load" for place in node.args
    )


def _mapping(computation: Computation, draws: Draws) -> _Mapping:
    assert isinstance(computation.nest, Map)  # noqa: S101 (what `covers` has made sure of)
    names = [name for name, _ in computation.nest.axes]
    if len(names) == 1:
        return _Mapping("naive", (draws.one((64, 128, 256)),), (names[-1],))
    return _Mapping("block_2d", draws.one(((16, 16), (32, 8), (32, 4))), (names[-1], names[-2]))


def _texts(module: Any, computation: Computation, entry: str, mapping: _Mapping) -> tuple[str, str]:
    nest = computation.nest
    assert isinstance(nest, Map)  # noqa: S101 (what `covers` has made sure of)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of loopy's own: what it deprecates in itself
        kernel = _kernel(module, computation, nest, entry, module.CTarget())
        cpu = module.generate_code_v2(kernel).device_code()
        kernel = _kernel(module, computation, nest, f"{entry}_kernel", module.CudaTarget())
        for number, (axis, size) in enumerate(zip(mapping.axes, mapping.block, strict=True)):
            kernel = module.split_iname(kernel, axis, size, outer_tag=f"g.{number}", inner_tag=f"l.{number}")
        if len(nest.axes) == 3:
            kernel = module.tag_inames(kernel, {nest.axes[0][0]: "g.2"})
        gpu = module.generate_code_v2(kernel).device_code()
    comment = f"/* {computation.description} */\n"
    return f"#include <math.h>\n{comment}{cpu}\n", _with_launcher(computation, nest, entry, mapping, comment + gpu)


def _kernel(module: Any, computation: Computation, nest: Map, name: str, target: Any) -> Any:
    writer = _LoopyText()
    inames = [(axis, extent) for axis, extent in nest.axes]
    # a loop of its own for each sum: loopy runs none twice
    inames += [(f"{s.axis}_{n}", s.high) for n, s in enumerate(nest.body) if isinstance(s, Reduce)]
    symbols = ",".join(computation.symbols)
    domains = [f"[{symbols}] -> {{[{axis}]: 0 <= {axis} < {length_text(extent)}}}" for axis, extent in inames]
    within = ":".join(axis for axis, _ in nest.axes)
    lines, temporaries, before = [], {}, ""
    for number, statement in enumerate(nest.body):
        options = f"{{id=s{number}, inames={within}{before}}}"
        match statement:
            case Store(operand, at, expr):
                lines.append(f"{operand}[{', '.join(writer(place) for place in at)}] = {writer(expr)} {options}")
            case Reduce(name=variable, axis=axis, term=term):
                temporaries[variable] = term.type
                own = replaced(term, {axis_of(axis): axis_of(f"{axis}_{number}")})
                lines.append(f"{variable} = sum({axis}_{number}, {writer(own)}) {options}")
            case _:
                let_name, expr = statement.name, statement.expr  # type: ignore[union-attr]
                temporaries[let_name] = expr.type
                lines.append(f"{let_name} = {writer(expr)} {options}")
        before = f", dep=s{number}"
    data: list[Any] = [module.ValueArg(symbol, "int32") for symbol in computation.symbols]
    data += [module.ValueArg(scalar.name, scalar.type) for scalar in computation.scalars]
    data += [_argument(module, operand) for operand in computation.operands]
    data += [module.TemporaryVariable(variable, dtype=type_, shape=()) for variable, type_ in temporaries.items()]
    kernel = module.make_kernel(domains, lines, data, name=name, target=target, lang_version=(2018, 2))
    return module.prioritize_loops(kernel, [axis for axis, _ in nest.axes])


def _argument(module: Any, operand: Operand) -> Any:
    shape = tuple(length_text(extent) for extent in operand.shape)
    return module.GlobalArg(operand.name, operand.type, shape=shape, is_output=operand.direction != "in")


def _with_launcher(computation: Computation, nest: Map, entry: str, mapping: _Mapping, kernel: str) -> str:
    extents = {axis: length_text(extent) for axis, extent in nest.axes}
    grid = [f"({extents[a]} + {b - 1}) / {b}" for a, b in zip(mapping.axes, mapping.block, strict=True)]
    if len(nest.axes) == 3:
        grid.append(extents[nest.axes[0][0]])
    kinds = {"float32": "float", "float64": "double"}
    declared = [f"int {symbol}" for symbol in computation.symbols]
    declared += [f"{kinds[s.type]} {s.name}" for s in computation.scalars]
    declared += [f"{'const ' if o.direction == 'in' else ''}{kinds[o.type]} *{o.name}" for o in computation.operands]
    passed = [*computation.symbols, *(s.name for s in computation.scalars), *(o.name for o in computation.operands)]
    guard = " && ".join(f"{extent} > 0" for extent in extents.values())
    return (
        f"#include <cuda_runtime.h>\n{kernel}\n"
        f'extern "C" void {entry}({", ".join(declared)}) {{\n'
        f"  if ({guard}) {{\n"
        f"    const dim3 blocks({', '.join(grid)});\n"
        f"    const dim3 threads({', '.join(map(str, mapping.block))});\n"
        f"    {entry}_kernel<<<blocks, threads>>>({', '.join(passed)});\n"
        "  }\n}\n"
    )


class _LoopyText:
    """Writes expressions in loopy's language."""

    def __call__(self, expr: Expr) -> str:
        match expr.op:
            case "const":
                return f"({expr.value!r})"
            case "symbol" | "scalar" | "axis" | "local":
                return str(expr.value)
            case "load":
                return f"{expr.value}[{', '.join(self(place) for place in expr.args)}]"
            case "select":
                return f"if({', '.join(self(arg) for arg in expr.args)})"
            case "neg":
                return f"(-{self(expr.args[0])})"
        if expr.op in _FUNCTIONS:
            return f"{_FUNCTIONS[expr.op]}({self(expr.args[0])})"
        return f"({self(expr.args[0])} {_OPERATORS[expr.op]} {self(expr.args[1])})"
