"""Kernels lowered for real: what was measured agrees with the code, what was not is null, what fails is said."""

from __future__ import annotations

import dataclasses
import signal
from pathlib import Path

import llvmlite.binding as llvm
import pytest

from tests.extractors.ir.device_code import KERNELS, SPILLING, bitcode_of, line_of, needed
from tests.extractors.ir.direct_runner import DirectRunner
from warploom.extractors.ir.assembling import Assembly, Linkage
from warploom.extractors.ir.lowering import (
    KernelLowering,
    Libdevice,
    LoweringFailure,
    LoweringTools,
    ModuleLowering,
    lower,
)
from warploom.extractors.ir.running import StepOutcome
from warploom.extractors.toolchains.places import Places
from warploom.extractors.toolchains.tool import Tool
from warploom.schemas.errors import UsageError

ADD, REDUCE, SINE, TALK, DYNAMIC = "_Z3addPKfS0_Pfi", "_Z6reducePKfPf", "_Z4sinePd", "_Z4talkPi", "_Z7dynamicPi"
LIMIT_S = 60.0


def all_tools() -> LoweringTools:
    return LoweringTools(*map(needed, ("clang", "ptxas", "nvdisasm", "cuobjdump", "libdevice")))


def lowered(tmp_path: Path, source: str, tools: LoweringTools, arch: str = "sm_80") -> dict[str, KernelLowering]:
    bitcode = bitcode_of(source)
    module = llvm.parse_bitcode(bitcode, llvm.create_context())  # in a shared one, names of types depend on the past
    texts = {f.name: str(f) for f in module.functions if not f.is_declaration}
    runner = DirectRunner(tmp_path / "place")
    found = lower(bitcode, arch, tools=tools, runner=runner, limits=LIMIT_S, module_text=str(module), ir_texts=texts)
    assert found.failure is None, found.steps
    assert list(runner.scratch.iterdir()) == []
    return {k.symbol: k for k in found.kernels}


@pytest.fixture(scope="module")
def wheels_only(tmp_path_factory: pytest.TempPathFactory) -> dict[str, KernelLowering]:
    bitcode_of(KERNELS)
    return lowered(tmp_path_factory.mktemp("wheels"), KERNELS, LoweringTools(needed("clang")))


@pytest.fixture(scope="module")
def complete(tmp_path_factory: pytest.TempPathFactory) -> dict[str, KernelLowering]:
    return lowered(tmp_path_factory.mktemp("complete"), KERNELS, all_tools())


def test_clang_alone_gives_the_ptx_of_every_kernel(wheels_only: dict[str, KernelLowering]) -> None:
    assert set(wheels_only) == {ADD, REDUCE, SINE, TALK, DYNAMIC}
    for symbol, kernel in wheels_only.items():
        assert kernel.ptx is not None
        assert f".entry {symbol}(" in kernel.ptx
        assert 1 == kernel.ptx.count(".entry ")
        assert ".target sm_80" in kernel.ptx
        assert kernel.nvvm_ir is not None
        assert f"@{symbol}(" in kernel.nvvm_ir


def test_what_was_not_measured_is_null(wheels_only: dict[str, KernelLowering]) -> None:
    for kernel in wheels_only.values():
        assert (kernel.assembly, kernel.linkage, kernel.resources) == (Assembly.NO_ASSEMBLER, None, None)
        assert (kernel.sass, kernel.sass_lines, kernel.sass_ptx_lines) == (None, None, None)
        assert (kernel.sass_histogram, kernel.sass_mix, kernel.occupancy) == (None, None, None)


def test_a_kernel_carries_the_functions_that_it_calls_and_no_others(wheels_only: dict[str, KernelLowering]) -> None:
    reduce, add = wheels_only[REDUCE], wheels_only[ADD]
    assert reduce.ptx is not None
    assert add.ptx is not None
    assert ".func  (.param .b32 func_retval0) _Z6polishfi(" in reduce.ptx
    assert "polish" not in add.ptx
    assert "fma.rn.f32" in reduce.ptx_histogram
    assert "fma.rn.f32" not in add.ptx_histogram


def test_the_mix_counts_what_the_code_says(wheels_only: dict[str, KernelLowering]) -> None:
    mix = wheels_only[ADD].ptx_mix
    assert (mix["memory_global"], mix["float32"], mix["memory_constant"]) == (3, 1, 4)
    assert sum(mix.values()) == sum(wheels_only[ADD].ptx_histogram.values())
    assert wheels_only[REDUCE].ptx_mix["barrier"] == wheels_only[REDUCE].ptx_histogram["bar.sync"] > 1


