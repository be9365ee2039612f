"""Faults that are planted into the Fortran programs of the reference set."""

from __future__ import annotations

from tests.validators.planted.edit import BOUNDS, FORTRAN, UNDEFINED, UNWRITTEN, WRONG, Edit

_LAST_LOOP = "do part = 1, parts\n    total = start(part)\n    do"
_ROWS = (
    ("axpy", "off by one", "do i = 1, n", "do i = 0, n", BOUNDS),
    ("axpy", "swapped operator", "a * x(i) + y(i)", "a + x(i) * y(i)", WRONG),
    ("dot", "lost accumulator", "total = total + x(i) * y(i)", "total = x(i) * y(i)", WRONG),
    ("gemm", "lost accumulator", "c(j, i) = c(j, i) + factor", "c(j, i) = factor", WRONG),
    ("transpose", "wrong stride", "matrix(j, i)", "matrix(i, j)", BOUNDS | WRONG),
    ("histogram", "dropped guard", "iand(int(bytes(i)), 255)", "int(bytes(i))", BOUNDS | WRONG),
    ("scan", "off by one", _LAST_LOOP, _LAST_LOOP.replace("parts", "parts - 1"), UNWRITTEN),
    ("softmax", "zeros", "y(j, i) = y(j, i) / total", "y(j, i) = 0.0_c_float", WRONG),
    ("jacobi_2d", "dropped guard", "i > 1 .and. i < height .and.", "i > 1 .and.", BOUNDS | WRONG),
    ("bitonic_sort", "overflow", "keys(i) > keys(partner)", "keys(i) - keys(partner) > 0", UNDEFINED | WRONG),
)  # fmt: skip

EDITS = tuple(Edit(member, FORTRAN, kind, old, new, reasons) for member, kind, old, new, reasons in _ROWS)
