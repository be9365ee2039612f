"""Theoretical occupancy: how many warps of a kernel an NVIDIA multiprocessor holds at once, from published limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

WARP_THREADS = 32
_PARTITIONS = 4
"""A multiprocessor's registers lie in four equal files; a warp stays in one."""
_REGISTER_UNIT = 256
"""Registers are given to a warp in units of this many."""
_MAX_BLOCK_THREADS = 1024


class Limiter(StrEnum):
    """What keeps a multiprocessor from holding another block."""

    WARPS = "warps"
    BLOCKS = "blocks"
    REGISTERS = "registers"
    SHARED = "shared_memory"


@dataclass(frozen=True, slots=True)
class Multiprocessor:
    """Limits of one multiprocessor; sizes in bytes, shared memory with the largest carve-out."""

    max_warps: int
    max_blocks: int
    shared_bytes: int
    max_block_shared_bytes: int
    shared_unit: int
    reserved_shared_bytes: int
    """Taken by the system for every block."""
    registers: int = 65_536
    max_thread_registers: int = 255


def _since_ampere(max_warps: int, max_blocks: int, shared_kib: int) -> Multiprocessor:
    return Multiprocessor(max_warps, max_blocks, shared_kib * 1024, (shared_kib - 1) * 1024, 128, 1024)


MULTIPROCESSORS = {
    70: Multiprocessor(64, 32, 96 * 1024, 96 * 1024, 256, 0),
    72: Multiprocessor(64, 32, 96 * 1024, 96 * 1024, 256, 0),
    75: Multiprocessor(32, 16, 64 * 1024, 64 * 1024, 256, 0),
    80: _since_ampere(64, 32, 164),
    86: _since_ampere(48, 16, 100),
    87: _since_ampere(48, 16, 164),
    89: _since_ampere(48, 24, 100),
    90: _since_ampere(64, 32, 228),
    100: _since_ampere(64, 32, 228),
    103: _since_ampere(64, 32, 228),
    110: _since_ampere(48, 24, 228),
    120: _since_ampere(48, 24, 100),
    121: _since_ampere(48, 24, 100),
}
"""By compute capability, tens and ones."""


@dataclass(frozen=True, slots=True)
class Occupancy:
    """What a multiprocessor holds of one kernel at one block size, with no dynamic shared memory."""

    block_threads: int
    blocks: int
    warps: int
    occupancy: float
    """Warps held over the most that it can hold, 0 to 1; 0 where not even one block fits."""
    limiter: Limiter


def multiprocessor(arch: str) -> Multiprocessor | None:
    """Limits for `sm_80`, `sm_90a`, ...; None where they are not known."""
    found = re.fullmatch(r"sm_(\d+)[af]?", arch)
    return MULTIPROCESSORS.get(int(found[1])) if found else None


def occupancy(arch: str, registers: int, shared_bytes: int, block_threads: int) -> Occupancy | None:
    """For one block size in threads; None for an architecture whose limits are not known.

    `registers` is per thread, `shared_bytes` the static shared memory per block. Raises `ValueError` for a block that
    no kernel can have.
    """
    limits = multiprocessor(arch)
    if limits is None:
        return None
    if not 1 <= block_threads <= _MAX_BLOCK_THREADS or registers < 0 or shared_bytes < 0:
        raise ValueError(f"no such block: {block_threads} threads, {registers} registers, {shared_bytes} bytes")
    block_warps = -(-block_threads // WARP_THREADS)
    held = {
        Limiter.WARPS: limits.max_warps // block_warps,
        Limiter.BLOCKS: limits.max_blocks,
        Limiter.REGISTERS: _by_registers(limits, registers, block_warps),
        Limiter.SHARED: _by_shared(limits, shared_bytes),
    }
    limiter = min(held, key=lambda what: held[what])  # the first of equals
    blocks = held[limiter]
    warps = blocks * block_warps
    return Occupancy(block_threads, blocks, warps, warps / limits.max_warps, limiter)


def best_occupancy(arch: str, registers: int, shared_bytes: int) -> Occupancy | None:
    """The highest over all block sizes of whole warps, at the smallest such block among equals."""
    sizes = range(WARP_THREADS, _MAX_BLOCK_THREADS + 1, WARP_THREADS)
    tried = (occupancy(arch, registers, shared_bytes, threads) for threads in sizes)
    return max((o for o in tried if o is not None), key=lambda o: (o.occupancy, -o.block_threads), default=None)


def _by_registers(limits: Multiprocessor, registers: int, block_warps: int) -> int:
    if registers > limits.max_thread_registers:
        return 0
    if registers == 0:
        return limits.max_warps
    per_warp = -(-registers * WARP_THREADS // _REGISTER_UNIT) * _REGISTER_UNIT
    warps = limits.registers // _PARTITIONS // per_warp * _PARTITIONS
    return warps // block_warps


def _by_shared(limits: Multiprocessor, shared_bytes: int) -> int:
    if shared_bytes > limits.max_block_shared_bytes:
        return 0
    needed = shared_bytes + limits.reserved_shared_bytes
    needed = -(-needed // limits.shared_unit) * limits.shared_unit
    return limits.shared_bytes // needed if needed else limits.max_blocks
