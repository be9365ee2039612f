"""Words of programming languages that nobody renames: keywords, types, and names of what comes with the language."""

from __future__ import annotations

import functools
from typing import Final

import numpy as np

PYTHON, C_LIKE, FORTRAN, JULIA, RUST = range(5)
"""Families of languages that are read by the same rules."""

FAMILIES: Final = {
    "Python": PYTHON,
    "C": C_LIKE,
    "C++": C_LIKE,
    "CUDA": C_LIKE,
    "HIP": C_LIKE,
    "OpenCL": C_LIKE,
    "SYCL": C_LIKE,
    "ISPC": C_LIKE,
    "Fortran": FORTRAN,
    "Julia": JULIA,
    "Rust": RUST,
}

_WORDS: Final = {
    PYTHON: """
        False None True and as assert async await break class continue def del elif else except finally for from
        global if import in is lambda nonlocal not or pass raise return try while with yield abs all any bin
        bool bytes chr dict divmod enumerate filter float frozenset getattr hasattr hash hex int isinstance iter
        len list map max min next oct open ord pow print range repr reversed round set setattr slice sorted str
        sum super tuple type zip math sqrt floor ceil ValueError TypeError KeyError IndexError Exception
    """,
    C_LIKE: """
        alignas auto bool break case catch char class const constexpr continue default delete do double else
        enum explicit extern false float for friend goto if inline int long mutable namespace new noexcept
        nullptr operator override private protected public register restrict return short signed sizeof static
        static_cast struct switch template this throw true try typedef typename union unsigned using virtual
        void volatile while int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t size_t std vector
        unordered_map min max abs fabs sqrt pow exp log sin cos floor ceil malloc free memcpy memset printf
        __global__ __device__ __host__ __shared__ __syncthreads threadIdx blockIdx blockDim gridDim atomicAdd
        get_global_id include define ifdef ifndef endif pragma omp parallel reduction Kokkos View parallel_for
        parallel_reduce MPI_Send MPI_Recv MPI_Reduce MPI_Allreduce MPI_Bcast MPI_Comm_rank MPI_Comm_size
        MPI_COMM_WORLD
    """,
    FORTRAN: """
        allocatable allocate call case character complex contains continue cycle deallocate dimension do double
        else elseif end enddo endif exit function goto if implicit in inout integer intent interface kind
        logical module none only out parameter pointer precision print private program public pure read real
        recursive result return save select stop subroutine target then type use where while write abs cos dble
        exp int log matmul max maxval min minval mod nint present real shape sin size sqrt sum
    """,
    JULIA: """
        abstract begin break const continue do else elseif end export false finally for function global if
        import in let local macro module mutable nothing quote return struct true try using where while abs
        append! collect exp length map max min ones push! size sqrt sum zeros
    """,
    RUST: """
        as async await break const continue crate dyn else enum extern false fn for if impl in let loop match
        mod move mut pub ref return self Self static struct super trait true type unsafe use where while bool
        char f32 f64 i8 i16 i32 i64 isize str u8 u16 u32 u64 usize Box Err None Ok Option Result Some String Vec
    """,
}

_MEMBERS: Final = {
    PYTHON: """
        append extend insert remove pop index count sort reverse copy clear keys values items get update add
        discard split join strip lstrip rstrip replace lower upper isdigit isalpha isupper islower startswith
        endswith format find swapcase encode decode
    """,
    C_LIKE: """
        string pair array map set complex size begin end data resize push_back emplace_back swap sort
    """,
    RUST: """
        clone collect iter into_iter len map push unwrap
    """,
}
"""Kept after a dot or a colon alone: elsewhere they are names like others."""

MEMBER_SHIFT: Final = 8
"""Of the bits that say so."""


def word_hash(word: bytes) -> int:
    """FNV-1a in 64 bits, as the native reader of tokens computes it."""
    digest = 14695981039346656037
    for byte in word:
        digest = (digest ^ byte) * 1099511628211 % 2**64
    return digest


@functools.cache
def kept_table() -> tuple[np.ndarray, np.ndarray]:
    """An open-addressing table, at most half full: hashes (0 where empty), and for each the families as bits."""
    families: dict[int, int] = {}
    for words_of, shift in ((_WORDS, 0), (_MEMBERS, MEMBER_SHIFT)):
        for family, words in words_of.items():
            for word in words.split():
                digest = word_hash(word.encode())
                families[digest] = families.get(digest, 0) | 1 << (family + shift)
    size = 1 << (2 * len(families)).bit_length()
    keys, masks = np.zeros(size, np.uint64), np.zeros(size, np.uint16)
    for digest, mask in sorted(families.items()):
        slot = (digest ^ digest >> 32) & (size - 1)
        while keys[slot]:
            slot = (slot + 1) & (size - 1)
        keys[slot], masks[slot] = digest, mask
    return keys, masks
