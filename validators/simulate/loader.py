"""Makes machine code of IR text and finds its functions: one engine for each side, and nothing from outside but what
is allowed.
"""

from __future__ import annotations

import ctypes
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import llvmlite.binding as llvm

from warploom.schemas.errors import WarploomError
from warploom.validators.simulate.externals import checked
from warploom.validators.simulate.ir_operands import arguments_of
from warploom.validators.simulate.module_variables import (
    TABLE,
    ModuleVariable,
    module_variables,
    table_of,
    with_owners,
)
from warploom.validators.simulate.native_library import (
    Shared,
    SimulatorError,
    Variable,
    library,
    library_path,
    take_signals,
)
from warploom.validators.simulate.shared_variables import shared_variables

CPU = "x86-64-v3"
"""What both the compiler and the engine write code for: results are the same on every machine that has it."""
_NEEDED = ("avx2", "fma", "f16c", "bmi2")
_TYPES = {
    "ptr": ctypes.c_void_p,
    "float": ctypes.c_float,
    "double": ctypes.c_double,
    "i64": ctypes.c_int64,
    "i32": ctypes.c_int32,
    "i16": ctypes.c_int16,
    "i8": ctypes.c_int8,
    "i1": ctypes.c_int8,
    "half": ctypes.c_uint16,
}
MAX_VARIABLES = 256
"""Outside of functions, that are written to: their accesses are recorded."""
MAX_CONSTANT_BYTES = 64 * 1024
_OF_HOST, _CONSTANT = 0xFFFFFFFF, 0xFFFFFFFE
"""In place of the number of a variable that no kernel may reach, and of one that none may write to."""
_BYVAL = re.compile(r"\bbyval\(([^()]*)\)")
_ATTRIBUTE = re.compile(r"(?:signext|zeroext)")


class LoadError(WarploomError):
    """Text that the engine cannot run: not LLVM's, or an entry of an unknown form."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where to enter a function: `address` takes a pointer to its arguments, each in eight bytes."""

    address: int
    kinds: tuple[str, ...]
    """LLVM's types of the parameters."""


class Program:
    """The code of one side. Functions are entered by name; `alignment` is what its vectors need of buffers."""

    def __init__(self, ir: str, entries: tuple[str, ...], kernels: tuple[str, ...] = ()) -> None:
        """`kernels` are to be launched one by one, from pointers to their arguments. Raises `ForbiddenError`,
        `LoadError`.
        """
        make_ready()
        take_signals()
        text = checked(ir)
        signatures = {name: _signature(text, name) for name in entries}
        text += "".join(_trampoline(name, *signature) for name, signature in signatures.items())
        text += "".join(_kernel_trampoline(text, name) for name in kernels)
        named = with_owners(module_variables(text), text, kernels)
        text += table_of(named)
        try:
            module = llvm.parse_assembly(text)
            module.verify()
        except RuntimeError as error:
            raise LoadError(f"LLVM refuses the code: {str(error).strip().splitlines()[0][:300]}") from None
        self._engine = llvm.create_mcjit_compiler(module, _machine())
        self._engine.finalize_object()
        self.entries = {
            name: Entry(self._engine.get_function_address(f"wl_enter.{name}"), kinds)
            for name, (_, kinds, _) in signatures.items()
        }
        self.kernels = {name: self._engine.get_function_address(f"wl_start.{name}") for name in kernels}
        """Where to enter kernels: each takes a pointer to pointers to its arguments."""
        self.alignment = 16 if _moves_vectors(text) else 1
        variables = shared_variables(text)
        self._shared = (Shared * max(1, len(variables)))(
            *(
                Shared(self._engine.get_global_value_address(v.slot), v.n_bytes, v.granule, v.alignment)
                for v in variables
            )
        )
        self._n_shared = len(variables)
        self.has_fences = "@wl_fence(" in text
        """Whether accesses may be ordered by fences."""
        self.has_late_atomics = "@wl_later(" in text
        """Whether atomic operations may be seen later than what their thread does next."""
        if sum(_is_watched(v) for v in named) > MAX_VARIABLES:
            raise LoadError(f"more than {MAX_VARIABLES} variables outside of functions")
        self._variables, self.variables = _placed(self._engine, named)
        """What accesses outside of windows may touch, and the names of what threads share there, by number."""

    def use(self) -> None:
        """Have the simulator place this program's shared variables at the launches that follow."""
        library().wl_set_shared(self._shared, self._n_shared)
        library().wl_set_variables(self._variables, len(self._variables))

    def variable(self, name: str) -> Any:
        """A global of type i32, to set; None where the code has none of that name."""
        address = self._engine.get_global_value_address(name)
        return ctypes.c_int32.from_address(address) if address else None


def _is_watched(variable: ModuleVariable) -> bool:
    return variable.granule > 0 and not variable.is_of_host and not variable.is_constant


def _placed(
    engine: llvm.ExecutionEngine, named: Sequence[ModuleVariable]
) -> tuple[ctypes.Array[Variable], tuple[str, ...]]:
    """The variables by their addresses, and the names of those that are written to."""
    if not named:
        return (Variable * 0)(), ()
    table = (ctypes.c_uint64 * (2 * len(named))).from_address(engine.get_global_value_address(TABLE))
    constant = sum(table[2 * k + 1] - table[2 * k] for k, v in enumerate(named) if v.is_constant)
    if constant > MAX_CONSTANT_BYTES:
        raise LoadError(f"{constant:,} bytes of constant memory, where a device has {MAX_CONSTANT_BYTES:,}")
    order = sorted(range(len(named)), key=lambda k: table[2 * k])
    written = [k for k in order if _is_watched(named[k])]
    numbers = {k: number for number, k in enumerate(written)}
    rows = [
        Variable(table[2 * k], table[2 * k + 1], 0, _OF_HOST if named[k].is_of_host else _CONSTANT)
        if named[k].is_of_host or named[k].is_constant
        else Variable(table[2 * k], table[2 * k + 1], named[k].granule, numbers.get(k, 0))
        for k in order
    ]
    return (Variable * len(rows))(*rows), tuple(named[k].name.strip('"') for k in written)


