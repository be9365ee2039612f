"""The pictures of `datasheet.html` as Vega-Lite, without their rows: a page draws the tables that stand in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from warploom.validators.figures import FIGURES, Cells

LIBRARIES = ("altair", "vl-convert-python")
MISSING = "pip install 'warploom[release]'"

_LABEL = 260
"""Widest label of an axis, in pixels; the whole text is in the tool tip."""
_OUTCOMES = {"passed": "#3fa66b", "failed": "#d0555f", "not_run": "#7b8494"}
_BAR = 20
"""Height of a bar and the gap below it, in pixels."""


def drawing_versions() -> dict[str, str]:
    """The libraries that draw, by name with their versions; empty unless all of them are installed."""
    try:
        return {name: version(name) for name in LIBRARIES}
    except PackageNotFoundError:
        return {}


def charts(figures: Mapping[str, Cells]) -> dict[str, dict[str, Any]]:
    """A specification by figure, of those that have one; each reads the data set of its own name.

    `ImportError` where altair is not installed.
    """
    import altair as alt

    found = {}
    for name, rows in figures.items():
        if name in _MAKERS:
            chart = _MAKERS[name](alt, alt.Chart(alt.NamedData(name)))
            if name in _LABELS:
                # A step in place of a height cannot stand beside a width that fits: Vega-Lite warns.
                label = FIGURES[name].columns.index(_LABELS[name])
                chart = chart.properties(height=_BAR * len({row[label] for row in rows}))
            chart = chart.properties(width="container", autosize={"type": "fit-x", "contains": "padding"})
            # The schema of each is checked by the tests: here it would cost more than all the counting.
            specification = chart.to_dict(validate=False)
            specification.pop("config", None)
            found[name] = specification
    return found


def _whole(alt: Any) -> Any:
    # Of `tickMinStep` Vega thinks little where all counts are small.
    return alt.Axis(labelExpr="datum.value === floor(datum.value) ? format(datum.value, ',') : ''")


def _tips(alt: Any, *fields: str) -> list[Any]:
    # Of a bare text altair asks which kind of channel it is, which takes longer than all the rest.
    return [alt.Tooltip(field) for field in fields]


def _bars(label: str, count: str, color: str, sort: Any = "-x") -> Callable[[Any, Any], Any]:
    """One bar for each label, in pieces by color."""

    def make(alt: Any, chart: Any) -> Any:
        return chart.mark_bar().encode(
            x=alt.X(f"{count}:Q", title=count, stack="zero", axis=_whole(alt)),
            y=alt.Y(f"{label}:N", title=None, sort=sort, axis=alt.Axis(labelLimit=_LABEL)),
            color=alt.Color(f"{color}:N", title=color),
            tooltip=_tips(alt, f"{label}:N", f"{color}:N", f"{count}:Q"),
        )

    return make


def _plain_bars(label: str, count: str) -> Callable[[Any, Any], Any]:
    def make(alt: Any, chart: Any) -> Any:
        return chart.mark_bar().encode(
            x=alt.X(f"{count}:Q", title=count, axis=_whole(alt)),
            y=alt.Y(f"{label}:N", title=None, sort="-x", axis=alt.Axis(labelLimit=_LABEL)),
            tooltip=_tips(alt, f"{label}:N", f"{count}:Q"),
        )

    return make


def _shares(label: str, parts: Mapping[str, str], *, normalize: bool) -> Callable[[Any, Any], Any]:
    """One bar for each label, in pieces by column: of its sum, or of one whole."""

    def make(alt: Any, chart: Any) -> Any:
        rank = "{" + ", ".join(f"{part!r}: {number}" for number, part in enumerate(parts)) + "}[datum.what]"
        return (
            chart.transform_fold(list(parts), as_=["what", "n"])
            .transform_calculate(rank=rank)
            .mark_bar()
            .encode(
                x=alt.X(
                    "n:Q",
                    stack="normalize" if normalize else "zero",
                    title="share" if normalize else "paths",
                    **({} if normalize else {"axis": _whole(alt)}),
                ),
                y=alt.Y(f"{label}:N", title=None, sort=None, axis=alt.Axis(labelLimit=_LABEL)),
                color=alt.Color("what:N", title=None, scale=alt.Scale(domain=list(parts), range=list(parts.values()))),
                order=alt.Order("rank:Q"),
                tooltip=_tips(alt, f"{label}:N", "what:N", "n:Q"),
            )
        )

    return make


def _histogram(low: str, count: str, color: str | None = None, *, kind: str = "O") -> Callable[[Any, Any], Any]:
    """Counts by the lower ends of bins, in the order of the numbers (kind O) or of the rows (kind N)."""

    def make(alt: Any, chart: Any) -> Any:
        level = alt.Axis(labelAngle=0, labelOverlap=True)
        channels = {
            "x": alt.X(f"{low}:{kind}", title=low, sort="ascending" if kind == "O" else None, axis=level),
            "y": alt.Y(f"{count}:Q", title=count, stack="zero", axis=_whole(alt)),
            "tooltip": _tips(alt, f"{low}:{kind}", *([f"{color}:N"] if color else []), f"{count}:Q"),
        }
        if color:
            channels["color"] = alt.Color(f"{color}:N", title=color)
        return chart.mark_bar().encode(**channels).properties(height=240)

    return make


def _near_sizes(alt: Any, chart: Any) -> Any:
    return (
        chart.mark_bar()
        .encode(
            x=alt.X("contents from:O", axis=alt.Axis(labelAngle=0)),
            y=alt.Y("clusters:Q", scale=alt.Scale(type="symlog"), axis=_whole(alt)),
            tooltip=_tips(alt, "contents from:O", "clusters:Q"),
        )
        .properties(height=240)
    )


def _checks(alt: Any, chart: Any) -> Any:
    return chart.mark_bar().encode(
        x=alt.X("checks:Q", stack="normalize", title="share"),
        y=alt.Y("check:N", title=None),
        color=alt.Color(
            "outcome:N", title="outcome", scale=alt.Scale(domain=list(_OUTCOMES), range=list(_OUTCOMES.values()))
        ),
        tooltip=_tips(alt, "check:N", "runner:N", "outcome:N", "checks:Q"),
    )


def _roofline(alt: Any, chart: Any) -> Any:
    return (
        chart.mark_point(filled=True, opacity=0.7, size=60)
        .encode(
            x=alt.X("operations per byte:Q", scale=alt.Scale(type="log")),
            y=alt.Y("operations per ns:Q", scale=alt.Scale(type="log")),
            tooltip=_tips(alt, "row:N", "operations per byte:Q", "operations per ns:Q"),
        )
        .properties(height=320)
    )


_MAKERS: dict[str, Callable[[Any, Any], Any]] = {
    "repositories": _shares(
        "repository",
        {"published": "#4a90e2", "duplicates": "#93aacb", "not source": "#7b8494", "refused": "#d9822b"},
        normalize=False,
    ),
    "refused": _bars("reason", "refused", "damage"),
    "languages": _bars("language", "files", "tier"),
    "programming_models": _bars("programming model", "files", "language"),
    "licenses": _bars("license", "files", "tier"),
    "lengths": _histogram("bytes from", "files", "language"),
    "lines": _histogram("lines from", "files", "language"),
    "tokens": _histogram("tokens from", "files", "language"),
    "units": _bars("kind", "units", "language"),
    "near_sizes": _near_sizes,
    "likeness": _histogram("score from", "rows", "level"),
    "compiled": _shares("repository", {"whole": "#3fa66b", "in part": "#d9a441", "failed": "#d0555f"}, normalize=True),
    "failures": _plain_bars("reason", "files"),
    "pairs": _bars("source", "pairs", "level"),
    "refused_pairs": _bars("reason", "pairs", "source"),
    "checks": _checks,
    "mutation": _histogram("score from", "rows", "origin"),
    "relative_errors": _histogram("largest error from", "checks", "check", kind="N"),
    "ulp_errors": _histogram("largest error from", "checks", "check", kind="N"),
    "speedups": _histogram("times as fast from", "rows", "baseline"),
    "roofline": _roofline,
}

_LABELS = {
    "repositories": "repository",
    "refused": "reason",
    "languages": "language",
    "programming_models": "programming model",
    "licenses": "license",
    "units": "kind",
    "compiled": "repository",
    "failures": "reason",
    "pairs": "source",
    "refused_pairs": "reason",
    "checks": "check",
}
"""Column that names the bars, of figures that have a bar for each of its values."""
