"""The laws of what was compiled: modules, functions, kernels' lowerings, attempts."""

# ruff: noqa: S608 - the names in these statements are those of our own schemas; values are parameters

from __future__ import annotations

from collections.abc import Iterator

from warploom.schemas.columns import LANGUAGES, LICENSE_TIERS
from warploom.schemas.ir import (
    ASSEMBLIES,
    CLOSURE_KINDS,
    COVERAGES,
    FLAGS_ORIGINS,
    HEADER_KINDS,
    LEVELS,
    LIBDEVICE_USES,
    OUTCOMES,
    TARGETS,
)
from warploom.schemas.release import SPLITS
from warploom.validators.rules import Rule

_TAKEN_OVER = (
    "language", "repo_name", "path", "revision_id", "repository_id", "source_kind", "origin_url", "is_vendored",
    "is_generated", "is_test", "recipe", "recipe_version", "split",
)  # fmt: skip
_WITH_FILE = ("ir_modules", "ir_functions", "gpu_lowerings")


def compiled_rules() -> Iterator[Rule]:
    """All laws of the tables of compiled code."""
    for folder in _WITH_FILE:
        yield from _copies(folder)
    yield from _closed_sets()
    yield from _modules()
    yield from _functions()
    yield from _attempts()


def _copies(folder: str) -> Iterator[Rule]:
    mine = ", ".join(f"t.{name}" for name in _TAKEN_OVER)
    theirs = ", ".join(f"s.{name}" for name in _TAKEN_OVER)
    yield Rule(
        folder,
        "file_copy",
        "place or split is not that of the file",
        f"SELECT t.row_id FROM {folder} AS t JOIN source_files AS s ON s.row_id = t.source_file_id "
        f"WHERE ({mine}) IS DISTINCT FROM ({theirs})",
    )


def _closed_sets() -> Iterator[Rule]:
    sets: tuple[tuple[str, str, tuple[str, ...]], ...] = (
        ("ir_modules", "target", TARGETS),
        ("ir_modules", "level", LEVELS),
        ("ir_modules", "headers", HEADER_KINDS),
        ("ir_modules", "coverage", COVERAGES),
        ("ir_modules", "flags_origin", FLAGS_ORIGINS),
        ("gpu_lowerings", "libdevice", LIBDEVICE_USES),
        ("gpu_lowerings", "assembly", ASSEMBLIES),
        ("compile_attempts", "outcome", OUTCOMES),
        *((folder, "language", LANGUAGES) for folder in _WITH_FILE),
        *((folder, "license_tier", LICENSE_TIERS) for folder in _WITH_FILE),
        *((folder, "split", SPLITS) for folder in _WITH_FILE),
    )
    for folder, column, allowed in sets:
        key = "source_file_id" if folder == "compile_attempts" else "row_id"
        yield Rule(
            folder,
            "closed_set",
            f"{column} holds a value outside its closed set",
            f"SELECT {key} FROM {folder} WHERE NOT list_contains(?, {column})",
            (list(allowed),),
        )
    yield Rule(
        "ir_modules",
        "closed_set",
        "include_closure holds a kind outside its closed set",
        "SELECT row_id FROM ir_modules WHERE NOT list_has_all(?, [c.kind FOR c IN include_closure])",
        (list(CLOSURE_KINDS),),
    )


def _modules() -> Iterator[Rule]:
    yield Rule(
        "ir_modules",
        "bitcode",
        "length or digest is not that of the bitcode",
        "SELECT row_id FROM ir_modules "
        "WHERE octet_length(bitcode) <> bitcode_bytes OR sha256(bitcode) <> bitcode_sha256",
    )
    yield Rule(
        "ir_modules",
        "histogram",
        "the histogram does not add up to the instructions",
        "SELECT row_id FROM ir_modules "
        "WHERE coalesce(list_sum([h.n FOR h IN instruction_histogram]), 0) <> n_instructions",
    )
    yield Rule(
        "ir_modules",
        "headers",
        "declarations of our own stand in the closure, and headers says real; or the other way round",
        "SELECT row_id FROM ir_modules WHERE (headers = 'stub') "
        "<> list_has_any(['stub', 'generated'], [c.kind FOR c IN include_closure])",
    )
    yield Rule(
        "ir_modules",
        "coverage",
        "a whole file has omitted units, or a part of one has none",
        "SELECT row_id FROM ir_modules WHERE (coverage = 'part') <> (len(omitted_units) > 0)",
    )
    yield Rule(
        "ir_modules",
        "closure_license",
        "a file of the repository contributed, and its license is unknown",
        "SELECT row_id FROM ir_modules WHERE license_expression IS NULL "
        "OR list_contains([c.kind = 'repository' AND c.license_expression IS NULL FOR c IN include_closure], true)",
    )


def _functions() -> Iterator[Rule]:
    yield Rule(
        "ir_functions",
        "histogram",
        "the histogram does not add up to the instructions",
        "SELECT row_id FROM ir_functions "
        "WHERE coalesce(list_sum([h.n FOR h IN instruction_histogram]), 0) <> n_instructions",
    )
    for folder in ("ir_functions", "gpu_lowerings"):
        yield Rule(
            folder,
            "module_license",
            "license is not that of the module",
            f"SELECT t.row_id FROM {folder} AS t JOIN ir_modules AS m ON m.row_id = t.ir_module_id "
            "WHERE (t.license_expression, t.license_tier) IS DISTINCT FROM (m.license_expression, m.license_tier)",
        )
    yield Rule(
        "gpu_lowerings",
        "redistributable",
        "a vendor's code is linked in, or the module may not be passed on, and the row says it may",
        "SELECT t.row_id FROM gpu_lowerings AS t JOIN ir_modules AS m ON m.row_id = t.ir_module_id "
        "WHERE t.redistributable AND (t.libdevice = 'linked' OR NOT m.redistributable)",
    )
    yield Rule(
        "gpu_lowerings",
        "measured",
        "there is machine code without registers",
        "SELECT row_id FROM gpu_lowerings WHERE sass IS NOT NULL AND registers IS NULL",
    )


def _attempts() -> Iterator[Rule]:
    yield Rule(
        "compile_attempts",
        "outcome",
        "an attempt that compiled has a reason, or another one has none",
        "SELECT source_file_id FROM compile_attempts WHERE (outcome = 'compiled') <> (reason IS NULL)",
    )
    yield Rule(
        "compile_attempts",
        "module",
        "a module without the attempt that made it",
        "SELECT m.row_id FROM ir_modules AS m ANTI JOIN compile_attempts AS a ON a.ir_module_id = m.row_id",
    )
