"""Tiers that licensing decides for Debian source packages, against their copyright files, which it is not shown."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.dataset as ds
from measuring import BUILD, CACHE, Figure, timed, warploom, write_result

from warploom.extractors.licenses.dep5 import Dep5, expression_of, parse_copyright
from warploom.extractors.licenses.notices import text_sha256
from warploom.extractors.licenses.rights import folded_license
from warploom.extractors.licenses.tiers import tier, tier_rank
from warploom.extractors.sources.debian import Debian
from warploom.pipelines.licensing import CachedRecognizer
from warploom.schemas.identity import repository_id
from warploom.schemas.source import FetchError, ReadLimits

NAME = "license_agreement"
PACKAGES = (
    Debian("ceres-solver", "2.1.0+really2.1.0+dfsg-1"),
    Debian("clfft", "2.12.2-3.2"),
    Debian("colmap", "3.8-1"),
    Debian("eigen3", "3.4.0-4"),
    Debian("elpa", "2022.11.001-2+deb12u1"),
    Debian("espresso", "6.7-2"),
    Debian("faiss", "1.7.3-2"),
    Debian("fftw3", "3.3.10-1"),
    Debian("flann", "1.9.2+dfsg-1+deb12u1"),
    Debian("hypre", "2.26.0-3"),
    Debian("lammps", "20220106.git7586adbb6a+ds1-2"),
    Debian("libxc", "5.2.3-1"),
    Debian("metis", "5.1.0.dfsg-7"),
    Debian("mumps", "5.5.1-1"),
    Debian("openblas", "0.3.21+ds-4"),
    Debian("petsc", "3.18.5+dfsg1-1"),
    Debian("scotch", "7.0.3-2"),
    Debian("suitesparse", "1:5.12.0+dfsg-2"),
    Debian("sundials", "6.4.1+dfsg1-3"),
    Debian("ucx", "1.13.1-1"),
)
_RECIPE = """\
[dataset]
name = "license-agreement"
license_tiers = ["permissive", "weak_copyleft", "copyleft", "non_commercial", "proprietary"]
[quarantine]
max_damaged_share = 1.0
[stages.detect_licenses]
use_dep5 = false
"""
_SOURCE = '[[sources]]\nkind = "debian"\npackage = "{package}"\nversion = "{version}"\n'
_ASKED_FOR = frozenset({"colmap", "faiss", "hypre", "openblas", "petsc", "sundials"})
"""The packages that the goal is about; the others were taken because their copyright files are harder to agree with."""
_READ = Path(__file__).with_suffix(".csv")
_OURS = frozenset({"own_words", "nearest_license", "odd_terms"})
"""Classes in which the file speaks for what was decided; `docs/license-agreement.md` says what each class is."""
_RESTRICTIVE = (
    r"\b[AL]?GPL|General Public Licen|\bMPL\b|Mozilla Public|CeCILL|Eclipse Public|Common Public License|\bCDDL\b"
    r"|Creative Commons|\bCC-BY|\bEULA\b|[Tt]rade secret|\b(?i:proprietary|confidential|non-?commercial)\b"
    r"|may not be (?:copied|(?:re)?distributed)|[Rr]edistribution is (?:not|prohib)|[Nn]ot for (?:re)?distribution"
    r"|(?:research|educational|academic)[\w, ]{0,30} (?:use|purposes?) only|commercial (?:use|purposes)"
    r"|NVIDIA Source Code|Numerical Recipes"
)
"""Names and phrases of terms that are not permissive; blunt on purpose, for what it finds is read."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One file: what Warploom decided, and what the package's copyright file says."""

    package: str
    path: str
    decided: str | None
    scope: str | None
    evidence: str | None
    stated: str | None
    stated_name: str

    @property
    def tiers(self) -> tuple[str, str]:
        """Decided and stated."""
        return tier(self.decided), tier(self.stated)

    @property
    def agrees(self) -> bool:
        """The tiers are equal."""
        return self.tiers[0] == self.tiers[1]


def measure() -> list[Figure]:
    """Decide every file of the packages that can be had without their copyright files, and compare with these."""
    place = BUILD / NAME
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    found, missing = [], []
    for package in PACKAGES:
        try:
            package.fetch(CACHE, offline=False)
            found.append(package)
        except FetchError as error:
            missing.append(str(error))
    recipe = place / "recipe.toml"
    recipe.write_text(_RECIPE + "".join(_SOURCE.format(package=p.package, version=p.version) for p in found))
    work = place / "out.work"
    timed(
        warploom(
            "build", recipe, "--out", place / "out", "--cache", CACHE, "--runner", "in_process", "--until", "licenses"
        ),
        place / "build.log",
        may_wait=False,
    )
    rows = [row for package in found for row in _compared(package, work)]
    read = _read()
    suspects = [
        (*suspect, _class((*suspect[:1], "permissive", "", "text"), suspect[1], read))
        for suspect in _suspects(found, work)
    ]
    known = [row for row in rows if row.stated is not None]
    differing = [(row, _class((row.package, *row.tiers, row.scope), row.path, read)) for row in known if not row.agrees]
    _write(BUILD / f"{NAME}.csv", differing)
    figures = [
        Figure(NAME, "packages", len(found), "packages", ">= 4", len(found) >= 4),
        Figure(NAME, "files with a stanza", len(known), "files"),
        Figure(NAME, "files whose stanza is not understood", len(rows) - len(known), "files"),
        *_agreement(known, differing),
        Figure(NAME, "permissive with restrictive words anywhere", len(suspects), "files"),
    ]
    n_unread = [class_ for *_, class_ in (*differing, *suspects)].count("unread")
    figures.append(Figure(NAME, "differences nobody has read", n_unread, "files", "0", n_unread == 0))
    for package in found:
        own = [row for row in known if row.package == package.package]
        figures.append(_share(f"tier as stated, {package.package}", sum(row.agrees for row in own), len(own)))
    confusion = Counter(row.tiers for row in known)
    details = {
        "missing": missing,
        "decided, stated": {f"{decided}, {stated}": n for (decided, stated), n in sorted(confusion.items())},
        "classes": dict(sorted(Counter(class_ for _, class_ in differing).items())),
        "permissive with restrictive words anywhere": [" ".join(suspect) for suspect in suspects],
    }
    write_result(NAME, figures, details)
    shutil.rmtree(place)
    return figures


