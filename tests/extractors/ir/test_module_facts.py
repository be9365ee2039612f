"""Facts of a module written for this, known by heart, and what must not change them."""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections import Counter

import llvmlite.binding as llvm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extractors.ir.modules import EVERYTHING, bitcode_of, renamed
from warploom.extractors.ir.module_facts import (
    MAX_KEPT_TEXT_BYTES,
    Calls,
    FunctionFacts,
    ModuleFacts,
    read_module,
    read_printed,
)
from warploom.extractors.ir.native_index import MalformedTextError
from warploom.extractors.ir.printed_module import MAX_BITCODE_BYTES, BitcodeError, PrintedModule, print_module
from warploom.schemas.reasons import Reason


@pytest.fixture(scope="module")
def facts() -> ModuleFacts:
    return read_module(bitcode_of(EVERYTHING))


@pytest.fixture(scope="module")
def functions(facts: ModuleFacts) -> dict[str, FunctionFacts]:
    return {function.symbol: function for function in facts.functions}


def test_module(facts: ModuleFacts) -> None:
    assert facts.triple == "nvptx64-nvidia-cuda"
    assert facts.data_layout.startswith("e-p6:32:32-i64:64")
    assert facts.source_filename == "src/everything.cu"
    assert (facts.is_verified, facts.verifier_message) == (True, None)
    assert (facts.n_functions, facts.n_declarations, facts.n_globals) == (4, 6, 5)
    assert (facts.n_blocks, facts.n_instructions) == (15, 49)
    assert facts.calls == Calls(direct=4, indirect=1, intrinsic=3, inline_asm=1)
    assert facts.calls.total == 9
    assert (facts.n_loops, facts.max_loop_depth, facts.vector_bits) == (3, 2, 256)
    assert facts.contributing_files == ("src/everything.cu", 'include/odd "name".h')
    assert [f.symbol for f in facts.functions] == ["helper", "sum_tiles", "dispatch", "wide one"]


def test_kernel(functions: dict[str, FunctionFacts]) -> None:
    kernel = functions["sum_tiles"]
    assert kernel.is_kernel
    assert kernel.linkage == "external"
    assert (kernel.source_file, kernel.source_line) == ("src/everything.cu", 30)
    assert kernel.contributing_files == ("src/everything.cu", 'include/odd "name".h')
    assert (kernel.n_loops, kernel.max_loop_depth, kernel.n_blocks, kernel.n_instructions) == (2, 2, 5, 21)
    assert kernel.accesses == {"global": 1, "shared": 2, "generic": 1}
    assert kernel.calls == Calls(0, 0, 2, 0)
    # the load and the addition were inlined from elsewhere on line 32
    assert tuple(kernel.instruction_lines) == (31, 31, 0, 32, 0, 0, 0, 32, 32, *[0] * 12)


def test_calls(functions: dict[str, FunctionFacts]) -> None:
    dispatch = functions["dispatch"]
    assert dispatch.calls == Calls(direct=4, indirect=1, intrinsic=0, inline_asm=1)
    assert dispatch.callees == ("may_throw", "renamed", "dispatch")
    assert dispatch.n_loops == 0
    assert dispatch.accesses == {"generic": 3}
    assert dispatch.histogram["landingpad"] == dispatch.histogram["switch"] == dispatch.histogram["cmpxchg"] == 1


def test_others(functions: dict[str, FunctionFacts]) -> None:
    assert functions["helper"].linkage == "internal"
    assert functions["helper"].callees == ()
    assert functions["helper"].histogram == {"add": 1, "ret": 1}
    assert (
        functions["helper"].text
        == "define internal i32 @helper(i32 %x) #4 {\nentry:\n  %y = add nsw i32 %x, 1\n  ret i32 %y\n}"
    )
    wide = functions["wide one"]
    assert (wide.linkage, wide.vector_bits, wide.source_file, wide.source_line) == ("linkonce_odr", 256, None, None)
    assert (wide.n_loops, wide.max_loop_depth) == (1, 1)


def test_hash_is_pinned(functions: dict[str, FunctionFacts]) -> None:
    """A change of the form that is hashed needs a new scheme."""
    assert functions["helper"].structural_hash == "alpha2:08e604d7b22d7f221cb0ecf74c1658dc"


