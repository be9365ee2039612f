"""What kind of work an instruction of PTX or SASS does, told from its opcode alone."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from enum import StrEnum


class OpcodeClass(StrEnum):
    """Classes of instructions; each opcode belongs to exactly one."""

    MEMORY_GLOBAL = "memory_global"
    """Loads, stores, prefetches and asynchronous copies whose far side is global memory."""
    MEMORY_SHARED = "memory_shared"
    MEMORY_LOCAL = "memory_local"
    MEMORY_CONSTANT = "memory_constant"
    """Constant banks and, in PTX, the parameters that lie in them."""
    MEMORY_GENERIC = "memory_generic"
    """The address alone says which memory it is."""
    TEXTURE = "texture"
    """Textures and surfaces."""
    ATOMIC = "atomic"
    FLOAT16 = "float16"
    """Half precision and bfloat16."""
    FLOAT32 = "float32"
    FLOAT64 = "float64"
    TENSOR = "tensor"
    SPECIAL_FUNCTION = "special_function"
    """Reciprocals, roots, exponentials, logarithms, sines: approximated by a unit of their own."""
    INTEGER = "integer"
    """Integers, bits, predicates."""
    CONVERSION = "conversion"
    MOVE = "move"
    """Copies between registers, selections, reads of special registers, addresses turned from space to space."""
    WARP = "warp"
    """Exchange among the threads of a warp."""
    BARRIER = "barrier"
    """Barriers, fences, and waits for asynchronous copies."""
    CONTROL = "control"
    OTHER = "other"


_SPACES = {
    "global": OpcodeClass.MEMORY_GLOBAL,
    "shared": OpcodeClass.MEMORY_SHARED,
    "local": OpcodeClass.MEMORY_LOCAL,
    "const": OpcodeClass.MEMORY_CONSTANT,
    "param": OpcodeClass.MEMORY_CONSTANT,
}
_PTX_BY_ROOT: dict[str, OpcodeClass] = {
    root: kind
    for kind, roots in {
        OpcodeClass.ATOMIC: "atom red multimem",
        OpcodeClass.BARRIER: "bar barrier membar fence mbarrier griddepcontrol",
        OpcodeClass.CONTROL: "bra brx call ret exit trap brkpt nanosleep setmaxnreg pmevent",
        OpcodeClass.TENSOR: "mma wmma wgmma tcgen05 ldmatrix stmatrix movmatrix",
        OpcodeClass.TEXTURE: "tex tld4 txq suld sust sured suq istypep",
        OpcodeClass.WARP: "shfl vote match redux activemask elect",
        OpcodeClass.SPECIAL_FUNCTION: "rcp rsqrt sqrt sin cos lg2 ex2 tanh",
        OpcodeClass.CONVERSION: "cvt szext",
        OpcodeClass.MOVE: "mov cvta isspacep mapa getctarank selp slct prmt createpolicy",
        OpcodeClass.INTEGER: "mul24 mad24 sad popc clz bfind fns brev bfe bfi bmsk dp4a dp2a and or xor not cnot lop3"
        " shf shl shr rem addc subc madc vadd vsub vabsdiff vmin vmax vshl vshr vmad vset",
    }.items()
    for root in roots.split()
}
_PTX_MEMORY = frozenset(["ld", "ldu", "st", "prefetch", "prefetchu", "applypriority", "discard", "cp"])
_PTX_BY_TYPE = (
    (re.compile(r"\.f64\b"), OpcodeClass.FLOAT64),
    (re.compile(r"\.(?:f32|f32x2)\b"), OpcodeClass.FLOAT32),
    (re.compile(r"\.(?:b?f16(?:x2)?)\b"), OpcodeClass.FLOAT16),
    (re.compile(r"\.[sub](?:8|16|32|64|128|16x2|8x4)\b"), OpcodeClass.INTEGER),
)
_PTX_ARITHMETIC = frozenset(
    ["add", "sub", "mul", "mad", "fma", "div", "abs", "neg", "min", "max", "set", "setp", "copysign", "testp", "bfma"]
)

_SASS_BY_ROOT: dict[str, OpcodeClass] = {
    root: kind
    for kind, roots in {
        OpcodeClass.MEMORY_GLOBAL: "LDG STG LDGSTS UBLKCP UBLKPF UBLKRED UTMALDG UTMASTG UTMAREDG UTMAPF CCTL CCTLL"
        " CCTLT LDGMC STGMC",
        OpcodeClass.MEMORY_SHARED: "LDS STS LDSM STSM STAS",
        OpcodeClass.MEMORY_LOCAL: "LDL STL",
        OpcodeClass.MEMORY_CONSTANT: "LDC ULDC LDCU",
        OpcodeClass.MEMORY_GENERIC: "LD ST QSPC",
        OpcodeClass.TEXTURE: "TEX TLD TLD4 TMML TXD TXQ TXA SULD SUST SUATOM SURED SUQUERY",
        OpcodeClass.ATOMIC: "ATOM ATOMG ATOMS RED REDG ATOMGMC REDAS",
        OpcodeClass.FLOAT16: "HADD2 HFMA2 HMUL2 HSET2 HSETP2 HMNMX2 HADD2_32I HFMA2_32I HMUL2_32I FHADD FHFMA",
        OpcodeClass.FLOAT32: "FADD FMUL FFMA FSETP FSET FSEL FMNMX FMNMX3 FCHK FSWZADD FADD32I FMUL32I FFMA32I FCMP"
        " FADD2 FMUL2 FFMA2 UFADD UFMUL UFFMA UFSETP UFSET UFSEL UFMNMX",
        OpcodeClass.FLOAT64: "DADD DMUL DFMA DSETP DMNMX DSET",
        OpcodeClass.TENSOR: "HMMA IMMA DMMA BMMA QMMA OMMA SMMA HGMMA IGMMA QGMMA BGMMA MOVM WARPGROUP UTCHMMA UTCIMMA"
        " UTCQMMA UTCOMMA UTCBAR UTCCP UTCSHIFT UTCATOMSWS LDT LDTM STT STTM",
        OpcodeClass.SPECIAL_FUNCTION: "MUFU RRO",
        OpcodeClass.CONVERSION: "F2F F2I I2F I2I F2FP I2FP F2IP I2IP FRND UF2F UF2FP UF2I UF2IP UI2F UI2FP UI2I UI2IP"
        " UFRND",
        OpcodeClass.INTEGER: "IADD IADD2 IADD3 IADD32I IADD64 IMAD IMADSP IMUL IMUL32I IABS ICMP IDP IDP4A IMNMX IMNMX3"
        " ISAD ISCADD ISCADD32I ISETP ISET IMMNMX LEA LOP LOP3 LOP32I SHF SHL SHR POPC FLO BREV BMSK BFE BFI SGXT XMAD"
        " VABSDIFF VABSDIFF4 VADD VIADD VIADDMNMX VIMNMX VIMNMX3 VHMNMX VSETP PLOP3 PSETP PSET PLOP CSETP CSET UIADD3"
        " UIMAD UIMUL UIABS UISETP UIMNMX ULEA ULOP ULOP3 ULOP32I USHF USHL USHR UPOPC UFLO UBREV UBMSK USGXT"
        " UPLOP3 UPSETP UVIADD UVIMNMX UIADD2 UIADD64 ULEPC",
        OpcodeClass.MOVE: "MOV MOV32I UMOV SEL USEL PRMT UPRMT S2R S2UR CS2R CS2UR R2UR UR2UP P2R R2P UP2UR UP2R"
        " R2B B2R LEPC GETLMEMBASE SETLMEMBASE",
        OpcodeClass.WARP: "SHFL VOTE VOTEU VOTE_VTG MATCH REDUX CREDUX UREDUX ELECT",
        OpcodeClass.BARRIER: "BAR DEPBAR LDGDEPBAR MEMBAR WARPSYNC SYNCS ERRBAR FENCE UCGABAR_ARV UCGABAR_WAIT ARRIVES"
        " ACQBULK ACQSHMINIT UTMACMDFLUSH UTMACCTL CGAERRBAR",
        OpcodeClass.CONTROL: "BRA BRX BRXU JMP JMX JMXU CALL RET EXIT BSSY BSYNC BREAK BMOV RPCMOV BPT KILL NANOSLEEP"
        " RTT WARPEXIT YIELD SSY SYNC PBK BRK PCNT CONT CAL PRET PEXIT JCAL USETMAXREG PREEXIT ENDCOLLECTIVE",
    }.items()
    for root in roots.split()
}


@functools.lru_cache(maxsize=16_384)
def ptx_class(opcode: str) -> OpcodeClass:
    """Of a PTX opcode with its modifiers, such as `ld.global.v4.f32`."""
    root, _, rest = opcode.partition(".")
    modifiers = rest.split(".")
    if root in _PTX_MEMORY:
        return _ptx_memory(root, modifiers)
    if root not in _PTX_ARITHMETIC:
        return _PTX_BY_ROOT.get(root, OpcodeClass.OTHER)
    if root == "div" and {"approx", "full"} & set(modifiers):
        return OpcodeClass.SPECIAL_FUNCTION
    return next((kind for pattern, kind in _PTX_BY_TYPE if pattern.search(opcode)), OpcodeClass.OTHER)


def _ptx_memory(root: str, modifiers: list[str]) -> OpcodeClass:
    if root == "cp":
        # Copies between shared and global memory; the two others wait for them.
        if {"commit_group", "wait_group", "wait_all", "mbarrier"} & set(modifiers):
            return OpcodeClass.BARRIER
        if "reduce" in modifiers:
            return OpcodeClass.ATOMIC
        return OpcodeClass.MEMORY_GLOBAL
    for modifier in modifiers:
        space = _SPACES.get(modifier.partition("::")[0])
        if space is not None:
            return space
    return OpcodeClass.MEMORY_GENERIC


@functools.lru_cache(maxsize=16_384)
def sass_class(opcode: str) -> OpcodeClass:
    """Of a SASS opcode with its modifiers, such as `LDG.E.128`. A multiply-add that only moves is a move."""
    root = opcode.partition(".")[0]
    if opcode.startswith(("IMAD.MOV", "UIMAD.MOV")):
        return OpcodeClass.MOVE
    return _SASS_BY_ROOT.get(root, OpcodeClass.OTHER)


def mix(histogram: Mapping[str, int], class_of: Callable[[str], OpcodeClass]) -> dict[str, int]:
    """Sums of a histogram of opcodes by class, sorted; classes without instructions are left out."""
    sums: dict[str, int] = {}
    for opcode, count in histogram.items():
        kind = str(class_of(opcode))
        sums[kind] = sums.get(kind, 0) + count
    return dict(sorted(sums.items()))
