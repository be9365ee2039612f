"""Brings the sources of a recipe to this machine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from warploom.pipelines.places import PURGED
from warploom.pipelines.progress import Display
from warploom.pipelines.recipe import Recipe, RecipeError
from warploom.schemas.identity import repository_id
from warploom.schemas.source import LocalSource
from warploom.validators.optouts import OptOuts, names_of, packaged_optouts, read_optouts


def optouts_of(recipe: Recipe, work: Path | None = None) -> OptOuts:
    """Those who opted out: of Warploom, of this recipe, and what was purged from this work directory."""
    found = OptOuts()
    for path in (packaged_optouts(), *map(Path, recipe.consent.optouts)):
        found |= read_optouts(path)
    if work is not None and (work / PURGED).exists():
        found |= read_optouts(work / PURGED)
    return found


def fetch_sources(
    recipe: Recipe, cache: Path, optouts: OptOuts, *, offline: bool, display: Display
) -> tuple[list[LocalSource], int]:
    """Bring every source to this machine, several at a time, in the recipe's order; and how many were opted out.

    What was opted out is not fetched; a name that only the host's answer tells is looked at right after.
    """
    wanted = [s for s in recipe.sources if not optouts.names_repository(s.names())]
    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = list(pool.map(lambda s: s.fetch(cache, offline=offline), wanted))
    fetched = [s for s in answers if not optouts.names_repository(names_of(s.origin))]
    n_opted_out = len(recipe.sources) - len(fetched)
    if n_opted_out:
        display.note(f"{n_opted_out} left out: their owners asked for it")
    seen: dict[str, str] = {}
    for source in fetched:
        origin = source.origin
        key = repository_id(origin.source_kind, origin.repo_name, origin.pinned_revision)
        if key in seen:
            raise RecipeError("[[sources]]", f"{origin.origin_url} is named twice; give one of them another `name`")
        seen[key] = origin.origin_url
    display.note(f"{len(fetched)} source{'s' if len(fetched) != 1 else ''} at hand")
    return fetched, n_opted_out
