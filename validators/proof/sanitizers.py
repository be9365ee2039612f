"""Run the CPU side of a pair under AddressSanitizer and UndefinedBehaviorSanitizer, by a compiler that has both."""

from __future__ import annotations

import functools
import re
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from warploom.extractors.inputs.drawing import Argument
from warploom.extractors.inputs.specification import Array, InputSpec, Scalar
from warploom.extractors.pairs.pair import Side
from warploom.extractors.sandboxed import Limits, Sandbox

_C_TYPES = {
    "float16": "_Float16",
    "float32": "float",
    "float64": "double",
    **{f"{sign}int{bits}": f"{sign}int{bits}_t" for sign in ("", "u") for bits in (8, 16, 32, 64)},
}
_SUFFIXES = {"C": ".c", "C++": ".cpp", "Fortran": ".f90"}
_COMPILERS = {"C": ("gcc", "clang"), "C++": ("g++", "clang++"), "Fortran": ("gfortran",)}
_CHECKS = {"Fortran": ("-fcheck=bits,bounds,do,mem,pointer,recursion", "-ffree-line-length-none")}
"""Of the language itself: flang has no sanitizers, and GNU's has these beside them."""
_SANITIZE = ("-fsanitize=address,undefined", "-fsanitize=float-divide-by-zero,float-cast-overflow")
_FLAGS = ("-O1", "-g1", "-fno-omit-frame-pointer", "-fno-sanitize-recover=all", "-ffp-contract=off", "-w")
_PROBE = "int main(int n, char **words) { (void)words; int *data = __builtin_malloc(4); return n > 1 ? data[n] : 0; }\n"
_COMPILE_LIMITS = Limits(seconds=60.0)
_RUN_LIMITS = Limits(seconds=120.0, memory_bytes=1 << 45, processes=64)
"""Shadow memory is private and writable, and so counts: 1/8 of all addresses. What is resident is limited below."""
_ENVIRONMENT = {
    # leaks are looked for by ptrace, which a sandbox refuses
    "ASAN_OPTIONS": "hard_rss_limit_mb=2048:detect_leaks=0:exitcode=97:detect_stack_use_after_return=1",
    "UBSAN_OPTIONS": "print_stacktrace=0:halt_on_error=1:exitcode=98",
    "OMP_NUM_THREADS": "2",
}
_SAID = re.compile(r"(ERROR: AddressSanitizer: [^\n]{0,200}|(?:Fortran )?runtime error: [^\n]{0,200})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sanitized:
    """`finding` is the first line of what a sanitizer says; None where nothing was found. `case` is its number."""

    compiler: str
    finding: str | None
    case: int | None = None


@dataclass(frozen=True, slots=True)
class SanitizerMissing:
    """Why it could not be run."""

    cause: str


@functools.cache
def sanitizing_compiler(language: str) -> str | None:
    """The first of gcc and clang that links a program with both runtimes which then runs; None where none does."""
    if language not in _SUFFIXES:
        return None
    for name in _COMPILERS[language]:
        path = shutil.which(name, path="/usr/bin:/bin")
        if path is not None and _works(path):
            return path
    return None


def run_sanitized(side: Side, spec: InputSpec, cases: Sequence[Mapping[str, Argument]]) -> Sanitized | SanitizerMissing:
    """Call the side once with each of the cases' arguments, each array in a block of its own on the heap."""
    compiler = sanitizing_compiler(side.language)
    if compiler is None:
        return SanitizerMissing(f"no compiler with libasan and libubsan for {side.language}")
    with (
        tempfile.TemporaryDirectory(prefix="warploom-sanitize-") as place,
        Sandbox(Path(place).resolve()) as sandbox,
    ):
        suffix = _SUFFIXES[side.language]
        (sandbox.tree / f"side{suffix}").write_text(side.text, encoding="utf-8")
        (sandbox.tree / "harness.c").write_text(harness(side.entry, spec), encoding="utf-8")
        (sandbox.tree / "cases.bin").write_bytes(packed(spec, cases))
        threads = ("-fopenmp",) if side.model == "openmp" else ()
        flags = (*_FLAGS, *_CHECKS.get(side.language, ()))
        gcc = compiler.replace("clang++", "clang").replace("g++", "gcc")  # gfortran compiles C itself
        for argv in (
            [compiler, *_SANITIZE, *flags, *threads, "-c", f"side{suffix}", "-o", "../scratch/side.o"],
            [gcc, "-O1", "-w", "-c", "harness.c", "-o", "../scratch/harness.o"],
            [
                compiler,
                *_SANITIZE,
                *threads,
                "../scratch/side.o",
                "../scratch/harness.o",
                "-o",
                "../scratch/run",
                "-lm",
            ],
        ):
            made = sandbox.run(argv, limits=_COMPILE_LIMITS)
            if not made.is_success:
                said = made.stderr.decode("utf-8", "replace").strip().splitlines()
                return SanitizerMissing(f"{Path(compiler).name} refuses it: {(said or ['no message'])[0][:160]}")
        ran = sandbox.run(["../scratch/run", "cases.bin"], limits=_RUN_LIMITS, environment=_ENVIRONMENT)
        if ran.is_success:
            return Sanitized(Path(compiler).name, None)
        said_all = ran.stderr.decode("utf-8", "replace")
        found = _SAID.search(said_all)
        started = [
            int(number) for number in re.findall(r"^case (\d+)$", ran.stdout.decode("utf-8", "replace"), re.MULTILINE)
        ]
        what = found[1] if found else ("timed out" if ran.timed_out else f"exit {ran.exit_code}, signal {ran.signal}")
        return Sanitized(Path(compiler).name, re.sub(r"0x[0-9a-f]+", "0x..", what), started[-1] if started else None)


def harness(entry: str, spec: InputSpec) -> str:
    """C source of a program that calls `entry` with what a file from `packed` says."""
    types, body, values = [], [], []
    for number, param in enumerate(spec.params):
        if isinstance(param, Scalar):
            kind = _C_TYPES[param.type]
            types.append(kind)
            body.append(f"        {kind} p{number};\n        take(&p{number}, sizeof p{number});")
        else:
            types.append("void *")
            body.append(f"        void *p{number} = take_array();")
        values.append(f"p{number}")
    freed = "".join(f"        free(p{n});\n" for n, param in enumerate(spec.params) if isinstance(param, Array))
    return f"""#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
void {entry}({", ".join(types) or "void"});
static FILE *given;
static void take(void *to, size_t bytes)
{{
    if (bytes && fread(to, 1, bytes, given) != bytes) exit(3);
}}
static void *take_array(void)
{{
    uint64_t bytes;
    take(&bytes, sizeof bytes);
    void *data = malloc(bytes);
    take(data, bytes);
    return data;
}}
int main(int n, char **words)
{{
    if (n != 2 || !(given = fopen(words[1], "rb"))) return 3;
    uint64_t count;
    take(&count, sizeof count);
    for (uint64_t i = 0; i < count; i++) {{
        printf("case %u\\n", (unsigned)i);
        fflush(stdout);
{chr(10).join(body)}
        {entry}({", ".join(values)});
{freed}    }}
    return 0;
}}
"""


def packed(spec: InputSpec, cases: Sequence[Mapping[str, Argument]]) -> bytes:
    """The cases' arguments as the harness reads them."""
    parts = [struct.pack("<Q", len(cases))]
    for arguments in cases:
        for param in spec.params:
            value = np.asarray(arguments[param.name])
            if isinstance(param, Array):
                parts.append(struct.pack("<Q", value.nbytes))
            parts.append(value.tobytes())
    return b"".join(parts)


def _works(compiler: str) -> bool:
    """Whether what it links finds a read beyond a block, and nothing in a right program."""
    with tempfile.TemporaryDirectory(prefix="warploom-probe-") as directory:
        source = Path(directory, "probe.c")
        source.write_text(_PROBE, encoding="utf-8")
        program = str(Path(directory, "probe"))
        try:
            argv = [compiler, *_SANITIZE, "-fno-sanitize-recover=all", str(source), "-o", program]
            made = subprocess.run(argv, capture_output=True, timeout=60, check=False)
            if made.returncode:
                return False
            environment = {"ASAN_OPTIONS": _ENVIRONMENT["ASAN_OPTIONS"]}
            codes = [
                subprocess.run(
                    [program, *words], capture_output=True, timeout=60, check=False, env=environment
                ).returncode
                for words in ([], ["beyond"])
            ]
        except (OSError, subprocess.TimeoutExpired):
            return False
        return codes[0] == 0 and codes[1] not in (0, 3)
