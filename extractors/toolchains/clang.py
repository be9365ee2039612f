"""Command lines of clang for every language that it reads, equal on every machine in what they make."""

from __future__ import annotations

import functools
import hashlib
import posixpath
import re
from collections.abc import Sequence
from pathlib import Path

from warploom.extractors.ir.compile_request import CompileRequest, Target
from warploom.extractors.toolchains.tool import Tool
from warploom.schemas.errors import WarploomError

HEADERS = Path(__file__).resolve().parent / "headers"
"""Our own declarations, a folder for each interface; what compiles must be able to read it."""
HEADERS_NAME = "/headers"
"""What `HEADERS` is called in everything that is made."""

LEVELS = {
    "unoptimised": ("-O2", "-Xclang", "-disable-llvm-passes"),
    "O0": ("-O0",),
    "O2": ("-O2",),
    "O3": ("-O3",),
    "Os": ("-Os",),
    "Oz": ("-Oz",),
}

_INPUTS = {"C": "c", "C++": "c++", "CUDA": "cuda", "HIP": "hip", "OpenCL": "cl"}
"""What `-x` is given for a language."""
_ERROR_LIMIT = 100
_NEWEST_SDK = (12, 9)
"""What clang 22 takes for CUDA 13, the newest that it does not know."""
_PTX = {(12, 9): 88, (12, 8): 87, (12, 5): 85, (12, 4): 84, (12, 3): 83, (12, 2): 82, (12, 1): 81, (12, 0): 80}
"""The instructions that a toolkit of at least this version has."""
_OLDEST_PTX = 78
_LIBCXX = (
    "_LIBCPP_ABI_VERSION=1",
    "_LIBCPP_ABI_NAMESPACE=__1",
    "_LIBCPP_HAS_THREADS=1",
    "_LIBCPP_HAS_MONOTONIC_CLOCK=1",
    "_LIBCPP_HAS_MUSL_LIBC=0",
    "_LIBCPP_HAS_FILESYSTEM=1",
    "_LIBCPP_HAS_RANDOM_DEVICE=1",
    "_LIBCPP_HAS_LOCALIZATION=1",
    "_LIBCPP_HAS_UNICODE=1",
    "_LIBCPP_HAS_WIDE_CHARACTERS=1",
    "_LIBCPP_HAS_TIME_ZONE_DATABASE=1",
    "_LIBCPP_PSTL_BACKEND_SERIAL",
    "_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_NONE",
    "_LIBCPP_ASSERTION_SEMANTIC_DEFAULT=_LIBCPP_ASSERTION_SEMANTIC_IGNORE",
    "_LIBCPP_HAS_VENDOR_AVAILABILITY_ANNOTATIONS=0",
    "_LIBCPP_HAS_LIBRARY_ALIGNED_ALLOCATION=1",
    "_LIBCPP_DISABLE_VISIBILITY_ANNOTATIONS",
    "_ALLOW_UNSUPPORTED_LIBCPP",
)
"""How libc++ was configured, which its headers are told on the command line; CUDA's headers refuse it otherwise."""
_CUDA_VERSION = re.compile(r"#define\s+CUDA_VERSION\s+(\d{4,6})\b")
_LIBC = ("x86-linux-gnu", "generic-glibc", "x86-linux-any", "any-linux-any")
_GLIBC_MINOR = 31


class CompileRequestError(WarploomError):
    """Something was asked of clang that it cannot do, or that would reach out of the repository."""


