"""What a library offers for some computations: numpy and scipy on a processor, CuPy on a GPU, where they are there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Arrays = Mapping[str, Any]
Scalars = Mapping[str, float]
Step = Callable[[], None]


class LibraryMissingError(Exception):
    """There is no such library here; says which."""


@dataclass(frozen=True)
class LibraryCall:
    """A function of a library by its name, and the library with its version."""

    name: str
    version: str
    arrays: Callable[[Mapping[str, tuple[int, int]]], Arrays]
    """Of the library, over buffers given by address and bytes."""
    bind: Callable[[Arrays], tuple[Step, Step]]
    """The call, and what brings its result to where it is looked at, which is not timed."""


def library_call(asked: Mapping[str, Any], where: str) -> LibraryCall:
    """The call for a `kernel` with the `types` of its arrays and its `scalars`; `where` is cpu or gpu.

    Raises `LibraryMissingError` where the library is not there, or has no such function.
    """
    made = _CALLS[where].get(asked["kernel"])
    if made is None:
        raise LibraryMissingError(f"no function of a library on a {where} is named for {asked['kernel']}")
    try:
        version, arrays = _LIBRARIES[where]()
        name, bind = made(asked["scalars"])
    except ImportError as error:
        raise LibraryMissingError(f"{error.name or error} is not installed") from None
    return LibraryCall(name, version, lambda places: arrays(places, asked["types"]), bind)


def _nothing() -> None:
    """Where results are in place already."""


def _numpy() -> tuple[str, Callable[..., Arrays]]:
    import ctypes

    import numpy
    import scipy

    blas = numpy.show_config(mode="dicts").get("Build Dependencies", {}).get("blas", {})
    version = f"numpy {numpy.__version__}, scipy {scipy.__version__}"
    if blas.get("name"):
        version += f", {blas['name']} {blas.get('version', '')}".rstrip()

    def arrays(places: Mapping[str, tuple[int, int]], types: Mapping[str, str]) -> Arrays:
        return {
            name: numpy.frombuffer(memoryview((ctypes.c_char * n_bytes).from_address(pointer)), types[name])
            for name, (pointer, n_bytes) in places.items()
        }

    return version, arrays


def _cupy() -> tuple[str, Callable[..., Arrays]]:
    import cupy

    version = f"cupy {cupy.__version__}, CUDA runtime {cupy.cuda.runtime.runtimeGetVersion()}"

    def arrays(places: Mapping[str, tuple[int, int]], types: Mapping[str, str]) -> Arrays:
        made = {}
        for name, (pointer, n_bytes) in places.items():
            memory = cupy.cuda.MemoryPointer(cupy.cuda.UnownedMemory(pointer, n_bytes, None), 0)
            kind = cupy.dtype(types[name])
            made[name] = cupy.ndarray((n_bytes // kind.itemsize,), kind, memory)
        return made

    return version, arrays


_LIBRARIES = {"cpu": _numpy, "gpu": _cupy}
_Made = tuple[str, Callable[[Arrays], tuple[Step, Step]]]


def _cpu_axpy(given: Scalars) -> _Made:
    from scipy.linalg.blas import saxpy

    return "scipy.linalg.blas.saxpy", lambda on: (lambda: saxpy(on["x"], on["y"], a=given["a"]), _nothing)


def _cpu_gemv(given: Scalars) -> _Made:
    from scipy.linalg.blas import sgemv

    def bind(on: Arrays) -> tuple[Step, Step]:
        a = on["a"].reshape(int(given["m"]), int(given["n"])).T  # by columns, as BLAS has it
        alpha, beta = given["alpha"], given["beta"]
        return lambda: sgemv(alpha, a, on["x"], beta=beta, y=on["y"], trans=1, overwrite_y=1), _nothing

    return "scipy.linalg.blas.sgemv", bind


def _cpu_gemm(given: Scalars) -> _Made:
    from scipy.linalg.blas import sgemm

    def bind(on: Arrays) -> tuple[Step, Step]:
        m, n, k = (int(given[name]) for name in "mnk")
        a, b, c = on["a"].reshape(m, k).T, on["b"].reshape(k, n).T, on["c"].reshape(m, n).T
        return lambda: sgemm(given["alpha"], b, a, beta=given["beta"], c=c, overwrite_c=1), _nothing

    return "scipy.linalg.blas.sgemm", bind


def _cpu_dot(_: Scalars) -> _Made:
    import numpy

    return "numpy.dot", lambda on: (lambda: on["product"].put(0, numpy.dot(on["x"], on["y"])), _nothing)


def _cpu_reduction(_: Scalars) -> _Made:
    import numpy

    return "numpy.sum", lambda on: (lambda: numpy.sum(on["x"], out=on["total"].reshape(())), _nothing)


def _cpu_scan(_: Scalars) -> _Made:
    import numpy

    return "numpy.cumsum", lambda on: (lambda: numpy.cumsum(on["x"], dtype=on["out"].dtype, out=on["out"]), _nothing)


def _cpu_sort(_: Scalars) -> _Made:
    return "numpy.ndarray.sort", lambda on: (on["keys"].sort, _nothing)


def _cpu_fft(_: Scalars) -> _Made:
    from scipy.fft import fft

    return "scipy.fft.fft", _transform(fft)


def _cpu_spmv(given: Scalars) -> _Made:
    from scipy.sparse import csr_matrix

    return "scipy.sparse.csr_matrix.__matmul__", _sparse(csr_matrix, given)


def _gpu_axpy(given: Scalars) -> _Made:
    from cupy import cublas

    return "cupy.cublas.axpy", lambda on: (lambda: cublas.axpy(given["a"], on["x"], on["y"]), _nothing)


def _gpu_gemv(given: Scalars) -> _Made:
    from cupy import cublas

    def bind(on: Arrays) -> tuple[Step, Step]:
        a = on["a"].reshape(int(given["m"]), int(given["n"]))
        return lambda: cublas.gemv("N", given["alpha"], a, on["x"], given["beta"], on["y"]), _nothing

    return "cupy.cublas.gemv", bind


def _gpu_gemm(given: Scalars) -> _Made:
    from cupy import cublas

    def bind(on: Arrays) -> tuple[Step, Step]:
        m, n, k = (int(given[name]) for name in "mnk")
        a, b, c = on["a"].reshape(m, k), on["b"].reshape(k, n), on["c"].reshape(m, n)
        return lambda: cublas.gemm("N", "N", a, b, out=c, alpha=given["alpha"], beta=given["beta"]), _nothing

    return "cupy.cublas.gemm", bind


def _gpu_dot(_: Scalars) -> _Made:
    import cupy

    return "cupy.dot", lambda on: (lambda: cupy.dot(on["x"], on["y"], out=on["product"].reshape(())), _nothing)


def _gpu_reduction(_: Scalars) -> _Made:
    import cupy

    return "cupy.sum", lambda on: (lambda: cupy.sum(on["x"], out=on["total"].reshape(())), _nothing)


def _gpu_scan(_: Scalars) -> _Made:
    import cupy

    return "cupy.cumsum", lambda on: (lambda: cupy.cumsum(on["x"], dtype=on["out"].dtype, out=on["out"]), _nothing)


def _gpu_sort(_: Scalars) -> _Made:
    return "cupy.ndarray.sort", lambda on: (on["keys"].sort, _nothing)


def _gpu_fft(_: Scalars) -> _Made:
    from cupy.fft import fft

    return "cupy.fft.fft", _transform(fft)


def _gpu_spmv(given: Scalars) -> _Made:
    from cupyx.scipy.sparse import csr_matrix

    return "cupyx.scipy.sparse.csr_matrix.__matmul__", _sparse(csr_matrix, given)


def _transform(fft: Callable[[Any], Any]) -> Callable[[Arrays], tuple[Step, Step]]:
    def bind(on: Arrays) -> tuple[Step, Step]:
        given = on["re_in"] + 1j * on["im_in"]
        made: list[Any] = []

        def finish() -> None:
            on["re"][...], on["im"][...] = made[-1].real, made[-1].imag

        return lambda: made.append(fft(given)), finish

    return bind


def _sparse(matrix: Callable[..., Any], given: Scalars) -> Callable[[Arrays], tuple[Step, Step]]:
    def bind(on: Arrays) -> tuple[Step, Step]:
        shape = int(given["n_rows"]), len(on["x"])
        whole = matrix((on["values"], on["columns"], on["offsets"]), shape=shape)
        made: list[Any] = []

        def finish() -> None:
            on["y"][...] = made[-1]

        return lambda: made.append(whole @ on["x"]), finish

    return bind


_CALLS: Mapping[str, Mapping[str, Callable[[Scalars], _Made]]] = {
    "cpu": {
        "axpy": _cpu_axpy,
        "gemv": _cpu_gemv,
        "gemm": _cpu_gemm,
        "dot": _cpu_dot,
        "reduction": _cpu_reduction,
        "scan": _cpu_scan,
        "bitonic_sort": _cpu_sort,
        "fft": _cpu_fft,
        "spmv": _cpu_spmv,
    },
    "gpu": {
        "axpy": _gpu_axpy,
        "gemv": _gpu_gemv,
        "gemm": _gpu_gemm,
        "dot": _gpu_dot,
        "reduction": _gpu_reduction,
        "scan": _gpu_scan,
        "bitonic_sort": _gpu_sort,
        "fft": _gpu_fft,
        "spmv": _gpu_spmv,
    },
}
KERNELS = frozenset(_CALLS["cpu"])
"""Of the reference set, whose names of parameters the calls above use."""