def test_lines_of_ptx_and_ir_lead_to_the_source(wheels_only: dict[str, KernelLowering]) -> None:
    add = wheels_only[ADD]
    statement = line_of(KERNELS, "c[i] = a[i]")
    assert add.ptx is not None
    assert add.ptx_lines is not None
    assert add.nvvm_ir is not None
    assert add.nvvm_lines is not None
    assert add.ptx_lines.files == add.nvvm_lines.files == ("src/kernels.cu",)
    by_ptx = {line: source for line, _, source in add.ptx_lines.entries}
    by_ir = {line: source for line, _, source in add.nvvm_lines.entries}
    found = [by_ptx[at] for at, text in enumerate(add.ptx.splitlines(), start=1) if "add.f32" in text or "st.g" in text]
    assert found == [statement, statement]
    assert [by_ir[at] for at, text in enumerate(add.nvvm_ir.splitlines(), start=1) if "fadd" in text] == [statement]


def test_no_path_of_this_machine_is_in_any_text(complete: dict[str, KernelLowering], tmp_path: Path) -> None:
    for kernel in complete.values():
        for text in (kernel.ptx, kernel.sass, kernel.nvvm_ir):
            assert text is not None
            assert f"/{tmp_path.parts[1]}/" not in text


def test_launch_bounds_and_dynamic_shared_memory_are_read(wheels_only: dict[str, KernelLowering]) -> None:
    assert {k.symbol: k.block_threads for k in wheels_only.values() if k.block_threads} == {REDUCE: 256}
    assert [k.symbol for k in wheels_only.values() if k.has_dynamic_shared] == [DYNAMIC]


def test_without_libdevice_calls_to_it_stay_open(wheels_only: dict[str, KernelLowering]) -> None:
    assert {k.symbol for k in wheels_only.values() if k.libdevice is Libdevice.EXTERNAL} == {SINE}
    assert "__nv_sin" in (wheels_only[SINE].ptx or "")


def test_all_levels_of_a_kernel(complete: dict[str, KernelLowering]) -> None:
    assert {k.assembly for k in complete.values()} == {Assembly.DONE}
    assert {k.linkage for k in complete.values()} == {Linkage.WHOLE_PROGRAM}
    add, reduce = complete[ADD], complete[REDUCE]
    assert add.sass is not None
    assert add.sass_mix is not None
    assert (add.sass_mix["memory_global"], add.sass_mix["float32"]) == (3, 1)
    assert "FADD" in add.sass
    assert "NOP" not in add.sass
    assert reduce.resources is not None
    assert (reduce.resources.shared_bytes, reduce.resources.barriers) == (1024, 1)
    assert reduce.occupancy is not None
    assert (reduce.occupancy.block_threads, reduce.occupancy.occupancy) == (256, 1.0)
    assert reduce.sass_histogram is not None
    assert "FFMA" in reduce.sass_histogram, "the device function is in the kernel's section"


def test_sass_leads_to_ptx_and_both_to_the_same_line_of_the_source(complete: dict[str, KernelLowering]) -> None:
    add = complete[ADD]
    assert add.sass is not None
    assert add.ptx is not None
    assert add.sass_lines is not None
    assert add.sass_ptx_lines is not None
    (fadd,) = [at for at, text in enumerate(add.sass.splitlines(), start=1) if "FADD" in text]
    sources = {line: source for line, _, source in add.sass_lines.entries}
    assert sources[fadd] == line_of(KERNELS, "c[i] = a[i]")
    assert "add.f32" in add.ptx.splitlines()[dict(add.sass_ptx_lines)[fadd] - 1]
    assert add.sass_lines.files == ("src/kernels.cu",)


def test_libdevice_is_linked_where_it_is_needed_and_only_there(
    complete: dict[str, KernelLowering], tmp_path: Path
) -> None:
    opened = lowered(tmp_path, KERNELS, dataclasses.replace(all_tools(), libdevice=None))
    assert {s for s, k in complete.items() if k.libdevice is Libdevice.LINKED} == {SINE}
    assert {s for s, k in opened.items() if k.libdevice is Libdevice.EXTERNAL} == {SINE}
    assert "call.uni (retval0), __nv_sin" in (opened[SINE].ptx or "")
    assert "call.uni (retval0), __nv_sin" not in (complete[SINE].ptx or "")
    assert opened[SINE].linkage is Linkage.RELOCATABLE
    assert opened[SINE].resources is not None
    assert opened[SINE].occupancy is None, "its registers are not final"
    for symbol in (ADD, REDUCE, DYNAMIC):
        assert complete[symbol].sass == opened[symbol].sass
        assert complete[symbol].resources == opened[symbol].resources


