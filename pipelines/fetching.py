"""Brings the sources of a recipe to this machine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from warploom.pipelines.progress import Display
from warploom.pipelines.recipe import Recipe, RecipeError
from warploom.schemas.identity import repository_id
from warploom.schemas.source import LocalSource


def fetch_sources(recipe: Recipe, cache: Path, *, offline: bool, display: Display) -> list[LocalSource]:
    """Bring every source to this machine, several at a time, in the recipe's order."""
    with ThreadPoolExecutor(max_workers=8) as pool:
        fetched = list(pool.map(lambda s: s.fetch(cache, offline=offline), recipe.sources))
    seen: dict[str, str] = {}
    for source in fetched:
        origin = source.origin
        key = repository_id(origin.source_kind, origin.repo_name, origin.pinned_revision)
        if key in seen:
            raise RecipeError("[[sources]]", f"{origin.origin_url} is named twice; give one of them another `name`")
        seen[key] = origin.origin_url
    display.note(f"{len(fetched)} source{'s' if len(fetched) != 1 else ''} at hand")
    return fetched
