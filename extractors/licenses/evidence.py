"""License files and package metadata of one repository: the evidence beyond a file's own header."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from configparser import ConfigParser
from configparser import Error as ConfigError
from dataclasses import dataclass
from email.parser import HeaderParser
from posixpath import basename, dirname
from typing import Any

from warploom.extractors.licenses.dep5 import Dep5, expression_of, parse_copyright
from warploom.extractors.licenses.notices import text_sha256
from warploom.extractors.licenses.rights import copyright_statements, fold, folded_license, spdx_tags
from warploom.extractors.licenses.spdx import all_of, normalised
from warploom.extractors.redaction.masking import redact
from warploom.schemas.stage import RepositoryView

MAX_LICENSE_BYTES = 128 * 1024
"""Longer files are collections of other people's licenses; they are not recognised."""
MAX_METADATA_BYTES = 1024 * 1024
MAX_FIELD_CHARS = 20_000

_LICENSE_NAME = re.compile(
    r"(?:un)?licen[sc]e(?:[-_.][\w.+-]{1,60})?|copying(?:[-_.][\w.+-]{1,60})?|copyright(?:\.(?:txt|md|rst))?"
    r"|[\w.+-]{1,80}\.licen[sc]e",
    re.IGNORECASE,
)
_LICENSE_DIRECTORY = re.compile(r"licen[sc]es?", re.IGNORECASE)
# What other trees in the repository are under, which are judged by their own files, or what contributors grant.
_FOREIGN_NAME = re.compile(r"third|3rd|bundled|vendor|external|notice|header|template|contribut", re.IGNORECASE)
_CODE_EXTENSION = re.compile(
    r"\.(?:py|pyi|c|h|cc|cpp|cxx|hpp|hh|cu|cuh|js|ts|json|java|go|rs|rb|ya?ml|toml|xml|sh|cmake|in|html?|css|png|svg|pdf"
    r"|asc|sig|patch|diff|csv|spdx|f|f90|jl|pl|ipynb)$",
    re.IGNORECASE,
)
_COPYRIGHT = "debian/copyright"
_MAX_POINTER_WORDS = 12
_SAYS_NOTHING = frozenset({"", "unknown", "none", "n/a", "license", "see license", "see license file", "other"})


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement of a license by a file: an SPDX expression, or else a folded text to recognise."""

    path: str
    sha256: str
    """SHA-256 of the file's raw bytes."""
    expression: str | None
    text: str | None
    text_sha256: str | None
    detector: str = ""
    copyright_statements: tuple[str, ...] = ()
    """Of a license file."""


@dataclass(frozen=True, slots=True)
class CopyrightFile:
    """The machine-readable `debian/copyright` of a Debian package, and the texts that its short names stand for."""

    sha256: str
    content: Dep5
    texts: Mapping[str, Stated]
    """Those to recognise, by short name in lower case."""

    def stated_of(self, path: str, recognised: Mapping[str, str | None]) -> Stated | None:
        """What its stanza for a path states, given what each of `texts` was recognised as; None without a stanza."""
        stanza = self.content.license_of(path)
        if stanza is None:
            return None
        return Stated(_COPYRIGHT, self.sha256, expression_of(stanza.license, recognised), None, None, "dep5")


@dataclass(frozen=True, slots=True)
class RepositoryEvidence:
    """License files by directory (root is the empty string), and what package metadata at the root state."""

    license_files: Mapping[str, tuple[Stated, ...]]
    package: tuple[Stated, ...]
    copyright_file: CopyrightFile | None = None

    def texts(self) -> dict[str, str]:
        """Folded texts to recognise by their SHA-256."""
        every = [*(stated for files in self.license_files.values() for stated in files), *self.package]
        if self.copyright_file is not None:
            every += self.copyright_file.texts.values()
        return {
            stated.text_sha256: stated.text
            for stated in every
            if stated.text is not None and stated.text_sha256 is not None
        }

    def names(self) -> frozenset[str]:
        """Folded names of the license files, such as `copying lib`."""
        return frozenset(fold(basename(stated.path)) for files in self.license_files.values() for stated in files)

    def nearest(self, path: str) -> str | None:
        """Directory of the nearest license files from a path's directory upwards; None where there are none."""
        directory = dirname(path)
        while True:
            if directory in self.license_files:
                return directory
            if not directory:
                return None
            directory = dirname(directory)


def evidence_of(view: RepositoryView) -> RepositoryEvidence:
    """Collect the evidence of a repository; reads license files and root metadata, and runs nothing."""
    paths = view.paths()
    direct: dict[str, list[Stated]] = {}
    below: dict[str, list[Stated]] = {}
    everything = frozenset(paths)
    copyright_file = _copyright_file(view, everything)
    for path in paths:
        if not is_license_file(path) or _is_sidecar(path, everything) or (copyright_file and path == _COPYRIGHT):
            continue
        stated = _license_file(view, path)
        if stated is None:
            continue
        directory = dirname(path)
        if _LICENSE_DIRECTORY.fullmatch(basename(directory)):
            below.setdefault(dirname(directory), []).append(stated)
        else:
            direct.setdefault(directory, []).append(stated)
    # A directory of licenses speaks for its parent only where the parent has no license file of its own.
    files = {**below, **direct}
    return RepositoryEvidence(
        {directory: tuple(_without_pointers(files[directory])) for directory in sorted(files)},
        tuple(_package(view, everything)),
        copyright_file,
    )


