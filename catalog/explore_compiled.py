"""Explains what was compiled: modules, functions, kernels, and the way from a kernel's source to its machine code."""

# ruff: noqa: S608 - what is formatted into these statements is our own; values are parameters

from __future__ import annotations

from warploom.catalog.answers import Answers, Section

PREFIXES = ("ir_", "if_", "gl_")
_HEAD_CHARACTERS = 2_000
_MAX_LINES = 400
"""Of one level of a kernel."""


def explain_compiled(answers: Answers, identity: str) -> list[Section]:
    """All that is known of a module, a function or a lowering."""
    if identity.startswith("ir_"):
        return _module(answers, identity)
    if identity.startswith("if_"):
        return _function(answers, identity)
    return _lowering(answers, identity)


def of_unit(answers: Answers, unit: str) -> list[Section]:
    """What a unit of source became."""
    return [
        *answers.of(
            "Compiled to",
            "SELECT row_id, symbol, target, arch, level, n_instructions, n_loops, structural_hash FROM ir_functions "
            "WHERE code_unit_id = ? ORDER BY target, arch, level, symbol, row_id",
            unit,
        ),
        *answers.of(
            "Lowered to",
            "SELECT row_id, symbol, arch, registers, shared_bytes, spill_store_bytes, occupancy FROM gpu_lowerings "
            "WHERE code_unit_id = ? ORDER BY arch, symbol, row_id",
            unit,
        ),
    ]


def of_file(answers: Answers, content: str) -> list[Section]:
    """What became of a file in compilers."""
    return [
        *answers.of(
            "Compiled to",
            "SELECT row_id, target, arch, level, coverage, headers, n_functions, n_kernels, n_instructions "
            "FROM ir_modules WHERE content_id = ? ORDER BY target, arch, level, row_id",
            content,
        ),
        *answers.of(
            "Attempts to compile it",
            "SELECT attempt_number, target, arch, level, coverage, outcome, reason, detail FROM compile_attempts "
            "WHERE source_file_id = 'sf_' || substr(?, length('swh:1:cnt:') + 1) ORDER BY attempt_number",
            content,
        ),
    ]


def _module(answers: Answers, identity: str) -> list[Section]:
    return [
        *answers.of(
            "Module",
            f"SELECT * EXCLUDE (text, bitcode, include_closure), left(text, {_HEAD_CHARACTERS}) AS text_head "
            "FROM ir_modules WHERE row_id = ?",
            identity,
        ),
        *answers.of(
            "Functions",
            "SELECT row_id, symbol, is_kernel, source_path, source_line, n_instructions, n_loops, code_unit_id "
            "FROM ir_functions WHERE ir_module_id = ? ORDER BY source_path, source_line, symbol",
            identity,
        ),
        *answers.of(
            "Includes",
            "SELECT c.path, c.kind, c.license_expression, c.contributed_code FROM ir_modules AS m, "
            "unnest(m.include_closure) AS u(c) WHERE m.row_id = ? ORDER BY c.kind, c.path",
            identity,
        ),
        *_attempts(answers, identity),
    ]


def _attempts(answers: Answers, module: str) -> list[Section]:
    return answers.of(
        "How it came about",
        "SELECT a.attempt_number, a.target, a.arch, a.level, a.coverage, a.outcome, a.reason, a.detail "
        "FROM compile_attempts AS a JOIN ir_modules AS m ON m.source_file_id = a.source_file_id "
        "WHERE m.row_id = ? AND a.target = m.target ORDER BY a.attempt_number",
        module,
    )


def _function(answers: Answers, identity: str) -> list[Section]:
    return [
        *answers.of(
            "Function",
            f"SELECT * EXCLUDE (text), left(text, {_HEAD_CHARACTERS}) AS text_head FROM ir_functions WHERE row_id = ?",
            identity,
        ),
        *answers.of(
            "Source",
            f"SELECT u.row_id, u.path, u.line_start, u.line_end, left(u.text, {_HEAD_CHARACTERS}) AS text_head "
            "FROM code_units AS u JOIN ir_functions AS f ON f.code_unit_id = u.row_id WHERE f.row_id = ?",
            identity,
        ),
        *answers.of(
            "Lowered to",
            "SELECT row_id, arch, registers, shared_bytes, spill_store_bytes, occupancy FROM gpu_lowerings "
            "WHERE ir_function_id = ? ORDER BY arch, row_id",
            identity,
        ),
    ]


def _lowering(answers: Answers, identity: str) -> list[Section]:
    levels = [
        section
        for title, column, lines in (
            ("Source", "text", None),
            ("NVVM IR", "nvvm_ir", "nvvm_lines"),
            ("PTX", "ptx", "ptx_lines"),
            ("Machine code", "sass", "sass_lines"),
        )
        for section in _level(answers, identity, title, column, lines)
    ]
    return [
        *answers.of(
            "Lowering",
            "SELECT row_id, symbol, repo_name, path, license_expression, redistributable, arch, "
            "registers, shared_bytes, local_bytes, spill_store_bytes, spill_load_bytes, constant_bytes, barriers, "
            "max_threads_per_block, has_dynamic_shared, occupancy_block, occupancy, occupancy_limiter, libdevice, assembly, linkage, "
            "assembler, disassembler, "
            "ptx_mix, sass_mix, code_unit_id, ir_function_id, ir_module_id FROM gpu_lowerings WHERE row_id = ?",
            identity,
        ),
        *levels,
    ]


def _level(answers: Answers, identity: str, title: str, column: str, lines: str | None) -> list[Section]:
    """The lines of one level with the source lines that they come from."""
    source_line = "NULL" if lines is None else f"list_filter({lines}, lambda m: m.line = i)[1].source_line"
    return answers.of(
        title,
        f"SELECT i AS line, {source_line} AS source_line, string_split({column}, chr(10))[i] AS {column} "
        f"FROM gpu_lowerings, unnest(range(1, len(string_split({column}, chr(10))) + 1)) AS u(i) "
        f"WHERE row_id = ? AND {column} IS NOT NULL ORDER BY i",
        identity,
        max_rows=_MAX_LINES,
    )
