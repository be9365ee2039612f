"""Brings the sources of a recipe to this machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from warploom.extractors.sources.git import Git
from warploom.extractors.sources.git_transfer import end_children
from warploom.pipelines.downloads import downloads_of, remove_downloads
from warploom.pipelines.places import PURGED
from warploom.pipelines.progress import Display
from warploom.pipelines.recipe import Recipe, listed_source
from warploom.pipelines.toml_values import RecipeError
from warploom.schemas.identity import repository_id
from warploom.schemas.reasons import Reason
from warploom.schemas.source import LocalSource, Source
from warploom.validators.optouts import OptOuts, names_of, normal_name, packaged_optouts, read_optouts


def optouts_of(recipe: Recipe, work: Path | None = None) -> OptOuts:
    """Those who opted out: of Warploom, of this recipe, and what was purged from this work directory."""
    found = OptOuts()
    for path in (packaged_optouts(), *map(Path, recipe.consent.optouts)):
        found |= read_optouts(path)
    if work is not None and (work / PURGED).exists():
        found |= read_optouts(work / PURGED)
    return found


@dataclass(frozen=True, slots=True)
class Fetched:
    """Sources that are on this machine."""

    sources: list[LocalSource]
    n_opted_out: int

    def counts(self) -> dict[str, int]:
        """What was brought here for them: sources with something new, files or git objects, bytes; and what was not."""
        transfers = [source.transfer for source in self.sources]
        return {
            "sources": len(self.sources),
            "opted_out": self.n_opted_out,
            "with_news": sum(t.objects > 0 for t in transfers),
            "objects": sum(t.objects for t in transfers),
            "bytes": sum(t.bytes for t in transfers),
            "vanished": sum(t.absent == Reason.SOURCE_VANISHED for t in transfers),
            "unavailable": sum(t.absent == Reason.SOURCE_UNAVAILABLE for t in transfers),
            "moved": sum(source.origin.moved_to is not None for source in self.sources),
        }


def sources_of(recipe: Recipe, cache: Path, *, offline: bool) -> list[Source]:
    """The recipe's sources and those that its listings name, each once; raises `FetchError` with the next step."""
    listed = [
        listed_source(recipe, named) for listing in recipe.listings for named in listing.entries(cache, offline=offline)
    ]
    # Two searches may find the same repository; who is named first is taken.
    known = set(map(_place, recipe.sources))
    chosen = list(recipe.sources)
    for source in listed:
        if _place(source) not in known:
            known.add(_place(source))
            chosen.append(source)
    return chosen


def _place(source: Source) -> Any:
    """What makes two entries the same source."""
    return (normal_name(source.url), source.ref) if isinstance(source, Git) else source


def fetch_sources(recipe: Recipe, cache: Path, optouts: OptOuts, *, offline: bool, display: Display) -> Fetched:
    """Bring every source to this machine, several at a time, in the recipe's order.

    What was opted out is not fetched; what only the host's answer tells so is removed right after.
    """
    with _pauses_told(display):
        named = sources_of(recipe, cache, offline=offline)
    wanted = [s for s in named if not optouts.names_repository(s.names())]
    try:
        with ThreadPoolExecutor(max_workers=8) as pool:
            answers = list(pool.map(lambda s: s.fetch(cache, offline=offline), wanted))
    finally:
        end_children()
    fetched = []
    for source in answers:
        if optouts.names_repository(names_of(source.origin)):
            remove_downloads(cache, downloads_of(cache, source.origin))
        else:
            fetched.append(source)
    n_opted_out = len(named) - len(fetched)
    if n_opted_out:
        display.note(f"{n_opted_out} left out: their owners asked for it")
    seen: dict[str, str] = {}
    for source in fetched:
        origin = source.origin
        key = repository_id(origin.source_kind, origin.repo_name, origin.pinned_revision)
        if key in seen:
            raise RecipeError("[[sources]]", f"{origin.origin_url} is named twice; give one of them another `name`")
        seen[key] = origin.origin_url
    found = Fetched(fetched, n_opted_out)
    display.note(_told(found.counts()))
    return found


@contextmanager
def _pauses_told(display: Display) -> Iterator[None]:
    """Say what a listing waits for."""

    def told(details: RetryDetails) -> None:
        display.note(f"{details.caused_by}; asked again in {details.wait_for:,.0f} s")

    set_on_retry_hooks([told])
    try:
        yield
    finally:
        set_on_retry_hooks(None)


def _told(counts: Mapping[str, int]) -> str:
    said = f"{counts['sources']} source{'s' if counts['sources'] != 1 else ''} at hand"
    if counts["with_news"]:
        said += f", {counts['with_news']} with news ({counts['objects']:,} objects, {counts['bytes'] / 1e6:,.1f} MB)"
    for what, why in (("vanished", "gone from their hosts"), ("unavailable", "not given by their hosts")):
        if counts[what]:
            said += f", {counts[what]} {why}: earlier copies are read where there are any"
    return said
