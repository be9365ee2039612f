"""Small CUDA kernels written for the tests, and their device bitcode before optimisation."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

import pytest

from tests.extractors.ir.direct_runner import DirectRunner
from warploom.extractors.toolchains.registry import found_tools
from warploom.extractors.toolchains.tool import Tool

_OWN_HEADER = """\
#define __global__ __attribute__((global))
#define __device__ __attribute__((device))
#define __shared__ __attribute__((shared))
#define TID __nvvm_read_ptx_sreg_tid_x()
#define BID __nvvm_read_ptx_sreg_ctaid_x()
#define BDIM __nvvm_read_ptx_sreg_ntid_x()
extern "C" __device__ int vprintf(const char *, void *);
extern "C" __device__ double __nv_sin(double);
"""
_HEADER_LINES = _OWN_HEADER.count("\n")

KERNELS = """\
__device__ __attribute__((noinline)) float polish(float x, int n) {
  for (int i = 0; i < n; i++) x = x * x + 1.0f;
  return x;
}
__global__ void add(const float *a, const float *b, float *c, int n) {
  int i = BID * BDIM + TID;
  if (i < n)
    c[i] = a[i] + b[i];
}
__global__ void __attribute__((launch_bounds(256, 2))) reduce(const float *a, float *out) {
  __shared__ float s[256];
  int t = TID;
  s[t] = polish(a[t], t);
  __syncthreads();
  for (int k = 128; k > 0; k >>= 1) {
    if (t < k) s[t] += s[t + k];
    __syncthreads();
  }
  if (t == 0) out[0] = s[0];
}
__global__ void sine(double *d) {
  d[TID] = __nv_sin(d[TID]);
}
__global__ void talk(int *p) {
  struct { int value; } arguments = {p[TID]};
  vprintf("value %d\\n", &arguments);
}
extern __shared__ int pool[];
__global__ void dynamic(int *p) {
  pool[TID] = p[TID];
  __syncthreads();
  p[TID] = pool[BDIM - 1 - TID];
}
"""

SPILLING = """\
__global__ void __attribute__((launch_bounds(1024, 2))) spill(float *p) {
  float v[64];
  #pragma unroll
  for (int i = 0; i < 64; i++) v[i] = p[TID + i * 1024];
  __syncthreads();
  #pragma unroll
  for (int i = 0; i < 64; i++) p[TID + (63 - i) * 1024] = v[i] * v[(i * 7 + 1) % 64];
}
"""


def line_of(text: str, needle: str) -> int:
    """The line of a source, as `bitcode_of` compiles it, on which a text stands."""
    return _HEADER_LINES + text[: text.index(needle)].count("\n") + 1


def needed(name: str) -> Tool:
    """The best tool of that name, or a skipped test."""
    tools = found_tools(name)
    if not tools:
        pytest.skip(f"needs {name}, which is not on this machine")
    return tools[0]


@functools.cache
def bitcode_of(source: str) -> bytes:
    """Device bitcode with line tables, as front ends give it to optimisers; skips where ziglang is away."""
    clang = next((t for t in found_tools("clang") if t.shipped_by.startswith("ziglang")), None)
    if clang is None:
        pytest.skip("needs the extra `ir`: ziglang is not installed")
    with tempfile.TemporaryDirectory() as directory:
        runner = DirectRunner(Path(directory, "place"))
        (runner.place / "tree/src").mkdir()
        (runner.place / "tree/src/kernels.cu").write_text(_OWN_HEADER + source)
        command = clang.command(
            *("-x", "cuda", "-nocudainc", "-nocudalib", "-nostdinc", "-nostdinc++", "--cuda-path=/nonexistent"),
            *("--cuda-device-only", "--cuda-gpu-arch=sm_80", "-Xclang", "-target-feature", "-Xclang", "+ptx80"),
            *("-O2", "-gline-directives-only", "-fdebug-compilation-dir=.", "-Xclang", "-disable-llvm-passes"),
            *("-emit-llvm", "-c", "src/kernels.cu", "-o", "../scratch/kernels.bc"),
        )
        ran = runner.run(command, limits=60, environment={})
        assert 0 == ran.exit_code, ran.stderr.decode()
        return (runner.scratch / "kernels.bc").read_bytes()
