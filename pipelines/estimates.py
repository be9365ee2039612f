"""What a build would do and how long it may take, without doing it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from warploom.pipelines.corpus import BuildOptions
from warploom.pipelines.recipe import Recipe, listed_source
from warploom.pipelines.stages import make_stages
from warploom.schemas.source import FetchError

_MB_PER_S = 7.0
"""Unpacked megabytes a second of a first build on two cores, license engine included: measured with `starter`."""
_UNPACKED_PER_PACKED = 5.0
_WORK = (12e6, 3.9)
_RELEASE = (3e6, 0.95)
"""Bytes of the work directory, and of the release in it: a fixed part, and so many for each unpacked byte of source.

Measured without compiling (`docs/sizing.md`)."""


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """One source: whether it is at hand, and its size where that is known."""

    kind: str
    what: str
    is_at_hand: bool
    bytes: int | None


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """What a build would start from; `seconds` is null where too little is known."""

    recipe: str
    sources: list[SourcePlan]
    last_run_seconds: float | None
    seconds: float | None
    work_bytes: int | None = None
    release_bytes: int | None = None
    """Disk that a first build of what is at hand takes; the release's shards are links into the work directory."""

    def render(self) -> RenderableType:
        """A table for people."""
        table = Table("source", "what", "at hand", "MB", title=Text(self.recipe), box=None)
        table.columns[3].justify = "right"
        for s in self.sources:
            size = "unknown" if s.bytes is None else f"{s.bytes / 1e6:,.1f}"
            table.add_row(s.kind, s.what, "yes" if s.is_at_hand else "to be fetched", size)
        lines = []
        if self.last_run_seconds is not None:
            lines.append(f"The last run in this work directory took {self.last_run_seconds:,.0f} s.")
        if self.seconds is not None:
            lines.append(f"A first build of what is at hand takes about {self.seconds:,.0f} s on two cores.")
        if self.work_bytes is not None and self.release_bytes is not None:
            work, release = self.work_bytes / 1e9, self.release_bytes / 1e9
            lines.append(f"It takes about {work:,.1f} GB of work directory, {release:,.1f} GB of them the release.")
        return Group(table, Text("\n".join(lines)))


def estimate(recipe: Recipe, options: BuildOptions) -> BuildPlan:
    """Look at the caches and at an earlier run; opens no socket and writes nothing."""
    make_stages(recipe)  # a wrong option is found here, too
    sources = [_look(source, options.cache) for source in recipe.sources]
    for listing in recipe.listings:
        try:
            listed = [listed_source(recipe, named) for named in listing.entries(options.cache, offline=True)]
            sources += [_look(source, options.cache) for source in listed]
        except FetchError:
            sources.append(SourcePlan(listing.kind, "a listing", is_at_hand=False, bytes=None))
    known = [s.bytes for s in sources if s.bytes is not None]
    unpacked = sum(known) * _UNPACKED_PER_PACKED if known else None
    return BuildPlan(
        recipe.dataset.name,
        sources,
        _last_run(options.work),
        None if unpacked is None else unpacked / 1e6 / _MB_PER_S,
        None if unpacked is None else round(_WORK[0] + _WORK[1] * unpacked),
        None if unpacked is None else round(_RELEASE[0] + _RELEASE[1] * unpacked),
    )


def _look(source: Any, cache: Path) -> SourcePlan:
    fields = asdict(source)
    package = " ".join(filter(None, (fields.get("package"), fields.get("version"))))
    what = fields.get("path") or package or source.names()[-1]
    try:
        local = source.fetch(cache, offline=True)
    except FetchError:
        return SourcePlan(source.kind, what, is_at_hand=False, bytes=None)
    archive = getattr(local, "path", None)
    size = Path(archive).stat().st_size if archive is not None and Path(archive).is_file() else None
    return SourcePlan(source.kind, what, is_at_hand=True, bytes=size)


def _last_run(work: Path) -> float | None:
    try:
        seconds: float = json.loads((work / "run.json").read_bytes())["seconds"]
    except (FileNotFoundError, ValueError, KeyError):
        return None
    return seconds
