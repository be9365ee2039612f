"""Stage that decides the license of every source path: file over directory over repository over package."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import pyarrow as pa

from warploom.extractors.licenses.engine import ENGINE
from warploom.extractors.licenses.evidence import RepositoryEvidence, Stated, evidence_of
from warploom.extractors.licenses.recognition import Recognition, current
from warploom.extractors.licenses.spdx import all_of, family, license_ids, normalised
from warploom.extractors.licenses.tiers import tier
from warploom.schemas.file_licenses import FILE_LICENSES
from warploom.schemas.notices import NOTICES
from warploom.schemas.stage import Outcome, RepositoryView, Scope, all_kept
from warploom.schemas.table import Table

_REFERENCE = re.compile(
    r"\b(?:see|refer to|consult|read)(?: \w+){0,5} (?:licen[sc]es?|copying|copyright|readme)\b"
    r"|\blicen[sc]e(?: \w+){0,4} (?:found|included|described|contained|provided|distributed|available|located|shipped)"
    r"(?: \w+){0,3} (?:in|with|at|along)\b"
    r"|\b(?:accompanying|root|top level|toplevel)(?: \w+){0,2} (?:licen[sc]e|copying)\b|\blicen[sc]e file\b"
    r"|\bin the file (?:licen[sc]e|copying|copyright)\b"
    r"|\b(?:terms|conditions) (?:of|in)(?: the)?(?: file)? (?:licen[sc]e|copying|copyright) (?:txt|md|rst)\b"
    r"|\b(?:licen[sc]e|copyright)(?: and \w+)? (?:information|terms|details)(?: \w+){0,4} (?:see|refer to|view)\b"
)
_NAMED_FILE = re.compile(r"\bfile (licen[sc]e|copying|copyright) ([a-z0-9]+)\b")
_NO_PART_OF_A_NAME = re.compile(
    r"a(?:ccompanying|nd|s|t)|details|distributed|f(?:ile|or|ound|rom)|i[fns]|included|located|md|o[fnr]|provided|root|rst"
    r"|th(?:at|e)|to|top|txt|under|which|with"
)
_OWN_SOURCE = re.compile(r"\b(?:at|see|visit|from) https?\b")
_MAX_REFERENCE_WORDS = 60


class Witness(NamedTuple):
    """One piece of evidence, see `FILE_LICENSES`."""

    scope: str
    path: str | None
    sha256: str | None
    expression: str | None
    detector: str
    score: float


class _Level(NamedTuple):
    """What one level says: null expression where its evidence names no license that we know."""

    expression: str | None
    witnesses: tuple[Witness, ...]


class _Header(NamedTuple):
    said: _Level | None
    """None if the file's own header names no license and claims none."""
    refers: bool
    """It leaves its terms to a license file."""
    remarks: tuple[Witness, ...]
    """What was seen in the header and decides nothing."""
    points_to: str | None = None
    """Folded name of the license file it refers to, where that is more than `LICENSE` or `COPYING`."""


@dataclass(frozen=True, slots=True)
class DetectLicenses:
    """Decide the license of every file of a repository, with its evidence and all that speaks against it.

    Asks `recognition.current()` for the meaning of texts: run it inside `recognizing(...)`.
    """

    name: ClassVar[str] = "detect_licenses"
    scope: ClassVar[Scope] = Scope.REPOSITORY
    accepts: ClassVar[Table] = NOTICES
    emits: ClassVar[tuple[Table, ...]] = (FILE_LICENSES,)
    tools: ClassVar[tuple[str, ...]] = (ENGINE, "license-expression")
    use_dep5: bool = True
    """Take the machine-readable `debian/copyright` of Debian packages for the package's word on each file."""

    def __call__(self, batch: pa.RecordBatch, view: RepositoryView, /) -> Outcome:
        evidence = evidence_of(view)
        answers = current()(_texts(batch, evidence))
        deciding = _Deciding(
            evidence,
            answers,
            view.license_override,
            use_dep5=self.use_dep5,
            is_debian=view.source_kind == "debian",
        )
        rows = [deciding.row(row) for row in batch.to_pylist()]
        return all_kept(self, batch, FILE_LICENSES.batch(rows))


def texts_to_recognize(batch: pa.RecordBatch, view: RepositoryView) -> dict[str, str]:
    """Every distinct folded text, by its SHA-256, that deciding these rows needs: to be recognised ahead, in bulk."""
    return _texts(batch, evidence_of(view))


def _texts(batch: pa.RecordBatch, evidence: RepositoryEvidence) -> dict[str, str]:
    keys, notices = batch.column("notice_sha256").to_pylist(), batch.column("notice").to_pylist()
    headers = {key: notice for key, notice in zip(keys, notices, strict=True) if key is not None}
    texts = {**evidence.texts(), **headers}
    return {key: texts[key] for key in sorted(texts)}


