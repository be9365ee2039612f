"""What a module holds, read natively, against iterating its instructions from Python through llvmlite; equal counts.

Modules come from C, C++ and CUDA files by ziglang's clang, before optimisation and with line tables, as a build makes
them. In turn: llvmlite's iterators count opcodes, blocks and kinds of calls of a parsed module; Warploom takes the
places of instructions out of its bitcode, has LLVM print what is left, and finds all facts of the module, loops,
hashes, lines and stripped text among them. Both begin with what LLVM has parsed of that lighter bitcode; making it
lighter is part of the facts. Then both whole, from the compiler's bitcode: parsing on both sides, and verifying on
ours.
"""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import real_input
import ziglang
from measuring import BUILD, BenchmarkError, Figure, best, say, wait_until_quiet, write_result

from warploom.extractors.ir.light_module import light_module
from warploom.extractors.ir.module_facts import Calls, ModuleFacts, read_module, read_printed
from warploom.extractors.ir.printed_module import PrintedModule, read_as_it_is, text_of

NAME = "module_facts"
_GOAL = 10.0
_GOAL_SMALL_MS = 5.0
_SMALL = 2_500
"""Instructions of a C file that is no large one."""
_ZIG = Path(ziglang.__file__).parent
_FILES = (
    ("scipy/subprojects/qhull_r/libqhull_r/merge_r.c", "scipy/subprojects/qhull_r"),
    ("scipy/subprojects/qhull_r/libqhull_r/stat_r.c", "scipy/subprojects/qhull_r"),
    ("scipy/subprojects/qhull_r/libqhull_r/mem_r.c", "scipy/subprojects/qhull_r"),
    ("scipy/subprojects/qhull_r/libqhull_r/qset_r.c", "scipy/subprojects/qhull_r"),
    ("scipy/scipy/sparse/linalg/_dsolve/SuperLU/SRC/colamd.c", "scipy/scipy/sparse/linalg/_dsolve/SuperLU/SRC"),
    (
        "scipy/scipy/sparse/linalg/_eigen/arpack/arnaud/src/arnaud_s_double.c",
        "scipy/scipy/sparse/linalg/_eigen/arpack/arnaud/include",
    ),
    ("lightgbm/src/metric/dcg_calculator.cpp", "lightgbm/include"),
)
"""Sources below the unpacked packages, and where their headers are."""
_INCLUDES = ("include", "libc/include/x86-linux-gnu", "libc/include/generic-glibc")
_SYSTEM = ("-nostdinc", "-nostdinc++", "-D__GLIBC_MINOR__=31")
_MORE_INCLUDES = ("libc/include/x86-linux-any", "libc/include/any-linux-any")
_KERNELS = """
#define __global__ __attribute__((global))
#define __shared__ __attribute__((shared))
template <int N> __global__ void multiply(const float *a, const float *b, float *c, int n) {
  __shared__ float left[N][N], right[N][N];
  int x = __nvvm_read_ptx_sreg_tid_x(), y = __nvvm_read_ptx_sreg_tid_y();
  float sum = 0;
  for (int tile = 0; tile < n / N; tile++) {
    left[y][x] = a[y * n + tile * N + x];
    right[y][x] = b[(tile * N + y) * n + x];
    __syncthreads();
    for (int k = 0; k < N; k++) sum += left[y][k] * right[k][x];
    __syncthreads();
  }
  c[y * n + x] = sum;
}
#define KERNEL(n) template __global__ void multiply<n>(const float *, const float *, float *, int);
KERNEL(2) KERNEL(3) KERNEL(4) KERNEL(5) KERNEL(6) KERNEL(7) KERNEL(8) KERNEL(9) KERNEL(10) KERNEL(11) KERNEL(12)
KERNEL(13) KERNEL(14) KERNEL(15) KERNEL(16) KERNEL(17) KERNEL(18) KERNEL(19) KERNEL(20) KERNEL(21) KERNEL(22)
"""


