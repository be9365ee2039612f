"""Texts of LLVM that the tests of proofs share, as clang would write them, and a way to run them."""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterator

import llvmlite.binding as llvm

SUM = """
target triple = "x86_64-unknown-linux-gnu"

%struct.pair = type { i8, double }

; Function Attrs: mustprogress
define dso_local void @scaled_sum(ptr noundef readonly captures(none) %0, ptr noundef %1, i32 noundef %2) #0 !dbg !4 {
  %4 = icmp sgt i32 %2, 0, !dbg !5
  br i1 %4, label %5, label %8, !dbg !6

5:                                                ; preds = %3
  %6 = zext nneg i32 %2 to i64, !dbg !6
  br label %10

7:                                                ; preds = %10
  br label %8

8:                                                ; preds = %7, %3
  %9 = phi float [ 0.000000e+00, %3 ], [ %16, %7 ], !dbg !7
  store float %9, ptr %1, align 4, !dbg !8, !tbaa !9
  ret void

10:                                               ; preds = %5, %10
  %11 = phi i64 [ 0, %5 ], [ %17, %10 ]
  %12 = phi float [ 0.000000e+00, %5 ], [ %16, %10 ]
  %13 = getelementptr inbounds nuw float, ptr %0, i64 %11, !dbg !7
  %14 = load float, ptr %13, align 4, !dbg !7, !tbaa !9, !noundef !0
  %15 = fmul float %14, 2.000000e+00, !dbg !7
  %16 = fadd float %12, %15, !dbg !7
  %17 = add nuw nsw i64 %11, 1, !dbg !6
  %18 = icmp eq i64 %17, %6, !dbg !6
  br i1 %18, label %7, label %10, !dbg !6, !llvm.loop !10
}

attributes #0 = { mustprogress uwtable "target-cpu"="x86-64" }

!0 = !{}
!1 = !{i32 2, !"Debug Info Version", i32 3}
!llvm.module.flags = !{!1}
!2 = distinct !DICompileUnit(language: DW_LANG_C11, file: !3, emissionKind: LineTablesOnly)
!llvm.dbg.cu = !{!2}
!3 = !DIFile(filename: "a.c", directory: ".")
!4 = distinct !DISubprogram(name: "scaled_sum", scope: !3, file: !3, line: 1, unit: !2, spFlags: DISPFlagDefinition)
!5 = !DILocation(line: 3, scope: !4)
!6 = !DILocation(line: 4, scope: !4)
!7 = !DILocation(line: 5, scope: !4)
!8 = !DILocation(line: 7, scope: !4)
!9 = !{!11, !11, i64 0}
!10 = distinct !{!10, !6}
!11 = !{!"float", !12, i64 0}
!12 = !{!"char"}
"""
"""`*out = sum of 2 * x[i]`, with everything that clang promises an optimiser."""


@contextlib.contextmanager
def engine(text: str, hooks: dict[str, int] | None = None) -> Iterator[llvm.ExecutionEngine]:
    """A compiled module; `hooks` gives the addresses of functions that it only declares."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    for name, address in (hooks or {}).items():
        llvm.add_symbol(name, address)
    module = llvm.parse_assembly(text)
    module.verify()
    machine = llvm.Target.from_default_triple().create_target_machine(opt=0)
    compiled = llvm.create_mcjit_compiler(module, machine)
    compiled.finalize_object()
    try:
        yield compiled
    finally:
        compiled.close()


def sum_of(compiled: llvm.ExecutionEngine, values: list[float]) -> float:
    """What `scaled_sum` says of these values."""
    function = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int32)(
        compiled.get_function_address("scaled_sum")
    )
    given = (ctypes.c_float * (len(values) + 8))(*values)
    result = ctypes.c_float(-1.0)
    function(ctypes.addressof(given), ctypes.addressof(result), len(values))
    return result.value
