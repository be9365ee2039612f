"""Runs a loaded program of one side on given arguments, in guarded memory, and says what came of it."""

from __future__ import annotations

import ctypes
import functools
import hashlib
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from warploom.extractors.inputs.drawing import Argument, element_type
from warploom.extractors.inputs.specification import Array, Direction, InputSpec
from warploom.validators.simulate.loader import LoadError, Program
from warploom.validators.simulate.native_library import Options, Report, library
from warploom.validators.simulate.recording import Step, recorded

Order = Literal["forward", "reversed", "shuffled"]
Outputs = Mapping[str, npt.NDArray[Any]]
ORDERS: tuple[Order, ...] = ("forward", "reversed", "shuffled")
_ORDER_SEED = 0x5EED
_FENCED_ORDERS = 8
_HOST, _DEVICE = 1, 2
MAX_PARAMETERS = 64
_N_WINDOWS = 192
"""Places beyond these are variables of the program."""


class Outcome(StrEnum):
    """How a run ended, in the order of the native part's `wl_outcome`."""

    OK = "ok"
    OUT_OF_BOUNDS = "out_of_bounds"
    WILD_POINTER = "wild_pointer"
    DIVIDE_BY_ZERO = "divide_by_zero"
    UNDEFINED_BEHAVIOUR = "undefined_behaviour"
    OUT_OF_FUEL = "out_of_fuel"
    DIVERGENT_BARRIER = "divergent_barrier"
    MISSING_THREAD = "missing_thread_at_barrier"
    ABSENT_LANE = "absent_lane"
    RACE = "race"
    STACK_OVERFLOW = "stack_overflow"
    OUT_OF_MEMORY = "out_of_memory"
    FORBIDDEN_CALL = "forbidden_call"
    LAUNCH_ERROR = "launch_error"
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"
    ABORTED = "aborted"


_OUTCOMES = tuple(Outcome)


@dataclass(frozen=True, slots=True)
class How:
    """The circumstances of a run. `poison` is the byte that what is not given holds; `mutant` is what the program's
    selector is set to, where it has one.
    """

    fuel: int = 1_000_000_000
    seconds: float = 20.0
    flush_right: bool = True
    poison: int = 0xA5
    order: Order = "forward"
    records_races: bool = False
    mutant: int = 0
    is_scattered: bool = False
    """Arrays lie apart from the ends of pages, and what is only written holds noise instead of poison."""
    records_steps: bool = False
    alias: tuple[str, str] | None = None
    """Arrays that are the same memory: the one that is read, and the one that is written. All others lie apart."""
    most_threads: int = 0
    """Of all launches together, 0 for any number: a launch beyond is checked, and does not run. -1: none runs."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a run: `outputs` holds the arrays that are not only read, by name, and only where it is `ok`."""

    outcome: Outcome
    detail: str
    fuel_used: int
    n_threads: int
    steps: Sequence[Step] = ()
    """What the host did with the device, where that was recorded."""
    outputs: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)
    array: str = ""
    """Where an access outside ended it, the array that is meant; empty where it is none of the arguments."""
    element: int = 0
    """Of that array, counted from its start; negative before it."""
    n_skipped: int = 0
    """Launches that were checked and did not run."""
    largest_block: int = 0
    """Threads of the largest block that was launched."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What lies in a window that nobody can write to: the very array, and how it was laid down."""

    value: npt.NDArray[Any]
    layout: tuple[object, ...]
    mark: int
    place: int


_KEPT: dict[int, _Kept] = {}
"""By window. The window says by its mark whether it is still so."""
_MARKS = itertools.count(1)


