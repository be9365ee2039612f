"""Writes `croissant.json`: files with checksums, record sets with fields, and the responsible-AI answers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from warploom.catalog.dates import release_name, release_time
from warploom.catalog.escaping import plain
from warploom.catalog.license_texts import license_ids, license_text
from warploom.catalog.schema_text import title_of
from warploom.extractors.atomic import write_text
from warploom.schemas.manifest import Manifest
from warploom.schemas.release import CROISSANT, PUBLISHED, shard_glob
from warploom.schemas.table import Column, Table

CONFORMS_TO = ["http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0"]
_PARQUET = "application/x-parquet"  # what mlcroissant reads; it has no reader for the registered name

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{
        name: f"cr:{name}"
        for name in (
            "citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject", "fileSet",
            "format", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet",
            "references", "regex", "repeated", "replace", "samplingRate", "separator", "source", "subField",
            "transform",
        )
    },
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
}  # fmt: skip
"""Names of the vocabulary, as the format asks for them."""

_RAI: Mapping[str, tuple[str, ...]] = {
    "dataCollection": ("collection.acquisition", "collection.mechanisms"),
    "dataCollectionMissingData": ("composition.sampling",),
    "dataCollectionRawData": ("preprocessing.raw",),
    "dataPreprocessingProtocol": ("preprocessing.steps",),
    "dataManipulationProtocol": ("preprocessing.steps",),
    "dataAnnotationProtocol": ("composition.labels",),
    "dataUseCases": ("uses.suited",),
    "dataLimitations": ("uses.unsuited", "composition.errors"),
    "dataBiases": ("uses.consequences",),
    "dataSocialImpact": ("uses.consequences", "collection.consent"),
    "personalSensitiveInformation": ("composition.people", "composition.confidential"),
    "dataReleaseMaintenancePlan": ("maintenance.updates", "maintenance.old_versions"),
}
"""Field of the responsible-AI vocabulary to the answers that fill it."""


def write_croissant(directory: Path, manifest: Manifest) -> str:
    """Write the description of a release, from its manifest; the path relative to it."""
    write_text(directory / CROISSANT, json.dumps(croissant(manifest), indent=2, ensure_ascii=False) + "\n")
    return CROISSANT


def croissant(manifest: Manifest) -> dict[str, Any]:
    """The document: plain values, in a fixed order; nothing that nobody said is in it."""
    provenance = manifest.provenance
    corpus = provenance.answers.get("corpus", {})
    name, version = plain(provenance.name), plain(release_name(provenance))
    creators = [plain(creator) for creator in corpus.get("creators", [])]
    document: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": name,
        "description": plain(provenance.description) or name,
        "version": _semantic(version),
        "license": sorted({f"https://spdx.org/licenses/{i}.html" for i in _license_ids(manifest)}) or None,
        "citeAs": cite_as(manifest),
        "datePublished": release_time(provenance),
        "url": corpus.get("homepage") or None,
        "sameAs": f"https://doi.org/{corpus['doi']}" if corpus.get("doi") else None,
        "creator": [{"@type": "sc:Organization", "name": creator} for creator in creators] or None,
        "keywords": list(corpus.get("keywords", [])) or None,
        "inLanguage": "en",
        "isLiveDataset": False,
        **_responsible(provenance.answers.get("datasheet", {})),
        "distribution": _distribution(manifest),
        "recordSet": [
            _record_set(folder, PUBLISHED[folder], published.rows)
            for folder, published in manifest.tables.items()
            if folder in PUBLISHED and published.rows
        ],
    }
    return {key: value for key, value in document.items() if value is not None}


def cite_as(manifest: Manifest) -> str:
    """A BibTeX entry."""
    provenance = manifest.provenance
    corpus = provenance.answers.get("corpus", {})
    name, version = plain(provenance.name), plain(release_name(provenance))
    day = release_time(provenance)
    fields = {
        "title": f"{{{_bibtex(name)}}}",
        "author": " and ".join(f"{{{_bibtex(plain(c))}}}" for c in corpus.get("creators", [])),
        "version": _bibtex(version),
        "year": day[:4] if day else "",
        "doi": corpus.get("doi", ""),
        "url": corpus.get("homepage", ""),
        "note": f"made by Warploom {provenance.warploom_version}, recipe {provenance.recipe_sha256[:12]}",
    }
    key = re.sub(r"[^A-Za-z0-9-]+", "-", f"{name}-{version}").strip("-") or "corpus"
    return f"@misc{{{key}, " + ", ".join(f"{k} = {{{v}}}" for k, v in fields.items() if v) + "}"


def _bibtex(text: str) -> str:
    return re.sub(r"[{}\\]", "", text)


def _semantic(version: str) -> str | None:
    """As it is, or with zeros for parts that it lacks; the format knows no others."""
    found = re.fullmatch(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?", version)
    if found:
        return ".".join(part or "0" for part in found.groups())
    return version if re.fullmatch(r"\d+\.\d+\.\d+[-+][0-9A-Za-z.+-]+", version) else None


def _license_ids(manifest: Manifest) -> set[str]:
    # An exception is no license: it stands after WITH.
    bare = {re.sub(r"\bWITH\s+[^\s()]+", "", count.license_expression) for count in manifest.counts.licenses}
    named = {i for expression in bare for i in license_ids(expression)}
    return {i for i in named if not i.startswith("LicenseRef-") and license_text(i) is not None}


def _responsible(said: Mapping[str, str]) -> dict[str, str]:
    filled = {}
    for name, keys in _RAI.items():
        text = "\n\n".join(" ".join(said[key].split()) for key in keys if said.get(key))
        if text:
            filled[f"rai:{name}"] = text
    return filled


def _distribution(manifest: Manifest) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    for folder, published in manifest.tables.items():
        entries += [
            {
                "@type": "cr:FileObject",
                "@id": receipt.path,
                "name": receipt.path,
                "contentUrl": receipt.path,
                "contentSize": f"{receipt.bytes} B",
                "encodingFormat": _PARQUET,
                "sha256": receipt.sha256,
            }
            for receipt in published.files
        ]
        if folder in PUBLISHED and published.rows:
            entries.append(
                {
                    "@type": "cr:FileSet",
                    "@id": f"{folder}-shards",
                    "name": f"{folder}-shards",
                    "description": f"All shards of {folder}.",
                    "encodingFormat": _PARQUET,
                    "includes": shard_glob(folder),
                }
            )
    return entries


def _record_set(folder: str, table: Table, rows: int) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": folder,
        "name": folder,
        "description": f"{rows:,} row{'' if rows == 1 else 's'}. {title_of(folder, table)}",
        "key": [{"@id": f"{folder}/{column}"} for column in table.key],
        "field": [_field(folder, table, column) for column in table.columns],
    }


def _field(folder: str, table: Table, column: Column) -> dict[str, Any]:
    identity = f"{folder}/{column.name}"
    source = {"fileSet": {"@id": f"{folder}-shards"}, "extract": {"column": column.name}}
    kind, is_repeated = column.type, pa.types.is_list(column.type)
    kind = kind.value_type if is_repeated else kind
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": identity,
        "name": identity,
        "description": column.description + _reference(table, column.name),
        "source": source,
    }
    if pa.types.is_struct(kind):
        field["subField"] = [
            {
                "@type": "cr:Field",
                "@id": f"{identity}/{member.name}",
                "name": f"{identity}/{member.name}",
                "dataType": _data_type(member.type),
                "source": {**source, "transform": {"jsonPath": member.name}},
            }
            for member in kind
        ]
    else:
        field["dataType"] = _data_type(kind)
    if is_repeated:
        field["repeated"] = True
    return field


def _reference(table: Table, column: str) -> str:
    # `references` would say it to machines; but mlcroissant joins along them, and ours go in circles.
    target = table.references.get(column)
    return f" Refers to {target[0]}/{target[1]}." if target else ""


def _data_type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return _data_type(kind.value_type)
    for is_kind, name in (
        (pa.types.is_boolean, "sc:Boolean"),
        (pa.types.is_integer, "sc:Integer"),
        (pa.types.is_floating, "sc:Float"),
        (pa.types.is_timestamp, "sc:DateTime"),
    ):
        if is_kind(kind):
            return name
    return "sc:Text"  # binary has no type of its own in the format
