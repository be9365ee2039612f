"""Resources are read from reports of old and new assemblers; what they do not say is null."""

from __future__ import annotations

from warploom.extractors.ir.ptxas_report import Resources, read_ptxas, read_res_usage, with_constant

NEW = """ptxas info    : 282 bytes gmem, 32 bytes cmem[4]
ptxas info    : Compiling entry function '_Z3onePf' for 'sm_80'
ptxas info    : Function properties for _Z3onePf
    48 bytes stack frame, 12 bytes spill stores, 20 bytes spill loads
ptxas info    : Used 30 registers, used 2 barriers, 64 bytes cumulative stack size, 1024 bytes smem, \
360 bytes cmem[0], 32 bytes cmem[2]
ptxas info    : Compile time = 1.873 ms
ptxas info    : Function properties for _Z4leaff
    8 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Compiling entry function '_Z3twov' for 'sm_80'
ptxas info    : Function properties for _Z3twov
    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Used 4 registers, used 0 barriers
"""

OLD = """ptxas info    : Compiling entry function '_Z3onePf' for 'sm_70'
ptxas info    : Used 12 registers, 2048+0 bytes smem, 380 bytes cmem[0]
"""

USAGE = """
Resource usage:
 Common:
  GLOBAL:10
 Function _Z3twov:
  REG:4 STACK:0 SHARED:0 LOCAL:0 CONSTANT[0]:536 CONSTANT[2]:8 TEXTURE:0 SURFACE:0 SAMPLER:0
 Function _Z4leaff:
  REG:0 STACK:0 SHARED:0 LOCAL:0 TEXTURE:0 SURFACE:0 SAMPLER:0
"""


def test_a_report_by_kernels() -> None:
    assert read_ptxas(NEW) == {
        "_Z3onePf": Resources(30, 1024, 48, 64, 12, 20, 2, {0: 360, 2: 32}),
        "_Z3twov": Resources(4, 0, 0, 0, 0, 0, 0, None),
    }


def test_what_an_old_assembler_does_not_say_is_null() -> None:
    assert read_ptxas(OLD) == {"_Z3onePf": Resources(12, 2048, None, None, None, None, None, {0: 380})}


def test_constant_banks_of_another_tool_fill_only_what_is_missing() -> None:
    usage = read_res_usage(USAGE)
    assert usage == {"_Z3twov": {0: 536, 2: 8}, "_Z4leaff": {}}
    one, two = read_ptxas(NEW).values()
    assert with_constant(two, usage.get("_Z3twov")).constant_bytes == {0: 536, 2: 8}
    assert with_constant(one, {0: 1}) == one
    assert with_constant(two, usage.get("away")) == two


def test_a_report_cut_short_or_out_of_order_invents_nothing() -> None:
    assert read_ptxas("") == {}
    assert read_ptxas("ptxas info    : Used 30 registers\n") == {}
    assert read_ptxas(NEW[: NEW.index("Used 30")]) == {}
    frame_alone = "    48 bytes stack frame, 12 bytes spill stores, 20 bytes spill loads\n"
    assert read_ptxas(frame_alone + OLD)["_Z3onePf"].stack_bytes is None
