"""Variables of a module: which there are, and in how small pieces threads share them."""

from __future__ import annotations

import llvmlite.binding as llvm
import pytest

from warploom.validators.simulate.loader import LoadError, Program
from warploom.validators.simulate.module_variables import module_variables, table_of, with_owners

IR = """%struct.p = type { i8, double }
@a = dso_local global [4 x [5 x i16]] zeroinitializer, align 16
@b = internal unnamed_addr global i32 7, align 4, !dbg !0
@"c d" = global { i8, [2 x i32] } { i8 1, [2 x i32] zeroinitializer }, align 4
@e = linkonce_odr constant [3 x float] [float 1.0, float 2.0, float 3.0], comdat
@f = external global ptr
@g = global [2 x %struct.p] zeroinitializer
@.str = private unnamed_addr constant [4 x i8] c"g\\22b\\00", align 1
@wl_mutant = global i32 0
@"wl_shared.80.4.0" = global ptr null, align 8
@h = global <4 x float> zeroinitializer
"""


def test_variables_have_types_and_granules() -> None:
    """What is only read has none; structures are taken byte by byte."""
    found = {v.name.strip('"'): (v.type, v.granule) for v in module_variables(IR)}
    assert found == {
        "a": ("[4 x [5 x i16]]", 2),
        "b": ("i32", 4),
        "c d": ("{ i8, [2 x i32] }", 1),
        "e": ("[3 x float]", 0),
        "g": ("[2 x %struct.p]", 1),
        ".str": ("[4 x i8]", 0),
        "wl_mutant": ("i32", 0),
        "h": ("<4 x float>", 1),
    }


def test_the_table_is_text_that_llvm_reads() -> None:
    """In a module without debug information and comdats; and where there is no variable, there is no table."""
    text = IR.replace(", !dbg !0", "").replace(", comdat", "")
    llvm.parse_assembly(text + table_of(module_variables(text))).verify()
    assert table_of(()) == ""


def test_more_variables_than_are_watched_are_refused() -> None:
    """Loudly: none is left out."""
    text = "".join(f"@v{k} = global i32 0\n" for k in range(257)) + "define void @f() {\n  ret void\n}\n"
    with pytest.raises(LoadError, match="more than 256 variables"):
        Program(text, ("f",))


def test_variables_belong_to_whom_names_them() -> None:
    """Threads reach what their functions name, and what that names; constant memory is told by its alignment."""
    ir = """@mine = internal constant [2 x ptr] [ptr @next, ptr null]
@next = internal global i32 0, align 4
@theirs = internal constant [4 x i32] zeroinitializer
@kept = internal global float 0.0, align 2048
define internal void @_ZN10wl_closureI1k1vE5enterEPv(ptr %0) {
  call void @kernel()
  ret void
}
define void @kernel() {
  %1 = load ptr, ptr @mine
  %2 = load float, ptr @kept
  ret void
}
define void @launch(ptr %0) {
  store ptr @theirs, ptr %0
  ret void
}
"""
    found = with_owners(module_variables(ir), ir, ())
    assert {v.name: v.is_of_host for v in found} == {"mine": False, "next": False, "theirs": True, "kept": False}
    assert [v.name for v in found if v.is_constant] == ["kept"]
    assert not any(v.is_of_host for v in with_owners(module_variables(ir), ir, ("launch",)) if v.name == "theirs")
