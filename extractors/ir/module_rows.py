"""Turns attempts into rows: modules with what they hold, functions joined to units of source, kernels' lowerings."""

from __future__ import annotations

import dataclasses
import hashlib
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from warploom.extractors.ir.attempts import Attempt
from warploom.extractors.ir.code_view import CodeView, UnitPlace
from warploom.extractors.ir.compile_request import Target
from warploom.extractors.ir.contributions import GENERATED, RUST_LIBRARY, Contributions, contributions, is_foreign
from warploom.extractors.ir.foreign_modules import read_in_child
from warploom.extractors.ir.line_map import LineMap
from warploom.extractors.ir.lowering import KernelLowering, LoweringTools, ModuleLowering, ptx_name
from warploom.extractors.ir.module_facts import FunctionFacts, ModuleFacts
from warploom.extractors.ir.printed_module import LLVM_MAJOR
from warploom.extractors.toolchains.tool import Tool
from warploom.schemas.identity import code_unit_id, ir_module_id
from warploom.schemas.ir import COMPILE_ATTEMPTS_OF_FILES, COMPILED_FUNCTIONS, COMPILED_KERNELS, COMPILED_MODULES
from warploom.schemas.reject import Reject


@dataclass(frozen=True, slots=True)
class Lowered:
    """What became of a device module on one device, and with which tools."""

    arch: str
    module: ModuleLowering
    tools: LoweringTools


Lower = Callable[[Attempt, ModuleFacts], Iterable[Lowered]]
"""Lowers the kernels of a device module."""