class Side:
    """One side's program with the specification of its arguments. One at a time runs in a process."""

    def __init__(self, program: Program, spec: InputSpec, *, is_device: bool) -> None:
        """Raises `LoadError` where the entries take other parameters than the specification has."""
        self._program, self._spec, self._is_device = program, spec, is_device
        self._library = library()
        self._options = Options.in_dll(self._library, "wl_choices")
        self._report = Report.in_dll(self._library, "wl_result")
        self._selector = program.variable("wl_mutant")
        self._shift = 0
        self._names = tuple(param.name for param in spec.params)
        if len(spec.params) > MAX_PARAMETERS:
            raise LoadError(f"{len(spec.params)} parameters are more than {MAX_PARAMETERS}")
        for name, entry in program.entries.items():
            wanted = tuple("ptr" if isinstance(param, Array) else _KINDS[param.type] for param in spec.params)
            if entry.kinds != wanted:
                raise LoadError(
                    f"{name} takes ({', '.join(entry.kinds)}), the specification says ({', '.join(wanted)})"
                )

    def run(
        self,
        function: str,
        arguments: Mapping[str, Argument],
        how: How,
        accepts: Callable[[Outputs], bool] | None = None,
    ) -> Run:
        """Call a function on copies of the arguments.

        Where fences order accesses that are recorded, or atomic operations may be late, what is found depends on who
        comes between whom: several shuffled orders are tried, until one does not end well, or with outputs that are
        not accepted.
        """
        is_open = self._program.has_fences or self._program.has_late_atomics
        is_many = how.records_races and how.order == "shuffled" and is_open
        ran = self._run_once(function, arguments, how, _ORDER_SEED)
        for seed in range(_ORDER_SEED + 1, _ORDER_SEED + (_FENCED_ORDERS if is_many else 1)):
            if ran.outcome is not Outcome.OK or (accepts is not None and not accepts(ran.outputs)):
                break
            ran = self._run_once(function, arguments, how, seed)
        return ran

    def _run_once(self, function: str, arguments: Mapping[str, Argument], how: How, seed: int) -> Run:
        options = self._options
        options.fuel, options.microseconds = how.fuel, int(how.seconds * 1e6)
        options.most_threads = how.most_threads
        options.order_seed, options.order = seed, ORDERS.index(how.order)
        options.flush_right, options.poison = how.flush_right, how.poison
        # launchers are not mutated, and the program itself was watched in the same case
        options.races, options.separate = how.records_races, self._is_device and not how.mutant
        options.alignment = self._program.alignment
        options.records = how.records_steps
        options.fences = self._program.has_fences
        self._shift = _APART if how.is_scattered else 0
        packed = bytearray(8 * max(1, len(self._spec.params)))
        places: dict[int, int] = {}
        for number, param in enumerate(self._spec.params):
            value = arguments[param.name]
            if isinstance(param, Array) and how.alias and param.name == how.alias[0]:
                continue
            if isinstance(param, Array):
                places[number] = place = self._placed(number, param, np.ascontiguousarray(value), how)
                packed[8 * number : 8 * number + 8] = place.to_bytes(8, "little")
            else:
                raw = np.dtype(param.type).type(value).tobytes()
                packed[8 * number : 8 * number + len(raw)] = raw
        if how.alias:
            first, second = (self._names.index(name) for name in how.alias)
            packed[8 * first : 8 * first + 8] = places[second].to_bytes(8, "little")
        if self._selector is not None:
            self._selector.value = how.mutant
        self._program.use()
        given = (ctypes.c_char * len(packed)).from_buffer(packed)
        code = self._library.wl_run(self._program.entries[function].address, given)
        outcome = _OUTCOMES[code]
        outputs: dict[str, npt.NDArray[Any]] = {}
        detail = ""
        if outcome is Outcome.OK:
            for number, place in places.items():
                array = self._spec.params[number]
                assert isinstance(array, Array)  # noqa: S101 - nothing else has a place
                if array.direction is Direction.IN:
                    continue  # nobody could write there, nor beside it
                like = np.asarray(arguments[array.name])
                read = ctypes.string_at(place, like.nbytes)
                outputs[array.name] = np.frombuffer(read, like.dtype)
                if how.is_scattered and not self._is_apart(place, like.nbytes, how):
                    outcome, detail = Outcome.OUT_OF_BOUNDS, f"a write beside {array.name}"
        else:
            detail = self._told(outcome)
        used = how.fuel - max(0, self._report.fuel_left)
        steps = recorded(self._names) if how.records_steps else ()
        meant, element = self._place_of_fault() if outcome is Outcome.OUT_OF_BOUNDS else ("", 0)
        kept = outputs if outcome is Outcome.OK else {}
        report = self._report
        threads, skipped, block = report.n_threads, report.n_skipped, report.largest_block
        return Run(outcome, detail, used, threads, steps, kept, meant, element, skipped, block)

    def hits(self, n_blocks: int) -> Sequence[int]:
        """How often each block was reached since `forget_hits`."""
        table = (ctypes.c_uint64 * (1 << 16)).from_address(self._library.wl_hits())
        return table[:n_blocks]

    def forget_hits(self) -> None:
        """Count blocks from 0 again."""
        ctypes.memset(self._library.wl_hits(), 0, 8 << 16)

    def release(self) -> None:
        """Give the windows of the arguments back."""
        for number in range(len(self._spec.params)):
            self._library.wl_release(number)

    def _placed(self, number: int, param: Array, value: npt.NDArray[Any], how: How) -> int:
        """Where the array lies; what is only read lies there still, if it did at the run before."""
        is_kept = param.direction is Direction.IN
        kept = _KEPT.get(number)
        layout = (self._is_device, how.flush_right, how.poison, how.is_scattered, self._program.alignment, param)
        if is_kept and kept is not None and kept.value is value and kept.layout == layout:
            is_there = self._library.wl_mark_of(number) == kept.mark
            if is_there:
                return kept.place
        space = _DEVICE if self._is_device else _HOST
        granule = _granule(param)
        apart = _APART if how.is_scattered else 0
        n_bytes = value.nbytes + 2 * apart
        place = self._library.wl_place(number, n_bytes, how.flush_right, how.poison, granule, space)
        if not place:
            raise MemoryError(f"no memory for {value.nbytes:,} bytes of {param.name}")
        place += apart
        is_given = param.direction is not Direction.OUT or bool(how.alias and param.name == how.alias[1])
        if how.is_scattered and not is_given:
            ctypes.memmove(place, _noise(number, value.nbytes), value.nbytes)
        if is_given:
            ctypes.memmove(place, value.ctypes.data, value.nbytes)
        if param.direction is Direction.IN:  # who writes and repairs is found out too
            self._library.wl_make_constant(number)
            _KEPT[number] = made = _Kept(value, layout, next(_MARKS), int(place))
            self._library.wl_mark(number, made.mark)
        return int(place)

    def _is_apart(self, place: int, n_bytes: int, how: How) -> bool:
        untouched = bytes([how.poison]) * _APART
        around = ctypes.string_at(place - _APART, _APART), ctypes.string_at(place + n_bytes, _APART)
        return around == (untouched, untouched)

    def _told(self, outcome: Outcome) -> str:
        """Where the run ended, in words."""
        report = self._report
        words = []
        if 0 <= report.window < len(self._spec.params):
            param = self._spec.params[report.window]
            if isinstance(param, Array):
                words.append(self._element(param, report))
            else:  # an address that is only near to where an array of this number would lie
                words.append(f"{_access(report)} where no array is")
        elif report.window >= _N_WINDOWS:
            words.append(
                f"{_access(report)} of byte {report.offset} of {self._program.variables[report.window - _N_WINDOWS]}"
            )
        elif report.window >= 0:
            kind = "a shared variable" if report.window < MAX_PARAMETERS + 32 else "memory that the code allocated"
            words.append(f"{_access(report)} of byte {report.offset} of {kind}")
        text = report.text.decode("utf-8", "replace")
        if text:
            words.append(text)
        if report.in_kernel:
            words.append(f"thread {report.thread} of block {report.block}")
            if outcome in (Outcome.RACE, Outcome.DIVERGENT_BARRIER, Outcome.MISSING_THREAD, Outcome.ABSENT_LANE):
                block = f" of block {report.other_block}" if outcome is Outcome.RACE else ""
                words.append(f"and thread {report.other_thread}{block}")
            words.append(f"launch {report.launch} of {report.grid} x {report.shape}")
        return ", ".join(words) or str(outcome).replace("_", " ")

    def _element(self, param: Array, report: Any) -> str:
        return f"{_access(report)} of {param.name}[{self._index(param)}]"

    def _index(self, param: Array) -> int:
        return int(self._report.offset - self._shift) // element_type(param).itemsize

    def _place_of_fault(self) -> tuple[str, int]:
        window = self._report.window
        if not 0 <= window < len(self._spec.params):
            return "", 0
        param = self._spec.params[window]
        return (param.name, self._index(param)) if isinstance(param, Array) else (param.name, 0)


