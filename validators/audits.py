"""Draws a stratified sample of a release's license decisions, with the evidence by which people can judge them."""

# ruff: noqa: S608 - what is formatted into these statements is our own; values are parameters

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warploom.schemas.errors import UsageError
from warploom.schemas.manifest import Manifest, ReleaseError, read_manifest
from warploom.schemas.reasons import Reason
from warploom.schemas.release import MANIFEST
from warploom.validators.published import connect

FORMAT = "warploom-audit"
FORMAT_VERSION = "1.0"
DEFAULT_SIZE = 200
MAX_SIZE = 10_000
MIN_PER_STRATUM = 2
"""Rows of every stratum at least, as far as it has them; one alone cannot disagree with itself."""

LANGUAGE_FAMILIES: Mapping[str, str] = {
    **dict.fromkeys(("C", "C++"), "c"),
    **dict.fromkeys(("CUDA", "HIP", "OpenCL", "SYCL"), "gpu"),
    "Fortran": "fortran",
    **dict.fromkeys(("Python", "Julia", "Rust", "ISPC"), "other"),
}
"""Languages whose files state licenses alike; a path without a language is `other`."""

_LAW = (Reason.LICENSE_UNKNOWN, Reason.LICENSE_NOT_ALLOWED)
PUBLISHED_VERDICT, REFUSED_VERDICT = "published", "refused"
_HEAD_LINES = 15
_HEAD_CHARACTERS = 600
_MAX_WITNESSES = 5
_DRAW = re.compile(
    rf"{FORMAT} {re.escape(FORMAT_VERSION)} release ([0-9a-f]{{64}}) seed (-?\d{{1,18}}) sample (\d{{1,6}})", re.ASCII
)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")

_FAMILY = " ".join(f"WHEN '{language}' THEN '{family}'" for language, family in LANGUAGE_FAMILIES.items())
_FRAME = f"""
SELECT id, verdict, coalesce(tier, 'unknown') AS tier, coalesce(scope, 'none') AS scope,
       coalesce(conflict, false) AS conflict, CASE language {_FAMILY} ELSE 'other' END AS languages
FROM (
  SELECT occurrence_id AS id, 'published' AS verdict, license_tier AS tier, license_scope AS scope,
         license_conflict AS conflict, language
  FROM source_files
  UNION ALL
  SELECT q.subject_id, 'refused', l.license_tier, l.license_scope, l.license_conflict, o.language
  FROM quarantine AS q
  LEFT JOIN file_licenses AS l ON l.occurrence_id = q.subject_id
  LEFT JOIN occurrences AS o ON o.occurrence_id = q.subject_id
  WHERE q.path IS NOT NULL AND list_contains($reasons, q.reason)
)
"""
_DIVISION = ("verdict", "tier", "scope", "conflict", "languages")
"""Columns that make a stratum; the last ones are given up first where a sample is too small to tell them apart."""


@dataclass(frozen=True, slots=True, order=True)
class Stratum:
    """Decisions that are wrong for like causes; None where the sample is too small to tell this apart.

    `license_scope` is `none` where nothing decided.
    """

    verdict: str
    license_tier: str | None = None
    license_scope: str | None = None
    license_conflict: bool | None = None
    languages: str | None = None

    def __str__(self) -> str:
        conflict = {True: "conflict", False: "no conflict", None: None}[self.license_conflict]
        told = (self.verdict, self.license_tier, self.license_scope, conflict, self.languages)
        return ", ".join(part for part in told if part is not None)


@dataclass(frozen=True, slots=True)
class Draw:
    """All that a sample is a function of: the release's manifest, a seed, how many rows."""

    manifest_sha256: str
    seed: int = 0
    size: int = DEFAULT_SIZE

    def __str__(self) -> str:
        return f"{FORMAT} {FORMAT_VERSION} release {self.manifest_sha256} seed {self.seed} sample {self.size}"

    @classmethod
    def parse(cls, text: str) -> Draw | None:
        """The draw that a sheet states; None for any other text, and for another version's."""
        match = _DRAW.fullmatch(text.strip())
        return cls(match[1], int(match[2]), int(match[3])) if match else None


@dataclass(frozen=True, slots=True)
class Drawn:
    """Sampled ids of one stratum in the order of the draw, and the rows they stand for."""

    stratum: Stratum
    population: int
    ids: tuple[str, ...]

    @property
    def weight(self) -> float:
        """Rows of the release that one sampled row stands for."""
        return self.population / len(self.ids)


