"""How much of the time that a program takes its least traffic and its operations account for, on a device's roofs."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Roof:
    """What a device was measured to do: bytes, and operations on reals, in a nanosecond.

    Measured by plain programs (STREAM's triad, a product of matrices), so that a better one may reach beyond.
    """

    bytes_per_ns: float
    flops_per_ns: float | None = None


def roofline_ns(n_bytes: int, n_flops: int | None, roof: Roof) -> float:
    """The least time under the roofs: that of the traffic or that of the operations, whichever is longer, in ns.

    Where the operations or their roof are not known, that of the traffic (Williams, Waterman and Patterson 2009).
    """
    if n_bytes < 0 or (n_flops is not None and n_flops < 0):
        raise ValueError(f"{n_bytes} bytes and {n_flops} operations")
    moving = n_bytes / _rate(roof.bytes_per_ns)
    if n_flops is None or roof.flops_per_ns is None:
        return moving
    return max(moving, n_flops / _rate(roof.flops_per_ns))


def roofline_share(time_ns: float, n_bytes: int, n_flops: int | None, roof: Roof) -> float:
    """Fraction of the roofline: the least time as a share of the one that was taken."""
    if not (math.isfinite(time_ns) and time_ns > 0):
        raise ValueError(f"a program takes time, not {time_ns} ns")
    return roofline_ns(n_bytes, n_flops, roof) / time_ns


def _rate(rate: float) -> float:
    if not (math.isfinite(rate) and rate > 0):
        raise ValueError(f"a roof of {rate}")
    return rate
