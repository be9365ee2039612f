"""What headers mean for the license of a module."""

from __future__ import annotations

from tests.extractors.ir.code_views import MemoryView
from warploom.extractors.ir.contributions import contributions

LIBCXX = "/toolchain/ziglang/lib/libcxx/include/vector"
GLIBC = "/toolchain/ziglang/lib/libc/include/generic-glibc/stdio.h"


def view(**licenses: str | None) -> MemoryView:
    named = {name.replace("_", "."): expression for name, expression in licenses.items()}
    return MemoryView({"a.c": b"", "a.h": b"", "b.h": b""}, named)


def test_every_header_of_the_repository_counts() -> None:
    """Whatever it contributed: the license is the AND of all."""
    judged = contributions("a.c", ["a.c", "a.h", "b.h"], frozenset(), view(a_h="BSD-3-Clause", b_h="GPL-2.0-only"))
    assert ("BSD-3-Clause AND GPL-2.0-only AND MIT", "copyleft") == (judged.license_expression, judged.license_tier)
    assert ["a.h", "b.h"] == [row["path"] for row in judged.closure]
    assert not judged.has_stubs


def test_what_only_declares_an_interface_of_the_system_does_not_count() -> None:
    """What defines code does."""
    quiet = contributions("a.c", ["a.c", LIBCXX, GLIBC], frozenset({"a.c"}), view())
    assert "MIT" == quiet.license_expression
    loud = contributions("a.c", ["a.c", LIBCXX, GLIBC], frozenset({"a.c", LIBCXX}), view())
    assert "Apache-2.0 WITH LLVM-exception AND MIT" == loud.license_expression
    assert [True, False] == [row["contributed_code"] for row in loud.closure if row["path"] in (LIBCXX, GLIBC)][::-1]
    inlined = contributions("a.c", ["a.c", GLIBC], frozenset({GLIBC}), view())
    assert ("LGPL-2.1-or-later AND MIT", "weak_copyleft") == (inlined.license_expression, inlined.license_tier)


def test_an_unknown_license_leaves_none() -> None:
    """The row may not be kept, and says which file is the cause."""
    judged = contributions("a.c", ["a.c", "a.h"], frozenset(), view(a_h=None))
    assert (None, "unknown", ["a.h"]) == (judged.license_expression, judged.license_tier, list(judged.unknown))
    assert ["a.c"] == list(contributions("a.c", ["a.c"], frozenset(), view(a_c=None)).unknown)


def test_declarations_of_our_own_are_marked() -> None:
    """So are headers that a build would have made."""
    for name, kind in (("/headers/cuda/cuda_runtime.h", "stub"), ("/generated/config.h", "generated")):
        judged = contributions("a.c", ["a.c", name], frozenset(), view())
        assert judged.has_stubs
        assert [kind] == [row["kind"] for row in judged.closure]


def test_a_vendors_code_is_told_apart_from_its_declarations() -> None:
    """Only the former keeps a row from being passed on."""
    header = "/toolchain/cuda/include/cuda_fp16.hpp"
    assert [] == list(contributions("a.c", ["a.c", header], frozenset(), view()).vendors)
    assert [header] == list(contributions("a.c", ["a.c", header], frozenset({header}), view()).vendors)
