"""Where the cache keeps what was downloaded of a repository, and how it goes."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import quote

from warploom.extractors.sources.git_transfer import store_of, urls_in
from warploom.schemas.source import Origin
from warploom.validators.optouts import OptOuts


def downloads_of(cache: Path, origin: Origin) -> list[str]:
    """Files and folders of one repository revision that are there, relative to the cache."""
    version = origin.pinned_revision
    found = []
    if origin.source_kind in ("pypi", "debian"):
        kind = origin.source_kind
        index = f"{origin.repo_name}/{version if kind == 'pypi' else quote(version, safe='')}.json"
        found = [index, f"{kind}/{origin.archive_sha256}"]
    elif origin.source_kind == "git":
        found = [store_of(cache, origin.origin_url).relative_to(cache).as_posix()]
    return [name for name in found if (cache / name).exists()]


def stores_named(cache: Path, optouts: OptOuts) -> Iterator[str]:
    """Stores of git repositories whose URLs are among those left out, whoever fetched them, relative to the cache."""
    for store, url in urls_in(cache):
        if optouts.names_repository([url]):
            yield store.relative_to(cache).as_posix()


def remove_downloads(cache: Path, names: Collection[str]) -> list[str]:
    """Remove files and folders of the cache; those that are gone now."""
    for name in names:
        if (cache / name).is_dir():
            shutil.rmtree(cache / name, ignore_errors=True)
        else:
            (cache / name).unlink(missing_ok=True)
    return sorted(name for name in set(names) if not (cache / name).exists())