def _without_pointers(files: Sequence[Stated]) -> Iterator[Stated]:
    """License files but those that only name another one beside them: `COPYING` says "See file COPYRIGHT"."""
    names = {fold(basename(stated.path)): stated.path for stated in files}
    for stated in files:
        words = (stated.text or "").split()
        others = (name for name, path in names.items() if path != stated.path)
        if len(words) > _MAX_POINTER_WORDS or not any(f" {name} " in f" {' '.join(words)} " for name in others):
            yield stated


def is_license_file(path: str) -> bool:
    """Tell whether a path is by its name a license of the tree it lies in, or lies in a directory of licenses."""
    name = basename(path)
    if _CODE_EXTENSION.search(name) or _FOREIGN_NAME.search(name):
        return False
    if _LICENSE_NAME.fullmatch(name):
        return True
    return _LICENSE_DIRECTORY.fullmatch(basename(dirname(path))) is not None and name.lower().endswith(".txt")


def _is_sidecar(path: str, everything: frozenset[str]) -> bool:
    # REUSE: `x.cu.license` speaks for `x.cu` alone.
    return path.lower().endswith((".license", ".licence")) and path[:-8] in everything


def _license_file(view: RepositoryView, path: str) -> Stated | None:
    content = view.read(path)
    sha256 = hashlib.sha256(content).hexdigest()
    if len(content) > MAX_LICENSE_BYTES:
        return Stated(path, sha256, None, None, None, "too-long-for-a-license")
    text = _decoded(content)
    folded = folded_license(text)
    statements = tuple(redact(statement).text for statement in copyright_statements(text))
    if not folded:
        tags = [normalised(tag) for tag in spdx_tags(text)]
        known = all_of(tag for tag in tags if tag is not None)
        if known is not None and None not in tags:
            return Stated(path, sha256, known, None, None, "spdx-tag", statements)
        # Nothing but copyright lines: it states no license, for or against.
        return None
    return Stated(path, sha256, None, folded, text_sha256(folded), copyright_statements=statements)


def _copyright_file(view: RepositoryView, everything: frozenset[str]) -> CopyrightFile | None:
    if view.source_kind != "debian" or _COPYRIGHT not in everything:
        return None
    raw = view.read(_COPYRIGHT)
    content = parse_copyright(_decoded(raw))
    if content is None:
        return None
    sha256 = hashlib.sha256(raw).hexdigest()
    texts = {}
    for name, text in content.unnamed().items():
        # Cut, it might lose what takes rights away.
        folded = folded_license(text) if len(text) <= MAX_LICENSE_BYTES else ""
        if folded:
            texts[name] = Stated(_COPYRIGHT, sha256, None, folded, text_sha256(folded), "dep5")
    return CopyrightFile(sha256, content, texts)


def _package(view: RepositoryView, everything: frozenset[str]) -> Iterator[Stated]:
    for path, read in (("PKG-INFO", _pkg_info), ("pyproject.toml", _pyproject), ("setup.cfg", _setup_cfg)):
        if path not in everything:
            continue
        content = view.read(path)
        if len(content) > MAX_METADATA_BYTES:
            continue
        sha256 = hashlib.sha256(content).hexdigest()
        said = [value for value in read(_decoded(content)) if fold(value) not in _SAYS_NOTHING]
        for value in said:
            yield _stated_field(path, sha256, value)
        if said:
            # PKG-INFO is what the build made of the other two.
            return


def _stated_field(path: str, sha256: str, value: str) -> Stated:
    expression = normalised(value.strip())
    if expression is not None:
        return Stated(path, sha256, expression, None, None, "package-metadata")
    folded = folded_license(value[:MAX_FIELD_CHARS]) if "\n" in value else "license " + fold(value[:MAX_FIELD_CHARS])
    return Stated(path, sha256, None, folded, text_sha256(folded), "package-metadata")


def _pkg_info(text: str) -> list[str]:
    fields = HeaderParser().parsestr(text)
    for name in ("License-Expression", "License"):
        value = str(fields.get(name, ""))
        if fold(value) not in _SAYS_NOTHING:
            return [value]
    return _of_classifiers(map(str, fields.get_all("Classifier", [])))


def _pyproject(text: str) -> list[str]:
    try:
        project = tomllib.loads(text).get("project", {})
    except (tomllib.TOMLDecodeError, RecursionError):
        return []
    if not isinstance(project, dict):
        return []
    said: Any = project.get("license", "")
    if isinstance(said, dict):
        said = said.get("text", "")
    if isinstance(said, str) and fold(said) not in _SAYS_NOTHING:
        return [said]
    classifiers = project.get("classifiers", [])
    return _of_classifiers(map(str, classifiers)) if isinstance(classifiers, list) else []


def _setup_cfg(text: str) -> list[str]:
    config = ConfigParser(interpolation=None, strict=False)
    try:
        config.read_string(text)
    except ConfigError:
        return []
    said = config.get("metadata", "license", fallback="")
    if fold(said) not in _SAYS_NOTHING:
        return [said]
    return _of_classifiers(config.get("metadata", "classifiers", fallback="").splitlines())


def _of_classifiers(classifiers: Iterable[str]) -> list[str]:
    names = (value.split("::")[-1].strip() for value in classifiers if value.strip().startswith("License ::"))
    return [name for name in names if name.lower() not in ("osi approved", "other/proprietary license")]


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")
