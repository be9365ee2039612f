"""Philox: known answers, and the same bits in numpy, C and CUDA's host code."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from warploom.extractors.inputs import philox

KNOWN = [  # of the authors' own known-answer tests
    ((0, 0), (0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 2, (0xFFFFFFFF,) * 4, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0xA4093822, 0x299F31D0),
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
SEED, STREAM, SPACE, LENGTH = 0xA4093822_299F31D0, 513, 0xFFFF0001, 1001
COUNTS = [1, 2, 33, 1000, 1 << 32, (1 << 32) + 1, (1 << 63) + 12345, (1 << 64) - 1, 1 << 64]

C_PROGRAM = """
#include <stdio.h>
#include <inttypes.h>
#include "philox.h"
int main(void)
{
    const uint64_t counts[] = {%(counts)s};
    for (uint64_t i = 0; i < %(length)d; i++) {
        double between = wl_between(%(seed)dull, %(stream)du, %(space)du, i, -0.7, 1.9);
        union { double real; uint64_t bits; } as;
        as.real = between;
        printf("%%" PRIu64 " %%" PRIu64 " %%u", wl_bits(%(seed)dull, %(stream)du, %(space)du, i), as.bits,
               (unsigned)wl_half_bits(between * (i %% 7 ? 1 : 1e-5)));
        for (int k = 0; k < %(n_counts)d; k++)
            printf(" %%" PRIu64, (uint64_t)wl_whole(%(seed)dull, %(stream)du, %(space)du, i, -5, counts[k]));
        printf("\\n");
    }
    return 0;
}
"""


@pytest.mark.parametrize(("key", "counter", "block"), KNOWN)
def test_known_answers(key: tuple[int, ...], counter: tuple[int, ...], block: tuple[int, ...]) -> None:
    assert tuple(philox.philox(np.array(key, np.uint32), np.array(counter, np.uint32))) == block


def test_bits_are_blocks_in_order() -> None:
    drawn = philox.bits(SEED, STREAM, SPACE, 5)
    key = np.array([SEED & 0xFFFFFFFF, SEED >> 32], np.uint32)
    words = np.concatenate([philox.philox(key, np.array([b, 0, STREAM, SPACE], np.uint32)) for b in range(3)])
    assert drawn.tolist() == words.view("<u8")[:5].tolist()
    assert philox.bits(SEED, STREAM, SPACE, 0).tolist() == []


@pytest.mark.parametrize("count", COUNTS)
def test_below_is_the_upper_half_of_the_product(count: int) -> None:
    words = philox.bits(SEED, STREAM, SPACE, 100)
    assert philox.below(words, count).tolist() == [word * count >> 64 for word in words.tolist()]


def _compiled(tmp_path: Path, compiler: str, suffix: str, *flags: str) -> str:
    found = shutil.which(compiler)
    if found is None:
        pytest.skip(f"no {compiler} here")
    (tmp_path / "philox.h").write_text(philox.c_source())
    counts = ", ".join(f"{count % (1 << 64)}ull" for count in COUNTS)
    numbers = {"seed": SEED, "stream": STREAM, "space": SPACE, "length": LENGTH}
    source = tmp_path / f"main{suffix}"
    source.write_text(C_PROGRAM % {**numbers, "counts": counts, "n_counts": len(COUNTS)})
    program = tmp_path / "main"
    subprocess.run([found, *flags, str(source), "-o", str(program)], check=True, capture_output=True, timeout=120)
    return subprocess.run([program], check=True, capture_output=True, text=True, timeout=60).stdout


@pytest.mark.parametrize("flags", [("-O0",), ("-O3", "-march=native"), ("-Wall", "-Wextra", "-Werror", "-std=c99")])
def test_c_has_the_same_bits(tmp_path: Path, flags: tuple[str, ...]) -> None:
    lines = _compiled(tmp_path, "gcc", ".c", *flags).splitlines()
    words = philox.bits(SEED, STREAM, SPACE, LENGTH)
    reals = philox.between(words, -0.7, 1.9)
    halves = (reals * np.where(np.arange(LENGTH) % 7, 1, 1e-5)).astype(np.float16)
    columns = [words, reals.view(np.uint64), halves.view(np.uint16)]
    columns += [philox.below(words, count) + np.uint64((1 << 64) - 5) for count in COUNTS]
    assert lines == [" ".join(map(str, row)) for row in zip(*(c.tolist() for c in columns), strict=True)]
