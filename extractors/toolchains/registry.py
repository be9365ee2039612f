"""Finds the compilers and disassemblers of this machine, each with version and digest; says what is missing, and how to
get it.
"""

from __future__ import annotations

import functools
import json
import os
import platform
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from warploom.extractors.toolchains.digests import (
    combined_digest,
    file_digest,
    recorded_digests,
    tree_digests,
    with_own_libraries,
)
from warploom.extractors.toolchains.places import Origin, Places, is_script
from warploom.extractors.toolchains.tool import Tool
from warploom.extractors.toolchains.version_probe import ProbeError, ask

_CUDA_FOLDERS = ("bin/crt", "bin/nvcc.profile", "include", "nvvm")
_CUDA_PROGRAMS = ("nvcc", "cudafe++", "fatbinary", "nvlink", "ptxas")
"""What nvcc's answers depend on, below the root of a toolkit."""
_NVRTC_VERSION = """
import ctypes, sys
library, major, minor = ctypes.CDLL(sys.argv[1]), ctypes.c_int(), ctypes.c_int()
status = library.nvrtcVersion(ctypes.byref(major), ctypes.byref(minor))
print("nvrtc", f"{major.value}.{minor.value}") if status == 0 else sys.exit(f"nvrtcVersion gave {status}")
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A tool that is there and says what it is."""

    label: str
    """What `doctor` calls it; tools of the same name from different places may have different labels."""
    tool: Tool
    origin: Origin
    adds: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A tool that is not there, or that is and does not work: `cause` is then not empty."""

    label: str
    adds: str
    how_to_get: str
    cause: str = ""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One kind of tool, and how it is recognised."""

    name: str
    adds: str
    how_to_get: str
    version: str = r"(\d+\.\d+(?:\.\d+)?)"
    """Its first group, in what `--version` prints, is the version; no match means that it is another program."""
    pattern: str = ""
    """Of the names of its programs; empty: the name alone."""
    distributions: tuple[str, ...] = ()
    digest: Callable[[Path], str] = file_digest


def find_tools(places: Places | None = None) -> tuple[Found | Missing, ...]:
    """All kinds of tools in a fixed order: the better ones of a kind first, `Missing` where there is none or a broken
    one. What was found is kept for the process; raises nothing for programs that are broken.
    """
    return _find_tools(places or Places.here())


def found_tools(name: str, places: Places | None = None) -> tuple[Tool, ...]:
    """The tools of that name (`clang`, `ptxas`, ...), the best first."""
    return tuple(f.tool for f in find_tools(places) if isinstance(f, Found) and f.tool.name == name)


@functools.cache
def ziglang_clang() -> Tool | None:
    """The clang of the ziglang wheel. No other tool is looked for: digests of toolkits take a second."""
    return next((f.tool for f in _ziglang(Places.here()) if isinstance(f, Found)), None)


@functools.cache
def _find_tools(places: Places) -> tuple[Found | Missing, ...]:
    finders: tuple[Callable[[Places], Iterator[Found | Missing]], ...] = (
        _ziglang,
        *(functools.partial(_programs, w) for w in _LLVM_AND_GNU),
        *(functools.partial(_programs, w) for w in _CUDA),
        _nvrtc,
        _libdevice,
        _numba,
    )
    return tuple(found for finder in finders for found in finder(places))


def _ziglang(places: Places) -> Iterator[Found | Missing]:
    label, adds = "clang (ziglang)", "IR of C, C++, CUDA, HIP and OpenCL, and PTX, with nothing but pip"
    missing = Missing(label, adds, "pip install 'warploom[ir]'")
    distribution = places.distribution("ziglang")
    if distribution is None:
        yield missing
        return
    root = Path(os.path.realpath(str(distribution.locate_file("ziglang"))))
    command = (str(root / "zig"), "clang")
    try:
        version = _version(ask([*command, "--version"]), r"clang version (\d+\.\d+\.\d+)", command[0])
    except ProbeError as error:
        yield Missing(label, adds, missing.how_to_get, str(error))
        return
    digest = combined_digest(recorded_digests(distribution))
    tool = Tool("clang", version, digest, root / "zig", ("clang",), f"ziglang {distribution.version}", (root,))
    yield Found(label, tool, Origin.WHEEL, adds)


