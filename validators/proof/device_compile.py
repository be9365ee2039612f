"""Compile the CUDA sides of many pairs for a device with NVIDIA's own compiler, in few calls."""

from __future__ import annotations

import functools
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from warploom.extractors.pairs.pair import Pair
from warploom.extractors.sandboxed import Limits, Sandbox
from warploom.extractors.toolchains.registry import found_tools
from warploom.extractors.toolchains.tool import Tool

ARCHITECTURE = "compute_80"
"""Half precision, warp intrinsics with masks, and asynchronous copies are there."""
BATCH = 40
_ATTEMPTS = 4
_LIMITS = Limits(seconds=120.0, memory_bytes=4 << 30, output_bytes=1 << 18)

_HASTY = [13, 0]
"""The toolkit whose nvcc can be told to hurry."""
_MACHINE = "sm_80"
_REGISTERS = re.compile(r"\bUsed (\d+) registers")
_REGISTERS_OF_A_BLOCK = 65536
"""On every device that has `ARCHITECTURE`; a warp gets them in portions."""
_PORTION, _WARP = 256, 32
_SAFE_THREADS = 256
"""Of a block: so many always get what they need, since no thread has more than 255."""

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"][^>"\n]*[>"].*$', re.MULTILINE)
_MACRO = re.compile(r"^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)", re.MULTILINE)
_ERROR = re.compile(r"^pair_(\d+)\.cu\((\d+)\): (?:catastrophic )?error(?: #\S+)?: (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class DeviceCompile:
    """What NVIDIA's compiler says of one text. `error` is its first one with the line, None where it compiles."""

    compiler: str
    error: str | None
    cuda_version: str | None = None
    """Of the toolkit."""


@functools.cache
def device_compiler() -> Tool | None:
    """The nvcc of this machine, None where there is none."""
    return next(iter(found_tools("nvcc")), None)


def compile_for_device(pairs: Sequence[Pair], tool: Tool) -> list[DeviceCompile | None]:
    """The answer for each pair's GPU side, None where it is no CUDA. Compiles to PTX, device and host code parsed.

    Texts share a call, each in a namespace of its own; one that is refused there is judged alone.
    """
    answers: list[DeviceCompile | None] = [None] * len(pairs)
    wanted = [number for number, pair in enumerate(pairs) if pair.gpu.language == "CUDA"]
    name, version = f"nvcc {tool.version}", str(tool.version)
    with (
        tempfile.TemporaryDirectory(prefix="warploom-device-") as place,
        Sandbox(Path(place).resolve(), readable=tool.prefixes or (tool.path.parents[1],)) as sandbox,
    ):
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            doubtful: list[int] = []
            if len(batch) > 1:
                for _ in range(_ATTEMPTS):
                    text = "".join((*_heads(pairs, batch), *(_wrapped(pairs[number], number) for number in batch)))
                    failed = _failures(sandbox, tool, text)
                    named = [number for number in batch if number in failed]
                    if not failed or not named:
                        break
                    doubtful += named
                    batch = [number for number in batch if number not in failed]
                if not failed:
                    for number in batch:
                        answers[number] = DeviceCompile(name, None, version)
                    batch = []
            for number in sorted((*batch, *doubtful)):
                failed = _failures(sandbox, tool, f'#line 1 "pair_{number}.cu"\n{pairs[number].gpu.text}')
                answers[number] = DeviceCompile(name, next(iter(failed.values()), None), version)
    return answers


def too_many_registers(pair: Pair, tool: Tool, block: int) -> str:
    """How a block of so many threads asks for more registers than a device has; empty where it does not."""
    registers = registers_of(pair, tool) if block > _SAFE_THREADS else None
    if registers is None:
        return ""
    wanted = -(-block // _WARP) * -(-registers * _WARP // _PORTION) * _PORTION
    if wanted <= _REGISTERS_OF_A_BLOCK:
        return ""
    return f"{wanted} registers for a block of {block} threads, of which one has {registers}: a device has 65,536"


def registers_of(pair: Pair, tool: Tool) -> int | None:
    """Registers of a thread of the pair's hungriest kernel, as ptxas has them under each launch shape; None where it
    gives no number.
    """
    most: list[int] = []
    with (
        tempfile.TemporaryDirectory(prefix="warploom-device-") as place,
        Sandbox(Path(place).resolve(), readable=tool.prefixes or (tool.path.parents[1],)) as sandbox,
    ):
        (sandbox.tree / "all.cu").write_text(pair.gpu.text, encoding="utf-8")
        for shape in pair.launch_shapes or ({},):
            definitions = [f"-D{name}={value}" for name, value in shape.items()]
            argv = tool.command("-cubin", f"-arch={_MACHINE}", "-std=c++17", "-w", "-Xptxas", "-v", *definitions)
            ran = sandbox.run([*argv, "-o", "../scratch/all.cubin", "all.cu"], limits=_LIMITS)
            most += map(int, _REGISTERS.findall((ran.stdout + b"\n" + ran.stderr).decode("utf-8", "replace")))
    return max(most, default=None)


def _failures(sandbox: Sandbox, tool: Tool, text: str) -> dict[int, str]:
    """The first error of each text that has one, by its number; -1 for what belongs to none."""
    (sandbox.tree / "all.cu").write_text(text, encoding="utf-8")
    flags = ["-ptx", f"-arch={ARCHITECTURE}", "-std=c++17", "-w", *_haste_of(tool)]
    argv = tool.command(*flags, "-o", "../scratch/all.ptx", "all.cu")
    ran = sandbox.run(argv, limits=_LIMITS)
    said = (ran.stdout + b"\n" + ran.stderr).decode("utf-8", "replace")
    failed: dict[int, str] = {}
    for found in _ERROR.finditer(said):
        failed.setdefault(int(found[1]), f"line {found[2]}: {found[3][:200]}")
    if not failed and not ran.is_success:
        lines = [line for line in said.splitlines() if line.strip()]
        failed[-1] = (
            ran.error or ("timed out" if ran.timed_out else (lines[-1] if lines else f"exit {ran.exit_code}"))[:200]
        )
    return failed


def _haste_of(tool: Tool) -> list[str]:
    """Flags by which a compiler that has them optimises little: nobody looks at what it makes."""
    version = [int(part) for part in re.findall(r"\d+", tool.version)[:2]]
    return ["--Ofast-compile=max"] if version >= _HASTY else []


def _heads(pairs: Sequence[Pair], batch: Sequence[int]) -> list[str]:
    """All that any text includes, once and outside of the namespaces: what comes again is empty by its guards."""
    found = {line.strip(): None for number in batch for line in _INCLUDE.findall(pairs[number].gpu.text)}
    return ["#include <cuda_runtime.h>\n", *(f"{line}\n" for line in found)]


def _wrapped(pair: Pair, number: int) -> str:
    undone = "".join(f"#undef {name}\n" for name in dict.fromkeys(_MACRO.findall(pair.gpu.text)))
    entry = pair.gpu.entry
    return (
        f"namespace pair_{number} {{\n#define {entry} {entry}_{number}\n"
        f'#line 1 "pair_{number}.cu"\n{pair.gpu.text}\n#line 1 "end_{number}.cu"\n}}\n#undef {entry}\n{undone}'
    )