@functools.cache
def make_ready() -> None:
    """What must happen once in a process, or in the one that it is a fork of; raises `SimulatorError`."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    features = llvm.get_host_cpu_features()
    missing = [name for name in _NEEDED if not features.get(name)]
    if missing:
        raise SimulatorError(f"the simulator needs a processor with {', '.join(missing)}")
    library()
    llvm.load_library_permanently(str(library_path()))
    llvm.load_library_permanently("libm.so.6")
    _know_the_answer()


def _machine() -> llvm.TargetMachine:
    target = llvm.Target.from_triple("x86_64-unknown-linux-gnu")
    return target.create_target_machine(cpu=CPU, opt=0, reloc="default", codemodel="jitdefault")


_KNOWN = """
@constants = private constant [3 x float] [float 1.5, float 0x3FB99999A0000000, float -2.25]
define double @known(i32 %k) {
  %p = getelementptr float, ptr @constants, i32 %k
  %x = load float, ptr %p
  %y = fmul float %x, 0x40091EB860000000
  %z = fpext float %y to double
  ret double %z
}
"""


def _know_the_answer() -> None:
    """Constants have come out wrong where two modules shared an engine: a first program says whether all is well."""
    answers = []
    for _ in range(2):
        engine = llvm.create_mcjit_compiler(llvm.parse_assembly(_KNOWN), _machine())
        engine.finalize_object()
        function = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_int)(engine.get_function_address("known"))
        answers.append([function(k) for k in range(3)])
    expected = [4.710000038146973, 0.31400001049041748, -7.065000057220459]
    if answers != [expected, expected]:
        raise SimulatorError(f"LLVM's engine computes {answers[0]} where {expected} is right; which llvmlite is it?")


def _kernel_trampoline(text: str, name: str) -> str:
    """A function that takes pointers to a kernel's arguments, as a driver gets them; structures stay where they are."""
    lines = [f'\ndefine void @"wl_start.{name}"(ptr %given) {{']
    values = []
    for k, parameter in enumerate(_parameters(text, name)[1]):
        lines.append(f"  %p{k} = getelementptr ptr, ptr %given, i64 {k}")
        lines.append(f"  %a{k} = load ptr, ptr %p{k}, align 8")
        whole = _BYVAL.search(parameter)
        if whole is not None:
            values.append(f"ptr byval({whole[1]}) align 8 %a{k}")
            continue
        kind, narrow = parameter.split()[0], _ATTRIBUTE.search(parameter)
        lines.append(f"  %v{k} = load {kind}, ptr %a{k}, align 1")
        values.append(f"{kind} {narrow[0] + ' ' if narrow else ''}%v{k}")
    return "\n".join([*lines, f'  call void @"{name}"({", ".join(values)})', "  ret void", "}", ""])


def _parameters(text: str, name: str) -> tuple[str, list[str]]:
    """Type of the result, and the parameters as they are written."""
    found = re.search(rf'^define ([^@\n]*)@"?{re.escape(name)}"?(\([^\n]*)$', text, re.MULTILINE)
    if found is None:
        raise LoadError(f"no function {name} is defined")
    return found[1].split()[-1], arguments_of(found[2], 0)[0]


def _signature(text: str, name: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Type of the result, types of the parameters, and what the caller must do with narrow ones."""
    result, parameters = _parameters(text, name)
    kinds, attributes = [], []
    for parameter in parameters:
        kind = parameter.split()[0]
        if kind not in _TYPES:
            raise LoadError(f"{name} takes a {kind[:40]}: an entry takes pointers and numbers")
        kinds.append(kind)
        narrow = _ATTRIBUTE.search(parameter)
        attributes.append(narrow[0] + " " if narrow else "")
    if result not in _TYPES and result != "void":
        raise LoadError(f"{name} gives a {result[:40]}")
    return result, tuple(kinds), tuple(attributes)


def _trampoline(name: str, result: str, kinds: tuple[str, ...], attributes: tuple[str, ...]) -> str:
    lines = [f'\ndefine void @"wl_enter.{name}"(ptr %given) {{']
    for k, kind in enumerate(kinds):
        lines.append(f"  %p{k} = getelementptr i8, ptr %given, i64 {8 * k}")
        lines.append(f"  %v{k} = load {kind}, ptr %p{k}, align 8")
    values = ", ".join(
        f"{kind} {attribute}%v{k}" for k, (kind, attribute) in enumerate(zip(kinds, attributes, strict=True))
    )
    called = f'call {result} @"{name}"({values})'
    lines.append(f"  {called}" if result == "void" else f"  %result = {called}")
    return "\n".join([*lines, "  ret void", "}", ""])


_VECTOR_MOVE = re.compile(
    r"^ *(?:%\S+ = load|store) [^\n]*, align (?:16|32)\b|^ *(?:%\S+ = load|store) <2 x (?:float|i32)>[^\n]*, align 8\b"
    r"|@llvm\.mem(?:cpy|move)[^\n]*align (?:16|8) ",
    re.MULTILINE,
)


def _moves_vectors(text: str) -> bool:
    """Whether the code counts on more alignment than its elements have by themselves."""
    return _VECTOR_MOVE.search(text) is not None