def _programs(wanted: _Wanted, places: Places) -> Iterator[Found | Missing]:
    """Programs of one kind: from a wheel, then from the machine (LLVM's and GNU's newest first)."""
    found: list[Found] = []
    broken: list[Missing] = []
    pattern = re.compile(wanted.pattern or re.escape(wanted.name))
    candidates = [*_in_wheel(wanted, places), *places.programs(pattern)]
    for path, origin in candidates:
        if origin is not Origin.WHEEL and is_script(path):
            if not wanted.distributions:  # toolkits are found behind their wrappers, others are not
                cause = f"{path} is a script; what it runs cannot be told from it"
                broken.append(Missing(wanted.name, wanted.adds, wanted.how_to_get, cause))
            continue
        try:
            program = _behind(wanted, path)
            version = _version(ask([str(program), "--version"]), wanted.version, str(program))
            digest = _digest_of(wanted, program, origin, places)
        except (ProbeError, OSError) as error:
            broken.append(Missing(wanted.name, wanted.adds, wanted.how_to_get, str(error)))
            continue
        root = program.parents[1]
        tool = Tool(wanted.name, version, digest, program, (), _shipped_by(program, origin), (root,))
        if all(tool.path != f.tool.path for f in found):
            found.append(Found(wanted.name, tool, origin, wanted.adds))
    if not wanted.distributions:
        found.sort(key=lambda f: [-int(n) for n in f.tool.version.split(".")])
    yield from found
    yield from broken
    if not found and not broken:
        yield Missing(wanted.name, wanted.adds, wanted.how_to_get)


def _in_wheel(wanted: _Wanted, places: Places) -> Iterator[tuple[Path, Origin]]:
    distribution = places.distribution(*wanted.distributions)
    if distribution is not None:
        for name in recorded_digests(distribution):
            if name.endswith(f"/bin/{wanted.name}"):
                yield Path(os.path.realpath(str(distribution.locate_file(name)))), Origin.WHEEL


def _behind(wanted: _Wanted, path: Path) -> Path:
    """The compiler itself: `rustc` may be a proxy that lets the current directory choose which one runs."""
    if wanted.name != "rustc":
        return path
    real = Path(ask([str(path), "--print", "sysroot"], _home()).strip(), "bin", "rustc")
    return real if real.is_file() else path


def _home() -> dict[str, str]:
    home = os.environ.get("HOME", "")
    return {"HOME": home} if Path(home).is_absolute() else {}


def _digest_of(wanted: _Wanted, program: Path, origin: Origin, places: Places) -> str:
    if wanted.name != "nvcc":
        return wanted.digest(program)
    root = program.parents[1]
    parts = (*_CUDA_FOLDERS, *(f"bin/{p}" for p in _CUDA_PROGRAMS))
    if origin is not Origin.WHEEL:
        return combined_digest(tree_digests(root, parts))
    found: dict[str, str] = {}
    for name in ("nvidia-cuda-nvcc", "nvidia-nvvm", "nvidia-cuda-crt", "nvidia-cuda-runtime", "nvidia-cuda-cccl"):
        distribution = places.distribution(name)
        recorded = {} if distribution is None else recorded_digests(distribution)
        for path, digest in recorded.items():
            relative = "/".join(path.split("/")[2:])  # below nvidia/cuNN
            if relative.startswith(parts):
                found[relative] = digest
    return combined_digest(found)


