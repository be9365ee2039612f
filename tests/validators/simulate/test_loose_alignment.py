"""Shared arrays are aligned as their elements are, but for those that ask for more."""

from __future__ import annotations

import pytest

from warploom.validators.simulate.loose_alignment import is_wanted, loosened, set_apart

IR = """\
@_ZZ1kvE4tile = internal thread_local global [64 x float] zeroinitializer, align 16
@_ZZ1kvE5pairs = internal thread_local global [4 x [8 x double]] zeroinitializer, align 16
@_ZZ1kvE5whole = internal thread_local global [8 x %struct.float4] zeroinitializer, align 16
@plain = global [64 x float] zeroinitializer, align 16
@table = internal constant [64 x float] zeroinitializer, align 16
"""


@pytest.mark.parametrize(
    ("declared", "tile", "pairs"),
    [
        ("__shared__ float tile[64]; __shared__ double pairs[4][8]; float4 v;", 4, 8),
        ("__shared__ __align__(16) float tile[64]; __shared__ double pairs[4][8];", 16, 8),
        ("__shared__ float tile[64]; alignas(16) __shared__ double pairs[4][8];", 4, 16),
        ("typedef float wide __attribute__((aligned(16))); __shared__ wide tile[64]; float4 v;", 16, 8),
        ("/* __align__(16) */ __shared__ float tile[64]; float4 v;", 4, 8),
        ("#define HELD __shared__ __align__(16)\nHELD float tile[64]; __shared__ double pairs[4][8];", 16, 16),
    ],
)
def test_arrays_of_numbers_are_loosened_unless_they_ask(declared: str, tile: int, pairs: int) -> None:
    assert is_wanted(declared)
    lines = loosened(IR, f"__global__ void k() {{ {declared} }}" if "#" not in declared else declared).splitlines()
    found = {line.partition(" ")[0].lstrip("@"): line.rpartition(" ")[2] for line in lines}
    assert [found["_ZZ1kvE4tile"], found["_ZZ1kvE5pairs"]] == [str(tile), str(pairs)]
    assert [found["_ZZ1kvE5whole"], found["table"]] == ["16", "16"]
    behind = [line for line in set_apart("\n".join(lines)).splitlines() if "wl_apart." in line]
    assert len(behind) == ("#" not in declared)
    assert all(line.endswith(", align 16") for line in behind)
    assert found["plain"] == ("16" if "#" in declared else "4")


def test_texts_without_vectors_need_no_second_look() -> None:
    assert not is_wanted("__shared__ float tile[64];")
    assert not is_wanted("__device__ double kept[64];")
    assert not is_wanted("float4 v;")
