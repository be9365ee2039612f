"""Writes `CITATION.cff`: how a release is cited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from warploom.catalog.dates import release_date, release_name
from warploom.catalog.escaping import plain
from warploom.extractors.atomic import write_text
from warploom.schemas.manifest import Manifest
from warploom.schemas.release import CITATION


def write_citation(directory: Path, manifest: Manifest) -> str:
    """Write the file from the manifest; its path relative to the release."""
    text = yaml.safe_dump(citation(manifest), sort_keys=False, allow_unicode=True, width=10_000)
    write_text(directory / CITATION, text)
    return CITATION


def citation(manifest: Manifest) -> dict[str, Any]:
    """The document; it names authors as entities, since the answers do not tell persons from organisations.

    It names no license: of several the format says that one may choose, and here each row has its own.
    """
    provenance = manifest.provenance
    corpus = provenance.answers.get("corpus", {})
    name = plain(provenance.name)
    document: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this data set, please cite it as below.",
        "type": "dataset",
        "title": name,
        # The format asks for an author, and the corpus is one of itself where nobody is named.
        "authors": [{"name": plain(creator)} for creator in corpus.get("creators", [])]
        or [{"name": f"makers of {name}"}],
        "version": plain(release_name(provenance)),
        "date-released": release_date(provenance),
        "abstract": plain(provenance.description) or None,
        "doi": corpus.get("doi") or None,
        "url": corpus.get("homepage") or None,
        "keywords": list(corpus.get("keywords", [])) or None,
    }
    return {key: value for key, value in document.items() if value is not None}