def test_counts_are_those_of_llvm(facts: ModuleFacts) -> None:
    context = llvm.create_context()
    module = llvm.parse_bitcode(bitcode_of(EVERYTHING), context)
    counts = Counter(i.opcode for f in module.functions for block in f.blocks for i in block.instructions)
    assert facts.histogram == counts
    assert facts.n_declarations == sum(f.is_declaration for f in module.functions)
    assert facts.n_globals == sum(1 for _ in module.global_variables)


def test_text_has_no_debug_information(facts: ModuleFacts) -> None:
    assert facts.text is not None
    assert not re.search(r"!dbg|!DI|Dwarf|Debug Info|srcloc|;(?! %x @f)", facts.text.replace('"data;1"', ""))
    assert "!llvm.loop !1\n" in facts.text
    assert "!1 = distinct !{!1, !5}\n" in facts.text
    assert all(f.text is not None and f.text in facts.text for f in facts.functions)


def test_text_is_a_module(facts: ModuleFacts) -> None:
    """What is stripped reads back as the same, without lines."""
    again = read_module(bitcode_of(facts.text or ""))
    assert again.is_verified
    assert again.text == facts.text
    assert again.stripped_sha256 == facts.stripped_sha256
    assert again.structural_hash == facts.structural_hash
    assert again.contributing_files == ()
    assert [f.structural_hash for f in again.functions] == [f.structural_hash for f in facts.functions]


def test_facts_from_text_and_from_bitcode_are_equal(facts: ModuleFacts) -> None:
    context = llvm.create_context()
    printed = str(llvm.parse_assembly(EVERYTHING, context))
    assert read_printed(PrintedModule(printed.encode(), None)) == facts


def test_facts_do_not_depend_on_what_was_read_before(facts: ModuleFacts) -> None:
    read_module(bitcode_of("%struct.pair = type { ptr }\n@x = global %struct.pair zeroinitializer\n"))
    assert read_module(bitcode_of(EVERYTHING)) == facts


@pytest.mark.parametrize("wanted", [set(), {None}, {"src/everything.cu"}, {'include/odd "name".h', None}])
def test_facts_of_functions_do_not_depend_on_which_are_wanted(facts: ModuleFacts, wanted: set[str | None]) -> None:
    printed = print_module(bitcode_of(EVERYTHING))
    found = read_printed(printed, wanted.__contains__)
    kept = tuple(f for f in facts.functions if f.is_kernel or f.source_file in wanted)
    assert found == dataclasses.replace(facts, functions=kept)
    assert 0 < len(kept) <= facts.n_functions
    assert facts.n_kernels == sum(f.is_kernel for f in facts.functions) == 1


def test_debug_information_changes_nothing_else(facts: ModuleFacts) -> None:
    bare = re.sub(r",? !(?:dbg|llvm\.loop|srcloc) !\d+", "", EVERYTHING)
    bare = re.sub(r"^!(?:llvm\.dbg\.cu|\d+ = .*!DI|[23] = |23 = |24 = |25 = ).*\n", "", bare, flags=re.MULTILINE)
    bare = bare.replace("!{!2, !3, !4}", "!{!4}")
    with_loops = re.sub(r", !llvm\.loop !\d+", "", EVERYTHING)
    one, other = read_module(bitcode_of(bare)), read_module(bitcode_of(with_loops))
    assert one.contributing_files == ()
    assert other.contributing_files != ()
    assert one.text == other.text
    assert one.stripped_sha256 == other.stripped_sha256
    assert one.structural_hash == other.structural_hash == facts.structural_hash


def test_hash_of_text_does_not_depend_on_names_of_values_or_paths(facts: ModuleFacts) -> None:
    moved = EVERYTHING.replace("src/everything.cu", "elsewhere/x.cu").replace("/tree", "/home")
    other = read_module(
        bitcode_of(renamed(moved, lambda kind, name: f"n {name}" if kind == "local" else name.strip('"')))
    )
    assert other.text != facts.text
    assert other.stripped_sha256 == facts.stripped_sha256


def test_names_that_llvm_drops_give_the_same_hash_of_text() -> None:
    named = (
        "define i32 @f(i32 %a, ptr %b) {\n"
        "entry:\n"
        "  %c = add i32 %a, 1\n"
        "  br label %next\n"
        "\n"
        "next:\n"
        "  store i32 %c, ptr %b\n"
        "  br label %next\n"
        "}\n"
    )
    bare = (
        "define i32 @f(i32 %0, ptr %1) {\n"
        "  %3 = add i32 %0, 1\n"
        "  br label %4\n"
        "\n"
        "4:\n"
        "  store i32 %3, ptr %1\n"
        "  br label %4\n"
        "}\n"
    )
    one, other = read_module(bitcode_of(named)), read_module(bitcode_of(bare))
    assert one.stripped_sha256 == other.stripped_sha256
    assert one.structural_hash == other.structural_hash