class _Deciding:
    def __init__(
        self,
        evidence: RepositoryEvidence,
        answers: Mapping[str, Recognition],
        license_override: str | None,
        *,
        use_dep5: bool,
        is_debian: bool,
    ) -> None:
        self._is_debian = is_debian
        self._evidence = evidence
        self._answers = answers
        self._names = evidence.names()
        self._statements = {s.path: s.copyright_statements for files in evidence.license_files.values() for s in files}
        self._package = _package_level(evidence.package, answers)
        self._copyright_file = evidence.copyright_file if use_dep5 else None
        texts = self._copyright_file.texts if self._copyright_file else {}
        self._recognised = {name: answers[stated.text_sha256 or ""].expression for name, stated in texts.items()}
        self._override = None
        if license_override is not None:
            stated = normalised(license_override)
            self._override = _Level(stated, (Witness("override", None, None, stated, "recipe", 100.0),))
        self._trees = {
            directory: self._tree_level(directory, files) for directory, files in evidence.license_files.items()
        }

    def row(self, notice: Mapping[str, Any]) -> dict[str, Any]:
        header = self._resolved(_header(notice, self._answers), notice["path"])
        levels = self._levels(notice["path"], header.said)
        scope, level = levels[0] if levels else (None, _Level(None, ()))
        deciding = _deciding_witness(level)
        witnesses = [*header.remarks, *(witness for _, said in levels for witness in said.witnesses)]
        named = {said.expression for _, said in levels if said.expression is not None}
        seen = {witness.expression for witness in witnesses if witness.expression is not None}
        return {
            "occurrence_id": notice["occurrence_id"],
            "repository_id": notice["repository_id"],
            "path": notice["path"],
            "content_id": notice["content_id"],
            "license_expression": level.expression,
            "license_tier": tier(level.expression),
            "license_scope": scope,
            "license_evidence_path": deciding.path if deciding else None,
            "license_evidence_sha256": deciding.sha256 if deciding else None,
            "license_detector": deciding.detector if deciding else None,
            "license_conflict": len(named) > 1,
            "detected_licenses": sorted(seen | named),
            "copyright_statements": notice["copyright_statements"],
            "license_copyright_statements": self._statements.get(deciding.path or "", ()) if deciding else (),
            "license_witnesses": [witness._asdict() for witness in witnesses],
        }

    def _resolved(self, header: _Header, path: str) -> _Header:
        """The header after its reference to a license file, if it has one, was followed."""
        if not header.refers:
            return header
        nearest = self._evidence.nearest(path)
        said, remarks = header.said, header.remarks
        if nearest is None or (header.points_to is not None and header.points_to not in self._names):
            if said is None and self._override is None:
                return _Header(_Level(None, remarks), refers=True, remarks=())
            if said is not None and tier(said.expression) == "permissive":
                # A name alone grants nothing while the terms it points to are not there.
                return _Header(_Level(None, tuple(map(_dangling, said.witnesses))), refers=True, remarks=remarks)
            return header
        there = self._trees[nearest].expression
        if said is not None and said.expression is not None and there is not None and said.expression != there:
            families = {family(license_id) for license_id in license_ids(said.expression)}
            if families == {family(license_id) for license_id in license_ids(there)}:
                # "a BSD-style license, see LICENSE": the file says which one.
                return _Header(None, refers=True, remarks=(*remarks, *said.witnesses))
        return header

    def _levels(self, path: str, file_level: _Level | None) -> list[tuple[str, _Level]]:
        """Levels that say something, in the order in which they decide."""
        nearest = self._evidence.nearest(path)
        levels: list[tuple[str, _Level]] = []
        if file_level is not None:
            levels.append(("file", file_level))
        if nearest:
            levels.append(("directory", self._trees[nearest]))
        if "" in self._trees and not (self._is_debian and path.startswith("debian/")):
            # What packagers add is theirs: upstream's license does not cover it.
            levels.append(("repository", self._trees[""]))
        package = self._packagers_level(path) or self._package
        if package is not None:
            levels.append(("package", package))
        if self._override is not None:
            # The recipe speaks where nothing nearer than the repository names a license.
            near = [said for said in levels if said[0] in ("file", "directory") and said[1].expression is not None]
            levels = [*near, ("override", self._override), *(said for said in levels if said not in near)]
        return levels

    def _packagers_level(self, path: str) -> _Level | None:
        """What a Debian package's copyright file says of one file: closer than metadata for the whole."""
        stated = self._copyright_file.stated_of(path, self._recognised) if self._copyright_file else None
        return None if stated is None else _level("package", (stated,), self._answers)

    def _tree_level(self, directory: str, files: Sequence[Stated]) -> _Level:
        scope = "directory" if directory else "repository"
        level = _level(scope, files, self._answers)
        said = self._package.expression if self._package is not None else None
        # Licenses side by side bind all at once, unless the package states in SPDX terms that one may choose.
        if not directory and said is not None and level.expression is not None and " OR " in said:
            states = any(stated.expression == said for stated in self._evidence.package)
            if states and license_ids(said) == license_ids(level.expression):
                choice = Witness("repository", *_place(self._evidence.package[0]), said, "package-metadata", 100.0)
                return _Level(said, (choice, *level.witnesses))
        return level


