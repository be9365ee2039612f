"""The kernels that a runner checks with, as one text: draws of philox.h, comparisons of check.cu."""

from __future__ import annotations

from importlib import resources

from warploom.extractors.inputs import philox


def source() -> str:
    """CUDA C++ that needs no header but those of fixed-size types."""
    return philox.c_source() + resources.files(__package__).joinpath("check.cu").read_text(encoding="utf-8")