_ELSEWHERE = set(re.findall(r"^(?:declare [^@]*)?@([\w.]+)(?:\(| = external )", EVERYTHING, re.MULTILINE))
"""What another module defines has nothing but its name."""


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_structural_hash_survives_renaming(facts: ModuleFacts, random) -> None:  # type: ignore[no-untyped-def]
    """Whatever the module calls its own, also if a value is called as a type or has a number for a name."""
    pools = {kind: random.sample(range(200), 100) for kind in ("type", "local", "global")}
    names: dict[tuple[str, str], str] = {}

    def new_name(kind: str, name: str) -> str:
        if kind == "global" and name in _ELSEWHERE:
            return name
        if (kind, name) not in names:
            number = pools[kind].pop()
            names[kind, name] = random.choice(("{}", "s.{}", "t {}")).format(number)
        return names[kind, name]

    other = read_module(bitcode_of(renamed(EVERYTHING, new_name)))
    assert [f.structural_hash for f in other.functions] == [f.structural_hash for f in facts.functions]
    assert other.structural_hash == facts.structural_hash
    assert other.histogram == facts.histogram
    assert [f.calls for f in other.functions] == [f.calls for f in facts.functions]


CHANGES = [
    ("add nsw i32 %x, 1", "add nsw i32 %x, 2", "helper"),
    ("add nsw i32 %x, 1", "add nuw i32 %x, 1", "helper"),
    ("add nsw i32 %x, 1", "add i32 %x, 1", "helper"),
    ("add nsw i32 %x, 1", "sub nsw i32 %x, 1", "helper"),
    ("ret i32 %y", "ret i32 %x", "helper"),
    ("define internal i32 @helper(", "define internal fastcc i32 @helper(", "helper"),
    ("icmp slt i32", "icmp sle i32", "sum_tiles"),
    ("fadd fast float", "fadd float", "sum_tiles"),
    ("fadd fast float %acc, %value", "fadd fast float %value, %acc", "sum_tiles"),
    ("label %inner, label %outer.latch", "label %outer.latch, label %inner", "sum_tiles"),
    ("[ 0, %entry ], [ %i.next, %outer.latch ]", "[ %n, %entry ], [ %i.next, %outer.latch ]", "sum_tiles"),
    ("ptr addrspace(3) @tile, align 4", "ptr addrspace(3) @tile, align 8", "sum_tiles"),
    ("store float %acc.next, ptr %slot", "store volatile float %acc.next, ptr %slot", "sum_tiles"),
    ("define ptx_kernel void", "define void", "sum_tiles"),
    ("read.ptx.sreg.tid.x", "read.ptx.sreg.tid.y", "sum_tiles"),
    ("i32 0, label %zero", "i32 2, label %zero", "dispatch"),
    ("ptr %object, i64 1, i32 0, i32 1", "ptr %object, i64 1, i32 1, i32 1", "dispatch"),
    ("seq_cst, align 4", "monotonic, align 4", "dispatch"),
    ("add $0, $1; %x @f", "sub $0, $1; %x @f", "dispatch"),
    ("call i32 %callback(i32 %kind)", "call i32 @helper(i32 %kind)", "dispatch"),
    ("catch ptr null", "catch ptr @handler", "dispatch"),
    ("splat (float 2.0", "splat (float 3.0", "wide one"),
    ("<8 x half> %y", "<8 x i16> %y", "wide one"),
    ("i32 3, i32 0, i32 1, i32 2, i32 3>", "i32 3, i32 0, i32 1, i32 2, i32 2>", "wide one"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "changed"), CHANGES)
def test_structural_hash_sees_a_change(facts: ModuleFacts, old: str, new: str, changed: str) -> None:
    assert old in EVERYTHING
    other = read_module(bitcode_of(EVERYTHING.replace(old, new)))
    before = {f.symbol: f.structural_hash for f in facts.functions}
    after = {f.symbol: f.structural_hash for f in other.functions}
    assert {symbol for symbol in before if before[symbol] != after[symbol]} == {changed}
    assert other.structural_hash != facts.structural_hash
    assert other.stripped_sha256 != facts.stripped_sha256


