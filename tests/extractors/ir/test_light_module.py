"""The lighter module tells what the whole one does, and whatever bits say, reading them ends without harm."""

from __future__ import annotations

import dataclasses
import random

import llvmlite.binding as llvm
import numpy as np
import pytest

from tests.extractors.ir.modules import EVERYTHING, bitcode_of
from tests.extractors.ir.test_foreign_modules import damaged
from warploom.extractors.ir.foreign_modules import ForeignModules
from warploom.extractors.ir.light_module import HeavyModuleError, light_module
from warploom.extractors.ir.module_facts import ModuleFacts, read_module, read_printed
from warploom.extractors.ir.printed_module import print_module

_INLINED = """
define i32 @f(i32 %x) !dbg !4 {
  %1 = call i32 @g(i32 %x), !dbg !7, !range !14
  br label %2, !dbg !7
2:
  %3 = phi i32 [ %1, %0 ], [ %4, %2 ], !dbg !8
  %4 = add i32 %3, 1
    #dbg_value(i32 %4, !22, !DIExpression(), !9)
  %5 = icmp slt i32 %4, %x, !dbg !9
  br i1 %5, label %2, label %6, !dbg !9, !llvm.loop !10, !prof !12
6:
  ret i32 %4, !dbg !13
}
declare !dbg !21 i32 @g(i32)
define void @h() !dbg !15 !prof !16 { ret void, !dbg !17 }
define void @bare() !prof !16 { ret void }
define internal void @plain() {
  call void @bare() [ "deopt"(i32 1) ], !dbg !19
  ret void
}
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, emissionKind: LineTablesOnly)
!1 = !DIFile(filename: "src/\\C3\\A4.c", directory: "/tree")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !DISubroutineType(types: !{})
!4 = distinct !DISubprogram(name: "f", file: !1, line: 3, type: !3, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DIFile(filename: "src/b.h", directory: "/tree")
!6 = distinct !DISubprogram(name: "inner", file: !5, line: 70, type: !3, unit: !0, spFlags: DISPFlagDefinition)
!7 = !DILocation(line: 71, column: 2, scope: !6, inlinedAt: !8)
!8 = distinct !DILocation(line: 4, column: 2, scope: !4)
!9 = !DILocation(line: 5, scope: !11)
!10 = distinct !{!10, !9, !18}
!11 = !DILexicalBlockFile(scope: !4, file: !5, discriminator: 2)
!12 = !{!"branch_weights", i32 3, i32 1}
!13 = !DILocation(line: 9, column: 90, scope: !4)
!14 = !{i32 0, i32 9}
!15 = distinct !DISubprogram(name: "h", file: !5, line: 8, type: !3, unit: !0, spFlags: DISPFlagDefinition)
!16 = !{!"function_entry_count", i64 1}
!17 = !DILocation(line: 0, scope: !15)
!18 = !{!"llvm.loop.mustprogress"}
!19 = !DILocation(line: 99, scope: !20)
!20 = distinct !DILexicalBlock(scope: !15, file: !1, line: 98)
!21 = !DISubprogram(name: "g", file: !1, line: 1, type: !3, spFlags: DISPFlagOptimized)
!22 = !DILocalVariable(name: "v", scope: !4, file: !1, line: 3)
"""


@pytest.mark.parametrize("text", [EVERYTHING, _INLINED, "", "@x = global i32 1\n"], ids=lambda text: str(len(text)))
def test_a_light_module_tells_what_the_whole_one_does(text: str) -> None:
    bitcode = bitcode_of(text)
    light = light_module(bitcode)
    printed = print_module(light.bitcode)
    assert printed.complaint is None
    assert len(light.bitcode) == len(bitcode)
    assert read_printed(printed, light=light) == read_printed(print_module(bitcode))
    assert read_module(bitcode).read_whole is None


def test_places_are_gone_and_other_attachments_are_not() -> None:
    whole = print_module(bitcode_of(_INLINED)).text
    light = print_module(light_module(bitcode_of(_INLINED)).bitcode).text
    assert whole.count(b"!dbg !") == 11
    assert light.count(b"!dbg !") == 1  # of a declaration
    assert [light.count(kind) for kind in (b"!prof !", b"!range !", b"!llvm.loop !")] == [3, 1, 1]
    facts = read_module(bitcode_of(_INLINED))
    assert [(f.symbol, f.source_file, f.source_line) for f in facts.functions] == [
        ("f", "src/ä.c", 3), ("h", "src/b.h", 8), ("bare", None, None), ("plain", None, None)
    ]  # fmt: skip
    assert [list(f.instruction_lines) for f in facts.functions] == [[4, 4, 4, 0, 5, 5, 9], [0], [0], [99, 0]]
    assert facts.functions[0].contributing_files == ("src/b.h", "src/ä.c")


def test_instructions_of_llvm_s_own_are_seen() -> None:
    """As where LLVM makes two of an old intrinsic's call."""
    bitcode = bitcode_of(_INLINED)
    light = light_module(bitcode)
    wrong = dataclasses.replace(light, first_instructions=light.first_instructions + np.array([0, 1, 1, 1, 1]))
    with pytest.raises(HeavyModuleError):
        read_printed(print_module(light.bitcode), light=wrong)


def test_what_the_verifier_says_is_said_of_the_whole_module() -> None:
    """In a child: in this process LLVM would end it over such a module."""
    context = llvm.create_context()
    module = llvm.parse_assembly(_INLINED, context)
    module.get_function("g").linkage = "internal"
    with ForeignModules() as modules:
        well, ill = modules.read([bitcode_of(_INLINED), module.as_bitcode()])
    assert isinstance(well, ModuleFacts)
    assert isinstance(ill, ModuleFacts)
    assert well.read_whole is None
    assert ill.read_whole is not None
    assert ill.verifier_message == ill.read_whole
    assert ill.contributing_files == well.contributing_files


def test_what_is_no_bitcode_is_heavy() -> None:
    whole = bitcode_of(EVERYTHING)
    for bitcode in (b"", b"BC", b"int main(void);" * 9, whole[:-200], whole[:100], b"\0" * 64, whole + whole):
        with pytest.raises(HeavyModuleError):
            light_module(bitcode)


def test_any_bits_end_in_a_module_or_in_a_reason() -> None:
    """Nothing of this is given to LLVM; whatever the bits say, this process reads within its arrays."""
    outcomes = set()
    for text in (EVERYTHING, _INLINED):
        whole = bitcode_of(text)
        for row in damaged(whole, 3_000, 11):
            try:
                light = light_module(row)
            except HeavyModuleError as error:
                outcomes.add(str(error))
            else:
                assert len(light.bitcode) == len(row)
                outcomes.add("light")
    assert "light" in outcomes
    assert len(outcomes) > 20
    chance = random.Random(3)
    for size in range(0, 400, 4):
        with pytest.raises(HeavyModuleError):
            light_module(b"BC\xc0\xde" + chance.randbytes(size))
