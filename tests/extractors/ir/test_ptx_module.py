"""PTX is taken apart whatever stands in its comments and strings, and put together so that each kernel stands alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.ir.ptx_module import PtxError, PtxModule, read_ptx

HEAD = ".version 8.0\n.target sm_80\n.address_size 64\n"
MODULE = (
    HEAD
    + """
// a comment with { and " and ; and .entry nothing()
.extern .func (.param .b32 r) outside ( .param .b32 a )
;
.extern .shared .align 16 .b8 pool[];
.global .align 1 .b8 word[6] = {123, 34, 59, 125, 10, 0};
.global .align 8 .u64 pointer = word;
.const .align 4 .f32 unused = 0f3F800000;
.func (.param .b32 r) leaf(.param .b32 a)
{
	.reg .b32 %r<3>;
	/* { not a brace */
	.loc	2 40 3, function_name $L__info_string0, inlined_at 1 9 9
	add.s32 %r1, %r2, 1;
	ret;
}
.visible .entry one(
	.param .u64 one_param_0
)
.maxntid 16, 8, 2
{
	.reg .pred %p<2>;
	.reg .f32 %f<5>;
	.loc	1 7 1                           // /home/user/a.cu:7:1
$L__BB0_1:
	ld.global.v4.f32 {%f1, %f2, %f3, %f4}, [pointer];
	@!%p1 bra $L__BB0_1; { .param .b32 x; call.uni (x), leaf, (x); }
	.pragma "nounroll; } {";
	.loc	1 8 1
	mov.b64 %rd1, pool; ret;
}
.weak .entry two() { ret; }
.visible .entry three() .reqntid 64 { call outside, (x); ret; }
	.section	.debug_str
	{
$L__info_string0:
.b8 108
	}
	.file	1 "/home/user/a.cu"
	.file	2 "include/./b.h", 1234, 99
"""
)


def module() -> PtxModule:
    return read_ptx(MODULE)


def test_pieces_and_their_kinds() -> None:
    assert [(p.kind, p.names) for p in module().pieces] == [
        ("declaration", ("outside",)),
        ("variable", ("pool",)),
        ("variable", ("word",)),
        ("variable", ("pointer",)),
        ("variable", ("unused",)),
        ("func", ("leaf",)),
        ("entry", ("one",)),
        ("entry", ("two",)),
        ("entry", ("three",)),
        ("section", ("$L__info_string0",)),
    ]


def test_a_kernel_has_what_it_needs_at_any_distance_and_nothing_else() -> None:
    one, two, three = module().kernels
    names = [p.names[0] for p in one.pieces]
    assert names == ["pool", "word", "pointer", "leaf", "one", "$L__info_string0"]
    assert [p.names[0] for p in two.pieces] == ["two"]
    assert [p.names[0] for p in three.pieces] == ["outside", "three"]
    assert (one.open_calls(), three.open_calls()) == (frozenset(), frozenset({"outside"}))
    assert (one.has_dynamic_shared, two.has_dynamic_shared) == (True, False)


def test_instructions_are_counted_once_and_directives_never() -> None:
    one = module().kernels[0]
    assert dict(one.histogram) == {
        "ld.global.v4.f32": 1,
        "bra": 1,
        "call.uni": 1,
        "mov.b64": 1,
        "ret": 2,
        "add.s32": 1,
    }


def test_block_sizes_of_launch_bounds() -> None:
    assert [k.entry.block_threads for k in module().kernels] == [256, None, 64]


def test_instructions_know_their_place_in_the_source() -> None:
    one, leaf = module().kernels[0].entry, module().pieces[5]
    assert [(i.opcode, i.file, i.source_line) for i in one.instructions] == [
        ("ld.global.v4.f32", 1, 7),
        ("bra", 1, 7),
        ("call.uni", 1, 7),
        ("mov.b64", 1, 8),
        ("ret", 1, 8),
    ]
    assert [(i.opcode, i.file, i.source_line) for i in leaf.instructions] == [("add.s32", 2, 40), ("ret", 2, 40)]


def test_files_lose_what_tells_of_the_machine() -> None:
    assert module().files == {1: "<outside>/a.cu", 2: "include/b.h"}
    assert all("/home" not in module().text(k.pieces) for k in module().kernels)


def test_lines_of_a_text_put_together_are_where_they_are_said_to_be() -> None:
    whole = module()
    for kernel in whole.kernels:
        lines = whole.text(kernel.pieces).split("\n")
        for piece, first in zip(kernel.pieces, whole.first_lines(kernel.pieces), strict=True):
            for instruction in piece.instructions:
                assert instruction.opcode in lines[first + instruction.line - 2]


def test_a_text_put_together_is_taken_apart_into_the_same() -> None:
    whole = module()
    for kernel in whole.kernels:
        (again,) = read_ptx(whole.text(kernel.pieces)).kernels
        assert again.symbol == kernel.symbol
        assert [p.text for p in again.pieces] == [p.text for p in kernel.pieces]
        assert again.histogram == kernel.histogram


def test_functions_that_call_each_other_are_declared_and_defined() -> None:
    text = HEAD + ".func a();\n.func b() { call a; ret; }\n.func a() { call b; ret; }\n.entry k() { call b; ret; }\n"
    (kernel,) = read_ptx(text).kernels
    assert [p.kind for p in kernel.pieces] == ["declaration", "func", "func", "entry"]
    assert kernel.open_calls() == frozenset()


def test_calls_of_the_driver_are_not_open() -> None:
    text = HEAD + ".extern .func vprintf();\n.extern .func mine();\n.entry k() { call vprintf; call mine; }\n"
    assert read_ptx(text).kernels[0].open_calls() == {"mine"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "int main() { return 0; }",
        HEAD + ".entry k() { ret;",
        HEAD + "}",
        HEAD + ".entry () { ret; }",
        HEAD + ".global .b8 x[2] = {1, 2}",
        HEAD + "nonsense",
        ".target sm_80\n.entry k() { ret; }",
    ],
)
def test_what_is_no_module_is_refused(text: str) -> None:
    with pytest.raises(PtxError):
        read_ptx(text)


def test_a_comment_that_is_not_closed_hides_all_that_follows() -> None:
    assert [k.symbol for k in read_ptx(HEAD + ".entry k() { ret; }\n/* .entry l() { ret; }").kernels] == ["k"]


@given(st.text(alphabet='.{}();"/*\n aefntryvusion%$_:0', max_size=300))
def test_any_text_is_taken_apart_or_refused(text: str) -> None:
    try:
        found = read_ptx(HEAD + text)
    except PtxError:
        return
    for kernel in found.kernels:
        assert kernel.symbol in found.text(kernel.pieces)


@pytest.mark.parametrize(
    "unit",
    ["{", "/*", '"', "(", "a:", "a ", ".entry k() {} ", "@p ", ".func (", ";", ".loc 1 1 ", ".file 1 ", "x = {"],
)
def test_time_grows_with_the_length_and_not_with_its_square(unit: str) -> None:
    def seconds(n: int) -> float:
        began = time.perf_counter()
        try:
            for kernel in read_ptx(HEAD + ".entry z() {" + unit * n).kernels[:10]:
                kernel.histogram  # noqa: B018 - the work is what is timed
        except PtxError:
            pass
        return time.perf_counter() - began

    seconds(1_000)
    assert seconds(200_000) < 5