_MESSAGE = """
@.str = private unnamed_addr constant [3 x i8] c"a,\\00", align 1
@table = internal constant [2 x ptr] [ptr @own, ptr null], align 16
@state = internal global i32 1
@far = external global i32

define internal i32 @own(ptr %p) {
  %v = load i32, ptr @far
  ret i32 %v
}

define i32 @say() {
  %t = load ptr, ptr @table
  %s = load i32, ptr @state
  %r = call i32 @puts(ptr @.str)
  %o = call i32 @own(ptr %t)
  ret i32 %r
}

declare i32 @puts(ptr)
"""


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ('c"a,', 'c"b,', {"say"}),
        ("@puts", "@fputs", {"say"}),
        ("[ptr @own, ptr null]", "[ptr null, ptr @own]", {"say"}),
        ("@far", "@near", {"own"}),
        ("@.str", "@message", set()),
        ("@own", "@mine", set()),
        ("global i32 1", "global i32 2", set()),
        (", align 1\n", ", align 2\n", set()),
    ],
)
def test_structural_hash_sees_constants_and_what_is_elsewhere(old: str, new: str, changed: set[str]) -> None:
    before, after = (read_module(bitcode_of(text)).functions for text in (_MESSAGE, _MESSAGE.replace(old, new)))
    differ = {f.symbol for f, g in zip(before, after, strict=True) if f.structural_hash != g.structural_hash}
    assert differ == changed


def test_structural_hash_sees_types_and_values_of_variables(facts: ModuleFacts) -> None:
    longer = read_module(
        bitcode_of(EVERYTHING.replace("%struct.pair = type { i32, double }", "%struct.pair = type { i32, float }"))
    )
    assert {
        f.symbol
        for f, g in zip(longer.functions, facts.functions, strict=True)
        if f.structural_hash != g.structural_hash
    } == {"dispatch"}
    other = read_module(bitcode_of(EVERYTHING.replace("i32 5, i32 8]", "i32 5, i32 9]")))
    assert other.structural_hash != facts.structural_hash
    assert [f.structural_hash for f in other.functions] == [f.structural_hash for f in facts.functions]


def test_order_of_functions_does_not_matter() -> None:
    parts = [
        "define i32 @f(i32 %x) {\n  %y = call i32 @g(i32 %x)\n  ret i32 %y\n}\n",
        "define i32 @g(i32 %x) {\n  ret i32 %x\n}\n",
    ]
    one, other = (read_module(bitcode_of("\n".join(order))) for order in (parts, parts[::-1]))
    assert one.structural_hash == other.structural_hash
    assert {f.symbol: f.structural_hash for f in one.functions} == {
        f.symbol: f.structural_hash for f in other.functions
    }


def test_recursion_is_told_from_a_call_of_another() -> None:
    def hashed(callee: str) -> str:
        text = f"declare i32 @g(i32)\ndefine i32 @f(i32 %x) {{\n  %y = call i32 @{callee}(i32 %x)\n  ret i32 %y\n}}\n"
        return read_module(bitcode_of(text)).functions[0].structural_hash

    assert hashed("f") != hashed("g")


def test_a_type_and_a_value_of_one_name() -> None:
    """`%0` is both: LLVM numbers types without names apart from values."""
    pattern = (
        "T = type { i32, i64 }\n"
        "define i64 @f(ptr %0, T %1, i1 %2) {\n"
        "  %4 = alloca T, align 8\n"
        "  %5 = getelementptr inbounds T, ptr %0, i32 0, i32 1\n"
        "  %6 = load T, ptr %0, align 8\n"
        "  %7 = select i1 %2, T %1, T %6\n"
        "  %8 = extractvalue T %7, 1\n"
        "  %9 = alloca [4 x T], align 8\n"
        "  call void (ptr, ...) @h(ptr sret(T) %0, T %7)\n"
        "  %10 = va_arg ptr %0, T\n"
        "  ret i64 %8\n}\n"
        "declare void @h(ptr, ...)\n"
    )
    text, renamed_text = pattern.replace("T", "%0"), pattern.replace("T", "%struct.s")
    one, other = read_module(bitcode_of(text)), read_module(bitcode_of(renamed_text))
    assert one.functions[0].structural_hash == other.functions[0].structural_hash
    changed = text.replace("load %0, ptr %0", "load %0, ptr %4")
    assert read_module(bitcode_of(changed)).functions[0].structural_hash != one.functions[0].structural_hash


