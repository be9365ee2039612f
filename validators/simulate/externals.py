"""What code that is run here may call, and under which name it gets it."""

from __future__ import annotations

import re

from warploom.schemas.errors import WarploomError
from warploom.validators.simulate.ir_operands import SCALAR_BYTES

_ONE = [
    "sqrt",
    "cbrt",
    "exp",
    "exp2",
    "expm1",
    "log",
    "log2",
    "log10",
    "log1p",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
    "atanh",
    "erf",
    "erfc",
    "tgamma",
    "lgamma",
    "floor",
    "ceil",
    "trunc",
    "round",
    "rint",
    "nearbyint",
    "fabs",
    "logb",
    "pow",
    "fmod",
    "remainder",
    "atan2",
    "hypot",
    "fmin",
    "fmax",
    "fdim",
    "copysign",
    "nextafter",
    "fma",
    "ldexp",
    "scalbn",
    "frexp",
    "modf",
    "ilogb",
    "lround",
    "lrint",
    "llround",
    "sincos",
    "exp10",
    "cabs",
    "csqrt",
    "cexp",
    "clog",
    "csin",
    "ccos",
    "cpow",
]
LIBRARY = frozenset([*_ONE, *(f"{name}f" for name in _ONE), "memcpy", "memmove", "memset", "memcmp", "bcmp"])
"""Functions of C that have no effect but on what they are given."""
HOOKS = frozenset(
    [
        "wl_fuel",
        "wl_block",
        "wl_read",
        "wl_write",
        "wl_atomic",
        "wl_atomic_in_block",
        "wl_aligned",
        "wl_read_cached",
        "wl_read_long",
        "wl_write_long",
        "wl_limits",
        "wl_pointers",
        "wl_restricted",
        "wl_through",
        "wl_later",
        "wl_stream_step",
        "wl_stream_create",
        "wl_stream_wait",
        "wl_wait_for_all",
        "wl_event_create",
        "wl_event_record",
        "wl_event_wait",
        "wl_stream_wait_event",
        "wl_launch",
        "wl_kernel",
        "wl_argument",
        "wl_arguments_end",
        "wl_device_malloc",
        "wl_managed_malloc",
        "wl_device_free",
        "wl_copy",
        "wl_fill",
        "wl_allow_shared",
        "wl_device_trait",
        "wl_malloc",
        "wl_calloc",
        "wl_realloc",
        "wl_aligned_alloc",
        "wl_free",
        "wl_print",
        "wl_abort",
        "wl_assertion",
        "wl_barrier",
        "wl_barrier_reduce",
        "wl_syncwarp",
        "wl_fence",
        "wl_clock",
        "wl_sleep",
        "wl_shuffle",
        "wl_vote",
        "wl_active",
        "wl_atomic_inc",
        "wl_atomic_dec",
        "wl_zero",
        "wl_one",
        "wl_seconds",
    ]
)
"""Functions of the simulator."""
VARIABLES = frozenset({"threadIdx", "blockIdx", "blockDim", "gridDim"})
INSTEAD = {
    "malloc": "wl_malloc",
    "calloc": "wl_calloc",
    "realloc": "wl_realloc",
    "aligned_alloc": "wl_aligned_alloc",
    "free": "wl_free",
    "abort": "wl_abort",
    "_FortranAAssign": "wl_fortran_assign",
    "_FortranAStopStatement": "wl_abort",
    "_FortranAStopStatementText": "wl_abort",
    "_FortranAReportFatalUserError": "wl_abort",
    "exit": "wl_abort",
    "printf": "wl_print",
    "puts": "wl_print",
    "putchar": "wl_print",
    "__assert_fail": "wl_assertion",
    "_Znwm": "wl_malloc",
    "_Znam": "wl_malloc",
    "_ZdlPv": "wl_free",
    "_ZdlPvm": "wl_free",
    "_ZdaPv": "wl_free",
    "_ZdaPvm": "wl_free",
    "_ZSt9terminatev": "wl_abort",
    "_ZSt17__throw_bad_allocv": "wl_abort",
    "omp_get_thread_num": "wl_zero",
    "omp_get_num_threads": "wl_one",
    "omp_get_max_threads": "wl_one",
    "omp_get_num_procs": "wl_one",
    "omp_in_parallel": "wl_zero",
    "omp_set_num_threads": "wl_zero",
    "omp_get_wtime": "wl_seconds",
}
"""Names that are the simulator's under another: memory in windows, printing that nobody reads, one thread of OpenMP."""

