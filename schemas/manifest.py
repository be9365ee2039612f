"""What `manifest.json` says: the release's provenance, files, digests and counts."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from warploom.schemas.errors import WarploomError
from warploom.schemas.release import MANIFEST

FORMAT = "warploom-release"
FORMAT_VERSION = "1.6"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a release is a function of, besides its inputs. `toolchain` maps a tool to its version.

    `first_paths`: only so many paths of each source were read (`--limit`); null for a whole corpus.
    """

    name: str
    version: str
    description: str
    license_tiers: tuple[str, ...]
    recipe_sha256: str
    recipe_text: str
    first_paths: int | None
    warploom_version: str
    toolchain: Mapping[str, str]
    removals: Mapping[str, int] = field(default_factory=dict)
    """`repositories` and `contents` that were left out because their owners asked; counted, never named."""
    decontamination: Mapping[str, Any] = field(default_factory=dict)
    """`train` (exclude or flag), and `against`: benchmarks with the digest of their index; empty for none."""
    release: str = ""
    """Calendar version of the release (see `schemas/versions.py`), not of the recipe; empty for an unnamed one."""
    visibility: str = "public"
    """`public`, or `internal`: rows stand on a license override and go to no public host."""
    answers: Mapping[str, Any] = field(default_factory=dict)
    """What no count says, for card and datasheet: see `catalog/datasheet_answers.py`."""
    tokenizer: Mapping[str, str] = field(default_factory=dict)
    """`name` and `sha256` of the file that `n_tokens` was counted with; empty for none."""
    published: str = ""
    """Day of publication as the recipe says it, YYYY-MM-DD; empty where it does not."""


