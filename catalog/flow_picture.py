"""Draws what became of every path as one stream that loses a branch at each stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warploom.catalog.escaping import html_line

WIDTH, HEIGHT = 960, 330
_TOP, _STREAM, _BOTTOM, _TURN = 34, 130, 300, 10
_ORDER = (
    "read_sources",
    "name_languages",
    "decode_texts",
    "redact_texts",
    "measure_quality",
    "mark_files",
    "cut_units",
)
"""Stages as they follow one another; others come after these, and the decisions of the whole corpus last."""
_TITLES = {
    "read_sources": "unreadable",
    "decode_texts": "no text",
    "cut_units": "no syntax",
    "select_files": "license or rule",
    "duplicate": "same as another",
    "not_source": "no source code",
}


@dataclass(frozen=True, slots=True)
class Branch:
    """What leaves the stream: the stage or fate, and how many paths."""

    name: str
    n: int

    @property
    def title(self) -> str:
        return _TITLES.get(self.name, self.name.replace("_", " "))


def branches(rows: Sequence[tuple[str, str, int]]) -> tuple[int, list[Branch]]:
    """Paths that are published, and what left on the way, from (fate, stage, paths)."""
    published = sum(n for fate, _, n in rows if fate == "published")
    lost: dict[str, int] = {}
    for fate, stage, n in rows:
        if fate != "published":
            name = stage if fate == "quarantined" else fate
            lost[name] = lost.get(name, 0) + n
    return published, [Branch(name, lost[name]) for name in sorted(lost, key=_place)]


def flow_svg(published: int, lost: Sequence[Branch]) -> str:
    """The picture, in the colors of the page's style sheet; it scales to the width of what holds it."""
    total = published + sum(branch.n for branch in lost)
    if not total:
        return ""
    scale = _STREAM / total
    step = (WIDTH - 150) / (len(lost) + 1)
    left_out = ", ".join(f"{branch.n:,} {branch.title}" for branch in lost) or "none"
    told = html_line(f"{total:,} paths came in, {published:,} are published; left out: {left_out}")
    parts = [
        f'<svg class="flow" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{told}">',
        _text(0, _TOP - 14, f"{total:,} paths came in", "head"),
    ]
    x, left = 0.0, total
    for number, branch in enumerate(lost):
        right = x + step
        parts.append(_band(x, right, _TOP, left * scale))
        lower = _TOP + (left - branch.n) * scale
        thick = max(1.0, branch.n * scale)
        title = html_line(f"{branch.n:,} {branch.title}")
        fall = _BOTTOM - 34 * (1 - number % 2)
        outer, middle = _TURN + thick, right + _TURN + thick / 2
        parts.append(
            f'<path class="lost" d="M{right:.1f} {lower:.1f} a{outer:.1f} {outer:.1f} 0 0 1 {outer:.1f} {outer:.1f} '
            f"V{fall:.1f} h{-thick:.1f} V{lower + outer:.1f} "
            f'a{_TURN} {_TURN} 0 0 0 {-_TURN} {-_TURN} Z"><title>{title}</title></path>'
        )
        parts.append(_text(middle, fall + 13, title, "name"))
        x, left = right, left - branch.n
    parts.append(_band(x, WIDTH - 150, _TOP, published * scale))
    parts.append(_text(WIDTH - 140, _TOP + 14, f"{published:,} published", "head"))
    parts.append("</svg>")
    return "\n".join(parts)


def flow_rows(cells: Sequence[Sequence[str]]) -> list[tuple[str, str, int]]:
    """The figure's cells as `branches` takes them."""
    return [(fate, stage, int(n.replace(",", ""))) for fate, stage, n in cells]


def _place(name: str) -> tuple[int, str]:
    if name == "not_source":
        return 1, name
    if name in _ORDER:
        return (0, "") if name == "read_sources" else (2 + _ORDER.index(name), name)
    return {"select_files": 98, "duplicate": 99}.get(name, 50), name


def _band(x: float, right: float, top: float, height: float) -> str:
    return (
        f'<rect class="kept" x="{x:.1f}" y="{top}" width="{max(0.0, right - x):.1f}" height="{max(1.0, height):.1f}"/>'
    )


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{text}</text>'