def test_kernels_by_annotation_and_on_amd() -> None:
    old = (
        'target triple = "nvptx64-nvidia-cuda"\n'
        "define void @k() {\n"
        "  ret void\n"
        "}\n"
        "!nvvm.annotations = !{!0}\n"
        '!0 = !{ptr @k, !"kernel", i32 1}\n'
    )
    assert read_module(bitcode_of(old)).functions[0].is_kernel
    amd = (
        'target triple = "amdgcn-amd-amdhsa"\n'
        "define protected amdgpu_kernel void @k(ptr addrspace(1) %p) {\n"
        "  %v = load i32, ptr addrspace(1) %p\n"
        "  store i32 %v, ptr addrspace(5) null\n"
        "  ret void\n"
        "}\n"
    )
    kernel = read_module(bitcode_of(amd)).functions[0]
    assert kernel.is_kernel
    assert kernel.accesses == {"global": 1, "local": 1}


def test_an_empty_module() -> None:
    facts = read_module(bitcode_of(""))
    assert (facts.n_functions, facts.n_instructions, facts.histogram, facts.functions) == (0, 0, {}, ())
    assert facts.triple == ""


def test_a_module_that_is_not_well_formed() -> None:
    context = llvm.create_context()
    module = llvm.parse_assembly(
        "define i32 @f(i1 %c) {\n  br i1 %c, label %a, label %b\n"
        "a:\n  %x = add i32 1, 2\n  br label %b\nb:\n  ret i32 %x\n}\n",
        context,
    )
    facts = read_module(module.as_bitcode())
    assert not facts.is_verified
    assert "does not dominate" in (facts.verifier_message or "")
    assert facts.n_instructions == 4


def test_long_texts_are_not_kept() -> None:
    body = "".join(f"  store i32 {n}, ptr %p, align 4\n" for n in range(MAX_KEPT_TEXT_BYTES // 30))
    text = f"define void @long(ptr %p) {{\n{body}  ret void\n}}\ndefine void @short() {{\n  ret void\n}}\n"
    facts = read_module(bitcode_of(text))
    assert facts.text is None
    assert [f.text is None for f in facts.functions] == [True, False]
    assert facts.functions[0].n_instructions == body.count("\n") + 1
    other = read_module(bitcode_of(text.replace("store i32 77,", "store i32 78,")))
    assert other.stripped_sha256 != facts.stripped_sha256


@pytest.mark.parametrize(
    ("bitcode", "reason"),
    [
        (b"", Reason.BITCODE_DAMAGED),
        (b"BC\xc0\xde", Reason.BITCODE_DAMAGED),
        (b"int main() {}\n", Reason.BITCODE_DAMAGED),
        (bytes(MAX_BITCODE_BYTES + 1), Reason.TOO_LARGE),
    ],
    ids=["empty", "magic only", "source", "too large"],
)
def test_what_is_no_bitcode(bitcode: bytes, reason: Reason) -> None:
    with pytest.raises(BitcodeError) as caught:
        read_module(bitcode)
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    "text",
    [
        "define void @f() {\n  frobnicate i32 1\n}\n",
        "define void @f() {\n  ret void\n",
        "define void @f() {\n          to label %x\n}\n",
        "define void @f() {\n  br label %nowhere\n}\n",
        "define void @f() {\n  store i32 %1, ptr null\n}\n",
        "define void @f() {\nnonsense\n}\n",
        "  ret void\n",
        "!1 = !{}\n",
        "define void @f() {\n  call void @unknown()\n}\n",
    ],
)
def test_text_that_llvm_does_not_print_is_refused(text: str) -> None:
    with pytest.raises(MalformedTextError):
        read_printed(PrintedModule(text.encode(), None))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damaged_text_is_read_or_refused(data: st.DataObject) -> None:
    """The native readers stay within the text whatever it says."""
    text = bytearray(EVERYTHING.encode())
    for _ in range(data.draw(st.integers(1, 20))):
        at = data.draw(st.integers(0, len(text) - 1))
        match data.draw(st.sampled_from("xcid")):
            case "x":
                text[at] = data.draw(st.sampled_from(b'%@!"{}()[]<>,:; \n0a'))
            case "c":
                del text[at:]
                text += b" "
            case "i":
                text[at:at] = data.draw(
                    st.sampled_from([b'"', b"{" * 40, b"%0", b"!dbg !99999999999", b"<999999999 x "])
                )
            case _:
                del text[at : at + 30]
                text += b" "
    with contextlib.suppress(MalformedTextError):
        read_printed(PrintedModule(bytes(text), None))