def measure(repeats: int = 7) -> list[Figure]:
    """Best of the repeats of each module; times are of the processor: what else runs counts less."""
    modules = _modules()
    read_as_it_is()  # as in the child of a build; who iterates reads faster by it, too
    figures: list[Figure] = []
    details: dict[str, Any] = {}
    sums: Counter[str] = Counter()
    wait_until_quiet()
    for name, bitcode in modules.items():
        counted, facts = _iterate_bitcode(bitcode), read_module(bitcode)
        if facts.read_whole is not None:
            raise BenchmarkError(name, f"read whole: {facts.read_whole}")
        if counted != _counts_of(facts):
            raise BenchmarkError(name, f"counts differ: {counted} by llvmlite, {_counts_of(facts)} by us")
        seconds = _alternate(bitcode, repeats)
        details[name] = {"instructions": facts.n_instructions, "bitcode_bytes": len(bitcode), **seconds}
        sums.update(seconds)
        sums["instructions"] += facts.n_instructions
        if facts.n_instructions <= _SMALL:
            took = seconds["read"] * 1e3
            what = f"{name}: {facts.n_instructions:,} instructions, whole"
            figures.append(Figure(NAME, what, took, "ms", f"< {_GOAL_SMALL_MS:g}", took < _GOAL_SMALL_MS))
        say(f"  {name}, {facts.n_instructions:,} instructions: " + _in_words(seconds))
    per = 1e7 / sums["instructions"]
    facts_alone, whole = sums["iterate"] / sums["facts"], sums["iterate_bitcode"] / sums["read"]
    module_alone = sums["iterate"] / sums["module"]
    goal = f">= {_GOAL:g}"
    beyond = sums["iterate"] / (sums["facts"] - sums["print"])
    figures += [
        Figure(NAME, "iterating from Python", sums["iterate"] * per, "ms per 10,000 instructions"),
        Figure(NAME, "facts: lighten, print and read", sums["facts"] * per, "ms per 10,000 instructions"),
        Figure(NAME, "of that, places are taken out", sums["lighten"] * per, "ms per 10,000 instructions"),
        Figure(NAME, "of that, LLVM prints", sums["print"] * per, "ms per 10,000 instructions"),
        Figure(NAME, "whole: lighten, parse, verify, print and read", sums["read"] * per, "ms per 10,000 instructions"),
        Figure(NAME, "speed of facts : iterating from Python", facts_alone, "x", goal, facts_alone >= _GOAL),
        Figure(NAME, "the same, of the module and kernels alone", module_alone, "x", goal, module_alone >= _GOAL),
        Figure(NAME, "the facts without LLVM's printing, a text is wanted anyhow", beyond, "x"),
        Figure(NAME, "the same with parsing, ours with verifying too", whole, "x"),
    ]
    write_result(NAME, figures, details)
    return figures


def _in_words(seconds: dict[str, float]) -> str:
    return ", ".join(f"{name} {value * 1e3:.2f} ms" for name, value in seconds.items())


def _alternate(bitcode: bytes, repeats: int) -> dict[str, float]:
    context = llvm.create_context()
    module = llvm.parse_bitcode(light_module(bitcode).bitcode, context)
    contestants: dict[str, Callable[[], Any]] = {
        "iterate": lambda: _iterate(module),
        "facts": lambda: read_printed(PrintedModule(text_of(module), None), light=light_module(bitcode)),
        "module": lambda: read_printed(PrintedModule(text_of(module), None), _nothing, light_module(bitcode)),
        "lighten": lambda: light_module(bitcode),
        "print": lambda: text_of(module),
        "iterate_bitcode": lambda: _iterate_bitcode(bitcode),
        "read": lambda: read_module(bitcode),
    }
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(repeats):
        for name, contestant in contestants.items():
            start = time.thread_time()
            contestant()
            seconds[name].append(time.thread_time() - start)
    module.close()
    context.close()
    return {name: best(taken) for name, taken in seconds.items()}


