"""Instructions of IR lead to the line that they stand on in the source, through whatever scopes lie between."""

from __future__ import annotations

import time

import pytest

from warploom.extractors.ir.ir_lines import IrLines
from warploom.extractors.ir.line_map import LineMap, LineMapBuilder, source_name

METADATA = r"""
!llvm.dbg.cu = !{!0}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus, file: !1, producer: "line: 99")
!1 = !DIFile(filename: "src/a b\22\C3\A9.cu", directory: ".")
!2 = !DIFile(filename: "/usr/include/math.h", directory: "")
!3 = distinct !DISubprogram(name: "f<\22file: !2\22>", scope: !1, file: !1, line: 4, unit: !0)
!4 = distinct !DILexicalBlock(scope: !3, file: !1, line: 5, column: 3)
!5 = !DILexicalBlockFile(scope: !4, file: !2, discriminator: 0)
!6 = !DILocation(line: 7, column: 2, scope: !3)
!7 = !DILocation(line: 8, column: 2, scope: !4)
!8 = !DILocation(line: 70, column: 2, scope: !5, inlinedAt: !7)
!9 = !DILocation(line: 0, scope: !3)
!10 = !DILocation(line: 5, column: 1, scope: !77)
!11 = !{!"int", !3, i64 0}
"""

FUNCTION = """; Function Attrs: convergent
define void @f(ptr %0) #0 !dbg !3 {
  %2 = alloca ptr, align 8
  %3 = load i32, ptr %0, align 4, !dbg !6, !tbaa !11
  call void asm sideeffect "nop, !dbg !7", ""(), !dbg !8
  br label %4, !dbg !9

4:
  store i32 %3, ptr %0, align 4, !dbg !7
  fence seq_cst, !dbg !10
  ret void, !dbg !12345
}"""


def test_lines_of_a_function() -> None:
    found = IrLines(METADATA).of(FUNCTION)
    assert found == LineMap(('src/a b"é.cu', "<outside>/math.h"), ((4, 0, 7), (5, 1, 70), (9, 0, 8)))


def test_without_metadata_nothing_is_known() -> None:
    assert IrLines("").of(FUNCTION) == LineMap((), ())


def test_scopes_in_a_circle_end() -> None:
    circle = "!1 = !DILocation(line: 3, scope: !2)\n!2 = !DILexicalBlock(scope: !3)\n!3 = !DILexicalBlock(scope: !2)\n"
    assert IrLines(circle).of("  ret void, !dbg !1") == LineMap((), ())


def test_time_is_linear() -> None:
    metadata = METADATA + "".join(f"!{n} = !DILocation(line: {n}, scope: !4)\n" for n in range(100, 20_100))
    function = "".join(f"  fence seq_cst, !dbg !{n}\n" for n in range(100, 20_100))
    began = time.perf_counter()
    assert len(IrLines(metadata).of(function).entries) == 20_000
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("./src/a.cu", "src/a.cu"),
        ("src/x/../a.cu", "src/a.cu"),
        ("/usr/include/math.h", "<outside>/math.h"),
        ("../scratch/a.cu", "<outside>/a.cu"),
        ("src/../../../etc/passwd", "<outside>/passwd"),
    ],
)
def test_names_of_sources_tell_nothing_of_the_machine(path: str, name: str) -> None:
    assert source_name(path) == name


def test_code_that_stands_for_no_line_is_left_out() -> None:
    builder = LineMapBuilder()
    builder.add(1, "a.cu", 0)
    builder.add(2, "b.cu", 1)
    assert builder.built() == LineMap(("b.cu",), ((2, 0, 1),))
