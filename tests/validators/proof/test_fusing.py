"""Which products are fused into sums, and what comes out."""

from __future__ import annotations

import ctypes

import pytest

from tests.validators.proof.samples import engine
from warploom.validators.proof.fusing import FUSED, all_unfused, fused, may_fuse
from warploom.validators.proof.ir_text import parse_module

MARGIN = 2.0**-30
"""Its square is lost where a product near one is rounded for itself."""


def module_of(body: str) -> str:
    return f"define double @f(double %a, double %b, double %c) {{\n{body}\n}}\n"


def result_of(text: str, a: float, b: float, c: float) -> float:
    with engine(text) as compiled:
        kind = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double, ctypes.c_double, ctypes.c_double)
        return float(kind(compiled.get_function_address("f"))(a, b, c))


@pytest.mark.parametrize(
    ("total", "sign"),
    [
        ("fadd contract double %p, %c", 1),
        ("fadd contract double %c, %p", 1),
        ("fsub contract double %p, %c", -1),
        ("fsub contract double %c, %p", -1),
    ],
)
def test_a_product_is_not_rounded_before_it_is_added(total: str, sign: int) -> None:
    text = module_of(f"  %p = fmul contract double %a, %b\n  %s = {total}\n  ret double %s")
    module = parse_module(text)
    a, c = 1.0 + MARGIN, -sign * (1.0 + 2.0 * MARGIN)
    assert may_fuse(text)
    assert abs(result_of(module.with_text([fused(module.functions["f"])], FUSED), a, a, c)) == MARGIN**2
    plain = all_unfused(module).text
    assert not may_fuse(plain)
    assert result_of(plain, a, a, c) == 0.0


@pytest.mark.parametrize(
    "body",
    [
        "  %p = fmul double %a, %b\n  %s = fadd contract double %p, %c\n  ret double %s",
        "  %p = fmul contract double %a, %b\n  %s = fadd double %p, %c\n  ret double %s",
        "  %p = fdiv contract double %a, %b\n  %s = fadd contract double %p, %c\n  ret double %s",
    ],
)
def test_what_is_rounded_for_itself_stays_so(body: str) -> None:
    module = parse_module(module_of(body))
    text = fused(module.functions["f"]).text
    assert "@llvm.fma" not in text
    assert "contract" not in text


def test_who_uses_a_product_besides_still_has_it() -> None:
    body = """  %p = fmul contract double %a, %b
  %s = fadd contract double %p, %c
  %q = fdiv contract double %s, %p
  ret double %q"""
    module = parse_module(module_of(body))
    text = module.with_text([fused(module.functions["f"])], FUSED)
    assert "@llvm.fma.f64" in text
    assert result_of(text, 3.0, 5.0, 7.0) == 22.0 / 15.0