def clang_command(
    tool: Tool,
    request: CompileRequest,
    output: str,
    *,
    cuda: Path | None = None,
    libraries: Path | None = None,
    closure: str = "",
    absent: str = "",
) -> list[str]:
    """The command line that compiles `request` to bitcode at `output`, to be started in the root of the repository.

    `cuda` is a real toolkit, which comes before our declarations; the clang must ship its own CUDA headers then.
    `libraries` is ziglang's `lib`, whose C and C++ libraries are used instead of the system's; by default it is looked
    for beside a clang of ziglang. With `closure`, the files that were read are listed there as make would have it.
    `absent` is a directory, relative to where the program starts, in which the caller keeps an empty file for each
    header that nobody has: it is searched last, and what is found in it is told apart in the closure.
    Raises `CompileRequestError` for a language, target, level or path that there is no command line for.
    """
    if request.language not in _INPUTS or (request.language == "CUDA" and request.target is Target.AMDGCN):
        raise CompileRequestError(f"clang does not compile {request.language} for {request.target}")
    if request.level not in LEVELS:
        raise CompileRequestError(f"unknown level {request.level!r}; there are {', '.join(LEVELS)}")
    for path in (request.path, *request.flags.include_directories, *request.flags.forced_includes):
        _demand_inside(path)
    libraries = _libraries_of(tool) if libraries is None else libraries
    arguments = [
        *("-x", _INPUTS[request.language]),
        *_target(request, cuda),
        *LEVELS[request.level],
        *([f"-std={request.flags.standard}"] if request.flags.standard else []),
        *("-emit-llvm", "-c", "-gline-tables-only", "-fdebug-compilation-dir=."),
        *remapping(tool, cuda, libraries),
        *("-Wno-everything", "-Wno-unknown-cuda-version", f"-ferror-limit={_ERROR_LIMIT}", "-fno-spell-checking"),
        *("-fno-color-diagnostics", "-fno-caret-diagnostics", "-fdiagnostics-show-category=name"),
        *("-ftemplate-backtrace-limit=1", "-fmacro-backtrace-limit=1"),
        # What a preprocessor says of the clock would make every run another module.
        *('-D__DATE__="Jan  1 1980"', '-D__TIME__="00:00:00"', '-D__TIMESTAMP__="Tue Jan  1 00:00:00 1980"'),
        *(["-fopenmp"] if request.flags.is_openmp or request.is_offload else []),
        *[f"-U{define[1:]}" if define.startswith("-") else f"-D{define}" for define in request.flags.defines],
        *_forced(request, cuda),
        *[f"-I{_named(directory)}" for directory in request.flags.include_directories],
        *_system(tool, request.language, libraries),
        *_declarations(request.language, cuda),
        *(["-idirafter", absent] if absent else []),
        *_closure(request, closure, output),
        *("-o", output, _named(request.path)),
    ]
    return tool.command(*arguments)


@functools.cache
def remapping(tool: Tool, cuda: Path | None, libraries: Path | None) -> Sequence[str]:
    """Arguments that give every directory outside of the repository a name that is equal everywhere."""
    return tuple(f"-ffile-prefix-map={where}={name}" for where, name in prefix_names(tool, cuda, libraries))


@functools.cache
def prefix_names(tool: Tool, cuda: Path | None, libraries: Path | None) -> Sequence[tuple[str, str]]:
    """Directories outside of the repository, each with its name in results, longest first."""
    names = {str(HEADERS): HEADERS_NAME}
    found = _libraries_of(tool) if libraries is None else libraries
    for prefix in (tool.path.parent, *tool.prefixes):
        # of nested places, which one clang remaps first is its own affair: their names are nested alike
        is_around = found is not None and prefix == found.parent
        names.setdefault(str(prefix), "/toolchain/ziglang" if is_around else f"/toolchain/{tool.name}")
    if cuda is not None:
        names[str(cuda)] = "/toolchain/cuda"
    if found is not None:
        names[str(found)] = "/toolchain/ziglang/lib"
    names.pop("/", None)
    names.pop("/usr/bin", None)
    return tuple(sorted(names.items(), key=lambda item: (-len(item[0]), item[0])))


@functools.cache
def provided_headers() -> frozenset[str]:
    """Names under which our own declarations can be included: not to be sought by their last part in a repository."""
    return frozenset(
        str(found.relative_to(folder))
        for folder in HEADERS.iterdir()
        if folder.is_dir()
        for found in folder.rglob("*")
        if found.is_file()
    )


