"""Writes `spdx.json`: the release as a dataset package of SPDX 3, with its shards, their checksums and licenses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from warploom.catalog.dates import release_date, release_name
from warploom.catalog.escaping import plain
from warploom.extractors.atomic import write_text
from warploom.schemas.manifest import Manifest
from warploom.schemas.release import SPDX

_CONTEXT = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
_CREATION = "_:creation"


def write_spdx(directory: Path, connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> str:
    """Write the document from the manifest; its path relative to the release."""
    document = spdx(manifest, _newest(connection))
    write_text(directory / SPDX, json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    return SPDX


def spdx(manifest: Manifest, newest: str | None) -> dict[str, Any]:
    """The document; `newest` is the time of the newest revision, the time of its making where no day is named."""
    provenance, counts = manifest.provenance, manifest.counts
    corpus, said = provenance.answers.get("corpus", {}), provenance.answers.get("datasheet", {})
    base = f"urn:warploom:{provenance.recipe_sha256}:{_part(release_name(provenance))}"
    day = release_date(provenance)
    # SPDX asks for a time; of a release that names no day, the newest that is in it is the earliest it can be.
    created = f"{day}T00:00:00Z" if day else newest or "1970-01-01T00:00:00Z"

    def element(kind: str, part: str, /, **properties: Any) -> dict[str, Any]:
        shown = {key: value for key, value in properties.items() if value not in (None, "", [])}
        return {"type": kind, "spdxId": f"{base}#{part}", "creationInfo": _CREATION, **shown}

    tool = element("Tool", "tool", name=f"Warploom {provenance.warploom_version}")
    makers = [
        element("Agent", f"maker-{number}", name=plain(creator))
        for number, creator in enumerate(corpus.get("creators", []) or [f"makers of {plain(provenance.name)}"], 1)
    ]
    files = [
        element(
            "software_File",
            f"file-{_part(receipt.path)}",
            name=receipt.path,
            software_primaryPurpose="data",
            verifiedUsing=[{"type": "Hash", "algorithm": "sha256", "hashValue": receipt.sha256}],
        )
        for table in manifest.tables.values()
        for receipt in table.files
    ]
    licenses = [
        element(
            "simplelicensing_LicenseExpression",
            f"license-{number}",
            simplelicensing_licenseExpression=expression,
        )
        for number, expression in enumerate(sorted({c.license_expression for c in counts.licenses} - {""}), 1)
    ]
    package = element(
        "dataset_DatasetPackage",
        "dataset",
        name=plain(provenance.name),
        description=plain(provenance.description),
        software_packageVersion=plain(release_name(provenance)),
        software_primaryPurpose="data",
        software_homePage=corpus.get("homepage"),
        software_downloadLocation=corpus.get("homepage"),
        originatedBy=[maker["spdxId"] for maker in makers],
        suppliedBy=makers[0]["spdxId"],
        releaseTime=f"{day}T00:00:00Z" if day else None,
        dataset_datasetType=["text", "structured"],
        dataset_datasetSize=sum(r.bytes for table in manifest.tables.values() for r in table.files),
        dataset_datasetAvailability="directDownload" if corpus.get("homepage") else None,
        dataset_dataCollectionProcess=_answer(said, "collection.acquisition"),
        dataset_dataPreprocessing=[text] if (text := _answer(said, "preprocessing.steps")) else [],
        dataset_datasetNoise=_answer(said, "composition.errors"),
        dataset_datasetUpdateMechanism=_answer(said, "maintenance.updates"),
        dataset_intendedUse=_answer(said, "uses.suited"),
        dataset_knownBias=[text] if (text := _answer(said, "uses.consequences")) else [],
        dataset_anonymizationMethodUsed=[text] if (text := _answer(said, "composition.people")) else [],
        dataset_hasSensitivePersonalInformation="noAssertion",
    )
    links = [("contains", [file["spdxId"] for file in files]), ("hasConcludedLicense", [e["spdxId"] for e in licenses])]
    relationships = [
        element(
            "Relationship",
            f"relationship-{number}",
            **{"from": package["spdxId"], "to": targets},
            relationshipType=kind,
            completeness="complete",
        )
        for number, (kind, targets) in enumerate(links, 1)
        if targets
    ]
    elements = [tool, *makers, package, *files, *licenses, *relationships]
    document = element(
        "SpdxDocument",
        "document",
        name=f"{plain(provenance.name)} {plain(release_name(provenance))}",
        profileConformance=["core", "software", "simpleLicensing", "dataset"],
        rootElement=[package["spdxId"]],
        element=[e["spdxId"] for e in elements],
    )
    creation = {
        "type": "CreationInfo",
        "@id": _CREATION,
        "specVersion": "3.0.1",
        "created": created,
        "createdBy": [maker["spdxId"] for maker in makers],
        "createdUsing": [tool["spdxId"]],
    }
    return {"@context": _CONTEXT, "@graph": [creation, document, *elements]}


def _newest(connection: duckdb.DuckDBPyConnection) -> str | None:
    row = connection.execute("SELECT strftime(max(revision_time), '%Y-%m-%dT%H:%M:%SZ') FROM repositories").fetchone()
    return None if row is None else row[0]


def _answer(said: Mapping[str, str], key: str) -> str:
    return " ".join(said.get(key, "").split())


def _part(text: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-._") else "-" for c in text)