def _header(notice: Mapping[str, Any], answers: Mapping[str, Recognition]) -> _Header:
    place = (notice["path"], notice["content_sha256"])
    tagged = [(tag, normalised(tag)) for tag in notice["spdx_tags"]]
    witnesses = [
        Witness("file", *place, expression, "spdx-tag", 100.0 if expression else 0.0) for _, expression in tagged
    ]
    remarks = []
    said, refers, points_to = None, False, None
    if notice["notice"] is not None:
        answer = answers[notice["notice_sha256"]]
        refers = refers_to_license_file(notice["notice"]) and not tagged
        points_to = _named_file(notice["notice"]) if refers else None
        said = answer.expression
        witness = Witness("file", *place, said, answer.detector, answer.score)
        if said is not None:
            witnesses.append(witness)
        elif answer.is_disclaimer:
            remarks.append(_remarked(witness, "disclaims warranty only"))
        elif refers and notice["notice"].count(" ") < _MAX_REFERENCE_WORDS:
            remarks.append(_remarked(witness, "refers to a license file"))
        elif tagged:
            remarks.append(_remarked(witness, "not recognised"))
        else:
            witnesses.append(_remarked(witness, "not recognised"))
    if not witnesses:
        return _Header(None, refers, tuple(remarks), points_to)
    if any(expression is None for _, expression in tagged):
        return _Header(_Level(None, tuple(witnesses)), refers=False, remarks=tuple(remarks))
    expression = all_of(known for _, known in tagged if known is not None)
    # A tag outranks a notice that names nothing else ("MIT OR Apache-2.0" above the MIT text); else both bind.
    if said is not None and not (expression and set(license_ids(said)) <= set(license_ids(expression))):
        expression = all_of(filter(None, (expression, said)))
    return _Header(_Level(expression, tuple(witnesses)), refers, tuple(remarks), points_to)


def _named_file(folded: str) -> str | None:
    """The license file that a notice names in so many words ("in the file LICENSE.vendor": `license vendor`)."""
    named = _NAMED_FILE.search(folded)
    return f"{named[1]} {named[2]}" if named and not _NO_PART_OF_A_NAME.fullmatch(named[2]) else None


def _remarked(witness: Witness, remark: str) -> Witness:
    return witness._replace(detector=f"{witness.detector}, {remark}")


def _dangling(witness: Witness) -> Witness:
    return _remarked(witness, "its reference to a license file dangles")


def refers_to_license_file(folded: str) -> bool:
    """Tell whether a folded notice leaves its terms to another file, and gives no address to find them at."""
    return _REFERENCE.search(folded) is not None and _OWN_SOURCE.search(folded) is None


def _package_level(package: Sequence[Stated], answers: Mapping[str, Recognition]) -> _Level | None:
    level = _level("package", package, answers)
    # Metadata in words of their own that name no license say nothing: they do not make a license file doubtful.
    return level if level.expression is not None else None


def _level(scope: str, statements: Iterable[Stated], answers: Mapping[str, Recognition]) -> _Level:
    witnesses = []
    for stated in statements:
        if stated.text_sha256 is None:
            witness = Witness(scope, *_place(stated), stated.expression, stated.detector, 100.0)
        else:
            answer = answers[stated.text_sha256]
            detector = ", ".join(filter(None, (stated.detector, answer.detector)))
            witness = Witness(scope, *_place(stated), answer.expression, detector, answer.score)
        witnesses.append(witness if witness.expression is not None else witness._replace(score=0.0))
    if any(witness.expression is None for witness in witnesses):
        return _Level(None, tuple(witnesses))
    return _Level(all_of(witness.expression for witness in witnesses if witness.expression), tuple(witnesses))


def _place(stated: Stated) -> tuple[str, str]:
    return stated.path, stated.sha256


def _deciding_witness(level: _Level) -> Witness | None:
    if level.expression is None:
        return next((w for w in level.witnesses if w.expression is None), next(iter(level.witnesses), None))
    return next((w for w in level.witnesses if w.expression == level.expression), next(iter(level.witnesses), None))
