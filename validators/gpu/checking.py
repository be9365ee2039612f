"""The kernels that a runner checks with, as one text: draws of philox.h, comparisons of check.cu, calibrate.cu."""

from __future__ import annotations

from importlib import resources

from warploom.extractors.inputs import philox


def source() -> str:
    """CUDA C++ that needs no header but those of fixed-size types."""
    files = (resources.files(__package__).joinpath(name) for name in ("check.cu", "calibrate.cu"))
    return philox.c_source() + "".join(file.read_text(encoding="utf-8") for file in files)
