"""Compiles CPU sides ahead to shared objects that a runner times: by ziglang's clang, as a user would, sandboxed."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Self

from warploom.extractors.inputs.specification import InputSpec, Scalar
from warploom.extractors.pairs.pair import Pair, Side
from warploom.extractors.sandboxed import Limits, Sandbox
from warploom.extractors.toolchains.clang import HEADERS, header_folders, system_flags
from warploom.schemas.errors import WarploomError
from warploom.validators.gpu import checking
from warploom.validators.gpu.bundled.host import ARCHITECTURE
from warploom.validators.simulate.front_end import OWN_ORIGINS, clang

FLAGS = ("-O3", f"-march={ARCHITECTURE}")
"""What a user gives who wants a fast program on most machines; products and sums may be fused where the standard lets
them, as by every compiler's default. Valgrind 3.19 knows no instructions beyond.
"""
_ALWAYS = ("--target=x86_64-linux-gnu", "-fPIC", "-fno-stack-protector", "-fno-exceptions", "-fno-ident", "-w")
_SUFFIXES = {"C": ".c", "C++": ".cpp"}
_C_TYPES = {
    "float16": "_Float16",
    "float32": "float",
    "float64": "double",
    **{f"{sign}int{bits}": f"__{sign.upper()}INT{bits}_TYPE__" for sign in ("", "u") for bits in (8, 16, 32, 64)},
}
_LIMITS = Limits(seconds=60.0, memory_bytes=2 << 30, file_bytes=64 << 20, output_bytes=1 << 16)
_MAX_IMAGE_BYTES = 16 << 20


class NotNativeError(WarploomError):
    """A CPU side that no native program was made of; says why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return self.why


class NativeCompiler:
    """A sandbox with clang in it; a context manager. Raises `SimulatorError` where there is no clang."""

    def __init__(self) -> None:
        self._tool = clang()
        self.name = f"{self._tool.name} {self._tool.version}"
        self._place = tempfile.TemporaryDirectory(prefix="warploom-native-")
        readable = [*self._tool.prefixes, *header_folders(self._tool)]
        self._sandbox = Sandbox(Path(self._place.name).resolve(), readable=[p for p in readable if p.exists()])
        self._linker = [str(self._tool.path), "ld.lld"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._sandbox.close()
        self._place.cleanup()

    def image(self, pair: Pair) -> bytes:
        """A shared object whose `host_side` calls the CPU side with what its argument points to. `NotNativeError`."""
        side = pair.cpu
        if pair.origin not in OWN_ORIGINS:
            raise NotNativeError(f"its text is {pair.origin}: code that is not ours runs in the sandbox alone")
        if side.language not in _SUFFIXES:
            raise NotNativeError(f"no compiler for {side.language} goes along")
        return self._linked(
            [(f"side{_SUFFIXES[side.language]}", side.text), ("call.c", _call(side, pair.inputs))], side
        )

    def checks(self) -> bytes:
        """The runner's own kernels for a host."""
        host = (resources.files(__package__) / "host_checks.cpp").read_text(encoding="utf-8")
        text = f"#define WL_HEAD\n{host}\n#undef WL_HEAD\n{checking.source()}\n{host}"
        return self._linked([("checks.cpp", text)], None)

    def flags(self, side: Side) -> list[str]:
        """Those that matter, for the row of a time."""
        return [*FLAGS, *(["-fopenmp"] if side.model == "openmp" else [])]

    def _linked(self, texts: Sequence[tuple[str, str]], side: Side | None) -> bytes:
        self._sandbox.clear()
        objects = []
        flags = [*FLAGS, *_ALWAYS] if side is None else [*self.flags(side), *_ALWAYS]
        for name, text in texts:
            (self._sandbox.tree / name).write_text(text, encoding="utf-8")
            is_c = name.endswith(".c")
            argv = self._tool.command(*flags, *(() if is_c else ("-std=c++17", "-fno-rtti")))
            argv += [*system_flags(self._tool, "C" if is_c else "C++"), "-isystem", str(HEADERS / "openmp")]
            objects.append(f"../scratch/{name}.o")
            self._run([*argv, "-c", name, "-o", objects[-1]])
        # undefined names are the C library's, its mathematics' and OpenMP's, which the process has or loads
        self._run([*self._linker, "-shared", "--build-id=none", "-o", "../scratch/image.so", *objects])
        return self._sandbox.read_output("image.so", _MAX_IMAGE_BYTES)

    def _run(self, argv: Sequence[str]) -> None:
        ran = self._sandbox.run(argv, limits=_LIMITS)
        if not ran.is_success:
            said = (ran.stderr.decode("utf-8", "replace").strip() or ran.error or "no message").splitlines()
            raise NotNativeError(f"it does not compile natively: {said[0][:200]}")


def _call(side: Side, spec: InputSpec) -> str:
    """C source of `host_side`, in a file of its own so that the call stays one."""
    types, values = [], []
    for number, param in enumerate(spec.params):
        kind = _C_TYPES[param.type] if isinstance(param, Scalar) else "void *"
        types.append(kind)
        values.append(f"*({kind} *)arguments[{number}]")
    return (
        f"void {side.entry}({', '.join(types) or 'void'});\n"
        f"void host_side(void **arguments)\n{{\n    {side.entry}({', '.join(values)});\n}}\n"
    )
