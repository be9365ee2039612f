"""What the tables say of names holds for the compounds that follow from them."""

import pytest

from warploom.extractors.syntax.directive_tables import (
    directive_names,
    is_block_associated,
    is_loop_associated,
    kinds,
    modifiers_of,
)

_KINDS = {"host", "simd", "offload", "tasking", "sync", "data", "declarative", "loop_transforming", "end"}


@pytest.mark.parametrize(
    ("standard", "name", "expected"),
    [
        ("openmp", "parallel for simd", {"host", "simd"}),
        ("openmp", "target teams distribute parallel do simd", {"offload", "simd"}),
        ("openmp", "parallel masked taskloop", {"host", "tasking"}),
        ("openmp", "end target data", {"offload", "data", "end"}),
        ("openmp", "end declare target", {"offload", "declarative", "end"}),
        ("openmp", "taskwait", {"tasking", "sync"}),
        ("openmp", "stripe", {"loop_transforming"}),
        ("openmp", "error", set()),
        ("openacc", "parallel", {"offload"}),
        ("openacc", "declare", {"offload", "data", "declarative"}),
        ("openacc", "teams", set()),
    ],
)
def test_kinds(standard: str, name: str, expected: set[str]) -> None:
    """A compound has its leaves' kinds; what runs on a device is not the host's."""
    assert expected == kinds(standard, name)


@pytest.mark.parametrize(
    ("standard", "name", "is_loop", "is_block"),
    [
        ("openmp", "parallel", False, True),
        ("openmp", "parallel do", True, False),
        ("openmp", "end parallel do", False, False),
        ("openmp", "target teams loop", True, False),
        ("openmp", "target teams", False, True),
        ("openmp", "parallel sections", False, True),
        ("openmp", "section", False, True),
        ("openmp", "tile", True, False),
        ("openmp", "fuse", False, True),
        ("openmp", "target update", False, False),
        ("openmp", "declare simd", False, False),
        ("openmp", "begin declare target", False, False),
        ("openacc", "kernels", False, True),
        ("openacc", "kernels loop", True, False),
        ("openacc", "enter data", False, False),
        ("openacc", "nothing of the kind", False, False),
    ],
)
def test_what_follows_a_directive(standard: str, name: str, is_loop: bool, is_block: bool) -> None:
    """A loop, a block, or nothing that belongs to it."""
    assert (is_loop, is_block) == (is_loop_associated(standard, name), is_block_associated(standard, name))


# OpenMP 5.2, 17.3, with the names of earlier versions; 6.0 has more
_FOR = ("for", "for simd")
_DISTRIBUTE = ("distribute", "distribute simd", *(f"distribute parallel {name}" for name in _FOR))
_TASKLOOP = ("taskloop", "taskloop simd")
_MASKED = tuple(f"{head}{tail}" for head in ("masked", "master") for tail in ("", *(f" {name}" for name in _TASKLOOP)))
_PARALLEL = tuple(f"parallel {name}" for name in ("loop", "sections", *_FOR, *_MASKED))
_TEAMS = tuple(f"teams {name}" for name in ("loop", *_DISTRIBUTE))
_TARGET = tuple(f"target {name}" for name in ("simd", "parallel", "parallel loop", "teams", *_TEAMS))
_LOOPS = tuple(f"target parallel {name}" for name in _FOR)
_COMPOUNDS = {*_FOR, *_DISTRIBUTE, *_TASKLOOP, *_MASKED, *_PARALLEL, *_TEAMS, *_TARGET, *_LOOPS}


def test_all_compounds_have_a_name() -> None:
    """Those of OpenMP 5.2 are known in C, and in Fortran with their ends."""
    assert set() == _COMPOUNDS - directive_names("openmp", "c").keys()
    fortran = {name.replace("for", "do").replace(" ", "") for name in _COMPOUNDS}
    assert (
        set()
        == {each for name in fortran for each in (name, f"end{name}")} - directive_names("openmp", "fortran").keys()
    )


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("c", "do"),
        ("c", "end parallel for"),
        ("c", "workshare"),
        ("c", "distribute parallel"),
        ("c", "teams distribute parallel loop"),
        ("c", "for parallel"),
        ("fortran", "for"),
        ("fortran", "endbarrier"),
        ("fortran", "distributeparallelloop"),
    ],
)
def test_what_no_version_has(language: str, name: str) -> None:
    """The other language's spellings, ends of what needs none, leaves in a wrong order."""
    assert name not in directive_names("openmp", language)


def test_tables_are_sound() -> None:
    """Kinds are of the closed set, and a directive that a clause names exists."""
    for standard in ("openmp", "openacc"):
        for language in ("c", "fortran"):
            for known in directive_names(standard, language).values():
                assert known.kinds <= _KINDS
                assert known.association in {"loop", "block", "declaration", "delimited", "none"}


def test_a_clause_may_differ_by_directive() -> None:
    """`default` holds a directive in a metadirective; `for` is a clause of `cancel` alone."""
    assert ("whole", "after") == tuple(modifiers_of("openmp", "default", d) for d in ("metadirective", "parallel"))
    assert ("directive", None) == tuple(modifiers_of("openmp", "for", d) for d in ("cancel", "parallel"))
