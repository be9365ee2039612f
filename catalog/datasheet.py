"""Writes `DATASHEET.md`: the seven sections of a datasheet, answered by counts where they can be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from warploom.catalog.count_blocks import count_block
from warploom.catalog.datasheet_answers import PARTS, unanswered
from warploom.catalog.dates import release_name
from warploom.catalog.escaping import markdown, prose
from warploom.extractors.atomic import write_text
from warploom.schemas.manifest import Manifest
from warploom.schemas.release import DATASHEET
from warploom.validators.page_counts import expected_counts

_INTRODUCED = {
    "tables": "Tables, with their rows and bytes of Parquet:",
    "languages": "Source files by language and license tier:",
    "extents": "The same by split, with tokens where the recipe names a tokenizer:",
    "splits": "Splits, with the groups of repositories that were drawn:",
    "likeness": "Comparisons of what is alike, by verdict:",
    "compiled": "What was compiled:",
    "failures": "Why files did not compile, the commonest reasons:",
    "pairs": "Pairs of CPU and GPU code, with the wrong variants that their tests were tried on:",
    "refused_pairs": "Pairs that are not published:",
    "fates": "What became of every path:",
    "reasons": "What was refused:",
    "redactions": "What was masked:",
    "benchmarks": "Benchmarks that were found:",
}
_COMPOSITION = (
    "tables",
    "languages",
    "extents",
    "splits",
    "likeness",
    "compiled",
    "failures",
    "pairs",
    "refused_pairs",
)
_PREPROCESSING = ("fates", "reasons", "redactions", "benchmarks")


def write_datasheet(directory: Path, connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> str:
    """Write the datasheet from the manifest (without its files) and the shards; its path relative to the release."""
    provenance, counts = manifest.provenance, manifest.counts
    expected = expected_counts(manifest, counts)

    def blocks(names: Sequence[str]) -> list[str]:
        return [f"{_INTRODUCED[name]}\n\n{count_block(name, expected[name])}" for name in names if name in expected]

    said = provenance.answers.get("datasheet", {})
    template = Environment(  # noqa: S701 - Markdown; what is not ours is escaped as such
        loader=FileSystemLoader(Path(__file__).with_name("templates")), undefined=StrictUndefined
    ).get_template("datasheet.md.j2")
    text = template.render(
        name=markdown(provenance.name),
        version=markdown(release_name(provenance)),
        description=markdown(provenance.description),
        unanswered=len(unanswered(provenance.answers)),
        parts=[
            {
                "key": part.key,
                "title": part.title,
                "questions": [(q.text, prose(said.get(f"{part.key}.{q.key}", ""))) for q in part.questions],
            }
            for part in PARTS
        ],
        composition=blocks(_COMPOSITION),
        collection=_collection(connection),
        preprocessing=blocks(_PREPROCESSING),
        distribution=_distribution(manifest),
        maintenance=maintenance(manifest),
    )
    write_text(directory / DATASHEET, text.rstrip("\n") + "\n")
    return DATASHEET


def maintenance(manifest: Manifest) -> str:
    """Versions, the oldest that may be used, and removals, in Markdown."""
    provenance = manifest.provenance
    corpus = provenance.answers.get("corpus", {})
    oldest = corpus.get("oldest_permitted", "")
    paragraphs = [
        f"The oldest version that may still be used is {markdown(oldest)}."
        if oldest
        else f"No version before this one, {markdown(release_name(provenance))}, is said to be usable: use this one."
    ]
    removals = {what: n for what, n in provenance.removals.items() if n}
    paragraphs.append(
        "Left out because their owners asked for it: "
        + " and ".join(
            f"{n:,} {'paths' if what == 'contents' else what}" for what, n in sorted(removals.items(), reverse=True)
        )
        + "."
        if removals
        else "Nobody's code was left out at its owner's wish."
    )
    versions = provenance.answers.get("versions", [])
    if versions:
        rows = [f"| {markdown(v['version'])} | {v['published']} | {markdown(v['note'])} |" for v in versions]
        paragraphs.append("\n".join(["| Version | Published | Notes |", "|---|---|---|", *rows]))
    if corpus.get("contact"):
        paragraphs.append(f"Contact: {markdown(corpus['contact'])}")
    return "\n\n".join(paragraphs)


def _collection(connection: duckdb.DuckDBPyConnection) -> str:
    row = connection.execute(
        "SELECT count(*), count(DISTINCT repo_name), coalesce(strftime(min(revision_time), '%Y-%m-%d'), ''), "
        "coalesce(strftime(max(revision_time), '%Y-%m-%d'), '') FROM repositories"
    ).fetchone()
    n, names, oldest, newest = row or (0, 0, "", "")
    kinds = connection.execute("SELECT source_kind, count(*) FROM repositories GROUP BY ALL ORDER BY ALL").fetchall()
    told = ", ".join(f"{kind}: {count:,}" for kind, count in kinds)
    span = (
        f" Their revisions are of {oldest} to {newest}."
        if oldest
        else " Their origins tell no time of their revisions."
    )
    return f"{n:,} revisions of {names:,} repositories or packages were read ({told or 'none'}).{span}"


def _distribution(manifest: Manifest) -> str:
    counts = manifest.counts
    n = len(counts.licenses)
    tiers = ", ".join(f"`{tier}`" for tier in manifest.provenance.license_tiers)
    return f"{n:,} license expression{'' if n == 1 else 's'} of the tiers {tiers}: `licenses.csv` lists them."
