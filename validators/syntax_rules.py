"""The laws of what was cut out of files: code units, directives, MPI tasks."""

# ruff: noqa: S608 - the names in these statements are those of our own schemas; values are parameters

from __future__ import annotations

from collections.abc import Iterator

from warploom.schemas.code_marks import FEATURES, PROGRAMMING_MODELS
from warploom.schemas.columns import LANGUAGES, LICENSE_TIERS, UNIT_KINDS
from warploom.schemas.release import SPLITS
from warploom.validators.rules import Rule

_TAKEN_OVER = (
    "language", "license_expression", "license_tier", "repo_name", "path", "revision_id", "repository_id",
    "source_kind", "origin_url", "is_vendored", "is_generated", "is_test", "recipe", "recipe_version", "split",
)  # fmt: skip
DERIVED = ("code_units", "omp_directives", "mpi_tasks")


def syntax_rules() -> Iterator[Rule]:
    """All laws of the tables that grow from `source_files`."""
    for folder in DERIVED:
        yield from _copies(folder)
    yield from _closed_sets()
    yield from _units()
    yield Rule(
        "mpi_tasks",
        "n_mpi_calls",
        "n_mpi_calls is not the number of calls, or a program has none",
        "SELECT row_id FROM mpi_tasks WHERE n_mpi_calls <> len(mpi_calls) OR n_mpi_calls = 0",
    )
    yield Rule(
        "mpi_tasks",
        "text",
        "the text is not that of the file",
        "SELECT t.row_id FROM mpi_tasks AS t JOIN source_files AS s ON s.row_id = t.source_file_id "
        "WHERE t.text <> s.text",
    )


def _copies(folder: str) -> Iterator[Rule]:
    mine = ", ".join(f"t.{name}" for name in _TAKEN_OVER)
    theirs = ", ".join(f"s.{name}" for name in _TAKEN_OVER)
    yield Rule(
        folder,
        "file_copy",
        "license, place or split is not that of the file",
        f"SELECT t.row_id FROM {folder} AS t JOIN source_files AS s ON s.row_id = t.source_file_id "
        f"WHERE ({mine}) IS DISTINCT FROM ({theirs})",
    )
    if folder != "mpi_tasks":
        yield Rule(
            folder,
            "text",
            "the text does not stand in the file, or is not as long as its byte range",
            f"SELECT t.row_id FROM {folder} AS t JOIN source_files AS s ON s.row_id = t.source_file_id "
            "WHERE NOT contains(s.text, t.text) OR strlen(t.text) <> t.byte_end - t.byte_start",
        )


def _closed_sets() -> Iterator[Rule]:
    sets: tuple[tuple[str, str, tuple[str, ...]], ...] = (
        ("code_units", "kind", UNIT_KINDS),
        ("omp_directives", "standard", ("openmp", "openacc")),
        *((folder, "language", LANGUAGES) for folder in DERIVED),
        *((folder, "license_tier", LICENSE_TIERS) for folder in DERIVED),
        *((folder, "split", SPLITS) for folder in DERIVED),
    )
    for folder, column, allowed in sets:
        yield Rule(
            folder,
            "closed_set",
            f"{column} holds a value outside its closed set",
            f"SELECT row_id FROM {folder} WHERE NOT list_contains(?, {column})",
            (list(allowed),),
        )
    for folder in ("source_files", "code_units"):
        for column, closed in (("programming_models", PROGRAMMING_MODELS), ("feature_tags", FEATURES)):
            yield Rule(
                folder,
                "closed_set",
                f"{column} holds a value outside its closed set",
                f"SELECT row_id FROM {folder} WHERE NOT list_has_all(?, {column})",
                (list(closed),),
                needs=(column,),
            )


_LEFT_OUT = (
    "SELECT count(*) AS n FROM near_duplicates AS d ANTI JOIN code_units AS c ON c.row_id = d.subject_id "
    "WHERE d.level = 'unit' AND d.method = 'same_tokens'"
)


def _units() -> Iterator[Rule]:
    # a recipe may leave out units that are the same as others: `near_duplicates` has them, without their files
    yield Rule(
        "source_files",
        "n_units",
        "n_units is not the number of units",
        "SELECT s.row_id FROM source_files AS s LEFT JOIN "
        "(SELECT source_file_id, count(*) AS n FROM code_units GROUP BY ALL) AS u ON u.source_file_id = s.row_id, "
        f"({_LEFT_OUT}) AS l WHERE s.n_units < coalesce(u.n, 0) OR l.n = 0 AND s.n_units <> coalesce(u.n, 0)",
        needs=("n_units",),
    )
    yield Rule(
        "code_units",
        "n_units",
        "units are fewer than the files have, and not as near_duplicates says",
        f"SELECT 'code_units' FROM (SELECT (SELECT sum(n_units) FROM source_files) AS all_units, "
        f"(SELECT count(*) FROM code_units) AS units, ({_LEFT_OUT}) AS left_out) "
        "WHERE all_units <> units + left_out",
        needs=("dedup_cluster_id",),
    )
    yield Rule(
        "code_units",
        "enclosing_unit",
        "a unit does not lie in the one that is said to be around it",
        "SELECT i.row_id FROM code_units AS i JOIN code_units AS o ON o.row_id = i.enclosing_unit_id "
        "WHERE i.source_file_id <> o.source_file_id OR i.byte_start < o.byte_start OR i.byte_end > o.byte_end",
    )
    yield Rule(
        "code_units",
        "launched_unit",
        "what is launched is no kernel, or what launches is no launch",
        "SELECT l.row_id FROM code_units AS l JOIN code_units AS k ON k.row_id = l.launched_unit_id "
        "WHERE l.kind <> 'launch' OR k.kind <> 'kernel'",
    )
    yield Rule(
        "code_units",
        "closed",
        "a self-contained unit is not closed, or has a context",
        "SELECT row_id FROM code_units WHERE is_self_contained AND (NOT is_closed OR context IS NOT NULL)",
    )
