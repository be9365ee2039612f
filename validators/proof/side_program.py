"""Prepare one side of a pair for the simulator: the program itself, and beside it the one that mutants are in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from warploom.validators.proof.aligned_accesses import HOOKS as ALIGNED
from warploom.validators.proof.aligned_accesses import with_alignment
from warploom.validators.proof.device_rules import demand_device_code
from warploom.validators.proof.fusing import FUSED, all_unfused, fused, may_fuse
from warploom.validators.proof.inexact_functions import with_inexact
from warploom.validators.proof.instrument import (
    HOOKS,
    INDEX_VARIABLES,
    BlockPlace,
    bytes_of,
    type_of,
    types_of,
    with_coverage,
    with_fuel,
    with_pointers,
    with_races,
)
from warploom.validators.proof.ir_text import Function, Module, parse_module, reaching
from warploom.validators.proof.later_atomics import HOOKS as LATER
from warploom.validators.proof.later_atomics import may_be_late, with_later
from warploom.validators.proof.mutants import GLOBALS, SELECTOR, Mutant, embed, mutants
from warploom.validators.proof.restricted_accesses import HOOKS as RESTRICTED
from warploom.validators.proof.restricted_accesses import with_restricted
from warploom.validators.simulate.ir_operands import IrTextError
from warploom.validators.simulate.kernel_entries import THREAD_START
from warploom.validators.simulate.restricted_pointers import restricted_pointers

BARRIERS = frozenset({"wl_barrier", "wl_syncwarp"})
"""Functions of the simulator that do nothing but order threads."""
SHUFFLES = {"wl_shuffle": 3}
"""Functions of the simulator that exchange values, with the place of the lane or the distance."""
TWIN = ".twin"
"""What is added to the names of functions in the program that mutants are in."""

_STATE = re.compile(r"^@(?P<name>[\w.$-]+) = (?!external )(?:[a-z_]+ )*global (?P<kind>\S.*?)(?:, align \d+)?$")
_OURS = re.compile(r"^(?:llvm\.|wl_|_Z\w*wl_|_ZL?\d+cuda[A-Z]|_ZL?\d+__)")
"""Functions of the simulator's headers, which nobody's suite is to test."""


class ProgramError(IrTextError):
    """Code that cannot be prepared: it has no such entry, or names what only the proof may name."""


@dataclass(frozen=True, slots=True)
class SideProgram:
    """`entry` counts fuel and blocks. `twin` is the same with all mutants in it, counts fuel, and announces accesses
    of memory that threads share; with the selector at 0 it is the program itself.
    """

    text: str
    entry: str
    twin: str
    mutants: tuple[Mutant, ...]
    blocks: tuple[BlockPlace, ...]
    state: tuple[tuple[str, int], ...] = ()
    """Variables that keep their values from one call to the next, with their bytes."""


def prepare(
    ir: str,
    entry: str,
    *,
    is_device: bool,
    n_mutants: int,
    seed: int,
    has_twin: bool = True,
    counts_blocks: bool = True,
    is_strict: bool = False,
) -> SideProgram:
    """The text that the loader takes for a side whose clang output is `ir`.

    Of a GPU side, what threads run is mutated, and not the launcher; where it says that operations may be fused, they
    are in the entry, and in the twin they are not. Without a twin, which is half of the code, the
    entry stands for it. Coverage is of a plain build: others need not count blocks. Where it is strict, what threads
    call of mathematics is a unit off, and alignment that accesses count on is looked at. Raises `IrTextError`,
    `ProgramError`.
    """
    module = flagged = parse_module(ir)
    if may_fuse(ir):
        module = all_unfused(flagged)
    if entry not in module.functions:
        raise ProgramError(f"no function {entry} is defined")
    if SELECTOR in ir or TWIN in ir:
        raise ProgramError(f"the code names {SELECTOR} or {TWIN}")
    reached = _reached(module, [entry])
    threads = _reached(module, [name for name in reached if THREAD_START.search(name)]) if is_device else frozenset()
    if is_device:
        demand_device_code(module, reached - threads, threads)
    neighbours: list[str] = []
    if is_strict and is_device and module is flagged:
        # what our headers call is off already
        written = [module.functions[name] for name in sorted(threads) if not _OURS.match(name)]
        inexact, neighbours = with_inexact([with_alignment(each) for each in written])
        module = flagged = replace(module, functions={**module.functions, **{each.name: each for each in inexact}})
    restricted = restricted_pointers(ir) if is_device else {}
    helpers = restricted_pointers(ir, of_kernels=False) if is_device and "noalias" in ir else {}
    is_late = is_device and may_be_late(module.functions[name] for name in threads)
    own = [name for name in module.functions if name in reached and not _OURS.match(name)]
    mutated = [name for name in own if not is_device or name in threads]
    chosen = mutants(module, mutated, n_mutants, seed, barriers=BARRIERS, shuffles=SHUFFLES)
    structures = types_of(module)
    places: list[BlockPlace] = []
    counted = own if counts_blocks else ()
    run = module.functions
    if module is not flagged:
        run = {**module.functions, **{name: fused(flagged.functions[name]) for name in threads}}
    functions = [
        with_fuel(
            with_pointers(
                with_coverage(function, places) if function.name in counted else function, restricted.get(function.name)
            )
        )
        for function in run.values()
    ]
    changed = frozenset(mutant.site.function for mutant in chosen) | threads
    copied = sorted(reaching(module, entry, changed) | {entry}) if has_twin else []
    names = {name: name + TWIN for name in copied}
    for name in copied:
        twin = embed(module.functions[name], chosen)
        if name in threads and not THREAD_START.search(name):
            twin = with_restricted(twin, helpers.get(name), structures)
            twin = with_later(with_races(twin, structures, INDEX_VARIABLES), is_wanted=is_late)
        functions.append(_renamed(with_fuel(twin), names))
    hooks = (*HOOKS, *(ALIGNED if is_strict else ()), *(RESTRICTED if helpers else ()), *(LATER if is_late else ()))
    more = hooks if module is flagged else (*hooks, *FUSED)
    text = module.with_text(functions, [*_missing(module, more), *GLOBALS, *neighbours])
    twin_entry = names.get(entry, entry)
    return SideProgram(text, entry, twin_entry, tuple(chosen), tuple(places), _state_of(module, structures))


def _reached(module: Module, roots: Sequence[str]) -> frozenset[str]:
    seen, todo = set(roots), list(roots)
    while todo:
        for callee in module.functions[todo.pop()].callees:
            if callee in module.functions and callee not in seen:
                seen.add(callee)
                todo.append(callee)
    return frozenset(seen)


def _renamed(function: Function, names: Mapping[str, str]) -> Function:
    """The function under its new name, calling others by theirs."""
    pattern = re.compile(r'@("[^"]*"|[\w.$-]+)')

    def renamed(found: re.Match[str]) -> str:
        name = found[1].strip('"')
        return f"@{names[name]}" if name in names else found[0]

    blocks = tuple(
        type(block)(
            block.label,
            tuple(
                type(each)(pattern.sub(renamed, each.text), each.line) if "@" in each.text else each
                for each in block.instructions
            ),
        )
        for block in function.blocks
    )
    head = pattern.sub(renamed, function.head, count=1)
    return Function(names[function.name], head, blocks)


def _state_of(module: Module, structures: Mapping[str, Sequence[str]]) -> tuple[tuple[str, int], ...]:
    found = (_STATE.match(line) for line in module.rest)
    return tuple(
        (each["name"], bytes_of(type_of(each["kind"]), structures))
        for each in found
        if each and not each["name"].startswith("wl_")
    )


def _missing(module: Module, declarations: Sequence[str]) -> list[str]:
    """Those declarations that the module does not have yet."""
    there = "\n".join(module.rest)
    return [each for each in declarations if each[each.index("@") : each.index("(") + 1] not in there]