class ModuleRows:
    """Rows of one repository, collected file by file."""

    def __init__(self, view: CodeView, license_tiers: Sequence[str]) -> None:
        self._view, self._tiers = view, license_tiers
        self._unlowered: list[Attempt] = []
        """Of the file at hand: devices that its module could not be lowered for."""
        self._rows: dict[str, list[dict[str, Any]]] = {
            table.name: []
            for table in (COMPILED_MODULES, COMPILED_FUNCTIONS, COMPILED_KERNELS, COMPILE_ATTEMPTS_OF_FILES)
        }

    def add(self, occurrence: str, path: str, attempts: Sequence[Attempt], lower: Lower) -> int:
        """Add a file, with its kernels as `lower` lowers them; how many modules it became."""
        n_before = len(self._rows[COMPILED_MODULES.name])
        self._unlowered = []
        for number, attempt in enumerate(attempts):
            module = None
            if attempt.is_compiled and not attempt.is_superseded:
                attempt, module = self._module(occurrence, path, attempt, lower)
            row = attempt.row(occurrence, number, module)
            self._rows[COMPILE_ATTEMPTS_OF_FILES.name].append(row)
        for number, attempt in enumerate(self._unlowered, len(attempts)):
            self._rows[COMPILE_ATTEMPTS_OF_FILES.name].append(attempt.row(occurrence, number, None))
        return len(self._rows[COMPILED_MODULES.name]) - n_before

    def _module(self, occurrence: str, path: str, attempt: Attempt, lower: Lower) -> tuple[Attempt, str | None]:
        """The attempt as it is to be told, and the id of the module; none where it may not be kept."""
        facts = read_in_child(attempt.bitcode, self._is_own)
        if isinstance(facts, Reject):
            return dataclasses.replace(attempt, outcome="failed", reason="bitcode", detail=facts.detail), None
        defines = any(unit.kind in _DEFINING for unit in self._view.units(path))
        if facts.n_functions == 0 and (defines or attempt.variant.coverage != "whole"):
            # all of it was blanked out, or stands behind conditions that nobody has set
            return dataclasses.replace(attempt, outcome="failed", reason="nothing_left", detail=None), None
        defining = frozenset(map(self._named, facts.contributing_files))
        judged = contributions(path, attempt.read, defining, self._view)
        attempt = dataclasses.replace(attempt, headers="stub" if judged.has_stubs else "real")
        refusal = self._refusal(judged)
        if refusal is not None:
            reason, detail = refusal
            return dataclasses.replace(attempt, outcome="refused", reason=reason, detail=detail), None
        assert attempt.tool is not None  # noqa: S101 - it compiled
        identity = ir_module_id(self._view.content_id(path), attempt.tool.digest, (*attempt.argv, attempt.unit))
        told = attempt.row(occurrence, 0, None)
        names = [name for name in COMPILED_MODULES.schema.names if name in told]
        self._rows[COMPILED_MODULES.name].append(
            {
                **{name: told[name] for name in names},
                "ir_module_id": identity,
                "license_expression": judged.license_expression,
                "license_tier": judged.license_tier,
                "redistributable": not judged.vendors,
                "include_closure": judged.closure,
                "llvm_major": LLVM_MAJOR,
                "triple": facts.triple,
                "n_functions": facts.n_functions,
                "n_declarations": facts.n_declarations,
                "n_globals": facts.n_globals,
                "n_kernels": facts.n_kernels,
                **_code_facts(facts),
                "stripped_sha256": facts.stripped_sha256,
                "is_verified": facts.is_verified,
                "text": facts.text,
                "bitcode": attempt.bitcode,
                "bitcode_sha256": hashlib.sha256(attempt.bitcode).hexdigest(),
                "bitcode_bytes": len(attempt.bitcode),
            }
        )
        units = self._functions(occurrence, identity, facts)
        if attempt.request.target is Target.NVPTX:
            functions = {ptx_name(function.symbol): function for function in facts.functions}
            for lowered in lower(attempt, facts):
                for lowering in lowered.module.kernels:
                    function = functions[lowering.symbol]
                    place = units.get(function.symbol)
                    self._kernel(occurrence, identity, lowering, lowered.tools, function, place)
                if lowered.module.failure is not None:
                    self._unlowered.append(_unlowered(attempt, lowered))
        return attempt, identity

    def _refusal(self, judged: Contributions) -> tuple[str, str] | None:
        if judged.unknown:
            return "license_unknown", judged.unknown[0]
        if judged.license_tier not in self._tiers:
            return "license_not_allowed", judged.license_expression or ""
        return None

    def _kernel(
        self,
        occurrence: str,
        module: str,
        lowering: KernelLowering,
        tools: LoweringTools,
        function: FunctionFacts,
        place: tuple[str, UnitPlace] | None,
    ) -> None:
        resources, occupancy = lowering.resources, lowering.occupancy
        self._rows[COMPILED_KERNELS.name].append(
            {
                "occurrence_id": occurrence,
                "ir_module_id": module,
                "symbol": function.symbol,
                **self._unit_columns(place),
                "text": None if place is None else self._text(*place),
                "lowering_arch": lowering.arch,
                "nvvm_ir": lowering.nvvm_ir,
                "ptx": lowering.ptx,
                "sass": lowering.sass,
                "registers": None if resources is None else resources.registers,
                "shared_bytes": None if resources is None else resources.shared_bytes,
                "local_bytes": None if resources is None else resources.stack_bytes,
                "spill_store_bytes": None if resources is None else resources.spill_store_bytes,
                "spill_load_bytes": None if resources is None else resources.spill_load_bytes,
                "constant_bytes": None if resources is None else (resources.constant_bytes or {}).get(0),
                "barriers": None if resources is None else resources.barriers,
                "ptx_histogram": histogram(lowering.ptx_histogram),
                "sass_histogram": histogram(lowering.sass_histogram or {}),
                "ptx_mix": histogram(lowering.ptx_mix),
                "sass_mix": histogram(lowering.sass_mix or {}),
                "nvvm_lines": [] if lowering.nvvm_ir is None else self._ir_lines(lowering.nvvm_ir, function),
                "ptx_lines": _lines(lowering.ptx_lines),
                "sass_lines": _lines(lowering.sass_lines),
                "sass_ptx_lines": [{"sass_line": a, "ptx_line": b} for a, b in lowering.sass_ptx_lines or ()],
                "max_threads_per_block": lowering.block_threads,
                "has_dynamic_shared": lowering.has_dynamic_shared,
                "occupancy_block": None if occupancy is None else occupancy.block_threads,
                "occupancy": None if occupancy is None else occupancy.occupancy,
                "occupancy_limiter": None if occupancy is None else str(occupancy.limiter),
                "libdevice": str(lowering.libdevice),
                "assembly": str(lowering.assembly),
                "linkage": None if lowering.linkage is None else str(lowering.linkage),
                "assembler": _version(tools.ptxas),
                "disassembler": _version(tools.nvdisasm),
            }
        )

    def _unit_columns(self, place: tuple[str, UnitPlace] | None) -> dict[str, str | None]:
        if place is None:
            return {"code_unit_id": None, "unit_content_id": None}
        path, unit = place
        content = self._view.content_id(path)
        identity = code_unit_id(content, unit.kind, unit.byte_start, unit.byte_end)
        return {"code_unit_id": identity, "unit_content_id": content}

    def _text(self, path: str, unit: UnitPlace) -> str:
        return self._view.texts()[path][unit.byte_start : unit.byte_end].decode("utf-8", "replace")

    def _functions(self, occurrence: str, module: str, facts: ModuleFacts) -> dict[str, tuple[str, UnitPlace]]:
        """Add the functions; the units that they come from, by symbol."""
        places: dict[str, tuple[str, UnitPlace]] = {}
        for function in facts.functions:
            source = self._named(function.source_file) if function.source_file else None
            if source is None or source not in self._view.texts():  # a kernel out of a library's template
                continue
            unit = self._unit(source, function)
            if unit is not None:
                places[function.symbol] = (source, unit)
            self._rows[COMPILED_FUNCTIONS.name].append(
                {
                    "occurrence_id": occurrence,
                    "ir_module_id": module,
                    "symbol": function.symbol,
                    "linkage": function.linkage,
                    "is_kernel": function.is_kernel,
                    "source_path": source,
                    "source_line": function.source_line,
                    "callees": function.callees,
                    "memory_accesses": [{"address_space": s, "n": n} for s, n in sorted(function.accesses.items())],
                    **self._unit_columns(places.get(function.symbol)),
                    "text": function.text,
                    **_code_facts(function),
                }
            )
        return places

    def _is_own(self, source: str | None) -> bool:
        """Whether the debug information names a file of the repository: functions of all others become no rows."""
        return source is not None and source != "" and self._named(source) in self._view.texts()

    def _unit(self, path: str, function: FunctionFacts) -> UnitPlace | None:
        """The smallest unit around the line where the function begins."""
        line = function.source_line
        if line is None:
            return None
        around = [u for u in self._view.units(path) if u.kind in _DEFINING and u.line_start <= line <= u.line_end]
        return min(around, key=lambda unit: unit.byte_end - unit.byte_start, default=None)

    def _ir_lines(self, text: str, function: FunctionFacts) -> list[dict[str, Any]]:
        """The line map of a function's text: its instructions begin with two spaces, what continues them with more."""
        path = self._named(function.source_file) if function.source_file else None
        at = [n for n, line in enumerate(text.split("\n"), 1) if _INSTRUCTION.match(line)]
        if len(at) != len(function.instruction_lines):
            raise ValueError(f"{function.symbol}: {len(at)} lines hold {len(function.instruction_lines)} instructions")
        pairs = zip(at, function.instruction_lines, strict=True)
        return [{"line": n, "path": path, "source_line": line} for n, line in pairs if line and path is not None]

    def _named(self, source: str) -> str:
        """A file of the debug information by the name that it has in a closure."""
        if is_foreign(source):  # as `#line` has it, of a machine that nobody knows
            return GENERATED + source.lstrip("/")
        if source.startswith("/"):
            return source
        name = posixpath.normpath(source)
        if name in self._view.texts():
            return name
        # Rust's standard library is named relative to a directory of its builders
        is_library = name.startswith("library/") and name.endswith(".rs")
        return RUST_LIBRARY + name.removeprefix("library/") if is_library else GENERATED + name

    def batches(self) -> tuple[pa.RecordBatch, ...]:
        """The rows as batches of the stage's tables."""
        tables = (COMPILED_MODULES, COMPILED_FUNCTIONS, COMPILED_KERNELS, COMPILE_ATTEMPTS_OF_FILES)
        return tuple(table.batch(self._rows[table.name]) for table in tables)


