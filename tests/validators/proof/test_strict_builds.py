"""What strict builds change: neighbours of what mathematics give, and a look at alignment."""

from __future__ import annotations

import ctypes
import math

import llvmlite.binding as llvm
import numpy as np

from tests.validators.proof.samples import engine
from warploom.validators.proof.aligned_accesses import with_alignment
from warploom.validators.proof.inexact_functions import with_inexact
from warploom.validators.proof.ir_text import parse_module

MATHEMATICS = """
declare float @llvm.exp.f32(float)
declare double @pow(double, double)
declare float @llvm.sqrt.f32(float)

define float @one(float %x) {
  %y = call float @llvm.exp.f32(float %x)
  ret float %y
}

define double @two(double %x, double %y) {
  %z = call double @pow(double %x, double %y)
  ret double %z
}

define float @exact(float %x) {
  %y = call float @llvm.sqrt.f32(float %x)
  ret float %y
}
"""
VECTORS = """
define void @f(ptr %x, ptr %y) {
  %a = load float, ptr %x, align 16
  %b = load float, ptr %x, align 4
  %c = load <2 x float>, ptr %y, align 8
  store double 0.0, ptr %y, align 16
  store i64 0, ptr %y, align 8
  call void @llvm.memcpy.p0.p0.i64(ptr align 16 %x, ptr align 4 %y, i64 16, i1 false)
  ret void
}

declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
"""


def test_mathematics_are_a_unit_off_on_either_side() -> None:
    module = parse_module(MATHEMATICS)
    functions, more = with_inexact(tuple(module.functions.values()))
    assert len(more) == 2
    llvm.load_library_permanently("libm.so.6")
    with engine(module.with_text(functions, more)) as compiled:
        one = ctypes.CFUNCTYPE(ctypes.c_float, ctypes.c_float)(compiled.get_function_address("one"))
        two = ctypes.CFUNCTYPE(ctypes.c_double, *[ctypes.c_double] * 2)(compiled.get_function_address("two"))
        exact = ctypes.CFUNCTYPE(ctypes.c_float, ctypes.c_float)(compiled.get_function_address("exact"))
        xs = np.linspace(-3, 3, 41, dtype=np.float32)
        right = np.exp(xs.astype(np.float64))
        off = np.array([one(float(x)) for x in xs]) - right
        assert (off < 0).any()
        assert (off > 0).any()
        assert (np.abs(off) <= 2 * np.spacing(right.astype(np.float32))).all()
        assert (np.abs(off)[xs != 0] >= 0.4 * np.spacing(right.astype(np.float32))[xs != 0]).all()
        assert [one(0.0), one(1000.0), one(-1000.0)] == [1.0, math.inf, 0.0]
        assert two(2.5, 0.0) == 1.0
        assert two(2.5, 3.5) in (math.nextafter(2.5**3.5, 0), math.nextafter(2.5**3.5, 99))
        assert exact(4.0) == 2.0


def test_alignment_is_looked_at_where_it_is_more_than_that_of_what_is_there() -> None:
    (function,) = parse_module(VECTORS).functions.values()
    calls = [each.text for each in with_alignment(function).blocks[0].instructions if "wl_aligned" in each.text]
    assert calls == [
        "call void @wl_aligned(ptr %x, i32 16)",
        "call void @wl_aligned(ptr %y, i32 8)",
        "call void @wl_aligned(ptr %y, i32 16)",
        "call void @wl_aligned(ptr %x, i32 16)",
        "call void @wl_aligned(ptr %y, i32 4)",
    ]
