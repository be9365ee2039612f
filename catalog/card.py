"""Writes the data set card: configurations for `load_dataset`, and a page on what is in the release."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
from huggingface_hub import DatasetCard, DatasetCardData

from warploom.catalog.charts import drawing_versions
from warploom.catalog.count_blocks import count_block
from warploom.catalog.datasheet import maintenance
from warploom.catalog.dates import release_name
from warploom.catalog.escaping import markdown, plain, prose
from warploom.catalog.license_texts import license_ids
from warploom.catalog.schema_text import columns_of, key_diagram, title_of
from warploom.extractors.atomic import write_text
from warploom.schemas.manifest import Counts, Manifest
from warploom.schemas.reasons import Reason
from warploom.schemas.release import CARD, DATA, LANGUAGE_FOLDERS, PUBLISHED, SPLITS, TRAINABLE, shards
from warploom.validators.card_counts import CARD_FAILURES, is_split
from warploom.validators.page_counts import expected_counts, table_counts

MAX_REPOSITORIES = 200
MAX_LICENSES = 50
"""Rows of the card's tables of sources and of licenses; what is left out is counted under the table."""

_HUB_LICENSES = {
    name: name.lower()
    for name in (
        "AFL-3.0", "Apache-2.0", "Artistic-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD-3-Clause-Clear", "BSL-1.0",
        "CC0-1.0", "CC-BY-3.0", "CC-BY-4.0", "ECL-2.0", "EPL-1.0", "EPL-2.0", "EUPL-1.1", "EUPL-1.2", "ISC", "MIT",
        "MPL-2.0", "NCSA", "OSL-3.0", "PostgreSQL", "Unlicense", "WTFPL", "Zlib",
    )
}  # fmt: skip
"""SPDX id to the Hub's name, of licenses that it lists."""