def _agreement(known: list[Compared], differing: list[tuple[Compared, str]]) -> Iterator[Figure]:
    wrong = [(row, class_) for row, class_ in differing if class_ not in _OURS]
    n_wrong = {"packages asked for": sum(row.package in _ASKED_FOR for row, _ in wrong), "all packages": len(wrong)}
    n_other = {"packages asked for": sum(r.package in _ASKED_FOR for r, _ in differing), "all packages": len(differing)}
    n_known = {"packages asked for": sum(row.package in _ASKED_FOR for row in known), "all packages": len(known)}
    for whose, at_least in (("packages asked for", 98.0), ("all packages", None)):
        n = n_known[whose]
        yield _share(f"tier as stated, {whose}", n - n_other[whose], n)
        goal = f">= {at_least:.0f}" if at_least else ""
        yield _share(f"tier right, {whose}", n - n_wrong[whose], n, goal, at_least=at_least)
    too_free = sum(tier_rank(row.tiers[0]) < tier_rank(row.tiers[1]) for row, _ in wrong)
    yield Figure(NAME, "too permissive", too_free, "files")
    yield _share("too permissive", too_free, len(known), "<= 0.1", at_most=0.1)


def _suspects(packages: list[Debian], work: Path) -> Iterator[tuple[str, str]]:
    """Package and path of files that passed as permissive, and anywhere in whose text words of stricter terms stand.

    Asks nobody's copyright file, and reads beyond the head that licensing looks at.
    """
    names = {repository_id(p.kind, p.names()[0], p.version): p.package for p in packages}
    is_permissive = pc.field("license_tier") == "permissive"
    passed = _shards(work, "file_licenses").to_table(["occurrence_id"], filter=is_permissive).column(0).to_pylist()
    speaks = pc.match_substring_regex(pc.field("text"), _RESTRICTIVE)
    columns = ["occurrence_id", "repository_id", "path"]
    speaking = _shards(work, "source_texts").to_table(columns, filter=speaks).to_pylist()
    every = frozenset(passed)
    yield from sorted((names[r["repository_id"]], r["path"]) for r in speaking if r["occurrence_id"] in every)


def _shards(work: Path, table: str) -> ds.Dataset:
    return ds.dataset(sorted(map(str, (work / table).rglob("*.parquet"))))


def _read() -> list[dict[str, str]]:
    """What reading the disagreements found, by package, tiers, scope and paths."""
    with _READ.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _class(key: tuple[str | None, ...], path: str, read: list[dict[str, str]]) -> str:
    """Class of a package, decided tier, stated tier and scope, and a path."""
    for known in read:
        named = (known["package"], known["decided_tier"], known["stated_tier"], known["scope"])
        if key == named and fnmatchcase(path, known["path"]):
            return known["class"]
    return "unread"


def _share(
    what: str, n: int, of: int, goal: str = "", *, at_least: float | None = None, at_most: float | None = None
) -> Figure:
    percent = 100 * n / max(of, 1)
    is_met = None
    if at_least is not None:
        is_met = percent >= at_least
    if at_most is not None:
        is_met = percent <= at_most
    return Figure(NAME, what, percent, "%", goal, is_met)


def _compared(package: Debian, work: Path) -> Iterator[Compared]:
    dep5, recognised = _copyright(package)
    wanted = repository_id(package.kind, package.names()[0], package.version)
    columns = ["path", "license_expression", "license_scope", "license_evidence_path"]
    table = _shards(work, "file_licenses").to_table(columns, filter=pc.field("repository_id") == wanted)
    for path, decided, scope, evidence in sorted(zip(*(c.to_pylist() for c in table.columns), strict=True)):
        stanza = dep5.license_of(path)
        if stanza is not None:
            stated = expression_of(stanza.license, recognised)
            yield Compared(package.package, path, decided, scope, evidence, stated, stanza.license)


def _copyright(package: Debian) -> tuple[Dep5, dict[str, str | None]]:
    """The package's copyright file, and what the texts in it are recognised as."""
    local = package.fetch(CACHE, offline=True)
    contents = (e.content for e in local.entries(ReadLimits()) if e.path == "debian/copyright")
    dep5 = parse_copyright((next(contents) or b"").decode("utf-8", "replace"))
    if dep5 is None:
        raise ValueError(f"{package.package} has no machine-readable copyright file: take it out of the list")
    folded = {name: folded_license(text) for name, text in dep5.unnamed().items()}
    shas = {name: text_sha256(text) for name, text in folded.items() if text}
    answers = CachedRecognizer(CACHE / "licenses")({sha: folded[name] for name, sha in shas.items()})
    return dep5, {name: answers[sha].expression for name, sha in shas.items()}


def _write(path: Path, rows: list[tuple[Compared, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            (
                "package",
                "path",
                "decided",
                "scope",
                "evidence",
                "stated",
                "stated_name",
                "decided_tier",
                "stated_tier",
                "class",
            )
        )
        for row, class_ in rows:
            said = (row.decided, row.scope, row.evidence, row.stated, row.stated_name)
            writer.writerow((row.package, row.path, *said, *row.tiers, class_))