@functools.cache
def yielding_headers() -> frozenset[str]:
    """Those of our own that a repository mostly brings itself: its own are taken where it has any of that name."""
    return frozenset(found.name for found in (HEADERS / "samples").iterdir())


@functools.cache
def toolkit_version(cuda: Path) -> tuple[int, int]:
    """Major and minor of a toolkit as clang may be told; raises `CompileRequestError` where there is none."""
    header = cuda / "include" / "cuda.h"
    try:
        with header.open(encoding="utf-8", errors="replace") as lines:
            found = next((match for line in lines if (match := _CUDA_VERSION.match(line))), None)
    except OSError as error:
        raise CompileRequestError(f"no toolkit is at {cuda}: {error.strerror}") from error
    if found is None:
        raise CompileRequestError(f"{header} does not say which version it is")
    return min((int(found[1]) // 1000, int(found[1]) % 1000 // 10), _NEWEST_SDK)


def _closure(request: CompileRequest, closure: str, output: str) -> list[str]:
    """What has the files that were read listed."""
    if not closure:
        return []
    if request.language == "HIP" and request.target is not Target.HOST:
        # the driver keeps -MD to itself when it compiles HIP for a device alone
        words = ("-dependency-file", closure, "-sys-header-deps", "-MT", output)
        return [word for argument in words for word in ("-Xclang", argument)]
    return ["-MD", "-MF", closure]


def _target(request: CompileRequest, cuda: Path | None) -> list[str]:
    """For which machine, and which side of a language that has two."""
    host = "--target=x86_64-linux-gnu"
    # Names that must be unique in a program are made from this instead of from the file's place on the disk.
    unit = f"-cuid={hashlib.sha256(request.path.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}"
    is_host = request.target is Target.HOST
    if request.is_offload:
        if is_host or request.language not in {"C", "C++"}:
            raise CompileRequestError("OpenMP offloads C and C++ to a device")
        return [host, f"--offload-arch={request.arch}", "--offload-device-only", "-nogpulib", "-nogpuinc"]
    if request.language in {"CUDA", "HIP"}:
        if not is_host and not request.arch:
            raise CompileRequestError(f"{request.language} for {request.target} needs an architecture")
        side = "--offload-host-only" if is_host else "--offload-device-only"
        arch = [] if is_host else [f"--offload-arch={request.arch}"]
        if request.language == "HIP":
            if request.target is Target.NVPTX:
                raise CompileRequestError("HIP is compiled for amdgcn and the host")
            return [host, side, *arch, unit, "-nogpulib", "-nogpuinc"]
        # CUDA 13 keeps its C++ libraries in a folder of their own, which nvcc alone searches by itself.
        real = (
            [f"--cuda-path={cuda}", "-isystem", str(cuda / "include" / "cccl")]
            if cuda
            else ["--cuda-path=/nonexistent", "-nocudainc"]
        )
        # Without libdevice the driver does not say which launches and which instructions there are.
        version = toolkit_version(cuda) if cuda else _NEWEST_SDK
        feature = ["-Xclang", f"-target-sdk-version={version[0]}.{version[1]}"]
        if not is_host:
            ptx = next((ptx for least, ptx in _PTX.items() if version >= least), _OLDEST_PTX)
            feature.append(f"--cuda-feature=+ptx{ptx}")
        return [host, side, *arch, unit, "-nocudalib", *real, *feature]
    if request.language == "OpenCL":
        triples = {Target.SPIRV: "spir64-unknown-unknown", Target.NVPTX: "nvptx64-nvidia-nvcl"}
        if request.target not in triples:
            raise CompileRequestError(f"OpenCL is compiled for spirv64 and nvptx64, not for {request.target}")
        arch = ["-Xclang", "-target-cpu", "-Xclang", request.arch] if request.arch else []
        return [f"--target={triples[request.target]}", *arch, "-cl-no-stdinc", "-Xclang", "-fdeclare-opencl-builtins"]
    if not is_host:
        raise CompileRequestError(f"{request.language} is compiled for the host; offload is asked for with is_offload")
    return [host, *([f"-march={request.arch}"] if request.arch else [])]


def _forced(request: CompileRequest, cuda: Path | None) -> list[str]:
    """Headers that come before the first line: ours first, so that the repository's see the language complete."""
    ours: list[str] = []
    if request.language == "CUDA":
        ours = [*([] if cuda else ["cuda/warploom_cuda.h"]), "removed/removed.h"]
    elif request.language == "HIP":
        ours = ["hip/hip/hip_runtime.h"]
    elif request.language == "OpenCL":
        ours = ["opencl/opencl-c.h"]
    return [
        *[word for name in ours for word in ("-include", str(HEADERS / name))],
        *[word for path in request.flags.forced_includes for word in ("-include", _named(path))],
    ]


@functools.cache
def _system(tool: Tool, language: str, libraries: Path | None) -> Sequence[str]:
    """The C and C++ libraries: ziglang's, whatever the machine has in /usr/include."""
    if language == "OpenCL" or libraries is None:
        return ()
    is_own = libraries == _libraries_of(tool)
    libcxx = [] if language == "C" else [libraries / "libcxx" / "include", libraries / "libcxxabi" / "include"]
    libc = [libraries / "libc" / "include" / name for name in _LIBC]
    # The compiler's own headers come between the two libraries; a clang that has them finds them by itself.
    option = "-isystem" if is_own else "-idirafter"
    return (
        *(["-nostdinc", "-nostdinc++"] if is_own else ["-nostdlibinc", "-nostdinc++"]),
        *[word for place in libcxx for word in ("-isystem", str(place))],
        *(["-isystem", str(libraries / "include")] if is_own else []),
        *[word for place in libc for word in (option, str(place))],
        f"-D__GLIBC_MINOR__={_GLIBC_MINOR}",
        *[f"-D{define}" for define in (_LIBCXX if libcxx else ())],
    )


@functools.cache
def _declarations(language: str, cuda: Path | None) -> Sequence[str]:
    """Our folders, behind every other, so that whatever is real wins."""
    if language == "OpenCL":
        return ()
    skipped = {"removed", "opencl"} | ({"cuda"} if cuda else set()) | (set() if language == "HIP" else {"hip"})
    return tuple(word for place in _folders() if place.name not in skipped for word in ("-idirafter", str(place)))


def system_flags(tool: Tool, language: str) -> list[str]:
    """What finds the C and C++ libraries for C or C++, for builds that run the compiler by themselves."""
    return list(_system(tool, language, _libraries_of(tool)))


def header_folders(tool: Tool) -> list[Path]:
    """Where headers are found without a flag: ziglang's libraries, if they are there, and our declarations."""
    libraries = _libraries_of(tool)
    own = [] if libraries is None else [libraries / name / "include" for name in ("libcxx", "libcxxabi", ".")]
    own += [] if libraries is None else [libraries / "libc" / "include" / name for name in _LIBC]
    return [*own, *_folders()]


@functools.cache
def _folders() -> tuple[Path, ...]:
    """Of our own declarations, one for each interface; looked up once, as every command line names them."""
    return tuple(sorted(entry for entry in HEADERS.iterdir() if entry.is_dir()))


@functools.cache
def _libraries_of(tool: Tool) -> Path | None:
    """Ziglang's `lib`, if that is where this clang comes from."""
    for prefix in (tool.path.parent, *tool.prefixes):
        if (prefix / "lib" / "libcxx" / "include").is_dir():
            return prefix / "lib"
    return None


def _named(path: str) -> str:
    """A path that no driver takes for an option or a response file."""
    return path if path == "." else f"./{path}" if path[0] in "-@" else path


def _demand_inside(path: str) -> None:
    """Raise unless a path stays in the repository by its words; what links do is the sandbox's concern."""
    normal = posixpath.normpath(path)
    if not path or path.startswith("/") or normal.startswith("../") or normal == ".." or "\0" in path or "\n" in path:
        raise CompileRequestError(f"not a path inside the repository: {path[:200]!r}")