def test_spills_are_measured(tmp_path: Path) -> None:
    (spill,) = lowered(tmp_path, SPILLING, all_tools()).values()
    assert spill.resources is not None
    assert spill.resources.registers <= 32
    assert (spill.resources.spill_store_bytes or 0) > 0
    assert (spill.resources.spill_load_bytes or 0) > 0
    assert spill.sass_mix is not None
    assert spill.sass_mix["memory_local"] > 0


def test_constant_banks_are_told_where_the_assembler_is_silent(tmp_path: Path) -> None:
    add = lowered(tmp_path, KERNELS, all_tools(), "sm_90")[ADD]
    assert add.resources is not None
    assert (add.resources.constant_bytes or {}).get(0, 0) > 28


def test_the_same_bytes_from_another_place(complete: dict[str, KernelLowering], tmp_path: Path) -> None:
    assert lowered(tmp_path / "elsewhere/deep", KERNELS, all_tools()) == complete


def test_tools_are_those_of_the_registry_and_clang_is_a_must() -> None:
    with pytest.raises(UsageError, match="no clang"):
        LoweringTools.found(Places((), (), (), ()))
    clang = needed("clang")
    assert LoweringTools.found().clang == clang
    assert LoweringTools.found(with_libdevice=False).libdevice is None


def script(folder: Path, name: str, text: str) -> Tool:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return Tool(name, "1.0", "0" * 64, path, prefixes=(folder,))


def run_with(tmp_path: Path, tools: LoweringTools, bitcode: bytes = b"BC", limit_s: float = 5.0) -> ModuleLowering:
    return lower(bitcode, "sm_80", tools=tools, runner=DirectRunner(tmp_path / "place"), limits=limit_s)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("exit 1", StepOutcome.FAILED),
        ("exit 139", StepOutcome.CRASHED),
        ("kill -SEGV $$", StepOutcome.CRASHED),
        ("exec sleep 60", StepOutcome.TIMED_OUT),
    ],
)
def test_a_compiler_that_ends_badly_leaves_a_reason(tmp_path: Path, text: str, outcome: StepOutcome) -> None:
    found = run_with(tmp_path, LoweringTools(script(tmp_path, "clang", text)), limit_s=1.0)
    assert (found.kernels, found.failure) == ((), LoweringFailure.COMPILER)
    assert [s.outcome for s in found.steps] == [outcome]


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("exit 0", LoweringFailure.NO_OUTPUT),
        (": > ../scratch/lowered.ptx", LoweringFailure.NO_OUTPUT),
        ("ln -s /etc/passwd ../scratch/lowered.ptx", LoweringFailure.NO_OUTPUT),
        ("mkfifo ../scratch/lowered.ptx", LoweringFailure.NO_OUTPUT),
        ("printf '\\377\\376' > ../scratch/lowered.ptx", LoweringFailure.MALFORMED_PTX),
        ("echo '.entry {' > ../scratch/lowered.ptx", LoweringFailure.MALFORMED_PTX),
    ],
)
def test_output_that_is_none_leaves_a_reason(tmp_path: Path, text: str, failure: LoweringFailure) -> None:
    found = run_with(tmp_path, LoweringTools(script(tmp_path, "clang", text)))
    assert (found.kernels, found.failure) == ((), failure)
    assert [s.outcome for s in found.steps] == [StepOutcome.DONE]


def test_nothing_is_written_through_a_link_that_a_program_left(tmp_path: Path) -> None:
    (tmp_path / "own").write_text("mine")
    tools = LoweringTools(
        script(tmp_path, "clang", f"{copying(tmp_path, PTX)}; ln -s {tmp_path / 'own'} ../scratch/kernels.ptx"),
        script(tmp_path, "ptxas", "exit 0"),
    )
    assert {k.assembly for k in run_with(tmp_path, tools).kernels} == {Assembly.DONE}
    assert (tmp_path / "own").read_text() == "mine"


def test_a_message_names_no_directory_of_the_machine(tmp_path: Path) -> None:
    found = run_with(tmp_path, LoweringTools(script(tmp_path, "clang", 'echo "$0: bad" >&2; exit 1')))
    assert found.steps[0].message == "<clang>: bad"


PTX = """.version 8.8
.target sm_80
.address_size 64
.visible .entry first() { ret; }
.visible .entry second() { trap; }
.visible .entry third() { exit; }
"""