@dataclass(frozen=True, slots=True)
class Sample:
    """The strata of a release that have rows, sorted, with what was drawn of each."""

    name: str
    version: str
    draw: Draw
    strata: tuple[Drawn, ...]
    n_other_refused: int
    """Paths refused for other causes than their license; they are not drawn from."""

    def order(self) -> list[tuple[str, Drawn]]:
        """Ids in the order of the sheet: one of each stratum, then evenly, so that its beginning is a sample, too."""
        places = [
            (rank / len(drawn.ids), drawn.stratum, rank, identity, drawn)
            for drawn in self.strata
            for rank, identity in enumerate(drawn.ids)
        ]
        return [(identity, drawn) for _, _, _, identity, drawn in sorted(places, key=lambda place: place[:3])]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a person sees of one sampled decision; texts as crawled. `text` is quoted of published files alone."""

    id: str
    stratum: Stratum
    weight: float
    repo_name: str
    revision_id: str
    path: str
    origin_url: str
    language: str | None
    license_expression: str | None
    license_tier: str | None
    license_scope: str | None
    evidence_path: str | None
    evidence_sha256: str | None
    witnesses: tuple[str, ...]
    license_texts: tuple[str, ...]
    """License texts that the release holds, as paths below it."""
    reason: str | None
    detail: str | None
    text: str | None


def draw_sample(directory: Path, *, seed: int = 0, size: int = DEFAULT_SIZE) -> Sample:
    """Sample of a release's license decisions: published files, and paths refused for their license.

    Within a stratum it takes the ids whose SHA-256 with the seed is least, so the same ids every time, whatever the
    order of the rows. `UsageError` if `size` is out of range, or too small to hold both verdicts.
    """
    if not 1 <= size <= MAX_SIZE:
        raise UsageError(f"--sample {size}: must be 1 to {MAX_SIZE}")
    if not abs(seed) < 10**18:
        raise UsageError(f"--seed {seed}: must have at most 18 digits")
    reasons = [str(reason) for reason in _LAW]
    with _reading(directory) as (manifest, connection):
        counts = connection.execute(
            f"SELECT {', '.join(_DIVISION)}, count(*) FROM ({_FRAME}) GROUP BY ALL", {"reasons": reasons}
        ).fetchall()
        (n_other,) = connection.execute(
            "SELECT count(*) FROM quarantine WHERE path IS NOT NULL AND NOT list_contains($reasons, reason)",
            {"reasons": reasons},
        ).fetchone() or (0,)
        strata, depth = divide({row[:-1]: row[-1] for row in counts}, size)
        shares = dict(zip(strata, allocate(list(strata.values()), size), strict=True))
        n_most = max(shares.values(), default=1)
        least = connection.execute(
            # `min(x, n)` keeps n values: the draw takes the same memory, however many rows there are.
            f"SELECT {', '.join(_DIVISION[:depth])}, min(sha256($seed || ':' || id) || id, {n_most}) "
            f"FROM ({_FRAME}) GROUP BY ALL",
            {"seed": str(seed), "reasons": reasons},
        ).fetchall()
    keys: dict[Stratum, list[str]] = {Stratum(*row[:-1]): row[-1] for row in least}
    return Sample(
        name=manifest.provenance.name,
        version=manifest.provenance.version,
        draw=Draw(manifest_sha256(directory), seed, size),
        strata=tuple(
            Drawn(stratum, population, tuple(key[64:] for key in sorted(keys[stratum])[: shares[stratum]]))
            for stratum, population in strata.items()
        ),
        n_other_refused=n_other,
    )


def divide(counts: Mapping[tuple[Any, ...], int], size: int) -> tuple[dict[Stratum, int], int]:
    """Strata with their populations, sorted, and the number of leading columns of `counts` that tell them apart.

    As many as leave half of the sample to be shared by population: the rows that every stratum gets at least would
    otherwise go to rare decisions, and the rate of all would rest on few rows of the common ones.
    """
    for depth in range(len(_DIVISION), 0, -1):
        populations: dict[Stratum, int] = {}
        for values, count in counts.items():
            stratum = Stratum(*values[:depth])
            populations[stratum] = populations.get(stratum, 0) + count
        n_least = sum(min(MIN_PER_STRATUM, population) for population in populations.values())
        if 2 * n_least <= size or size >= sum(populations.values()):
            break
    return dict(sorted(populations.items())), depth


def allocate(populations: Sequence[int], size: int) -> list[int]:
    """Rows to draw of each stratum: by its share of the population, but `MIN_PER_STRATUM` at least, or all it has.

    The sum is `size`, or the whole population if that is less. Remainders go to the largest, then to the first.
    """
    floors = [min(MIN_PER_STRATUM, population) for population in populations]
    if sum(floors) > size:
        raise UsageError(
            f"--sample {size}: {len(populations)} strata need {sum(floors)} rows at least, "
            f"{MIN_PER_STRATUM} of each. Take --sample {sum(floors)} or more"
        )
    if size >= sum(populations):
        return list(populations)
    shares = list(floors)
    free = set(range(len(populations)))
    while True:
        rest = size - sum(floors[i] for i in range(len(populations)) if i not in free)
        total = sum(populations[i] for i in free)
        small = {i for i in free if rest * populations[i] < floors[i] * total}
        if not small:
            break
        free -= small
    for i in free:
        shares[i] = rest * populations[i] // total
    by_remainder = sorted(free, key=lambda i: (-(rest * populations[i] % total), i))
    for i in by_remainder[: size - sum(shares)]:
        shares[i] += 1
    return shares


def read_evidence(directory: Path, sample: Sample) -> list[Evidence]:
    """What the release says of the sampled decisions, in the order of the sheet."""
    ids = [identity for drawn in sample.strata for identity in drawn.ids]
    with _reading(directory) as (_, connection):
        published = connection.execute(
            "SELECT occurrence_id, repo_name, revision_id, path, origin_url, language, license_expression, "
            "license_tier, license_scope, license_evidence_path, license_evidence_sha256, NULL, NULL, left(text, $n) "
            "FROM source_files WHERE occurrence_id IN (SELECT unnest($ids))",
            {"ids": ids, "n": _HEAD_CHARACTERS + 1},
        ).fetchall()
        refused = connection.execute(
            "SELECT q.subject_id, q.repo_name, q.revision_id, q.path, q.origin_url, o.language, l.license_expression, "
            "l.license_tier, l.license_scope, l.license_evidence_path, l.license_evidence_sha256, q.reason, q.detail, "
            "NULL "
            "FROM quarantine AS q LEFT JOIN file_licenses AS l ON l.occurrence_id = q.subject_id "
            "LEFT JOIN occurrences AS o ON o.occurrence_id = q.subject_id WHERE q.subject_id IN (SELECT unnest($ids))",
            {"ids": ids},
        ).fetchall()
        witnesses = dict(
            connection.execute(
                "SELECT occurrence_id, license_witnesses FROM file_licenses "
                "WHERE occurrence_id IN (SELECT unnest($ids))",
                {"ids": ids},
            ).fetchall()
        )
    found = {row[0]: row[1:] for row in (*published, *refused)}
    evidence = []
    for identity, drawn in sample.order():
        *place, expression, tier, scope, path, sha256, reason, detail, text = found[identity]
        name, revision, own_path, origin, language = place
        evidence.append(
            Evidence(
                id=identity,
                stratum=drawn.stratum,
                weight=drawn.weight,
                repo_name=name,
                revision_id=revision,
                path=own_path,
                origin_url=origin,
                language=language,
                license_expression=expression,
                license_tier=tier,
                license_scope=scope,
                evidence_path=path,
                evidence_sha256=sha256,
                witnesses=tuple(_witnesses(witnesses.get(identity) or [])),
                license_texts=_license_texts(directory, expression or ""),
                reason=reason,
                detail=detail,
                text=None if text is None else _head(text),
            )
        )
    return evidence


@contextmanager
def _reading(directory: Path) -> Iterator[tuple[Manifest, duckdb.DuckDBPyConnection]]:
    manifest = read_manifest(directory)
    try:
        with connect(directory, manifest) as connection:
            yield manifest, connection
    except duckdb.Error as error:
        why = f"its shards cannot be read ({str(error).splitlines()[0]})"
        raise ReleaseError(str(directory), why, "Run `warploom check` on it.") from error


def manifest_sha256(directory: Path) -> str:
    """SHA-256 of a release's manifest, which lists all other digests; `ReleaseError` for what is no release."""
    read_manifest(directory)
    return hashlib.sha256((directory / MANIFEST).read_bytes()).hexdigest()


def _witnesses(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows[:_MAX_WITNESSES]:
        yield f"{row['scope']}: {row['path']} says {row['expression'] or 'nothing known'} ({row['detector']})"
    if len(rows) > _MAX_WITNESSES:
        yield f"and {len(rows) - _MAX_WITNESSES} more"


def _license_texts(directory: Path, expression: str) -> tuple[str, ...]:
    names = [f"LICENSES/{name}.txt" for name in sorted(set(_ID.findall(expression)))]
    return tuple(name for name in names if (directory / name).is_file())


def _head(text: str) -> str:
    """The first lines of a text, as far as they fit; an ellipsis says that there is more."""
    lines = re.split(r"\r\n|\r|\n", text[:_HEAD_CHARACTERS])
    if not lines[-1]:
        lines.pop()
    is_cut = len(text) > _HEAD_CHARACTERS or len(lines) > _HEAD_LINES
    return "\n".join(lines[:_HEAD_LINES]) + ("\n\u2026" if is_cut else "")
