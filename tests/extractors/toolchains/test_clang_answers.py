"""Complaints of compilers: read within bounds, without paths of this machine, and put down to a cause."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.ir.diagnostics import MAX_DIAGNOSTICS, Diagnostic, Place
from warploom.extractors.toolchains.clang_answers import (
    MOST_CHARACTERS,
    Cause,
    Reason,
    errors_of,
    read_closure,
    reason_of,
)

NAMES = [("/opt/zig/lib", "/toolchain/ziglang"), ("/opt/headers", "/headers")]
OUTPUT = b"""In file included from src/a.cu:1:
include/b.h:3:10: fatal error: 'cub/cub.cuh' file not found
/opt/headers/cuda/x.h:7:1: warning: unused [-Wunused,Semantic Issue]
src/a.cu:9:2: note: here
clang: error: no such file or directory: '/home/somebody/secret/x'
1 error generated when compiling for sm_80.
"""


def test_complaints_are_read_with_names_that_hold_everywhere() -> None:
    (error,) = errors_of(OUTPUT, NAMES)
    assert (Place("include/b.h", 3, 10), "fatal error") == (error.place, error.severity)
    assert "'cub/cub.cuh' file not found" == error.message
    masked = errors_of(b"/opt/headers/x.h:1:1: error: see /home/somebody/secret/x\n", NAMES)
    assert ("/headers/x.h", "see /elsewhere") == (masked[0].place.path, masked[0].message)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("'cub/cub.cuh' file not found", Reason(Cause.MISSING_HEADER, "cub/cub.cuh")),
        ("unknown type name 'half'", Reason(Cause.UNKNOWN_TYPE, "half")),
        (
            "use of undeclared identifier 'cudaThreadSynchronize'",
            Reason(Cause.REMOVED_INTERFACE, "cudaThreadSynchronize"),
        ),
        ("use of undeclared identifier 'foo'", Reason(Cause.UNDECLARED_NAME, "foo")),
        ("no member named 'bar' in namespace 'std'", Reason(Cause.NO_MEMBER, "bar")),
        ("no matching function for call to 'f'", Reason(Cause.NO_MATCH, "f")),
        ("invalid output constraint '=q' in asm", Reason(Cause.INLINE_ASSEMBLY)),
        ("'__builtin_x' needs target feature ptx86", Reason(Cause.GPU_FEATURE, "__builtin_x")),
        ("recursive template instantiation exceeded maximum depth of 1024", Reason(Cause.LIMIT)),
        ("static assertion failed: no", Reason(Cause.USER_ERROR)),
        ("expected ';' after expression", Reason(Cause.SYNTAX)),
    ],
)
def test_causes(message: str, reason: Reason) -> None:
    assert reason == reason_of([Diagnostic(Place("a.cu", 1, 1), "error", message)])


def test_no_text_of_the_code_is_quoted() -> None:
    output = b"""a.cu:1:2: error: "my password" [User-Defined Issue]
a.cu:3:15: error: static assertion failed due to requirement 'x == 3': my password [Semantic Issue]
a.cu:4:1: warning: my password [-W#warnings,User-Defined Issue]
"""
    found = errors_of(output, NAMES)
    assert ["#error", "static assertion failed"] == [each.message for each in found]
    assert Cause.USER_ERROR is reason_of(found).cause


def test_an_error_without_a_place_is_the_command_lines() -> None:
    assert Cause.OTHER is reason_of([]).cause
    assert Cause.COMMAND is reason_of([Diagnostic(Place("", 0, 0), "error", "unsupported option '-x'")]).cause


def test_no_more_than_the_bounds_is_kept() -> None:
    found = errors_of(b"a.c:1:1: error: " + b"x" * 3000 + b"\n" + b"a.c:1:1: error: y\n" * 5000, NAMES)
    assert MAX_DIAGNOSTICS == len(found)
    assert MOST_CHARACTERS == len(found[0].message)


@given(st.binary(max_size=4000))
def test_any_output_can_be_read(output: bytes) -> None:
    for each in errors_of(output, NAMES):
        assert len(each.message) <= MOST_CHARACTERS
        assert isinstance(reason_of([each]).cause, Cause)


PLAIN = st.text(alphabet="abc. #$\\'-é", min_size=1, max_size=12).filter(
    lambda s: not s.endswith("\\") and s.strip() == s and "\\" not in s
)


@given(st.lists(PLAIN.map(lambda name: f"d/{name}x"), min_size=1, max_size=8))
def test_names_of_a_closure_survive_make(files: list[str]) -> None:
    written = " \\\n  ".join(f.replace("$", "$$").replace("#", "\\#").replace(" ", "\\ ") for f in files)
    told = {name.replace("/./", "/") for name in files}
    assert told == set(read_closure(f"../scratch/o.bc: {written}\n", NAMES).repository)


def test_a_closure_is_sorted_by_where_files_lie() -> None:
    files = "src/a.cu /opt/zig/lib/include/x.h /opt/headers/cuda/y.h ../scratch/absent/z/w.h /etc/passwd"
    text = f"o.bc: {files} src/../inc/b.h\n"
    closure = read_closure(text, NAMES, "../scratch/absent")
    assert ("inc/b.h", "src/a.cu") == closure.repository
    assert ("/toolchain/ziglang/include/x.h",) == closure.toolchain
    assert ("/headers/cuda/y.h",) == closure.stubs
    assert ("z/w.h",) == closure.absent
    assert 1 == closure.elsewhere
