"""A release small enough to read, made in code: every fate, hostile names, two shards, consistent in itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.small_compiled import add_compiled
from warploom.catalog.release import finish_release
from warploom.schemas.code_units import CODE_UNITS
from warploom.schemas.identity import (
    code_unit_id,
    content_id,
    directive_id,
    mpi_task_id,
    occurrence_id,
    repository_id,
    source_file_id,
    split_group_id,
)
from warploom.schemas.manifest import Manifest, Provenance
from warploom.schemas.mpi_tasks import MPI_TASKS
from warploom.schemas.omp_directives import OMP_DIRECTIVES
from warploom.schemas.reasons import Reason
from warploom.schemas.release import LANGUAGE_FOLDERS, PUBLISHED, SORTED_BY, SPLITS, TRAINABLE
from warploom.schemas.table import Table

Rows = dict[str, list[dict[str, Any]]]

HOSTILE = "x'); drop table source_files;--/<script>alert(1)</script>|[a](b)\n| C | **fake** | 999 |"
"""Name of a repository that tries SQL, HTML, Markdown and a forged table row at once."""

ODD_PATH = "odd/we\"ird 'path'\nwith [x]*.cu"


def provenance(**changes: Any) -> Provenance:
    """Provenance of the small release, with fields replaced."""
    recipe = '[dataset]\nname = "small"\n'
    fields: dict[str, Any] = {
        "name": "small",
        "version": "1.2.0",
        "description": "A corpus for tests.",
        "license_tiers": ("permissive", "weak_copyleft"),
        "recipe_sha256": hashlib.sha256(recipe.encode()).hexdigest(),
        "recipe_text": recipe,
        "first_paths": None,
        "warploom_version": "0.1.0",
        "toolchain": {"scancode-toolkit-mini": "32.5.0"},
    }
    return Provenance(**{**fields, **changes})


class Corpus:
    """Collects repositories and paths, and derives the rows of all tables from them."""

    def __init__(self) -> None:
        self.rows: Rows = {folder: [] for folder in PUBLISHED}
        self._holders: dict[str, str] = {}

    def repository(self, name: str, revision: str, *, kind: str = "pypi") -> str:
        """Add a repository; its id."""
        identity = repository_id(kind, name, revision)
        self.rows["repositories"].append(
            {
                "repository_id": identity,
                "repo_name": name,
                "source_kind": kind,
                "origin_url": f"pkg:generic/{len(self.rows['repositories'])}@{revision}",
                "revision_id": revision,
                "revision_time": datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC),
                "revision_swhid": None,
                "root_commits": [],
                "submodules": [],
                "patches": [],
                "moved_to": None,
                "is_vanished": False,
                "fork_of": None,
                "verified_by": None,
                "archive_sha256": "ab" * 32,
                "license_override": None,
                "n_paths": 0,
                "n_published": 0,
                "n_duplicates": 0,
                "n_not_source": 0,
                "n_quarantined": 0,
            }
        )
        return identity

    def published(
        self,
        repository: str,
        path: str,
        language: str,
        text: str,
        *,
        expression: str = "MIT",
        tier: str = "permissive",
        copyrights: tuple[str, ...] = (),
    ) -> str:
        """Add a path whose content is published; the row id of the source file."""
        content = content_id(text.encode())
        row_id = source_file_id(content)
        self._occurrence(repository, path, "published", text=text, language=language, source_file=row_id)
        place = self._place(repository)
        evidence = self._license(repository, path, content, expression, tier, copyrights)
        encoded = text.encode()
        self.rows["source_files"].append(
            {
                "text": text,
                "row_id": row_id,
                "language": language,
                **evidence,
                "repo_name": place["repo_name"],
                "path": path,
                "revision_id": place["revision_id"],
                "extension": path.rpartition(".")[2].lower(),
                "length_bytes": len(encoded),
                "n_lines": len(text.splitlines()),
                "n_tokens": None,
                "max_line_bytes": max((len(line.encode()) for line in text.splitlines()), default=0),
                "alphanumeric_share": 0.5,
                "is_vendored": False,
                "vendored_evidence": None,
                "is_generated": False,
                "generated_evidence": None,
                "content_id": content,
                "text_sha256": hashlib.sha256(encoded).hexdigest(),
                "is_redacted": False,
                "redactions": [],
                "comment_share": 0.0,
                "digit_share": 0.0,
                "is_data_table": False,
                "is_minified": False,
                "is_test": False,
                "test_evidence": None,
                "programming_models": ["cuda"] if language == "CUDA" else [],
                "feature_tags": [],
                "n_units": 0,
                "syntax_error_share": 0.0,
                "encoding": "utf-8",
                "language_evidence": "extension",
                "dedup_cluster_size": 1,
                "benchmark_hits": None,
                "dedup_cluster_id": row_id,
                "dedup_near_size": 1,
                "is_representative": True,
                "dedup_clone_id": row_id,
                "dedup_clone_size": 1,
                "repository_id": repository,
                "occurrence_id": occurrence_id(repository, path),
                "source_kind": place["source_kind"],
                "origin_url": place["origin_url"],
                "revision_time": place["revision_time"],
                "origin": "crawled",
                "recipe": "small",
                "recipe_version": "1.2.0",
                "split": "train",
                "split_group": split_group_id(place["repo_name"]),
            }
        )
        self.rows["splits"].append(
            {
                "source_file_id": row_id,
                "repository_id": repository,
                "repo_name": place["repo_name"],
                "repository_group": split_group_id(place["repo_name"]),
                "split_group": split_group_id(place["repo_name"]),
                "split": "train",
                "reason": "unsplit",
            }
        )
        return row_id

    def unit(self, source_file: str, kind: str = "function", **values: Any) -> str:
        """Add a unit that is a whole file; its row id."""
        file = self._file(source_file)
        row_id = code_unit_id(file["content_id"], kind, 0, file["length_bytes"])
        file["n_units"] += 1
        empty = {
            column.name: [] if pa.types.is_list(column.type) else None
            for column in CODE_UNITS.columns
            if column.nullable or pa.types.is_list(column.type)
        }
        self.rows["code_units"].append(
            {
                **empty,
                **_taken_over(file, CODE_UNITS),
                "row_id": row_id,
                "dedup_cluster_id": row_id,
                "dedup_cluster_size": 1,
                "dedup_clone_id": row_id,
                "dedup_clone_size": 1,
                "kind": kind,
                "byte_start": 0,
                "byte_end": file["length_bytes"],
                "line_start": 1,
                "line_end": file["n_lines"],
                **values,
            }
        )
        return row_id

    def directive(self, source_file: str, unit: str) -> None:
        """Add a directive before a whole file."""
        file = self._file(source_file)
        self.rows["omp_directives"].append(
            {
                **_taken_over(file, OMP_DIRECTIVES),
                "row_id": directive_id(file["content_id"], 0, 0),
                "standard": "openmp",
                "directive": "parallel for",
                "directive_arguments": [],
                "clauses": [{"name": "schedule", "modifiers": None, "arguments": ["static"]}],
                "is_known": True,
                "pragma": "parallel for schedule(static)",
                "directive_line_start": 1,
                "directive_line_end": 1,
                "loops": [{"variable": "i", "lower": "0", "upper": "i < n", "step": "i++"}],
                "subscripts": ["a[i]"],
                "pragma_after_scope": file["text"] + "\n#pragma omp parallel for schedule(static)",
                "code_unit_id": unit,
                "byte_start": 0,
                "byte_end": file["length_bytes"],
                "line_start": 1,
                "line_end": file["n_lines"],
            }
        )

    def mpi_task(self, source_file: str) -> None:
        """Add a file as a program that calls MPI."""
        file = self._file(source_file)
        self.rows["mpi_tasks"].append(
            {
                **_taken_over(file, MPI_TASKS),
                "row_id": mpi_task_id(file["content_id"]),
                "code_stripped": "",
                "code_numbered": "",
                "mpi_calls": [{"line": 1, "stripped_line": 1, "function": "MPI_Init", "arguments": ["0", "0"]}],
                "n_mpi_calls": 1,
            }
        )

    def _file(self, row_id: str) -> dict[str, Any]:
        (file,) = [row for row in self.rows["source_files"] if row["row_id"] == row_id]
        return file

    def duplicate(self, repository: str, path: str, row_id: str) -> str:
        """Add a path whose content another path publishes; its occurrence id."""
        source = self._file(row_id)
        source["dedup_cluster_size"] += 1
        self._license(repository, path, source["content_id"], source["license_expression"], source["license_tier"], ())
        return self._occurrence(
            repository, path, "duplicate", text=source["text"], language=source["language"], source_file=row_id
        )

    def not_source(self, repository: str, path: str) -> str:
        """Add a path in none of the languages; its occurrence id."""
        return self._occurrence(repository, path, "not_source", text=f"about {path}")

    def quarantined(self, repository: str, path: str | None, reason: Reason, detail: str = "seen in a test") -> str:
        """Add a refused path, or refuse the whole repository (`path` None); the id of the refused."""
        place = self._place(repository)
        subject = repository if path is None else self._occurrence(repository, path, "quarantined", text=path)
        self.rows["quarantine"].append(
            {
                "subject_id": subject,
                "repository_id": repository,
                "repo_name": place["repo_name"],
                "revision_id": place["revision_id"],
                "path": path,
                "stage": "detect_licenses",
                "reason": str(reason),
                "detail": detail,
                "source_kind": place["source_kind"],
                "origin_url": place["origin_url"],
                "is_damage": reason.is_damage,
            }
        )
        return subject

    def _place(self, repository: str) -> dict[str, Any]:
        (place,) = [row for row in self.rows["repositories"] if row["repository_id"] == repository]
        return place

    def _occurrence(
        self,
        repository: str,
        path: str,
        fate: str,
        *,
        text: str,
        language: str | None = None,
        source_file: str | None = None,
    ) -> str:
        place = self._place(repository)
        place["n_paths"] += 1
        counter = {"published": "n_published", "duplicate": "n_duplicates"}.get(fate, f"n_{fate}")
        place[counter] += 1
        identity = occurrence_id(repository, path)
        self.rows["occurrences"].append(
            {
                "occurrence_id": identity,
                "repository_id": repository,
                "repo_name": place["repo_name"],
                "revision_id": place["revision_id"],
                "path": path,
                "content_id": content_id(text.encode()),
                "language": language,
                "length_bytes": len(text.encode()),
                "fate": fate,
                "source_file_id": source_file,
                "first_commit": None,
                "first_commit_time": None,
                "last_commit": None,
                "last_commit_time": None,
            }
        )
        return identity

    def _license(
        self, repository: str, path: str, content: str, expression: str, tier: str, copyrights: tuple[str, ...]
    ) -> Mapping[str, Any]:
        evidence = {
            "license_expression": expression,
            "license_tier": tier,
            "license_scope": "repository",
            "license_evidence_path": "LICENSE",
            "license_evidence_sha256": "cd" * 32,
            "license_detector": "notice 1",
            "license_conflict": False,
            "detected_licenses": [expression],
            "copyright_statements": list(copyrights),
        }
        self.rows["file_licenses"].append(
            {
                "occurrence_id": occurrence_id(repository, path),
                "repository_id": repository,
                "path": path,
                "content_id": content,
                **evidence,
                "license_copyright_statements": [],
                "license_witnesses": [
                    {
                        "scope": "repository",
                        "path": "LICENSE",
                        "sha256": "cd" * 32,
                        "expression": expression,
                        "detector": "notice 1",
                        "score": 100.0,
                    }
                ],
            }
        )
        return evidence


def _taken_over(file: Mapping[str, Any], table: Table) -> dict[str, Any]:
    shared = {name: file[name] for name in table.schema.names if name in file}
    return {**shared, "source_file_id": file["row_id"]}


def small_rows() -> Rows:
    """Rows of every table: three repositories (one refused, one hostile), six published files, every fate.

    Of the files three were tried in compilers, see `add_compiled`.
    """
    corpus = Corpus()
    one = corpus.repository("owner/one", "1" * 40, kind="git")
    two = corpus.repository(HOSTILE, "2.0")
    refused = corpus.repository("pypi/refused", "0.4")
    a = corpus.published(one, "src/a.c", "C", "int a;\n", copyrights=("Copyright 2020 A", "Copyright 2021 B"))
    corpus.published(one, "src/b.c", "C", "int b; /* gr\u00fc\u00df \u4f60\u597d */\n", expression="Apache-2.0")
    kernel = corpus.published(one, "src/k.cu", "CUDA", "__global__ void k() {}\n", copyrights=("Copyright 2020 A",))
    corpus.published(one, "src/n.f90", "Fortran", "end\n", expression="Apache-2.0 WITH LLVM-exception OR MIT")
    corpus.published(two, ODD_PATH, "CUDA", "// 'quoted' -- \"text\"\n", copyrights=("Copyright <b>x</b>\n2\u202e0",))
    corpus.published(two, "m.cpp", "C++", "int m;\n", expression="MPL-2.0", tier="weak_copyleft")
    corpus.duplicate(two, "vendor/k.cu", kernel)
    corpus.not_source(one, "README")
    corpus.quarantined(one, "gpl.c", Reason.LICENSE_NOT_ALLOWED, "GPL-3.0-only is copyleft")
    corpus.quarantined(two, "bin.cu", Reason.BINARY)
    corpus.quarantined(refused, None, Reason.SOURCE_DAMAGED, "the archive ends early")
    started = corpus.unit(kernel, "kernel", name="k", is_self_contained=True, is_closed=True, n_launch_sites=1)
    corpus.unit(a, "launch", name="k", launched_unit_id=started)
    corpus.directive(a, corpus.rows["code_units"][0]["row_id"])
    corpus.mpi_task(a)
    corpus.rows["sample"] = [dict(row) for row in corpus.rows["source_files"][:3]]
    add_compiled(corpus.rows)
    return corpus.rows


def split_rows(repo_name: str, split: str) -> Rows:
    """The small release with a repository in another split than train."""
    rows = small_rows()
    for row in (row for of_table in rows.values() for row in of_table):
        if "split" in row and row["repo_name"] == repo_name:
            row["split"] = split
    for row in rows["splits"]:
        row["reason"] = "hash"
    rows["sample"] = [dict(row) for row in rows["source_files"] if row["split"] == "train"]
    return rows


def write_shards(
    directory: Path, rows: Rows, *, n_shards: int = 2, descending: bool = False, by_split: bool = False
) -> None:
    """Write the rows as the Parquet shards of a release, `source_files` by language; a table without rows too.

    All shards are named train, unless they are to be written by split; then a split without rows has none.
    """
    for folder, table in PUBLISHED.items():
        if folder == "source_files":
            for language, slug in LANGUAGE_FOLDERS.items():
                of_language = [row for row in rows[folder] if row["language"] == language]
                of_language.sort(key=_order, reverse=descending)
                for split, of_split in _by_split(of_language, by_split=by_split):
                    if of_split:
                        _write(directory / "data" / folder / slug, table.batch(of_split), n_shards, split)
        else:
            is_split = by_split and folder in TRAINABLE and folder != "sample"
            for split, of_split in _by_split(rows[folder], by_split=is_split):
                if of_split or split == "train":
                    _write(directory / "data" / folder, table.batch(of_split), 1, split)


def write_release(directory: Path, rows: Rows | None = None, *, by_split: bool = False, **changes: Any) -> Manifest:
    """Write a whole release from rows (the small ones by default)."""
    write_shards(directory, small_rows() if rows is None else rows, by_split=by_split)
    return finish_release(directory, provenance(**changes))


def _by_split(rows: list[dict[str, Any]], *, by_split: bool) -> list[tuple[str, list[dict[str, Any]]]]:
    if not by_split:
        return [("train", rows)]
    return [(split, [row for row in rows if row["split"] == split]) for split in SPLITS]


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in SORTED_BY["source_files"])


def _write(folder: Path, batch: pa.RecordBatch, n_shards: int, split: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    share = -(-batch.num_rows // n_shards)
    for i in range(n_shards):
        piece = pa.Table.from_batches([batch.slice(min(i * share, batch.num_rows), share)])
        with pq.ParquetWriter(folder / f"{split}-{i:05d}-of-{n_shards:05d}.parquet", batch.schema) as writer:
            if piece.num_rows:  # a row group without rows breaks `load_dataset`
                writer.write_table(piece)
