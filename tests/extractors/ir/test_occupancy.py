"""Occupancy agrees with published limits and with what the vendor's calculator gives for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.ir.occupancy import MULTIPROCESSORS, Limiter, best_occupancy, multiprocessor, occupancy

ARCHITECTURES = st.sampled_from([f"sm_{n}" for n in MULTIPROCESSORS])


@pytest.mark.parametrize(
    ("arch", "registers", "shared", "threads", "blocks", "limiter"),
    [
        # 2048, 1024 and 1536 threads of a multiprocessor, in blocks of 1024
        ("sm_70", 32, 0, 1024, 2, Limiter.WARPS),
        ("sm_75", 64, 0, 1024, 1, Limiter.WARPS),
        ("sm_80", 32, 0, 1024, 2, Limiter.WARPS),
        ("sm_86", 32, 0, 1024, 1, Limiter.WARPS),
        ("sm_89", 32, 0, 1024, 1, Limiter.WARPS),
        ("sm_90", 32, 0, 1024, 2, Limiter.WARPS),
        ("sm_100", 32, 0, 1024, 2, Limiter.WARPS),
        ("sm_120", 32, 0, 1024, 1, Limiter.WARPS),
        # most blocks, in blocks of one warp
        ("sm_70", 16, 0, 32, 32, Limiter.BLOCKS),
        ("sm_75", 16, 0, 32, 16, Limiter.BLOCKS),
        ("sm_80", 16, 0, 32, 32, Limiter.BLOCKS),
        ("sm_86", 16, 0, 32, 16, Limiter.BLOCKS),
        ("sm_89", 16, 0, 32, 24, Limiter.BLOCKS),
        ("sm_90", 16, 0, 32, 32, Limiter.BLOCKS),
        ("sm_100", 16, 0, 32, 32, Limiter.BLOCKS),
        ("sm_120", 16, 0, 32, 24, Limiter.BLOCKS),
        # 64 Ki registers: 255 of them fill two warps of each quarter
        ("sm_80", 255, 0, 256, 1, Limiter.REGISTERS),
        ("sm_80", 64, 0, 256, 4, Limiter.REGISTERS),
        ("sm_80", 65, 0, 256, 3, Limiter.REGISTERS),
        ("sm_90", 168, 0, 384, 1, Limiter.REGISTERS),
        ("sm_80", 128, 0, 1024, 0, Limiter.REGISTERS),
        # shared memory, of which newer ones take 1 KiB a block for themselves
        ("sm_70", 16, 48 * 1024, 64, 2, Limiter.SHARED),
        ("sm_75", 16, 32 * 1024, 64, 2, Limiter.SHARED),
        ("sm_80", 16, 48 * 1024, 64, 3, Limiter.SHARED),
        ("sm_80", 16, 163 * 1024, 64, 1, Limiter.SHARED),
        ("sm_80", 16, 164 * 1024, 64, 0, Limiter.SHARED),
        ("sm_86", 16, 48 * 1024, 64, 2, Limiter.SHARED),
        ("sm_89", 16, 99 * 1024, 64, 1, Limiter.SHARED),
        ("sm_90", 16, 227 * 1024, 64, 1, Limiter.SHARED),
        ("sm_100", 16, 48 * 1024, 64, 4, Limiter.SHARED),
        ("sm_120", 16, 48 * 1024, 64, 2, Limiter.SHARED),
    ],
)
def test_blocks_that_fit(arch: str, registers: int, shared: int, threads: int, blocks: int, limiter: Limiter) -> None:
    found = occupancy(arch, registers, shared, threads)
    assert found is not None
    assert (found.blocks, found.limiter) == (blocks, limiter)
    assert found.occupancy == found.warps / MULTIPROCESSORS[int(arch[3:])].max_warps


def test_two_thirds_for_a_full_block_on_a_multiprocessor_of_48_warps() -> None:
    found = occupancy("sm_86", 40, 0, 1024)
    assert found is not None
    assert found.occupancy == pytest.approx(2 / 3)


def test_the_best_block_is_the_smallest_of_the_best() -> None:
    best = best_occupancy("sm_80", 32, 0)
    assert best is not None
    assert (best.block_threads, best.occupancy) == (64, 1.0)


def test_architecture_specific_targets_have_the_limits_of_their_family() -> None:
    assert multiprocessor("sm_90a") == multiprocessor("sm_90") != multiprocessor("sm_89")


@pytest.mark.parametrize("arch", ["sm_35", "gfx90a", "", "sm_", "compute_80"])
def test_limits_that_are_not_known_are_not_guessed(arch: str) -> None:
    assert occupancy(arch, 32, 0, 256) is None
    assert best_occupancy(arch, 32, 0) is None


@pytest.mark.parametrize(("registers", "shared", "threads"), [(32, 0, 0), (32, 0, 1025), (-1, 0, 32), (32, -1, 32)])
def test_impossible_blocks_are_refused(registers: int, shared: int, threads: int) -> None:
    with pytest.raises(ValueError, match="no such block"):
        occupancy("sm_80", registers, shared, threads)


@given(ARCHITECTURES, st.integers(0, 255), st.integers(0, 240_000), st.integers(1, 1024))
def test_more_resources_never_raise_the_occupancy(arch: str, registers: int, shared: int, threads: int) -> None:
    found, more_registers, more_shared = (
        occupancy(arch, registers, shared, threads),
        occupancy(arch, registers + 1, shared, threads),
        occupancy(arch, registers, shared + 1, threads),
    )
    assert found is not None
    assert more_registers is not None
    assert more_shared is not None
    assert 0 <= found.occupancy <= 1
    assert max(more_registers.blocks, more_shared.blocks) <= found.blocks
    best = best_occupancy(arch, registers, shared)
    assert best is not None
    assert threads % 32 or found.occupancy <= best.occupancy