def _nothing(source: str | None) -> bool:  # noqa: ARG001 - whatever it is
    """Want no function's facts but a kernel's: those of the module count all of them."""
    return False


_Counts = tuple[int, int, int, int, dict[str, int], Calls]


def _counts_of(facts: ModuleFacts) -> _Counts:
    n_globals = facts.n_globals
    return facts.n_functions, facts.n_declarations, n_globals, facts.n_blocks, dict(facts.histogram), facts.calls


def _iterate(module: llvm.ModuleRef) -> _Counts:
    opcodes: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    n_functions = n_declarations = n_blocks = 0
    for function in module.functions:
        if function.is_declaration:
            n_declarations += 1
            continue
        n_functions += 1
        for block in function.blocks:
            n_blocks += 1
            for instruction in block.instructions:
                opcode = instruction.opcode
                opcodes[opcode] += 1
                if opcode in ("call", "invoke"):
                    callee = list(instruction.operands)[-1]
                    kind = callee.value_kind.name
                    if kind in ("function", "global_alias"):
                        kinds["intrinsic" if callee.name.startswith("llvm.") else "direct"] += 1
                    else:
                        kinds["inline_asm" if kind == "inline_asm" else "indirect"] += 1
    calls = Calls(kinds["direct"], kinds["indirect"], kinds["intrinsic"], kinds["inline_asm"])
    n_globals = sum(1 for _ in module.global_variables)
    return n_functions, n_declarations, n_globals, n_blocks, dict(opcodes), calls


def _iterate_bitcode(bitcode: bytes) -> _Counts:
    context = llvm.create_context()
    module = llvm.parse_bitcode(bitcode, context)
    try:
        return _iterate(module)
    finally:
        module.close()
        context.close()


def _modules() -> dict[str, bytes]:
    """Bitcode by the name of its source."""
    place = BUILD / NAME
    place.mkdir(parents=True, exist_ok=True)
    real_input.directories()
    root = BUILD / "input"
    modules = {}
    for path, headers in _FILES:
        if path.endswith(".cpp"):  # the C++ library's many settings are the driver's own
            flags = ["c++", "-std=gnu++17", "-fno-sanitize=all", f"-I{root / headers}"]
            flags += [f"-I{root / 'lightgbm/external_libs' / name}" for name in ("fmt/include", "eigen")]
            flags += [f"-I{root / 'lightgbm/external_libs/fast_double_parser/include'}", "-target", "x86_64-linux-gnu"]
        else:
            flags = [*c_flags(), f"-I{root / headers}"]
        modules[Path(path).name] = compiled(flags, root / path, place)
    kernels = place / "kernels.cu"
    kernels.write_text(_KERNELS)
    cuda = ["clang", "-x", "cuda", "-nocudainc", "-nocudalib", "--cuda-path=/nonexistent", "--cuda-device-only"]
    cuda += ["--cuda-gpu-arch=sm_80", "-Xclang", "-target-feature", "-Xclang", "+ptx80", *_SYSTEM]
    modules["kernels.cu"] = compiled(cuda, kernels, place)
    return modules


def c_flags() -> list[str]:
    """The compiler and its flags for C with glibc's headers, those of this machine apart."""
    flags = ["clang", "-std=gnu17", "--target=x86_64-linux-gnu", *_SYSTEM]
    for include in (*_INCLUDES, *_MORE_INCLUDES):
        flags += ["-isystem", str(_ZIG / "lib" / include)]
    return flags


def compiled(flags: list[str], source: Path, place: Path) -> bytes:
    """Bitcode before optimisation, with line tables; `BenchmarkError` with the compiler's last words."""
    out = place / f"{source.stem}.bc"
    command = [str(_ZIG / "zig"), *flags, "-O2", "-g0", "-gline-tables-only", "-Xclang", "-disable-llvm-passes"]
    done = subprocess.run(
        [*command, "-w", "-emit-llvm", "-c", "-o", str(out), str(source)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BenchmarkError(source.name, done.stderr[-1_000:])
    return out.read_bytes()