def copying(tmp_path: Path, ptx: str) -> str:
    """A command that answers with a PTX module."""
    (tmp_path / "module.ptx").write_text(ptx)
    return f"cp {tmp_path / 'module.ptx'} ../scratch/lowered.ptx"


def fake_clang(tmp_path: Path, ptx: str = PTX) -> Tool:
    return script(tmp_path, "clang", copying(tmp_path, ptx))


def test_one_kernel_that_the_assembler_refuses_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    refusing = (
        "grep -q trap ../scratch/kernels.ptx && exit 255\n"
        "for name in first third; do grep -q $name ../scratch/kernels.ptx && {\n"
        "echo \"ptxas info    : Compiling entry function '$name' for 'sm_80'\"\n"
        'echo "ptxas info    : Used 7 registers"; }; done >&2\nexit 0'
    )
    found = run_with(tmp_path, LoweringTools(fake_clang(tmp_path), script(tmp_path, "ptxas", refusing)))
    assert {k.symbol: k.assembly for k in found.kernels} == {
        "first": Assembly.DONE,
        "second": Assembly.FAILED,
        "third": Assembly.DONE,
    }
    assert [k.resources.registers for k in found.kernels if k.resources] == [7, 7]
    assert all(k.ptx is not None for k in found.kernels)


def test_an_assembler_that_never_ends_is_not_waited_for_again_and_again(tmp_path: Path) -> None:
    tools = LoweringTools(fake_clang(tmp_path), script(tmp_path, "ptxas", "exec sleep 60"))
    found = run_with(tmp_path, tools, limit_s=0.5)
    assert [k.assembly for k in found.kernels] == [Assembly.TIMED_OUT, Assembly.TIMED_OUT, Assembly.NOT_TRIED]
    assert [s.outcome for s in found.steps if s.tool == "ptxas"] == [StepOutcome.TIMED_OUT] * 3


def test_an_assembler_that_does_not_know_the_architecture_is_asked_once(tmp_path: Path) -> None:
    saying = "echo \"ptxas fatal   : Value 'sm_80' is not defined for option 'gpu-name'\" >&2; exit 1"
    found = run_with(tmp_path, LoweringTools(fake_clang(tmp_path), script(tmp_path, "ptxas", saying)))
    assert {k.assembly for k in found.kernels} == {Assembly.UNKNOWN_ARCH}
    assert [s.tool for s in found.steps] == ["clang", "ptxas"]


def test_a_crash_of_the_assembler_is_told_with_its_signal(tmp_path: Path) -> None:
    tools = LoweringTools(fake_clang(tmp_path), script(tmp_path, "ptxas", "kill -SEGV $$"))
    found = run_with(tmp_path, tools)
    assert {k.assembly for k in found.kernels} == {Assembly.FAILED}
    assert {s.signal for s in found.steps if s.tool == "ptxas"} == {signal.SIGSEGV}


def test_a_kernel_too_long_to_keep_is_measured_all_the_same(tmp_path: Path) -> None:
    body = "\tadd.s32 %r1, %r1, 1;\n" * 20_000
    head = ".version 8.8\n.target sm_80\n"
    clang = fake_clang(
        tmp_path, f"{head}.entry long() {{\n.reg .b32 %r<2>;\n{body}ret; }}\n.entry short() {{ ret; }}\n"
    )
    long, short = run_with(tmp_path, LoweringTools(clang)).kernels
    assert (long.ptx, long.ptx_lines) == (None, None)
    assert long.ptx_histogram == {"add.s32": 20_000, "ret": 1}
    assert short.ptx is not None


def test_damaged_bitcode_is_a_failure_and_not_an_exception(tmp_path: Path) -> None:
    good = bitcode_of(KERNELS)
    clang = needed("clang")
    for at in (0, 40, len(good) // 2):
        damaged = good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :]
        found = run_with(tmp_path / str(at), LoweringTools(clang), damaged, LIMIT_S)
        assert found.failure is not None or found.kernels


@pytest.mark.parametrize("arch", ["", "sm_80 -o /etc/passwd", "x86_64", "sm_8", "compute_80"])
def test_what_is_no_architecture_is_refused(tmp_path: Path, arch: str) -> None:
    tools = LoweringTools(script(tmp_path, "clang", ""))
    with pytest.raises(UsageError, match="no NVIDIA architecture"):
        lower(b"", arch, tools=tools, runner=DirectRunner(tmp_path / "p"), limits=1)