def _nvrtc(places: Places) -> Iterator[Found | Missing]:
    adds = "PTX of self-contained CUDA by NVIDIA's own compiler; needs no driver"
    missing = Missing("nvrtc", adds, "pip install 'warploom[cuda]'")
    wheel = places.distribution("nvidia-cuda-nvrtc", "nvidia-cuda-nvrtc-cu12")
    candidates: list[tuple[Path, Origin]] = []
    if wheel is not None:
        names = [n for n in recorded_digests(wheel) if re.search(r"/libnvrtc\.so\.\d+$", n)]
        candidates += [(Path(os.path.realpath(str(wheel.locate_file(n)))), Origin.WHEEL) for n in names]
    for root, origin in places.cuda_roots():
        for folder in ("lib64", "lib"):
            candidates += [(Path(os.path.realpath(p)), origin) for p in sorted((root / folder).glob("libnvrtc.so.*"))]
    found: list[Found] = []
    for path, origin in dict(candidates).items():
        try:
            answer = ask([sys.executable, "-I", "-S", "-c", _NVRTC_VERSION, str(path)])
            version = _version(answer, r"nvrtc (\d+\.\d+)", str(path))
            builtins = sorted(path.parent.glob("libnvrtc-builtins.so.*"))
            parts = {p.name: file_digest(p) for p in (path, *builtins) if not p.is_symlink()}
        except (ProbeError, OSError) as error:
            yield Missing("nvrtc", adds, missing.how_to_get, str(error))
            continue
        tool = Tool("nvrtc", version, combined_digest(parts), path, (), _shipped_by(path, origin), (path.parent,))
        found.append(Found("nvrtc", tool, origin, adds))
    yield from found
    if not candidates:
        yield missing


def _libdevice(places: Places) -> Iterator[Found | Missing]:
    adds = "NVIDIA's bodies of math functions in PTX and SASS (rows with them are not redistributable)"
    wheel = places.distribution("nvidia-nvvm", "nvidia-cuda-nvcc-cu12")
    candidates: list[tuple[Path, Origin]] = []
    if wheel is not None:
        names = [n for n in recorded_digests(wheel) if re.search(r"/libdevice\.\d+\.bc$", n)]
        candidates += [(Path(os.path.realpath(str(wheel.locate_file(n)))), Origin.WHEEL) for n in names]
    for root, origin in places.cuda_roots():
        candidates += [(p, origin) for p in sorted((root / "nvvm" / "libdevice").glob("libdevice.*.bc"))]
    for path, origin in dict(candidates).items():
        version = path.name.split(".")[1]
        tool = Tool("libdevice", version, file_digest(path), path, (), _shipped_by(path, origin), (path.parent,))
        yield Found("libdevice", tool, origin, adds)
    if not candidates:
        yield Missing("libdevice", adds, "pip install 'warploom[cuda]'")


def _numba(places: Places) -> Iterator[Found | Missing]:
    adds = "IR and PTX of Python kernels"
    parts: dict[str, str] = {"python": platform.python_version()}
    for name in ("numba", "llvmlite", "numpy"):
        distribution = places.distribution(name)
        if distribution is None:
            yield Missing("numba", adds, "pip install warploom", "" if name == "numba" else f"{name} is missing")
            return
        parts[name] = combined_digest(recorded_digests(distribution))
    numba = places.distribution("numba")
    assert numba is not None  # noqa: S101 - looked for above
    site = Path(os.path.realpath(str(numba.locate_file("."))))
    prefixes = (site, Path(sys.base_prefix), Path(sys.prefix))
    tool = Tool("numba", numba.version, combined_digest(parts), Path(sys.executable), (), "wheel", prefixes)
    yield Found("numba", tool, Origin.WHEEL, adds)


def _version(answer: str, pattern: str, program: str) -> str:
    found = re.search(pattern, answer)
    if found is None:
        raise ProbeError(program, f"is another program, or says no version: {json.dumps(answer.strip()[:80])}")
    return found[1]


def _shipped_by(path: Path, origin: Origin) -> str:
    if origin is Origin.WHEEL:
        return "nvidia-wheel"
    if ".rustup" in path.parts:
        return "rustup"
    is_packaged = path.is_relative_to("/usr") and not path.is_relative_to("/usr/local")
    return "debian" if is_packaged and Path("/var/lib/dpkg/status").exists() else "system"


def _clang_digest(program: Path) -> str:
    """Program, libraries, and its own headers."""
    resources = Path(ask([str(program), "-print-resource-dir"]).strip())
    return combined_digest(with_own_libraries(program) | tree_digests(resources, ["include"]))