def _unlowered(attempt: Attempt, lowered: Lowered) -> Attempt:
    """The attempt to lower a module, as it is to be told."""
    request = dataclasses.replace(attempt.request, arch=lowered.arch, level="O3")
    said = lowered.module.steps[-1].message if lowered.module.steps else ""
    return Attempt(
        request,
        attempt.variant,
        "failed",
        lowered.tools.clang,
        reason=f"lowering_{lowered.module.failure}",
        detail=said.splitlines()[0][:200] if said else None,
        headers=attempt.headers,
    )


def _lines(lines: LineMap | None) -> list[dict[str, Any]]:
    if lines is None:
        return []
    return [{"line": at, "path": lines.files[file], "source_line": line} for at, file, line in lines.entries]


_INSTRUCTION = re.compile(r"  [^\s\]]")


def _version(tool: Tool | None) -> str | None:
    return None if tool is None else f"{tool.name} {tool.version}"


_DEFINING = frozenset({"function", "kernel", "program"})


def _code_facts(facts: ModuleFacts | FunctionFacts) -> dict[str, Any]:
    return {
        "n_basic_blocks": facts.n_blocks,
        "n_instructions": facts.n_instructions,
        "instruction_histogram": histogram(facts.histogram),
        "n_calls": facts.calls.total,
        "n_indirect_calls": facts.calls.indirect,
        "n_intrinsic_calls": facts.calls.intrinsic,
        "n_inline_asm": facts.calls.inline_asm,
        "n_loops": facts.n_loops,
        "max_loop_depth": facts.max_loop_depth,
        "vector_width_bits": facts.vector_bits,
        "structural_hash": facts.structural_hash,
    }


def histogram(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Rows of `HISTOGRAM`, the most frequent first."""
    return [{"opcode": opcode, "n": n} for opcode, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
