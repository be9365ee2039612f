"""Signatures on a GPU: the kernel compiles, runs on this machine's processor thread by thread, and on a GPU if any."""

from __future__ import annotations

import ctypes
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extractors.toolchains.ziglang_clang import TIMEOUT_S, compile_one, request, ziglang_clang
from warploom.extractors.fingerprints.minhash import EMPTY, permutations_of, signatures_on_cpu
from warploom.extractors.fingerprints.scheme import Scheme
from warploom.validators.gpu import minhash
from warploom.validators.gpu.minhash import GpuError, chunks_of, is_available, signatures_on_gpu, source

HOST = """
#define __global__
#define __device__
#define __shared__ static
struct Place { unsigned x; };
static Place blockIdx, threadIdx, blockDim = {1};
static void __syncthreads() {}
static void atomicMin(unsigned *place, unsigned value) { if (value < *place) *place = value; }
"""
"""A GPU whose blocks have one thread: what strides by the size of its block runs as it is."""
RUN = """
extern "C" void run(unsigned n_chunks, const unsigned *low, const long long *starts, const long long *ends,
                    const long long *documents, const unsigned *multipliers, const unsigned *addends,
                    unsigned n_permutations, unsigned *signatures) {
    for (blockIdx.x = 0; blockIdx.x < n_chunks; blockIdx.x++)
        least_of_chunks(low, starts, ends, documents, multipliers, addends, n_permutations, signatures);
}
"""
SETS = [0, 1, 3, 0, 2047, 2048, 2049, 64, minhash.CHUNK, minhash.CHUNK + 1, 3 * minhash.CHUNK - 1, 0]


def sets() -> tuple[np.ndarray, np.ndarray]:
    """Sets of shingles whose sizes lie at all limits."""
    offsets = np.cumsum([0, *SETS], dtype=np.int64)
    return np.random.default_rng(5).integers(1, 2**64, offsets[-1], np.uint64), offsets


def test_the_kernel_compiles_for_a_gpu(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "minhash.cu").write_text(source())
    output = tmp_path / "minhash.bc"
    assert (0, []) == compile_one(ziglang_clang(), tree, request("minhash.cu", level="O2"), output)
    assert minhash.KERNEL.encode() in output.read_bytes()


def test_the_kernel_computes_what_the_cpu_does(tmp_path: Path) -> None:
    llvm = pytest.importorskip("llvmlite.binding")
    (tmp_path / "host.cpp").write_text(HOST + source() + RUN)
    arguments = ("-x", "c++", "-O2", "-emit-llvm", "-c", "-nostdinc", "host.cpp", "-o", "host.bc")
    subprocess.run(ziglang_clang().command(*arguments), cwd=tmp_path, check=True, timeout=TIMEOUT_S)
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    module = llvm.parse_bitcode((tmp_path / "host.bc").read_bytes())
    engine = llvm.create_mcjit_compiler(module, llvm.Target.from_triple(module.triple).create_target_machine())
    engine.finalize_object()
    run = ctypes.CFUNCTYPE(None, ctypes.c_uint, *[ctypes.c_void_p] * 6, ctypes.c_uint, ctypes.c_void_p)(
        engine.get_function_address("run")
    )
    shingles, offsets = sets()
    permutations = permutations_of(Scheme(n_permutations=12))
    chunks = chunks_of(offsets)
    signatures = np.full((len(SETS), 12), EMPTY, np.uint32)
    inputs = [shingles.astype(np.uint32), *chunks, *permutations]
    run(len(chunks[0]), *[array.ctypes.data for array in inputs], 12, signatures.ctypes.data)
    assert np.array_equal(signatures_on_cpu(shingles, offsets, permutations), signatures)


@pytest.mark.skipif(not is_available(), reason="needs a GPU and CuPy")
def test_a_gpu_computes_what_the_cpu_does(monkeypatch: pytest.MonkeyPatch) -> None:
    shingles, offsets = sets()
    for scheme in (Scheme(), Scheme(n_permutations=300, seed=7)):
        expected = signatures_on_cpu(shingles, offsets, permutations_of(scheme))
        assert np.array_equal(expected, signatures_on_gpu(shingles, offsets, permutations_of(scheme)))
    monkeypatch.setattr(minhash, "_BATCH_SHINGLES", 2000)
    monkeypatch.setattr(minhash, "_BATCH_DOCUMENTS", 2)
    assert np.array_equal(expected, signatures_on_gpu(shingles, offsets, permutations_of(scheme)))


@pytest.mark.skipif(is_available(), reason="has a GPU")
def test_without_a_gpu_it_says_so() -> None:
    shingles, offsets = sets()
    with pytest.raises(GpuError, match="CuPy"):
        signatures_on_gpu(shingles, offsets, permutations_of(Scheme()))


@given(st.lists(st.sampled_from([0, 1, 5, minhash.CHUNK, minhash.CHUNK + 1, 3 * minhash.CHUNK]), max_size=9))
def test_chunks_cover_every_set_once(lengths: list[int]) -> None:
    offsets = np.cumsum([0, *lengths], dtype=np.int64)
    starts, ends, documents = chunks_of(offsets)
    assert (starts < ends).all()
    assert (ends - starts <= minhash.CHUNK).all()
    assert (offsets[documents] <= starts).all()
    assert (ends <= offsets[documents + 1]).all()
    assert starts.tolist() == [0, *ends[:-1].tolist()][: len(starts)]
    assert (ends[-1] if len(ends) else 0) == offsets[-1]


@settings(max_examples=50)
@given(st.lists(st.integers(0, 50), max_size=30), st.integers(1, 60), st.integers(1, 5))
def test_batches_cover_every_set_once(lengths: list[int], most: int, most_documents: int) -> None:
    offsets = np.cumsum([0, *lengths], dtype=np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(minhash, "_BATCH_SHINGLES", most)
        patch.setattr(minhash, "_BATCH_DOCUMENTS", most_documents)
        batches = minhash._batches(offsets)
    assert [0, *[last for _, last in batches]] == [*[first for first, _ in batches], len(lengths)]
    for first, last in batches:
        assert first < last <= first + most_documents
        assert offsets[last] - offsets[first] <= most or last == first + 1