def forget_arguments() -> None:
    """Give the windows of all arguments back: whatever runs next finds no trace of them."""
    for number in range(MAX_PARAMETERS):
        library().wl_release(number)
    _KEPT.clear()


_APART = 192
"""Bytes before and behind an array that is scattered: a multiple of what any vector is aligned to."""


@functools.lru_cache(maxsize=64)
def _noise(number: int, n_bytes: int) -> bytes:
    """Bytes without a pattern, the same each time."""
    return hashlib.shake_128(number.to_bytes(2, "little")).digest(n_bytes)


_KINDS = {
    "float16": "half", "float32": "float", "float64": "double", "int8": "i8", "int16": "i16", "int32": "i32",
    "int64": "i64", "uint8": "i8", "uint16": "i16", "uint32": "i32", "uint64": "i64",
}  # fmt: skip


def _access(report: Any) -> str:
    return "a call" if report.access & 2 else "a write" if report.access & 1 else "a read"


def _granule(param: Array) -> int:
    """The smallest piece that threads share: an element, or the narrowest member of structures."""
    kind = element_type(param)
    if kind.fields is None:
        return kind.itemsize
    sizes = [member[0].itemsize for member in kind.fields.values()]
    offsets = [member[1] for member in kind.fields.values()]
    return int(np.gcd.reduce([*sizes, *offsets, kind.itemsize]))