def _flang_digest(program: Path) -> str:
    """Program, libraries, and the intrinsic modules."""
    return combined_digest(with_own_libraries(program) | tree_digests(program.parents[1], ["include/flang"]))


def _llvm_digest(program: Path) -> str:
    return combined_digest(with_own_libraries(program))


def _gfortran_digest(program: Path) -> str:
    """The driver, the compiler proper and the assembler that it runs."""
    parts = {"program": file_digest(program)}
    for part in ("f951", "as"):
        named = ask([str(program), f"-print-prog-name={part}"]).strip()
        path = shutil.which(named, path=os.defpath)  # a name alone means: the one on the PATH
        if path is None:
            raise ProbeError(str(program), f"has no {part}")
        parts[part] = file_digest(Path(os.path.realpath(path)))
    return combined_digest(parts)


def _rustc_digest(program: Path) -> str:
    """Program, libraries, and the names of the standard library's parts, which carry a hash each."""
    libraries = sorted((program.parents[1] / "lib" / "rustlib").glob("*/lib/*.rlib"))
    return combined_digest(with_own_libraries(program) | {p.name: str(p.stat().st_size) for p in libraries})


def _cmake_digest(program: Path) -> str:
    """The program and its modules."""
    shares = sorted(p.name for p in (program.parents[1] / "share").glob("cmake-*"))
    folders = [f"share/{name}/Modules" for name in shares]
    return combined_digest({"program": file_digest(program)} | tree_digests(program.parents[1], folders))


_LLVM_AND_GNU = (
    _Wanted(
        "clang",
        "a second clang: other major versions, OpenMP offload with its own headers",
        "apt install clang-22",
        r"clang version (\d+\.\d+\.\d+)",
        r"clang(-\d+)?",
        digest=_clang_digest,
    ),
    _Wanted(
        "flang",
        "IR of Fortran",
        "apt install flang-22",
        r"flang(?:-new)? version (\d+\.\d+\.\d+)",
        r"flang(-new)?(-\d+)?",
        digest=_flang_digest,
    ),
    _Wanted(
        "opt",
        "optimisation levels Os and Oz, LLVM's own structural hash",
        "apt install llvm-22",
        r"LLVM version (\d+\.\d+\.\d+)",
        r"opt(-\d+)?",
        digest=_llvm_digest,
    ),
    _Wanted(
        "gfortran",
        "a check of Fortran by a second compiler",
        "apt install gfortran",
        r"GNU Fortran .* (\d+\.\d+\.\d+)",
        r"gfortran(-\d+)?",
        digest=_gfortran_digest,
    ),
    _Wanted("rustc", "IR of Rust", "apt install rustc", r"rustc (\d+\.\d+\.\d+)", digest=_rustc_digest),
    _Wanted(
        "cmake",
        "flags from the repository's own CMakeLists.txt",
        "apt install cmake",
        r"cmake version (\d+\.\d+\.\d+)",
        digest=_cmake_digest,
    ),
)

_RELEASE = r"release \d+\.\d+, V(\d+\.\d+\.\d+)"
_CUDA_EXTRA = "pip install 'warploom[cuda]'"

_CUDA = (
    _Wanted(
        "nvcc",
        "CUDA with NVIDIA's real headers",
        _CUDA_EXTRA,
        _RELEASE,
        distributions=("nvidia-cuda-nvcc",),
    ),
    _Wanted(
        "ptxas",
        "SASS, registers, spills, shared memory of kernels",
        _CUDA_EXTRA,
        _RELEASE,
        distributions=("nvidia-cuda-nvcc", "nvidia-cuda-nvcc-cu12"),
    ),
    _Wanted(
        "cuobjdump",
        "resource usage of kernels from their cubin",
        _CUDA_EXTRA,
        _RELEASE,
        distributions=("nvidia-cuda-cuobjdump", "nvidia-cuda-cuobjdump-cu12"),
    ),
    _Wanted(
        "nvdisasm",
        "SASS as text with source lines",
        _CUDA_EXTRA,
        _RELEASE,
        distributions=("nvidia-cuda-nvdisasm", "nvidia-cuda-nvdisasm-cu12"),
    ),
)
