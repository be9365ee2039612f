"""Words that a normalised sequence keeps: keywords, builtin types, and what a GPU language itself provides."""

from __future__ import annotations

import functools
from typing import Final

import numpy as np

from warploom.extractors.fingerprints.lexers import Lexer
from warploom.extractors.fingerprints.native_bytes import hash_bytes

_SHORT = ("char", "uchar", "short", "ushort", "half", "float", "double")
_LONG = ("int", "uint", "long", "ulong", "longlong", "ulonglong")
_VECTORS = " ".join(f"{kind}{width}" for kind in _SHORT + _LONG for width in (1, 2, 3, 4, 8, 16))
_INTEGERS = " ".join(
    f"{sign}int{kind}{bits}_t" for sign in ("", "u") for kind in ("", "_fast", "_least") for bits in (8, 16, 32, 64)
)
_C = f"""
alignas alignof and and_eq asm atomic_cancel atomic_commit atomic_noexcept auto bitand bitor bool break case catch char
char8_t char16_t char32_t class compl concept const consteval constexpr constinit const_cast continue co_await co_return
co_yield decltype default delete do double dynamic_cast else enum explicit export extern false final float for friend
goto if inline int long mutable namespace new noexcept not not_eq nullptr operator or or_eq override private protected
public register reinterpret_cast requires restrict return short signed sizeof static static_assert static_cast struct
switch template this thread_local throw true try typedef typeid typename typeof typeof_unqual union unsigned using
virtual void volatile wchar_t while xor xor_eq NULL
_Alignas _Alignof _Atomic _BitInt _Bool _Complex _Float16 _Generic _Imaginary _Noreturn _Pragma _Static_assert
_Thread_local __asm __asm__ __attribute__ __builtin_expect __builtin_unreachable __const __declspec __device
__extension__ __float128 __forceinline __inline __inline__ __int128 __restrict __restrict__ __signed__ __typeof__
__volatile __volatile__
define defined elif elifdef elifndef else endif ifdef ifndef include include_next pragma undef __has_include
__VA_ARGS__ __FILE__ __LINE__ __func__ __FUNCTION__ __cplusplus
size_t ssize_t ptrdiff_t intptr_t uintptr_t intmax_t uintmax_t nullptr_t max_align_t FILE {_INTEGERS}
__global__ __device__ __host__ __shared__ __constant__ __managed__ __launch_bounds__ __grid_constant__ __noinline__
__forceinline__ __cluster_dims__ __CUDA_ARCH__ __CUDACC__ __HIP_PLATFORM_AMD__ __HIPCC__ __HIP_DEVICE_COMPILE__
threadIdx blockIdx blockDim gridDim warpSize dim3 hipThreadIdx_x hipThreadIdx_y hipThreadIdx_z hipBlockIdx_x
hipBlockIdx_y hipBlockIdx_z hipBlockDim_x hipBlockDim_y hipBlockDim_z hipGridDim_x hipGridDim_y hipGridDim_z
hipLaunchKernelGGL __syncthreads __syncthreads_and __syncthreads_or __syncthreads_count __syncwarp __threadfence
__threadfence_block __threadfence_system __shfl_sync __shfl_up_sync __shfl_down_sync __shfl_xor_sync __shfl __shfl_up
__shfl_down __shfl_xor __ballot_sync __any_sync __all_sync __activemask __ballot __any __all __match_any_sync
__match_all_sync __ldg __ldcg __ldcs __popc __popcll __clz __clzll __ffs __ffsll __brev __fmaf_rn __fdividef
__float2half __half2float __float2int_rn __int_as_float __float_as_int __nanosleep __trap atomicAdd atomicSub atomicMin
atomicMax atomicExch atomicCAS atomicAnd atomicOr atomicXor atomicInc atomicDec half half2 __half __half2 nv_bfloat16
nv_bfloat162 __nv_bfloat16 __nv_bfloat162 __hip_bfloat16 cudaStream_t cudaError_t cudaEvent_t hipStream_t hipError_t
hipEvent_t {_VECTORS}
__kernel __local __private __generic __read_only __write_only __read_write kernel get_global_id get_local_id
get_group_id get_global_size get_local_size get_num_groups get_work_dim get_global_offset barrier mem_fence
read_mem_fence write_mem_fence CLK_LOCAL_MEM_FENCE CLK_GLOBAL_MEM_FENCE uchar ushort uint ulong image2d_t image3d_t
sampler_t event_t
uniform varying foreach foreach_tiled foreach_active foreach_unique launch sync task programIndex programCount cif
cwhile cfor cdo unmasked int8 int16 int32 int64 uint8 uint16 uint32 uint64
"""
_RUST = """
as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub
ref return self Self static struct super trait true type union unsafe use where while macro_rules bool char str i8 i16
i32 i64 i128 isize u8 u16 u32 u64 u128 usize f16 f32 f64 f128 Option Some None Result Ok Err Vec Box String
"""
_FORTRAN = """
abstract all allocatable allocate assign associate asynchronous backspace bind block blockdata call case change
character class close codimension common complex concurrent contains contiguous continue critical cycle data
deallocate default deferred dimension do doublecomplex doubleprecision double elemental else elseif elsewhere end
endassociate endblock endcritical enddo endenum endfile endforall endfunction endif endinterface endmodule
endprocedure endprogram endselect endsubmodule endsubroutine endteam endtype endwhere entry enum enumerator
equivalence error event exit extends external fail final flush forall form format function generic go goto if
implicit import impure in include inout inquire integer intent interface intrinsic is kind len local local_init lock
logical module namelist non_intrinsic non_overridable none nopass notify nullify only open operator optional out
out_of_range parameter pass pause pointer precision print private procedure program protected public pure quiet rank
read real recursive reduce result return rewind save select selectcase selecttype sequence shared stop subroutine
submodule sync target team then to type unlock use value volatile wait where while write and or not eqv neqv eq ne
lt le gt ge true false attributes global device host constant managed pinned threadidx blockidx blockdim griddim
warpsize dim3 syncthreads syncwarp omp acc cuf ifdef ifndef endif define undef
"""
_PYTHON = """
False None True and as assert async await break class continue def del elif else except finally for from global if
import in is lambda nonlocal not or pass raise return try while with yield bool bytearray bytes cls complex dict
enumerate float frozenset int isinstance len list object print range self set slice staticmethod classmethod
property str super tuple type zip threadIdx blockIdx blockDim gridDim syncthreads
"""
_JULIA = """
abstract baremodule begin break catch const continue do else elseif end export false finally for function global if
import in isa let local macro module mutable new nothing outer primitive public quote return struct true try type
using where while missing Inf NaN Any Array Bool Char Cint Complex Cvoid Dict Float16 Float32 Float64 Function Int
Int8 Int16 Int32 Int64 Int128 Integer Matrix Nothing NTuple Number Ptr Real String Symbol Tuple Type UInt UInt8
UInt16 UInt32 UInt64 UInt128 Union Val Vector AbstractArray AbstractFloat AbstractMatrix AbstractString
AbstractVector threadIdx blockIdx blockDim gridDim sync_threads sync_warp
"""
_WORDS: dict[Lexer, str] = {
    Lexer.C: _C,
    Lexer.RUST: _RUST,
    Lexer.FORTRAN: _FORTRAN,
    Lexer.PYTHON: _PYTHON,
    Lexer.JULIA: _JULIA,
}
KEYWORDS: Final[dict[Lexer, frozenset[str]]] = {lexer: frozenset(_WORDS.get(lexer, "").split()) for lexer in Lexer}
"""By lexer; of Fortran in lower case, as all of its words are read; LLVM IR needs none."""
_FOLDS = {Lexer.FORTRAN: 0x2020202020202020}
_SLOTS = 2048


@functools.cache
def keyword_table() -> np.ndarray:
    """The hashes of `KEYWORDS`, one row a lexer, as `native_bytes.has_word` looks them up."""
    table = np.zeros((len(Lexer), _SLOTS), np.uint64)
    for lexer, words in KEYWORDS.items():
        if 2 * len(words) > _SLOTS:
            raise AssertionError(f"{len(words)} words of {lexer.name} are too many for a table of {_SLOTS}")
        for word in sorted(words):
            text = np.frombuffer(word.encode(), np.uint8)
            h = int(hash_bytes(text, 0, len(text), np.uint64(_FOLDS.get(lexer, 0))))
            slot = h % _SLOTS
            while table[lexer, slot]:
                slot = (slot + 1) % _SLOTS
            table[lexer, slot] = h
    table.flags.writeable = False
    return table