@dataclass(frozen=True, slots=True)
class ShardReceipt:
    """One Parquet file of the release: POSIX path relative to it, rows, length and SHA-256 in hex."""

    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One folder under `data/` and its shards, sorted by path."""

    schema_version: str
    rows: int
    bytes: int
    files: tuple[ShardReceipt, ...]


@dataclass(frozen=True, slots=True)
class FileReceipt:
    """One file of the release that is not a shard."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """Rows of `source_files` in one language and license tier, and the length of their texts."""

    language: str
    license_tier: str
    n_files: int
    n_bytes: int


@dataclass(frozen=True, slots=True)
class ExtentCount:
    """Rows of `source_files` in one language, license tier and split; `n_tokens` is null where none were counted."""

    language: str
    license_tier: str
    split: str
    n_files: int
    n_bytes: int
    n_tokens: int | None


@dataclass(frozen=True, slots=True)
class LicenseCount:
    """Rows of `source_files` under one license expression."""

    license_expression: str
    license_tier: str
    n_files: int
    n_bytes: int
    n_repositories: int


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """Rows of `quarantine` with one reason."""

    reason: str
    is_damage: bool
    n_subjects: int


@dataclass(frozen=True, slots=True)
class FateCount:
    """Rows of `occurrences` with one fate."""

    fate: str
    n_paths: int


@dataclass(frozen=True, slots=True)
class RedactionCount:
    """What was masked in the texts of `source_files`, of one kind."""

    kind: str
    n_masked: int
    n_files: int


@dataclass(frozen=True, slots=True)
class CompiledCount:
    """What became of the translation units of one language on one target.

    Files compiled `n_whole` or `n_part` (without some functions, or some functions alone), out of `n_files`; modules
    with the functions and kernels that they define.
    """

    language: str
    target: str
    n_files: int
    n_whole: int
    n_part: int
    n_modules: int
    n_functions: int
    n_kernels: int


@dataclass(frozen=True, slots=True)
class FailureCount:
    """Files, each counted once for a target, of which no attempt compiled, by the reason of the first one."""

    reason: str
    n_files: int


@dataclass(frozen=True, slots=True)
class SplitCount:
    """Rows of `source_files` in one split, the length of their texts, and the groups that they come from."""

    split: str
    n_files: int
    n_bytes: int
    n_groups: int


@dataclass(frozen=True, slots=True)
class LikenessCount:
    """Comparisons of one level and method that ended in one verdict."""

    level: str
    method: str
    verdict: str
    n_pairs: int


@dataclass(frozen=True, slots=True)
class BenchmarkCount:
    """Published rows with hits of one benchmark, its items in them, and paths that were refused for a hit of it.

    A path that was refused counts for the benchmark of its best hit.
    """

    benchmark: str
    n_files: int
    n_items: int
    n_refused: int


@dataclass(frozen=True, slots=True)
class PairCount:
    """Rows of `kernel_pairs` of one origin, family, schedule and level.

    They are of `n_specs` computations; `n_killed` of the `n_mutants` wrong variants were refused that are not proven to
    be right.
    """

    origin: str
    family: str
    gpu_schedule: str
    level: str
    n_pairs: int
    n_specs: int
    n_mutants: int
    n_killed: int


@dataclass(frozen=True, slots=True)
class RefusedPairCount:
    """Rows of `refused_pairs` of one origin, stage and reason."""

    origin: str
    stage: str
    reason: str
    n_pairs: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Every count that a release publishes, all of them taken from its shards."""

    languages: tuple[LanguageCount, ...]
    licenses: tuple[LicenseCount, ...]
    reasons: tuple[ReasonCount, ...]
    fates: tuple[FateCount, ...]
    redactions: tuple[RedactionCount, ...] = ()
    compiled: tuple[CompiledCount, ...] = ()
    failures: tuple[FailureCount, ...] = ()
    splits: tuple[SplitCount, ...] = ()
    benchmarks: tuple[BenchmarkCount, ...] = ()
    likeness: tuple[LikenessCount, ...] = ()
    pairs: tuple[PairCount, ...] = ()
    refused_pairs: tuple[RefusedPairCount, ...] = ()
    extents: tuple[ExtentCount, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """All of `manifest.json`; `files` leaves out the manifest itself and the catalog, which is compared by content."""

    provenance: Provenance
    tables: Mapping[str, PublishedTable]
    counts: Counts
    files: tuple[FileReceipt, ...]

    def to_json(self) -> str:
        """Sorted keys, two spaces, one final newline: equal manifests are equal bytes."""
        document = {"format": FORMAT, "format_version": FORMAT_VERSION, **dataclasses.asdict(self)}
        return json.dumps(document, sort_keys=True, indent=2, ensure_ascii=False) + "\n"


class ReleaseError(WarploomError):
    """A directory is no finished release, or none that this version reads."""

    def __init__(self, directory: str, why: str, next_step: str) -> None:
        super().__init__(directory, why, next_step)
        self.directory, self.why, self.next_step = directory, why, next_step

    def __str__(self) -> str:
        return f"{self.directory}: {self.why}. {self.next_step}"


def read_manifest(directory: Path) -> Manifest:
    """Manifest of a finished release; `ReleaseError` for what is not one, saying what to do."""
    if not directory.is_dir():
        raise ReleaseError(str(directory), "no such directory", "Name the directory that `warploom build --out` wrote.")
    path = directory / MANIFEST
    if not path.is_file():
        if not (directory / "data").is_dir():
            raise ReleaseError(
                str(directory),
                "not a release: it holds neither a manifest nor data",
                "Name the directory that `warploom build --out` wrote.",
            )
        raise ReleaseError(
            str(directory),
            "an unfinished release: the build stopped while writing, before its manifest",
            "Run the build again; it goes on where it stopped.",
        )
    try:
        document = json.loads(path.read_bytes())
        if document["format"] != FORMAT:
            raise ReleaseError(str(path), "not a Warploom manifest", "Name another directory.")
        if document["format_version"].split(".")[0] != FORMAT_VERSION.split(".")[0]:
            raise ReleaseError(
                str(path), f"written in format {document['format_version']}", "Read it with that version's Warploom."
            )
        return _manifest(document)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError(str(path), f"damaged manifest ({error!r})", "Run the build again.") from error


def _manifest(document: Mapping[str, Any]) -> Manifest:
    provenance = dict(document["provenance"])
    provenance.setdefault("first_paths", None)
    provenance["license_tiers"] = tuple(provenance["license_tiers"])
    tables = {
        name: PublishedTable(
            schema_version=table["schema_version"],
            rows=table["rows"],
            bytes=table["bytes"],
            files=tuple(ShardReceipt(**receipt) for receipt in table["files"]),
        )
        for name, table in document["tables"].items()
    }
    for receipt in (*(r for table in tables.values() for r in table.files), *document["files"]):
        path = PurePosixPath(receipt["path"] if isinstance(receipt, dict) else receipt.path)
        if path.is_absolute() or ".." in path.parts:
            raise ValueError(f"{path} leaves the release")
    counts = document["counts"]
    return Manifest(
        provenance=Provenance(**provenance),
        tables=tables,
        counts=Counts(
            languages=tuple(LanguageCount(**count) for count in counts["languages"]),
            licenses=tuple(LicenseCount(**count) for count in counts["licenses"]),
            reasons=tuple(ReasonCount(**count) for count in counts["reasons"]),
            fates=tuple(FateCount(**count) for count in counts["fates"]),
            redactions=tuple(RedactionCount(**count) for count in counts.get("redactions", ())),
            compiled=tuple(CompiledCount(**count) for count in counts.get("compiled", ())),
            failures=tuple(FailureCount(**count) for count in counts.get("failures", ())),
            splits=tuple(SplitCount(**count) for count in counts.get("splits", ())),
            benchmarks=tuple(BenchmarkCount(**count) for count in counts.get("benchmarks", ())),
            likeness=tuple(LikenessCount(**count) for count in counts.get("likeness", ())),
            pairs=tuple(PairCount(**count) for count in counts.get("pairs", ())),
            refused_pairs=tuple(RefusedPairCount(**count) for count in counts.get("refused_pairs", ())),
            extents=tuple(ExtentCount(**count) for count in counts.get("extents", ())),
        ),
        files=tuple(FileReceipt(**receipt) for receipt in document["files"]),
    )
