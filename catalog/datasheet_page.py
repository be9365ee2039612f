"""Writes `datasheet.html`: what is in a release as pictures and tables, in one file that needs no network."""

# ruff: noqa: S704 - what becomes markup unescaped is our own, or came out of `escaping`

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from warploom.catalog.charts import MISSING, charts, drawing_versions
from warploom.catalog.datasheet_answers import PARTS
from warploom.catalog.dates import release_name
from warploom.catalog.escaping import html_code, html_line, plain
from warploom.catalog.flow_picture import branches, flow_rows, flow_svg
from warploom.catalog.page_figures import SECTIONS, Caption, PageSection
from warploom.catalog.schema_text import columns_of, key_diagram, title_of
from warploom.catalog.vega import vega_bundle
from warploom.extractors.atomic import write_text
from warploom.schemas.manifest import Counts, Manifest
from warploom.schemas.release import PAGE, PUBLISHED
from warploom.validators.figures import FIGURES, Cells
from warploom.validators.page_counts import table_counts

MAX_CODE = 12_000
"""Characters of each side of the pair that is shown."""

_TEMPLATES = Path(__file__).with_name("templates")
_NUMERIC = re.compile(r"-?[\d,]+(\.\d+)?(e[-+]?\d+)?")
_LEVELS = ("proposed", "compiled", "agrees_on_cpu", "agrees_on_gpu")


def write_page(
    directory: Path,
    connection: duckdb.DuckDBPyConnection,
    manifest: Manifest,
    figures: Mapping[str, Cells],
) -> str:
    """Write the page from the manifest (without its files), the figures and the shards; its path in the release."""
    provenance = manifest.provenance
    draws = bool(drawing_versions())
    sections = [drawn for section in SECTIONS if (drawn := _figure_section(section, figures, draws=draws))]
    sections += _pair(connection)
    sections += [_tables(manifest), _datasheet(provenance.answers), _making(manifest)]
    bundle, drawing = (vega_bundle(), (_TEMPLATES / "datasheet.js").read_text(encoding="utf-8")) if draws else ("", "")
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, keep_trailing_newline=True)
    template = environment.get_template("datasheet.html.j2")
    page = template.render(
        name=_line(provenance.name),
        version=_line(release_name(provenance)),
        description=_line(provenance.description),
        warploom_version=provenance.warploom_version,
        first_paths=provenance.first_paths,
        draws=draws,
        missing=MISSING,
        # Nothing but these two scripts runs, whatever a crawled name might hold.
        script_sources=Markup(f"{_source(bundle)} {_source(drawing)} 'unsafe-eval'" if draws else "'none'"),
        numbers=_numbers(manifest, connection),
        sections=sections,
        charts=Markup(_json(charts(figures))) if draws else "",
        bundle=Markup(bundle),
        drawing=Markup(drawing),
    )
    write_text(directory / PAGE, page)
    return PAGE


