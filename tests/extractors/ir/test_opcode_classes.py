"""Each opcode belongs to the class of the work that it does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.ir.opcode_classes import OpcodeClass, mix, ptx_class, sass_class


@pytest.mark.parametrize(
    ("opcode", "kind"),
    [
        ("ld.global.nc.v4.f32", "memory_global"),
        ("st.shared::cta.b32", "memory_shared"),
        ("ld.local.b64", "memory_local"),
        ("ld.const.f32", "memory_constant"),
        ("ld.param.b64", "memory_constant"),
        ("ld.volatile.b32", "memory_generic"),
        ("cp.async.cg.shared.global", "memory_global"),
        ("cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes", "memory_global"),
        ("cp.async.commit_group", "barrier"),
        ("cp.async.wait_group", "barrier"),
        ("cp.reduce.async.bulk.global.shared::cta.bulk_group.add.f32", "atomic"),
        ("atom.global.add.f32", "atomic"),
        ("red.shared.add.u32", "atomic"),
        ("add.f32", "float32"),
        ("fma.rn.f64", "float64"),
        ("fma.rn.f16x2", "float16"),
        ("mul.bf16", "float16"),
        ("setp.lt.f32", "float32"),
        ("setp.lt.s64", "integer"),
        ("mad.lo.s32", "integer"),
        ("mul.wide.u32", "integer"),
        ("min.s16x2", "integer"),
        ("lop3.b32", "integer"),
        ("addc.cc.u32", "integer"),
        ("div.rn.f32", "float32"),
        ("div.full.f32", "special_function"),
        ("div.s32", "integer"),
        ("rsqrt.approx.f32", "special_function"),
        ("cvt.rn.f32.s32", "conversion"),
        ("mov.u32", "move"),
        ("cvta.to.global.u64", "move"),
        ("selp.b32", "move"),
        ("shfl.sync.bfly.b32", "warp"),
        ("bar.sync", "barrier"),
        ("mbarrier.try_wait.parity.shared.b64", "barrier"),
        ("wmma.mma.sync.aligned.row.col.m16n16k16.f32.f32", "tensor"),
        ("ldmatrix.sync.aligned.m8n8.x4.shared.b16", "tensor"),
        ("tex.2d.v4.f32.f32", "texture"),
        ("bra.uni", "control"),
        ("ret", "control"),
        ("unheardof.f32", "other"),
    ],
)
def test_ptx(opcode: str, kind: str) -> None:
    assert ptx_class(opcode) == kind


@pytest.mark.parametrize(
    ("opcode", "kind"),
    [
        ("LDG.E.128.CONSTANT", "memory_global"),
        ("LDGSTS.E.BYPASS.128", "memory_global"),
        ("STS.64", "memory_shared"),
        ("LDSM.16.M88.4", "memory_shared"),
        ("STL", "memory_local"),
        ("ULDC.64", "memory_constant"),
        ("LD.E", "memory_generic"),
        ("RED.E.ADD.STRONG.GPU", "atomic"),
        ("ATOMS.POPC.INC.32", "atomic"),
        ("FFMA", "float32"),
        ("DFMA", "float64"),
        ("HFMA2.MMA", "float16"),
        ("HMMA.16816.F32", "tensor"),
        ("MUFU.RSQ", "special_function"),
        ("IMAD.WIDE.U32", "integer"),
        ("IMAD.MOV.U32", "move"),
        ("ISETP.GE.AND", "integer"),
        ("F2I.F64", "conversion"),
        ("S2R", "move"),
        ("SHFL.BFLY", "warp"),
        ("BAR.SYNC.DEFER_BLOCKING", "barrier"),
        ("BRA", "control"),
        ("NOP", "other"),
        ("UNHEARDOF", "other"),
    ],
)
def test_sass(opcode: str, kind: str) -> None:
    assert sass_class(opcode) == kind


OPCODES = st.sampled_from(["add.f32", "ld.global.f32", "bra", "FADD", "LDG.E", "NOP", "", ".", "unheardof"])


@given(st.dictionaries(OPCODES, st.integers(1, 1000)))
def test_a_mix_counts_every_instruction_once(histogram: dict[str, int]) -> None:
    for class_of in (ptx_class, sass_class):
        found = mix(histogram, class_of)
        assert sum(found.values()) == sum(histogram.values())
        assert list(found) == sorted(found)
        assert set(found) <= set(OpcodeClass)
