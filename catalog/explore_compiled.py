"""Explains what was compiled: modules, functions, kernels, and the way from a kernel's source to its machine code."""

# ruff: noqa: S608 - what is formatted into these statements is our own; values are parameters

from __future__ import annotations

import shlex
import textwrap

import pyarrow as pa

from warploom.catalog.answers import Answers, Section
from warploom.catalog.kernel_levels import kernel_levels, listing

PREFIXES = ("ir_", "if_", "gl_")
_HEAD_CHARACTERS = 4_000
"""Of a module's text."""
_COMMAND_WIDTH = 78
_ATTEMPT = (
    "a.attempt_number AS attempt, a.target, a.level, a.coverage, a.outcome, "
    "a.reason || coalesce(': ' || a.detail, '') AS reason, "
    "CASE WHEN len(a.diagnostics) > 0 "
    "THEN a.diagnostics[1].path || ':' || a.diagnostics[1].line || ': ' || a.diagnostics[1].message "
    "END AS first_error"
)


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
            "SELECT row_id, target, arch, level, n_instructions FROM ir_functions "
            "WHERE code_unit_id = ? ORDER BY target, arch, level, symbol, row_id",
            unit,
        ),
        *answers.of(
            "Lowered to",
            "SELECT row_id, arch, registers, occupancy, symbol FROM gpu_lowerings "
            "WHERE code_unit_id = ? ORDER BY arch, symbol, row_id",
            unit,
        ),
    ]


def of_file(answers: Answers, content: str) -> list[Section]:
    """What became of a file in compilers."""
    return [
        *answers.of(
            "Compiled to",
            "SELECT row_id, target, arch, level, coverage FROM ir_modules WHERE content_id = ? "
            "ORDER BY target, arch, level, row_id",
            content,
        ),
        *answers.of(
            "Attempts to compile it",
            f"SELECT {_ATTEMPT} FROM compile_attempts AS a "
            "WHERE a.source_file_id = 'sf_' || substr(?, length('swh:1:cnt:') + 1) ORDER BY a.attempt_number",
            content,
        ),
    ]


def _counted(column: str, of: str = "opcode") -> str:
    """SQL that shows a histogram as `load 31, call 26`."""
    return f"array_to_string([h.{of} || ' ' || h.n FOR h IN {column}], ', ') AS {column}"


def _module(answers: Answers, identity: str) -> list[Section]:
    module = answers.of(
        "Module",
        "SELECT * EXCLUDE (text, bitcode, include_closure, compile_argv) "
        f"REPLACE ({_counted('instruction_histogram')}) FROM ir_modules WHERE row_id = ?",
        identity,
    )
    return [
        *module,
        *_command(answers, identity),
        *answers.of(
            "How it came about",
            f"SELECT {_ATTEMPT} FROM compile_attempts AS a "
            "JOIN ir_modules AS m ON m.source_file_id = a.source_file_id "
            "WHERE m.row_id = ? AND a.target = m.target AND a.is_offload = m.is_offload ORDER BY a.attempt_number",
            identity,
        ),
        *answers.of(
            "Functions",
            "SELECT row_id, is_kernel AS kernel, n_instructions, symbol, source_path || ':' || source_line AS source "
            "FROM ir_functions WHERE ir_module_id = ? ORDER BY source_path, source_line, symbol",
            identity,
        ),
        *answers.of(
            "Lowered to",
            "SELECT row_id, arch, registers, occupancy, symbol FROM gpu_lowerings "
            "WHERE ir_module_id = ? ORDER BY symbol, arch, row_id",
            identity,
        ),
        *answers.of(
            "Includes",
            "SELECT c.kind, c.contributed_code, c.license_expression, c.path FROM ir_modules AS m, "
            "unnest(m.include_closure) AS u(c) WHERE m.row_id = ? ORDER BY NOT c.contributed_code, c.kind, c.path",
            identity,
        ),
        *_text(answers, "IR, its beginning without debug metadata", "ir_modules", identity, _HEAD_CHARACTERS),
    ]


def _command(answers: Answers, identity: str) -> list[Section]:
    """The command line in whole words, so that it can be read and copied."""
    found = answers.of("", "SELECT compile_argv FROM ir_modules WHERE row_id = ?", identity)
    if not found:
        return []
    words = shlex.join(found[0].table.column("compile_argv")[0].as_py())
    lines = textwrap.wrap(words, _COMMAND_WIDTH, break_long_words=False, break_on_hyphens=False)
    return [Section("Command, run in the root of the repository", pa.table({"command": pa.array(lines, pa.string())}))]


def _text(answers: Answers, title: str, table: str, identity: str, n_characters: int | None = None) -> list[Section]:
    head = "text" if n_characters is None else f"left(text, {n_characters})"
    found = answers.of("", f"SELECT {head} FROM {table} WHERE row_id = ?", identity)
    return listing(title, found[0].table.column(0)[0].as_py(), name="llvm_ir") if found else []


def _function(answers: Answers, identity: str) -> list[Section]:
    unit = answers.of(
        "",
        "SELECT u.line_start, u.text FROM code_units AS u JOIN ir_functions AS f ON f.code_unit_id = u.row_id "
        "WHERE f.row_id = ?",
        identity,
    )
    source = [row for section in unit for row in section.table.to_pylist()]
    return [
        *answers.of(
            "Function",
            f"SELECT * EXCLUDE (text) REPLACE ({_counted('instruction_histogram')}, "
            f"{_counted('memory_accesses', 'address_space')}) FROM ir_functions WHERE row_id = ?",
            identity,
        ),
        *answers.of(
            "Lowered to",
            "SELECT row_id, arch, registers, occupancy, symbol FROM gpu_lowerings "
            "WHERE ir_function_id = ? ORDER BY arch, row_id",
            identity,
        ),
        *(s for row in source for s in listing("Source", row["text"], first_line=row["line_start"], name="source")),
        *_text(answers, "IR, without debug metadata", "ir_functions", identity),
    ]


def _lowering(answers: Answers, identity: str) -> list[Section]:
    return [
        *answers.of(
            "Kernel",
            "SELECT row_id, symbol, repo_name, path, license_expression, redistributable, arch, "
            "registers, shared_bytes, local_bytes, spill_store_bytes, spill_load_bytes, constant_bytes, barriers, "
            "max_threads_per_block, has_dynamic_shared, occupancy_block, occupancy, occupancy_limiter, libdevice, "
            "assembly, linkage, assembler, disassembler, code_unit_id, ir_function_id, ir_module_id "
            "FROM gpu_lowerings WHERE row_id = ?",
            identity,
        ),
        *answers.of(
            "Instructions by class",
            "SELECT class, p.n AS ptx, s.n AS sass FROM "
            "(SELECT m.opcode AS class, m.n FROM gpu_lowerings, unnest(ptx_mix) AS u(m) WHERE row_id = $1) AS p "
            "FULL JOIN (SELECT m.opcode AS class, m.n FROM gpu_lowerings, unnest(sass_mix) AS u(m) "
            "WHERE row_id = $1) AS s USING (class) ORDER BY greatest(p.n, s.n) DESC, class",
            identity,
        ),
        *kernel_levels(answers, identity),
    ]
