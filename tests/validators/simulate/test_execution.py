"""Kernels run as on a GPU, whatever the order; what a GPU would forgive or hide is named."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from tests.validators.simulate.samples import CPU, N, arguments, device, kernel, pair, run, spec
from warploom.extractors.inputs.specification import Direction
from warploom.validators.simulate.execution import ORDERS, How, Outcome, Side
from warploom.validators.simulate.externals import ForbiddenError, checked
from warploom.validators.simulate.front_end import Compiled, FrontEnd
from warploom.validators.simulate.loader import LoadError, Program

I = "const int i = blockIdx.x * blockDim.x + threadIdx.x, t = threadIdx.x;\n"  # noqa: E741
X = np.arange(1, N + 1, dtype=np.float32)
PADDED = np.concatenate([X, np.zeros(384 - N, np.float32)]).reshape(3, 128)
SCAN = np.cumsum(PADDED, axis=1).reshape(-1)[:N]

RIGHT = {
    "saxpy": (I + "if (i < n) y[i] = 3.0f * x[i] + 1.0f;", 3 * X + 1),
    "grid stride": ("for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += blockDim.x * gridDim.x) y[i] = -x[i];", -X),  # noqa: E501
    "reversal through shared memory": (
        I + "__shared__ float tile[BLOCK]; tile[t] = i < n ? x[i] : 0.0f; __syncthreads();"
        "const int from = BLOCK - 1 - t; if (i < n) y[i] = tile[from];",
        PADDED[:, ::-1].reshape(-1)[:N],
    ),
    "reduction by shuffles": (
        I + "float v = i < n ? x[i] : 0.0f; for (int d = 16; d > 0; d >>= 1) v += __shfl_down_sync(~0u, v, d);"
        "__shared__ float parts[BLOCK / 32]; if (t % 32 == 0) parts[t / 32] = v; __syncthreads();"
        "float sum = 0.0f; for (int w = 0; w < BLOCK / 32; w++) sum += parts[w]; if (i < n) y[i] = sum;",
        np.repeat(PADDED.sum(axis=1), 128)[:N],
    ),
    "butterfly": (
        I + "float v = i < n ? x[i] : 0.0f; for (int d = 1; d < 32; d <<= 1) v += __shfl_xor_sync(~0u, v, d); if (i < n) y[i] = v;",  # noqa: E501
        np.repeat(PADDED.reshape(-1, 32).sum(axis=1), 32)[:N],
    ),
    "scan of a block": (
        I + "__shared__ float a[BLOCK]; a[t] = i < n ? x[i] : 0.0f; __syncthreads();"
        "for (int d = 1; d < BLOCK; d *= 2) { float v = t >= d ? a[t - d] : 0.0f; __syncthreads(); a[t] += v; __syncthreads(); }"  # noqa: E501
        "if (i < n) y[i] = a[t];",
        SCAN,
    ),
    "histogram": (
        I + "__shared__ int bins[8]; if (t < 8) bins[t] = 0; __syncthreads(); if (i < n) atomicAdd(&bins[(int)x[i] % 8], 1);"  # noqa: E501
        "__syncthreads(); if (i < n) y[i] = (float)bins[t % 8];",
        np.array([np.bincount(row.astype(int)[: max(0, min(128, N - 128 * b))] % 8, minlength=8)[np.arange(128) % 8]
                  for b, row in enumerate(PADDED)], np.float32).reshape(-1)[:N],
    ),
    "stencil": (I + "if (i < n) y[i] = (i > 0 ? x[i - 1] : 0.0f) + x[i] + (i + 1 < n ? x[i + 1] : 0.0f);",
                np.convolve(X, np.ones(3, np.float32), "same")),
    "votes": (
        I + "const unsigned odd = __ballot_sync(~0u, t & 1); const int all = __all_sync(~0u, t < 128), any = __any_sync(~0u, 0);"  # noqa: E501
        "if (i < n) y[i] = (float)(__popc(odd) + all + any);",
        np.full(N, 17, np.float32),
    ),
    "counted barrier": (I + "const int c = __syncthreads_count(i < n); if (i < n) y[i] = (float)c;",
                        np.repeat([128, 128, 44], 128)[:N].astype(np.float32)),
    "within a warp": (
        I + "__shared__ float a[BLOCK]; a[t] = i < n ? x[i] : 0.0f; __syncwarp(); float v = a[t ^ 1]; if (i < n) y[i] = v;",  # noqa: E501
        PADDED.reshape(-1, 2)[:, ::-1].reshape(-1)[:N],
    ),
    "vectors": (I + "if (i < n / 4) { float4 v = reinterpret_cast<const float4 *>(x)[i]; v.x += 1.0f; reinterpret_cast<float4 *>(y)[i] = v; }",  # noqa: E501
                X + np.tile(np.array([1, 0, 0, 0], np.float32), N // 4)),
    "sized by the launch": (
        I + "extern __shared__ float a[]; a[t] = i < n ? x[i] : 0.0f; __syncthreads(); if (i < n) y[i] = a[t / 2];",
        PADDED[:, np.arange(128) // 2].reshape(-1)[:N],
    ),
}  # fmt: skip


def _text(name: str, body: str) -> str:
    text = kernel(body)
    return text.replace("BLOCK>>>", "BLOCK, BLOCK * sizeof(float)>>>") if name == "sized by the launch" else text


@pytest.mark.parametrize("name", RIGHT)
def test_right_kernels_are_right_in_every_order(front: FrontEnd, name: str) -> None:
    """In both placements, with two poisons, and in the trapping build."""
    body, expected = RIGHT[name]
    for is_trapping in (False, True):
        side = device(front, _text(name, body), is_trapping=is_trapping)
        for order, is_right, poison in itertools.product(ORDERS, (False, True), (0xFF, 0x6B)):
            how = How(order=order, flush_right=is_right, poison=poison)
            found = side.run("launch", arguments(), how)
            assert (found.outcome, found.detail) == (Outcome.OK, "")
            np.testing.assert_array_equal(found.outputs["y"], expected)
        assert found.n_threads == 384


WRONG = {
    "one beyond": (I + "y[i] = i <= n ? x[i] : 0.0f;", Outcome.OUT_OF_BOUNDS, "a read of x[300]", {"flush_right": True}),  # noqa: E501
    "one before": (I + "if (i < n) y[i] = x[i - 1];", Outcome.OUT_OF_BOUNDS, "a read of x[-1]", {"flush_right": False}),
    "far away": (I + "if (i < n) y[i + 2000000000] = 1.0f;", Outcome.OUT_OF_BOUNDS, "a write of y[2000000000]", {}),
    "writes one before": (I + "if (i < n) y[i - 1] = x[i];", Outcome.OUT_OF_BOUNDS, "a write of y[-1]", {"flush_right": True}),  # noqa: E501
    "writes what is only read": (I + "if (i < n) { y[i] = x[i]; const_cast<float *>(x)[i] = 0.0f; }", Outcome.OUT_OF_BOUNDS, "only read", {}),  # noqa: E501
    "beyond shared": (I + "__shared__ float a[BLOCK]; a[t + 1] = x[0]; if (i < n) y[i] = 1.0f;", Outcome.OUT_OF_BOUNDS, "shared", {"flush_right": True}),  # noqa: E501
    "wild": ("*(volatile int *)(0x1234567890) = n;", Outcome.WILD_POINTER, "", {}),
    "null": ("volatile float *p = 0; y[0] = *p;", Outcome.WILD_POINTER, "", {}),
    "jump": ("((void (*)())(0x123456789000))();", Outcome.WILD_POINTER, "a jump", {}),
    "division": ("y[0] = 7 / (n - 300);", Outcome.DIVIDE_BY_ZERO, "", {}),
    "endless": ("volatile int a = 1; while (a) { }", Outcome.TIMED_OUT, "", {"seconds": 0.05}),
    "recursion": ("volatile float a[64]; a[0] = x[0]; struct R { static float f(volatile float *p, int k) { volatile float b[64]; b[0] = *p; return f(b, k + 1) + b[0] + k; } }; y[0] = R::f(a, n);", Outcome.STACK_OVERFLOW, "", {}),  # noqa: E501
    "abort": ("abort();", Outcome.ABORTED, "", {}),
    "barrier in a branch": (I + "if (t < 16) __syncthreads(); else __syncthreads();", Outcome.DIVERGENT_BARRIER, "different barriers", {}),  # noqa: E501
    "exited": (I + "if (i >= n) return; __syncthreads(); y[i] = 1.0f;", Outcome.MISSING_THREAD, "has ended", {}),
    "shuffles in two arms": (I + "float v = t; if (t % 2) v = __shfl_xor_sync(~0u, v, 1); else v = __shfl_xor_sync(~0u, v + 1, 1); y[0] = v;", Outcome.ABSENT_LANE, "", {}),  # noqa: E501
    "shuffle of half a warp": (I + "if (t % 32 < 16) y[0] = __shfl_down_sync(~0u, 1.0f, 1);", Outcome.ABSENT_LANE, "", {}),  # noqa: E501
    "mask without itself": (I + "y[0] = __shfl_sync(1u, x[0], 0);", Outcome.ABSENT_LANE, "lacks the lane", {}),
    "source outside": (I + "if (t % 32 < 16) y[0] = __shfl_sync(0xffffu, 1.0f, 20);", Outcome.ABSENT_LANE, "does not take part", {}),  # noqa: E501
    "warp waits for a block": (I + "if (t % 32 < 16) __syncwarp(); else __syncthreads();", Outcome.DIVERGENT_BARRIER, "", {}),  # noqa: E501
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_kernels_are_named(front: FrontEnd, name: str) -> None:
    """Each by its outcome and where it is."""
    body, outcome, detail, options = WRONG[name]
    found = run(front, kernel(body), How(**options))
    assert found.outcome is outcome, found
    assert detail in found.detail
    assert not found.outputs


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ("y[0] = (float)(n + 2147483647);", ""),
        ("y[0] = (float)(1 << (n / 9));", ""),
        ("y[0] = (float)(int)(x[0] * 1e30f);", ""),
    ],
)
def test_undefined_behaviour_traps(front: FrontEnd, body: str, detail: str) -> None:
    """Overflow, a shift too far, a number that no integer holds."""
    assert run(front, kernel(body), is_trapping=True).outcome is Outcome.UNDEFINED_BEHAVIOUR


LAUNCHES = {
    "empty grid": ("kernel<<<0, BLOCK>>>(n, x, y);", Outcome.LAUNCH_ERROR),
    "large block": ("kernel<<<1, 1025>>>(n, x, y);", Outcome.LAUNCH_ERROR),
    "deep block": ("kernel<<<1, dim3(1, 1, 65)>>>(n, x, y);", Outcome.LAUNCH_ERROR),
    "much shared": ("kernel<<<1, BLOCK, 49153>>>(n, x, y);", Outcome.LAUNCH_ERROR),
    "host reads the device": ("if (x[0] > 0) kernel<<<1, 1>>>(n, x, y);", Outcome.WILD_POINTER),
    "device reads the host": ("float v = 1.0f; float *h = (float *)malloc(4); h[0] = v; kernel<<<1, 32>>>(n, h, y);", Outcome.WILD_POINTER),  # noqa: E501
    "freed": ("float *d; cudaMalloc(&d, 4 * n); cudaFree(d); kernel<<<1, 32>>>(n, d, y);", Outcome.OUT_OF_BOUNDS),
    "freed twice": ("float *d; cudaMalloc(&d, 4); cudaFree(d); cudaFree(d);", Outcome.WILD_POINTER),
    "copies too much": ("float *d; cudaMalloc(&d, 4); cudaMemcpy(d, x, 4 * n, cudaMemcpyDeviceToDevice);", Outcome.OUT_OF_BOUNDS),  # noqa: E501
    "allocates all": ("for (;;) { float *d; cudaMalloc(&d, 1 << 20); }", Outcome.OUT_OF_MEMORY),
    "more than there is": ("float *d; cudaMalloc(&d, (size_t)1 << 60);", Outcome.OUT_OF_MEMORY),
    "barrier of the host": ("__syncthreads();", Outcome.FORBIDDEN_CALL),
}  # fmt: skip


@pytest.mark.parametrize("name", LAUNCHES)
def test_what_host_code_does_wrong_is_named(front: FrontEnd, name: str) -> None:
    """Launches that no GPU takes, and memory of the other side."""
    body, outcome = LAUNCHES[name]
    text = kernel(I + "if (i < 32) y[i] = x[i];")
    text = text[: text.index('extern "C"')] + f'extern "C" void launch(int n, const float *x, float *y) {{ {body} }}\n'
    assert run(front, text, How(flush_right=True)).outcome is outcome


def test_device_memory_is_the_programs(front: FrontEnd) -> None:
    """Buffers of its own, fills, copies, several launches, symbols."""
    text = kernel(I + "if (i < n) y[i] = x[i] + bias[1];", "__constant__ float bias[2];")
    text = text[: text.index('extern "C"')] + (
        'extern "C" void launch(int n, const float *x, float *y) { float *d; const float b[2] = {1.0f, 2.0f};\n'
        "cudaMemcpyToSymbol(bias, b, sizeof b); if (cudaMalloc(&d, n * sizeof(float)) != cudaSuccess) return;\n"
        "cudaMemset(d, 0, n * sizeof(float)); kernel<<<3, 128>>>(n, x, d); kernel<<<3, 128>>>(n, d, y);\n"
        "cudaMemcpy(d, y, 4, cudaMemcpyDeviceToDevice); cudaFree(d); cudaDeviceSynchronize(); cudaGetLastError(); }\n"
    )
    found = run(front, text)
    assert found.outcome is Outcome.OK, found
    np.testing.assert_array_equal(found.outputs["y"], X + 4)


@pytest.mark.parametrize(
    "body",
    [
        "__shared__ float a[2]; if (n < 0) a[0] = 1.0f; if (i < n) y[i] = a[1];",
        "__shared__ float never; if (i < n) y[i] = never;",
        "if (i < n && i != 7) y[i] = x[i];",
    ],
)
def test_two_poisons_show_what_was_never_written(front: FrontEnd, body: str) -> None:
    """Shared memory, also of a variable that nothing writes, and outputs."""
    side = device(front, kernel(I + body))
    first, second = (side.run("launch", arguments(), How(poison=poison)).outputs["y"] for poison in (0xFF, 0x6B))
    assert not np.array_equal(first, second)


def test_fuel_is_counted_and_ends(front: FrontEnd) -> None:
    """By the hook that instrumented code calls."""
    text = kernel("wl_fuel(); y[0] = x[0];", 'extern "C" void wl_fuel(void);')
    assert run(front, text, How(fuel=384)).fuel_used == 384
    assert run(front, text, How(fuel=383)).outcome is Outcome.OUT_OF_FUEL


def test_a_run_after_a_wrong_one_is_as_good_as_the_first(front: FrontEnd) -> None:
    """Nothing of a run that was broken off in a thread is left."""
    wrong = device(front, kernel(I + "__shared__ float a[4]; a[t & 3] = x[0]; if (i > 40) y[-1] = 0; __syncthreads();"))
    right = device(front, kernel(RIGHT["scan of a block"][0]))
    for _ in range(50):
        assert wrong.run("launch", arguments(), How(flush_right=False)).outcome is Outcome.OUT_OF_BOUNDS
        np.testing.assert_array_equal(right.run("launch", arguments(), How()).outputs["y"], SCAN)


def test_the_cpu_side_has_a_heap_of_windows(front: FrontEnd) -> None:
    """Its blocks are guarded like its arguments."""
    text = CPU.replace(
        "    range r", "    float *m = malloc(sizeof(float) * n); m[n + BEYOND] = 0; free(m);\n    range r"
    )
    for beyond, outcome in ((-1, Outcome.OK), (0, Outcome.OUT_OF_BOUNDS)):
        source = "#include <stdlib.h>\n" + text.replace("BEYOND", str(beyond))
        compiled = front.compile([pair(cpu=source)])[0]
        assert isinstance(compiled, Compiled), compiled
        side = Side(Program(compiled.cpu_ir, ("work",)), spec(), is_device=False)
        assert side.run("work", arguments(), How()).outcome is outcome


def test_an_entry_with_other_parameters_is_refused(front: FrontEnd) -> None:
    """What the specification says and what the code takes."""
    compiled = front.compile([pair(cpu="void work(long n, const float *x, float *y) { y[0] = x[n - 1]; }\n")])[0]
    assert isinstance(compiled, Compiled)
    with pytest.raises(LoadError, match=r"work takes \(i64, ptr, ptr\), the specification says \(i32, ptr, ptr\)"):
        Side(Program(compiled.cpu_ir, ("work",)), spec(Direction.OUT), is_device=False)


@pytest.mark.parametrize(
    ("ir", "what"),
    [
        ("declare i32 @system(ptr)\n", "the function system"),
        ('declare i32 @"fork"()\n', "the function fork"),
        ("@environ = external global ptr\n", "the variable environ"),
        ('module asm "syscall"\n', "assembly"),
        ('define void @f() {\n  call void asm sideeffect "syscall", ""()\n  ret void\n}\n', "assembly"),
        ("@llvm.global_ctors = appending global [0 x ptr] zeroinitializer\n", "runs before"),
        ("@f = ifunc i32 (), ptr @g\n", "runs before"),
        ("declare void @wl_prepare()\n", "the function wl_prepare"),
    ],
)
def test_what_code_may_not_have(ir: str, what: str) -> None:
    """Functions and variables from outside, assembly, code that runs by itself, the simulator's own parts."""
    with pytest.raises(ForbiddenError, match=what):
        checked(ir)