def _numbers(manifest: Manifest, connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """What is in the release, at a glance: of files where there are any, of pairs where there are any."""
    counts = manifest.counts
    files = [
        ("Files", sum(c.n_files for c in counts.languages)),
        ("Bytes of text", sum(c.n_bytes for c in counts.languages)),
        *([("Tokens", sum(c.n_tokens or 0 for c in counts.extents))] if _has_tokens(counts) else []),
        ("Languages", len({c.language for c in counts.languages})),
        ("License expressions", len({c.license_expression for c in counts.licenses})),
        ("Paths that came in", sum(c.n_paths for c in counts.fates)),
        ("Refused", sum(c.n_subjects for c in counts.reasons)),
    ]
    pairs = []
    listed = manifest.tables.get("kernel_pairs")  # formats before 1.5 have no such table
    if listed is not None and listed.rows:
        counted = connection.execute("SELECT count(*), count(DISTINCT spec_id) FROM kernel_pairs").fetchall()
        pairs = list(zip(("Pairs of CPU and GPU code", "Computations of these"), counted[0], strict=True))
    return [(what, f"{n:,}") for what, n in [*(files if counts.fates or not pairs else []), *pairs]]


def _has_tokens(counts: Counts) -> bool:
    return any(count.n_tokens is not None for count in counts.extents)


def _line(text: str) -> Markup:
    return Markup(html_line(text))


def _figure_section(section: PageSection, figures: Mapping[str, Cells], *, draws: bool) -> dict[str, Any] | None:
    present = [caption for caption in section.captions if caption.name in figures]
    if not present:
        return None
    body = Markup("\n").join(_figure(caption, figures[caption.name], draws=draws) for caption in present)
    return {"id": section.identity, "title": section.title, "prose": _prose(section.prose), "body": body}


def _figure(caption: Caption, rows: Cells, *, draws: bool) -> Markup:
    parts = []
    if caption.title:
        parts.append(Markup("<h3>{}</h3>").format(caption.title))
    if caption.prose:
        parts.append(Markup("<p>{}</p>").format(_prose(caption.prose)))
    table = html_table(FIGURES[caption.name].columns, rows, figure=caption.name)
    if caption.name == "flow":
        parts.append(Markup(flow_svg(*branches(flow_rows(rows)))))
    elif draws:
        parts.append(Markup('<div class="chart" id="chart-{}"></div>').format(caption.name))
    if caption.name == "flow" or draws:
        count = f"{len(rows)} row" + ("s" if len(rows) != 1 else "")
        parts.append(Markup("<details><summary>The numbers ({})</summary>{}</details>").format(count, table))
    else:
        parts.append(table)
    return Markup("\n").join(parts)


def html_table(heads: Sequence[str], rows: Sequence[tuple[str, ...]], *, figure: str = "", counts: str = "") -> Markup:
    """A table whose cells are texts; columns of numbers alone are set to the right."""
    numeric = [bool(rows) and all(_NUMERIC.fullmatch(row[i]) for row in rows) for i in range(len(heads))]
    kinds = [Markup(' class="n"') if is_number else Markup("") for is_number in numeric]
    mark = Markup(' data-figure="{}"').format(figure) if figure else Markup("")
    mark += Markup(' data-counts="{}"').format(counts) if counts else Markup("")
    head = Markup("").join(Markup("<th{}>{}</th>").format(kind, name) for kind, name in zip(kinds, heads, strict=True))
    body = Markup("\n").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(Markup("<td{}>{}</td>").format(kind, cell) for kind, cell in zip(kinds, row, strict=True))
        )
        for row in rows
    )
    return Markup('<div class="scroll"><table{}><thead><tr>{}</tr></thead>\n<tbody>{}</tbody></table></div>').format(
        mark, head, body
    )