_REASONS = {reason.value: reason for reason in Reason}

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_LARGER = ((10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"), (1_000_000_000, "100M<n<1B"))


def write_card(directory: Path, connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> str:
    """Write `README.md` from the manifest (without its files) and the shards; its path relative to the release."""
    provenance, counts = manifest.provenance, manifest.counts
    n_files = sum(count.n_files for count in counts.languages)
    rows = {folder: _rows(connection, folder) for folder in PUBLISHED}
    configs = configurations(directory, {folder for folder in rows if rows[folder]}, counts)
    data = DatasetCardData(
        pretty_name=plain(provenance.name),
        language="code",
        # Each row is under its own; for those that the Hub has no name for it wants `other`, with a name and a link.
        license=hub_licenses(counts),
        license_name="per-file",
        license_link="NOTICE",
        task_categories=["text-generation"],
        size_categories=[_size_category(n_files)],
        tags=_tags(connection, counts, rows),
        configs=configs,
    )
    n_repositories, n_published_repositories = _one(
        connection, "SELECT count(*), count(*) FILTER (n_published > 0) FROM repositories"
    )
    splits = [entry["split"] for entry in configs[0]["data_files"]] if configs else ["train"]
    languages = [
        config["config_name"]
        for config in configs
        if config["config_name"] not in TRAINABLE and splits[0] in [entry["split"] for entry in config["data_files"]]
    ]
    card = DatasetCard.from_template(
        data,
        template_path=str(Path(__file__).with_name("templates") / "card.md.j2"),
        name=markdown(provenance.name),
        version=markdown(release_name(provenance)),
        description=markdown(provenance.description),
        first_paths=provenance.first_paths,
        removals=provenance.removals,
        warploom_version=markdown(provenance.warploom_version),
        recipe_sha256=provenance.recipe_sha256,
        tiers=", ".join(f"`{plain(tier)}`" for tier in provenance.license_tiers),
        tools=", ".join(f"{markdown(k)} {markdown(v)}" for k, v in sorted(provenance.toolchain.items())) or "none",
        has_source_files=n_files > 0,
        has_sample=rows["sample"] > 0,
        split=splits[0],
        example_config=languages[-1] if languages else "",
        totals={
            "files": f"{n_files:,}",
            "bytes": f"{sum(count.n_bytes for count in counts.languages):,}",
            "repositories": f"{n_published_repositories:,}",
            "paths": f"{sum(count.n_paths for count in counts.fates):,}",
        },
        tables=_tables(manifest),
        schemas=_schemas(manifest),
        key_diagram=key_diagram(),
        extents=count_block("extents", expected_counts(manifest, counts).get("extents", [])) if counts.extents else "",
        tokenizer=markdown(provenance.tokenizer.get("name", "")),
        tokenizer_sha256=provenance.tokenizer.get("sha256", ""),
        maintenance=maintenance(manifest),
        has_pictures=bool(drawing_versions()),
        languages=[
            {"language": c.language, "tier": c.license_tier, "files": f"{c.n_files:,}", "bytes": f"{c.n_bytes:,}"}
            for c in counts.languages
        ],
        licenses=[
            {
                "expression": markdown(c.license_expression),
                "tier": c.license_tier,
                "files": f"{c.n_files:,}",
                "repositories": f"{c.n_repositories:,}",
            }
            for c in sorted(counts.licenses, key=lambda c: (-c.n_files, c.license_expression))[:MAX_LICENSES]
        ],
        more_licenses=max(0, len(counts.licenses) - MAX_LICENSES),
        reasons=[
            {
                "reason": f"`{_REASONS[c.reason].value}`",
                "damage": "yes" if c.is_damage else "no",
                "subjects": f"{c.n_subjects:,}",
                "meaning": _REASONS[c.reason].description,
            }
            for c in counts.reasons
        ],
        fates=[{"fate": c.fate, "paths": f"{c.n_paths:,}"} for c in counts.fates],
        redactions=[
            {"kind": f"`{c.kind}`", "masked": f"{c.n_masked:,}", "files": f"{c.n_files:,}"} for c in counts.redactions
        ],
        compiled=[
            {
                "language": markdown(c.language),
                "target": f"`{plain(c.target)}`",
                "numbers": [f"{n:,}" for n in dataclasses.astuple(c)[2:]],
            }
            for c in counts.compiled
        ],
        failures=[
            {"reason": f"`{plain(c.reason)}`", "files": f"{c.n_files:,}"} for c in counts.failures[:CARD_FAILURES]
        ],
        more_failures=max(0, len(counts.failures) - CARD_FAILURES),
        splits=[
            {"split": c.split, "numbers": [f"{n:,}" for n in (c.n_files, c.n_bytes, c.n_groups)]} for c in counts.splits
        ]
        if is_split(counts)
        else [],
        likeness=[{"names": dataclasses.astuple(c)[:3], "pairs": f"{c.n_pairs:,}"} for c in counts.likeness],
        benchmarks=[
            {"name": markdown(c.benchmark), "numbers": [f"{n:,}" for n in (c.n_files, c.n_items, c.n_refused)]}
            for c in counts.benchmarks
        ],
        pairs=[
            {
                "names": [plain(str(n)) for n in dataclasses.astuple(c)[:4]],
                "numbers": [f"{n:,}" for n in dataclasses.astuple(c)[4:]],
            }
            for c in counts.pairs
        ],
        n_pairs=f"{sum(c.n_pairs for c in counts.pairs):,}",
        refused_pairs=[
            {"names": [plain(c.origin), f"`{plain(c.stage)}`", f"`{plain(c.reason)}`"], "pairs": f"{c.n_pairs:,}"}
            for c in counts.refused_pairs
        ],
        decontamination=provenance.decontamination,
        looked_for=", ".join(markdown(name) for name in sorted(provenance.decontamination.get("against", {}))),
        repositories=_repositories(connection),
        more_repositories=max(0, n_repositories - MAX_REPOSITORIES),
    )
    write_text(directory / CARD, str(card).rstrip("\n") + "\n")
    return CARD


def configurations(directory: Path, with_rows: set[str], counts: Counts) -> list[dict[str, Any]]:
    """`configs` of the card: `source_files` (the default), `source_files-<language>` and `sample`, as far as they are.

    `load_dataset` fails for a pattern without files and for files without rows, so neither is offered.
    """
    configs: list[dict[str, Any]] = []
    for folder in TRAINABLE:
        if folder not in with_rows:
            continue
        found = shards(directory, folder)
        inner = "*/" if folder == "source_files" else ""
        configs.append({"config_name": folder, "data_files": _data_files(found, f"{DATA}/{folder}/{inner}")})
        if folder == "source_files":
            for slug in sorted({LANGUAGE_FOLDERS[count.language] for count in counts.languages}):
                data_files = _data_files([p for p in found if p.parent.name == slug], f"{DATA}/{folder}/{slug}/")
                configs.append({"config_name": f"{folder}-{slug}", "data_files": data_files})
    if configs:
        configs[0]["default"] = True
    return configs


def _data_files(found: list[Path], prefix: str) -> list[dict[str, str]]:
    present = {path.name.partition("-")[0] for path in found if pq.read_metadata(path).num_rows}
    return [{"split": split, "path": f"{prefix}{split}-*.parquet"} for split in SPLITS if split in present]


def hub_licenses(counts: Counts) -> list[str]:
    """Names of licenses as the Hub knows them, sorted; `other`, the last, for expressions that hold any further one."""
    ids = {i for count in counts.licenses for i in license_ids(count.license_expression)}
    known = sorted({_HUB_LICENSES[i] for i in ids if i in _HUB_LICENSES})
    return [*known, *(["other"] if not known or ids - _HUB_LICENSES.keys() else [])]


def _tags(connection: duckdb.DuckDBPyConnection, counts: Counts, rows: dict[str, int]) -> list[str]:
    tags = {LANGUAGE_FOLDERS[count.language] for count in counts.languages}
    if "programming_models" in connection.table("source_files").columns:
        models = connection.execute("SELECT DISTINCT unnest(programming_models) FROM source_files").fetchall()
        tags |= {model.replace("_", "-") for (model,) in models}
    tags |= {name for folder, name in (("ir_modules", "llvm-ir"), ("gpu_lowerings", "ptx")) if rows.get(folder)}
    return ["code", "hpc", *sorted(tags - {"code", "hpc"})]


def _tables(manifest: Manifest) -> list[dict[str, str]]:
    return [
        {
            "folder": str(folder),
            "rows": f"{rows:,}",
            "bytes": f"{size:,}",
            "description": prose(title_of(str(folder), PUBLISHED[str(folder)])),
        }
        for folder, rows, size in table_counts(manifest)
    ]


def _schemas(manifest: Manifest) -> list[dict[str, Any]]:
    return [
        {
            "folder": folder,
            "version": table.version,
            "key": ", ".join(f"`{name}`" for name in table.key),
            "columns": [(name, kind, prose(about)) for name, kind, about in columns_of(table)],
        }
        for folder, table in PUBLISHED.items()
        if folder in manifest.tables and folder == table.name
    ]


def _rows(connection: duckdb.DuckDBPyConnection, folder: str) -> int:
    (rows,) = _one(connection, f"SELECT count(*) FROM {folder}")  # noqa: S608 - names from our own schemas
    return int(rows)


def _repositories(connection: duckdb.DuckDBPyConnection) -> list[list[str]]:
    rows = connection.execute(
        "SELECT repo_name, origin_url, revision_id, n_paths, n_published, n_duplicates, n_not_source, n_quarantined "
        "FROM repositories ORDER BY repo_name, revision_id, repository_id LIMIT ?",
        [MAX_REPOSITORIES],
    ).fetchall()
    return [[markdown(cell) if isinstance(cell, str) else f"{cell:,}" for cell in row] for row in rows]


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    row = connection.execute(sql).fetchone()
    if row is None:
        raise LookupError(sql)
    return row


def _size_category(rows: int) -> str:
    return next((name for limit, name in (*_SIZES, *_LARGER) if rows < limit), "n>1B")