def test_allocation_is_the_simulators() -> None:
    """Under the simulator's name, declared once."""
    text = checked("declare ptr @malloc(i64)\ndeclare ptr @wl_malloc(i64)\n@p = global ptr @malloc\n")
    assert text == "declare ptr @wl_malloc(i64)\n@p = global ptr @wl_malloc\n"


def test_options_are_frozen() -> None:
    """A run's circumstances are values."""
    assert dataclasses.replace(How(), order="reversed") != How()


HALVES = (
    "const double d = 1.0 + 1.0 / 2048 + (i == 0 ? -1 : i == 1 ? 1 : 0) * 1e-12; const __half one = __half(d);"
    "const __half2 v = __hmax2(make_half2(__float2half(x[i < n ? i : 0]), __half(-2.0f)), __half2half2(__half(2.0f)));"
    "const __half w = hrint(hsqrt(v.x)) + __hfma(v.x, v.y, hfloor(__half(0.5f)));"
    'if (i < 3) y[i] = __half2float(one); else if (i < n) y[i] = __hisnan(w) ? nanf("") : __half2float(w);'
)


def test_halves_are_rounded_once(front: FrontEnd) -> None:
    """Also from double precision, where a second rounding would go the other way; and their functions are there."""
    found = run(front, kernel(I + HALVES, "#include <cuda_fp16.h>"))
    assert found.outcome is Outcome.OK, found
    with np.errstate(all="raise"):
        half = np.maximum(X, 2).astype(np.float16)
        expected = (np.rint(np.sqrt(half)) + half * np.float16(2)).astype(np.float32)
    expected[:3] = [1.0, 1.0 + 2.0**-10, 1.0]
    np.testing.assert_array_equal(found.outputs["y"], expected)