def _pair(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The pair that got furthest, and of those the shortest; nothing where there is none."""
    wanted = {"row_id", "cpu_text", "gpu_text", "level"}
    if "kernel_pairs" not in PUBLISHED or not wanted <= set(PUBLISHED["kernel_pairs"].schema.names):
        return []
    row = connection.execute(
        "SELECT row_id, level, cpu_text, gpu_text FROM kernel_pairs "
        "ORDER BY list_position(?, level) DESC NULLS LAST, strlen(cpu_text) + strlen(gpu_text), row_id LIMIT 1",
        [list(_LEVELS)],
    ).fetchone()
    if row is None:
        return []
    identity, level, *texts = row
    sides = Markup("").join(
        Markup("<div><h3>{}</h3><pre><code>{}</code></pre></div>").format(title, _code(text))
        for title, text in zip(("CPU", "GPU"), texts, strict=True)
    )
    body = Markup('<p><code>{}</code>, level <code>{}</code></p><div class="sides">{}</div>').format(
        _line(identity), _line(level), sides
    )
    return [
        {"id": "pair", "title": "A pair, side by side", "prose": "The shortest of those proven furthest.", "body": body}
    ]


def _tables(manifest: Manifest) -> dict[str, Any]:
    rows = [tuple(f"{cell:,}" if isinstance(cell, int) else cell for cell in row) for row in table_counts(manifest)]
    parts = [html_table(("table", "rows", "bytes"), rows, counts="tables")]
    if manifest.counts.extents:
        extents = [
            (
                c.language,
                c.license_tier,
                c.split,
                *(("" if n is None else f"{n:,}") for n in (c.n_files, c.n_bytes, c.n_tokens)),
            )
            for c in manifest.counts.extents
        ]
        parts.append(Markup("<h3>Source files by language, tier and split</h3>"))
        if all(count.n_tokens is None for count in manifest.counts.extents):
            parts.append(Markup("<p>Tokens are counted where the recipe names a tokenizer; this one names none.</p>"))
        parts.append(html_table(("language", "tier", "split", "files", "bytes", "tokens"), extents, counts="extents"))
    parts.append(Markup("<h3>Keys</h3><pre>{}</pre>").format(Markup(html_code(key_diagram()))))
    parts.append(Markup("<h3>Columns</h3>"))
    for folder in manifest.tables:
        if folder in PUBLISHED:
            table = PUBLISHED[folder]
            listed = [(name, kind, about) for name, kind, about in columns_of(table)] if folder == table.name else []
            shown = html_table(("column", "type", "what it says"), listed) if listed else Markup("")
            parts.append(
                Markup("<details><summary><code>{}</code> {}</summary>{}</details>").format(
                    folder, _prose(title_of(folder, table)), shown
                )
            )
    body = Markup("\n").join(parts)
    return {"id": "tables", "title": "Tables", "prose": "A type with ? may be null.", "body": body}


def _datasheet(answers: Mapping[str, Any]) -> dict[str, Any]:
    said = answers.get("datasheet", {})
    parts = []
    for part in PARTS:
        parts.append(Markup("<h3>{}</h3>").format(part.title))
        for question in part.questions:
            text = said.get(f"{part.key}.{question.key}", "")
            answer = (
                Markup("").join(Markup("<p>{}</p>").format(_prose(p)) for p in re.split(r"\n\s*\n", text))
                if text
                else Markup('<p class="missing">Not answered.</p>')
            )
            parts.append(Markup("<p><strong>{}</strong></p>{}").format(question.text, answer))
    body = Markup("\n").join(parts)
    return {"id": "datasheet", "title": "Questions and answers", "prose": "As in DATASHEET.md.", "body": body}


def _making(manifest: Manifest) -> dict[str, Any]:
    provenance = manifest.provenance
    tools = [(name, tool) for name, tool in sorted(provenance.toolchain.items())]
    parts = [
        Markup(
            "<p>The same recipe, inputs and tools give the same bytes. The recipe is in <code>manifest.json</code>; "
            "its digest: <code>{}</code></p>"
        ).format(provenance.recipe_sha256),
        html_table(("tool", "version"), [("warploom", provenance.warploom_version), *tools]),
    ]
    if provenance.removals:
        removed = ", ".join(f"{n:,} {what}" for what, n in sorted(provenance.removals.items()))
        parts.append(Markup("<p>Left out because their owners asked for it: {}.</p>").format(removed))
    return {"id": "making", "title": "How it was made", "prose": "", "body": Markup("\n").join(parts)}


def _prose(text: str) -> Markup:
    """Our own sentences, or a maintainer's: text but for code between back quotes."""
    # `plain` would eat the blanks beside code.
    pieces = re.split(r"`([^`]+)`", plain(text))
    return Markup("").join(Markup("<code>{}</code>" if i % 2 else "{}").format(piece) for i, piece in enumerate(pieces))


def _code(text: str) -> Markup:
    cut = text[:MAX_CODE]
    note = "" if len(text) <= MAX_CODE else f"\n[... {len(text) - MAX_CODE:,} more characters]"
    return Markup(html_code(cut) + note)


def _json(value: Any) -> str:
    # Inside an element no `<` may stand that could end it.
    return json.dumps(value, sort_keys=True, separators=(",", ":")).replace("<", "\\u003c")


def _source(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"
