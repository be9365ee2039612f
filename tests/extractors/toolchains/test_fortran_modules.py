"""Modules of Fortran files: what a text defines and uses, and the order in which files are compiled."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.toolchains.fortran_modules import ModuleGraph, ModuleNames, is_fixed_form, is_preprocessed


def test_statements_are_found_in_free_form() -> None:
    """Labels, continuations, several on a line, submodules and both kinds of include."""
    names = ModuleNames.of(
        b"MODULE Geometry\n  use, intrinsic :: iso_c_binding\n  Use :: vectors, only: norm\n"
        b"use first;use second ! a comment\n  use &\n    & third\n  10 use, non_intrinsic :: iso_c_binding\n"
        b"  module procedure area\n  module subroutine x\nend module\n"
        b"submodule (geometry:solids) cubes\nsubmodule(geometry)solids\n"
        b"include 'Limits.inc'\n#include \"sizes.h\"\n"
    )
    assert names.provides == ("geometry", "geometry:cubes", "geometry:solids")
    assert names.uses == ("vectors", "first", "second", "third")
    assert names.includes == ("Limits.inc", "sizes.h")


@pytest.mark.parametrize(
    "text",
    [b"use = 3\n", b"used = 1\n", b"! use x\n", b"use x(1)\n", b"a = 'use x'\n", b"module function f\n", b"reuse x\n"],
)
def test_what_only_looks_like_a_statement_is_none(text: bytes) -> None:
    """Assignments, comments and prefixes of procedures name no module."""
    assert ModuleNames() == ModuleNames.of(text)


@pytest.mark.parametrize(
    "pattern", [b"use ", b"use &\n", b" ", b";", b"use" + b"&\n" * 50, b"submodule(", b"1", b"include '", b"&\n", b"!"]
)
def test_any_repetition_takes_linear_time(pattern: bytes) -> None:
    """Two megabytes of what could make a scanner look back."""
    text = pattern * (2_000_000 // len(pattern))
    start = time.process_time()
    ModuleNames.of(text)
    assert time.process_time() - start < 5


@given(st.binary(max_size=300))
def test_any_bytes_are_scanned(text: bytes) -> None:
    """No text is an error."""
    assert all(name == name.lower() for name in ModuleNames.of(text).provides)


def test_files_come_after_those_that_they_need() -> None:
    """Through submodules and through a file that is included."""
    graph = ModuleGraph.of(
        {
            "a.f90": b"module a\nend",
            "b.f90": b"module b\nuse a\nend",
            "c.f90": b"submodule (b) c\nend",
            "uses.inc": b"use b\n",
            "main.f90": b"program main\ninclude 'uses.inc'\nend",
            "d.f90": b"submodule (b:c) d\nend",
        }
    )
    main = graph.plan("main.f90")
    assert [step.path for step in main.steps] == ["a.f90", "b.f90"]
    assert main.includes == ("uses.inc",)
    assert [step.path for step in graph.plan("d.f90").steps] == ["a.f90", "b.f90", "c.f90"]


def test_the_nearest_of_two_modules_of_one_name_is_taken() -> None:
    """Each has a directory of its own."""
    graph = ModuleGraph.of(
        {
            "cpu/kinds.f90": b"module kinds\nend",
            "gpu/kinds.f90": b"module kinds\nend",
            "gpu/solver/main.f90": b"use kinds\nend",
            "cpu/main.f90": b"use kinds\nend",
        }
    )
    (gpu,) = graph.plan("gpu/solver/main.f90").steps
    (cpu,) = graph.plan("cpu/main.f90").steps
    assert (gpu.path, cpu.path) == ("gpu/kinds.f90", "cpu/kinds.f90")
    assert gpu.directory != cpu.directory


def test_a_missing_module_is_named_and_a_known_interface_is_a_stub() -> None:
    """`omp_lib` is declared by ourselves, after the kinds that it needs; a repository's own comes first."""
    plan = ModuleGraph.of({"a.f90": b"use omp_lib\nuse nobodys\nend"}).plan("a.f90")
    assert plan.missing == ("nobodys",)
    assert [(step.path, step.is_stub) for step in plan.steps] == [("omp_lib_kinds.f90", True), ("omp_lib.f90", True)]
    own = ModuleGraph.of({"a.f90": b"use omp_lib\nend", "o.f90": b"module omp_lib\nend"}).plan("a.f90")
    assert [(step.path, step.is_stub) for step in own.steps] == [("o.f90", False)]


def test_circles_end_and_are_named() -> None:
    """Modules of each other, an include of itself, and a module that uses itself."""
    graph = ModuleGraph.of(
        {"a.f90": b"module a\nuse b\nend", "b.f90": b"module b\nuse a\ninclude 'b.f90'\nend", "c.f90": b"use a\nend"}
    )
    plan = graph.plan("c.f90")
    assert plan.cyclic == ("a.f90", "b.f90")
    assert [step.path for step in plan.steps] == ["b.f90", "a.f90"]
    assert ModuleGraph.of({"s.f90": b"module s\nuse s\nend"}).plan("s.f90").steps == ()


def test_a_chain_longer_than_the_stack_of_python_is_followed_to_its_limit() -> None:
    """Ten thousand modules, each of which uses the next."""
    graph = ModuleGraph.of({f"m{i}.f90": b"module m%d\nuse m%d\nend" % (i, i + 1) for i in range(10_000)})
    plan = graph.plan("m0.f90")
    assert len(plan.steps) <= 2_000
    assert plan.missing


@given(st.dictionaries(st.sampled_from("abcdef"), st.sets(st.sampled_from("abcdef"), max_size=3), max_size=6))
def test_every_step_comes_after_its_own_needs(uses: dict[str, set[str]]) -> None:
    """Whatever the graph, unless it is a circle."""
    texts = {
        f"{name}.f90": f"module {name}\n".encode() + b"".join(f"use {other}\n".encode() for other in sorted(needed))
        for name, needed in uses.items()
    }
    graph = ModuleGraph.of(texts)
    for path in texts:
        plan = graph.plan(path)
        if plan.cyclic:
            continue
        seen: set[str] = set()
        for step in plan.steps:
            needed = uses[step.path[0]] - {step.path[0]} - set(plan.missing) - {path[0]}
            assert needed <= seen
            seen.add(step.path[0])


def test_names_tell_the_form() -> None:
    """As compilers do."""
    assert [is_fixed_form(p) for p in ("a.f", "a.F", "a.FOR", "a.f90", "a.F90")] == [True, True, True, False, False]
    assert [is_preprocessed(p) for p in ("a.f", "a.F", "a.f90", "a.F90", "a.fpp")] == [False, True, False, True, True]
