"""Machine code is cut out of a disassembler's listing, kernel by kernel, with where each instruction came from."""

from __future__ import annotations

from warploom.extractors.ir.sass_text import SassInstruction, read_nvdisasm

LISTING = """\t.target\tsm_80

\t.elftype\t@"ET_EXEC"


//--------------------- .text._Z3onePf            --------------------------
\t.section\t.text._Z3onePf,"ax",@progbits
\t.sectioninfo\t@"SHI_REGISTERS=10"
\t.align\t128
        .global         _Z3onePf
        .type           _Z3onePf,@function
        .size           _Z3onePf,(.L_x_9 - _Z3onePf)
        .other          _Z3onePf,@"STO_CUDA_ENTRY STV_DEFAULT"
_Z3onePf:
.text._Z3onePf:
\t//## File "src/b.h", line 3 inlined at "src/a.cu", line 12
\t//## File "src/a.cu", line 12
\t//## File ".nv_debug_ptx_txt", line 20
        /*0000*/                   IMAD.MOV.U32 R1, RZ, RZ, c[0x0][0x28] ;
\t//## File ".nv_debug_ptx_txt", line 22
        /*0010*/              @!P0 BRA `(.L_x_7) ;
\t//## File "src/a.cu", line 13
        /*0020*/         @UP1 UIADD3 UR4, UR4, 0x1, URZ ;
        /*0030*/                   CALL.REL.NOINC `($_Z3onePf$_Z4leaff) ;
.L_x_7:
        /*0040*/                   EXIT ;
        .weak           $_Z3onePf$_Z4leaff
        .type           $_Z3onePf$_Z4leaff,@function
        .size           $_Z3onePf$_Z4leaff,(.L_x_9 - $_Z3onePf$_Z4leaff)
$_Z3onePf$_Z4leaff:
        /*0050*/                   FFMA R4, R4, R4, 1 ;
.L_x_3:
        /*0060*/                   BRA `(.L_x_3);
        /*0070*/                   NOP;
        /*0080*/                   NOP;
.L_x_9:


//--------------------- .text._Z3twov             --------------------------
\t.section\t.text._Z3twov,"ax",@progbits
        .size           _Z3twov,(.L_x_11 - _Z3twov)
_Z3twov:
.text._Z3twov:
        /*0000*/                   EXIT ;
.L_x_11:


//--------------------- .nv.constant0._Z3twov     --------------------------
        /*0000*/ \t.byte\t0x00
"""

TEXT = """_Z3onePf:
/*0000*/ IMAD.MOV.U32 R1, RZ, RZ, c[0x0][0x28] ;
/*0010*/ @!P0 BRA `(.L_x_0) ;
/*0020*/ @UP1 UIADD3 UR4, UR4, 0x1, URZ ;
/*0030*/ CALL.REL.NOINC `($_Z3onePf$_Z4leaff) ;
.L_x_0:
/*0040*/ EXIT ;
$_Z3onePf$_Z4leaff:
/*0050*/ FFMA R4, R4, R4, 1 ;
.L_x_1:
/*0060*/ BRA `(.L_x_1);
"""


def test_the_text_of_a_kernel_is_instructions_and_labels_of_its_own() -> None:
    assert read_nvdisasm(LISTING, lambda _: True)["_Z3onePf"].text == TEXT


def test_instructions_with_their_places_innermost_first() -> None:
    assert read_nvdisasm(LISTING, lambda _: True)["_Z3onePf"].instructions == (
        SassInstruction("IMAD.MOV.U32", 2, "src/b.h", 3, 20),
        SassInstruction("BRA", 3, "src/b.h", 3, 22),
        SassInstruction("UIADD3", 4, "src/a.cu", 13, 22),
        SassInstruction("CALL.REL.NOINC", 5, "src/a.cu", 13, 22),
        SassInstruction("EXIT", 7, "src/a.cu", 13, 22),
        # a function without line tables has not the lines of what stands before it
        SassInstruction("FFMA", 9, None, None, None),
        SassInstruction("BRA", 11, None, None, None),
    )


def test_padding_is_not_counted() -> None:
    assert "NOP" not in read_nvdisasm(LISTING, lambda _: True)["_Z3onePf"].histogram


def test_only_what_is_wanted_and_only_code() -> None:
    assert set(read_nvdisasm(LISTING, lambda _: True)) == {"_Z3onePf", "_Z3twov"}
    assert set(read_nvdisasm(LISTING, "_Z3twov".__eq__)) == {"_Z3twov"}


def test_a_listing_cut_short_gives_no_half_kernel() -> None:
    end = LISTING.index("/*0060*/")
    assert read_nvdisasm(LISTING[:end], lambda _: True) == {}
    assert set(read_nvdisasm(LISTING[: LISTING.index(".L_x_11:")], lambda _: True)) == {"_Z3onePf"}


def test_nothing_comes_of_nothing() -> None:
    assert read_nvdisasm("", lambda _: True) == {}
    assert read_nvdisasm("nvdisasm fatal: no such file\n", lambda _: True) == {}