_DECLARED = re.compile(r'^declare [^@\n]*@("[^"]*"|[\w.$-]+)\(', re.MULTILINE)
_EXTERNAL = re.compile(r'^@("[^"]*"|[\w.$-]+) = [^\n]*?\bexternal\b', re.MULTILINE)
_BY_ITSELF = re.compile(r"^@llvm\.global_[cd]tors = |^@[^\n=]+ = [^\n]*\bifunc\b", re.MULTILINE)
_ASSEMBLY = re.compile(r"^module asm |\bcall [^\n]*\basm ", re.MULTILINE)


MAX_FRAME_BYTES = 64 * 1024
"""Of the objects on a function's stack: more could reach over the guard below a thread's stack."""
_FUNCTION = re.compile(r"^define [^\n]*\{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_OBJECT = re.compile(r"^ +%\S+ = alloca (?:inalloca )?([^,\n]+)(?:, (i\d+ [^,\n]+))?", re.MULTILINE)
_LENGTH = re.compile(r"(\d+) x ")
_LARGEST_ELEMENT = 64
"""Taken for the size of a structure, which is not looked up."""


class ForbiddenError(WarploomError):
    """Code that reaches for what it may not have: a function, a variable, assembly."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        return f"the code uses {self.what}, which the simulator does not let it have"


def checked(ir: str) -> str:
    """The text with the simulator's names; raises `ForbiddenError` for any other name from outside."""
    if _ASSEMBLY.search(ir):
        raise ForbiddenError("assembly")
    demand_small_frames(ir)
    if _BY_ITSELF.search(ir):
        raise ForbiddenError("code that runs before it is called")
    renamed: dict[str, str] = {}
    for found in _DECLARED.finditer(ir):
        name = found[1].strip('"')
        if name.startswith("llvm.") or name in LIBRARY or name in HOOKS:
            continue
        if name not in INSTEAD:
            raise ForbiddenError(f"the function {name[:100]}")
        renamed[name] = INSTEAD[name]
    for found in _EXTERNAL.finditer(ir):
        if found[1].strip('"') not in VARIABLES:
            raise ForbiddenError(f"the variable {found[1][:100]}")
    if not renamed:
        return ir
    names = "|".join(re.escape(name) for name in sorted(renamed, key=len, reverse=True))
    text = re.sub(rf"@({names})\b(?![\w.$-])", lambda found: f"@{renamed[found[1]]}", ir)
    return _once(text)


def demand_small_frames(ir: str, most: int = MAX_FRAME_BYTES) -> None:
    """Raises `ForbiddenError` where a function has larger objects on its stack, or some of unknown size."""
    for function in _FUNCTION.finditer(ir):
        total = 0
        for kind, count in _OBJECT.findall(function[1]):
            n = count.split()[-1] if count and not count.startswith("align") else "1"
            if not n.isdigit():
                raise ForbiddenError("a stack object whose size is not constant")
            size = SCALAR_BYTES.get(kind.rstrip("]").split(" x ")[-1].strip(), _LARGEST_ELEMENT)
            for length in _LENGTH.findall(kind):
                size *= int(length)
            total += size * int(n)
        if total > most:
            raise ForbiddenError(f"{total:,} bytes of a function's stack, where at most {most:,} are allowed")


def _once(ir: str) -> str:
    """Without a second declaration of the same function, which renaming may have made."""
    seen: set[str] = set()
    lines = []
    for line in ir.split("\n"):
        found = _DECLARED.match(line)
        if found is not None:
            if found[1] in seen:
                continue
            seen.add(found[1])
        lines.append(line)
    return "\n".join(lines)
