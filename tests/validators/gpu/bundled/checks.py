"""check.cu as a module of the stub: its kernels run on the host, a thread for each block."""

from __future__ import annotations

from pathlib import Path

from tests.validators.gpu.bundled import stub
from warploom.validators.gpu import checking

_HOST = """
#define __global__
#define __device__
#define __shared__ static
struct place_t { unsigned x; };
static struct place_t blockIdx, threadIdx, blockDim = {1}, gridDim;
static void __syncthreads(void) {}
"""
_KERNELS = """
#define EACH_BLOCK for (gridDim.x = launch->grid[0], blockIdx.x = 0; blockIdx.x < gridDim.x; blockIdx.x++)
extern "C" int host_wl_draw(const launch_t *launch) {
    EACH_BLOCK wl_draw(PARAMETER(char *, 0), PARAMETER(struct drawn_t, 1));
    return OK;
}
extern "C" int host_wl_compare(const launch_t *launch) {
    EACH_BLOCK wl_compare(PARAMETER(char *, 0), PARAMETER(char *, 1), PARAMETER(struct compared_t, 2),
                          PARAMETER(struct found_t *, 3));
    return OK;
}
extern "C" int host_wl_changed(const launch_t *launch) {
    EACH_BLOCK wl_changed(PARAMETER(unsigned char *, 0), PARAMETER(unsigned char *, 1), PARAMETER(int, 2),
                          PARAMETER(wide_t, 3), PARAMETER(wide_t *, 4));
    return OK;
}
extern "C" int host_wl_triad(const launch_t *launch) {
    EACH_BLOCK wl_triad(PARAMETER(double *, 0), PARAMETER(double *, 1), PARAMETER(double *, 2), PARAMETER(double, 3),
                        PARAMETER(wide_t, 4));
    return OK;
}
extern "C" int host_wl_multiply(const launch_t *launch) { /* row by row, as it is many times as fast on a host */
    float *c = PARAMETER(float *, 0), *a = PARAMETER(float *, 1), *b = PARAMETER(float *, 2);
    int n = PARAMETER(int, 3);
    for (int i = 0; i < n * n; i++) c[i] = 0;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            for (int j = 0; j < n; j++) c[i * n + j] += a[i * n + k] * b[k * n + j];
    return OK;
}
"""


def build(directory: Path) -> bytes:
    """The image."""
    return stub.build_module(directory, _HOST + checking.source() + _KERNELS, ".cpp")
