"""A recipe: the TOML file that says what a corpus is made of. Unknown keys are errors with a suggestion."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import tomllib
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from warploom.extractors.isolation import Isolation
from warploom.extractors.licenses.spdx import normalised
from warploom.extractors.sources.archive import Archive
from warploom.extractors.sources.debian import Debian
from warploom.extractors.sources.git import Git
from warploom.extractors.sources.github import GitHub
from warploom.extractors.sources.gitlab import GitLab
from warploom.extractors.sources.listed import ListFile, rooted
from warploom.extractors.sources.local import LocalDirectory
from warploom.extractors.sources.pypi import PyPI
from warploom.pipelines.pair_options import CANDIDATE_KINDS, Candidates, Pairs
from warploom.pipelines.recipe_tables import (
    Consent,
    Dataset,
    Decontamination,
    NearDuplicates,
    Quarantine,
    Sandbox,
    Splits,
    Tokens,
)
from warploom.pipelines.toml_values import RecipeError, known_keys, one_of, options_of, override
from warploom.schemas.columns import LICENSE_TIERS
from warploom.schemas.decontamination import BENCHMARK_HIT_MODES
from warploom.schemas.kernel_pairs import LEVELS
from warploom.schemas.source import Listed, Listing, ReadLimits, Source
from warploom.validators.filters import FilterError, check_condition

SOURCE_TYPES: Mapping[str, type] = {cls.kind: cls for cls in (LocalDirectory, Archive, PyPI, Debian, Git)}
LISTING_TYPES: Mapping[str, type] = {cls.kind: cls for cls in (ListFile, GitHub, GitLab)}
_MAX_DIGITS = 18
_TABLES = (
    "dataset", "sources", "limits", "quarantine", "sandbox", "consent", "near_duplicates", "splits",
    "decontamination", "tokens", "pairs", "stages",
)  # fmt: skip
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_VISIBILITIES = ("public", "internal")


@dataclass(frozen=True, slots=True)
class Recipe:
    """A validated recipe. `stages` holds options by stage name; the corpus checks them against the stages' fields."""

    dataset: Dataset
    sources: tuple[Source, ...]
    listings: tuple[Listing, ...] = ()
    """Entries that stand for sources, which `listed_source` makes of what they name."""
    limits: ReadLimits = field(default_factory=ReadLimits)
    quarantine: Quarantine = field(default_factory=Quarantine)
    sandbox: Sandbox = field(default_factory=Sandbox)
    consent: Consent = field(default_factory=Consent)
    near_duplicates: NearDuplicates = field(default_factory=NearDuplicates)
    splits: Splits = field(default_factory=Splits)
    decontamination: Decontamination = field(default_factory=Decontamination)
    pairs: Pairs = field(default_factory=Pairs)
    candidates: tuple[Candidates, ...] = ()
    """Entries of `[[pairs.candidates]]`."""
    tokens: Tokens = field(default_factory=Tokens)
    stages: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    text: str = ""
    """The file as written, for the manifest."""
    sha256: str = ""
    """Digest over everything the recipe says, overrides included, whatever its layout and wherever it lies."""


def load_recipe(path: Path, settings: Sequence[str] = ()) -> Recipe:
    """Read a recipe file; `settings` are `dotted.key=value` overrides, their values in TOML."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise RecipeError(str(path), "no such recipe. Give the path of a TOML file, or `tiny` or `starter`") from None
    except (OSError, UnicodeDecodeError) as error:
        raise RecipeError(str(path), f"cannot be read: {error}") from None
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(str(path), f"is not valid TOML: {error}") from None
    for setting in settings:
        override(value, setting)
    return parse_recipe(value, path, text)


def parse_recipe(value: Mapping[str, Any], path: Path, text: str = "") -> Recipe:
    """Validate a parsed recipe; relative paths in it start at the folder of `path`."""
    where = path.name
    known_keys(value, _TABLES, where)
    if "dataset" not in value:
        raise RecipeError(where, 'has no [dataset] table. Add one with at least `name = "my-corpus"`')
    dataset = _dataset(value["dataset"], path.parent, f"{where}: [dataset]")
    if not dataset.name.strip() or not dataset.license_tiers:
        raise RecipeError(f"{where}: [dataset]", "needs a `name` and at least one of `license_tiers`")
    for tier in dataset.license_tiers:
        one_of(tier, LICENSE_TIERS, f"{where}: dataset.license_tiers")
        if tier == "unknown":
            raise RecipeError(
                f"{where}: dataset.license_tiers",
                "`unknown` cannot be published: no license permits nothing. For code of your own, name its license by "
                '`license_override` in its [[sources]] and set `visibility = "internal"`',
            )
    one_of(dataset.visibility, _VISIBILITIES, f"{where}: dataset.visibility")
    try:
        check_condition(dataset.filter)
    except FilterError as error:
        raise RecipeError(f"{where}: dataset.filter", str(error)) from None
    entries = value.get("sources", [])
    if not isinstance(entries, list) or not (entries or "pairs" in value):
        raise RecipeError(where, "names no source. Add a [[sources]] table")
    is_public = dataset.visibility == "public"
    named = [
        _source(e, path.parent, f"{where}: [[sources]] number {i}", is_public=is_public)
        for i, e in enumerate(entries, 1)
    ]
    stages = value.get("stages", {})
    if not isinstance(stages, dict) or not all(isinstance(v, dict) for v in stages.values()):
        raise RecipeError(f"{where}: [stages]", "must hold one table per stage, such as [stages.decode_texts]")
    return Recipe(
        dataset,
        tuple(source for source in named if source.kind in SOURCE_TYPES),
        tuple(listing for listing in named if listing.kind in LISTING_TYPES),
        options_of(ReadLimits, value.get("limits", {}), f"{where}: [limits]"),
        options_of(Quarantine, value.get("quarantine", {}), f"{where}: [quarantine]"),
        _sandbox(value.get("sandbox", {}), f"{where}: [sandbox]"),
        _consent(value.get("consent", {}), path.parent, f"{where}: [consent]"),
        _near_duplicates(value.get("near_duplicates", {}), f"{where}: [near_duplicates]"),
        _splits(value.get("splits", {}), path.parent, f"{where}: [splits]"),
        _decontamination(value.get("decontamination", {}), path.parent, f"{where}: [decontamination]"),
        *_pairs(value.get("pairs", {}), path.parent, f"{where}: [pairs]"),
        _tokens(value.get("tokens", {}), path.parent, f"{where}: [tokens]"),
        stages,
        text,
        hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest(),
    )


def _dataset(given: Any, folder: Path, where: str) -> Dataset:
    dataset: Dataset = options_of(Dataset, given, where)
    if dataset.published:
        try:
            is_day = date.fromisoformat(dataset.published).isoformat() == dataset.published
        except ValueError:
            is_day = False
        if not is_day:
            raise RecipeError(f"{where}: published", f"must be a day as YYYY-MM-DD, not {dataset.published!r}")
    answers = _file(dataset.answers, folder, f"{where}: answers")
    return dataclasses.replace(dataset, answers=answers)


def _tokens(given: Any, folder: Path, where: str) -> Tokens:
    tokens: Tokens = options_of(Tokens, given, where)
    return Tokens(_file(tokens.tokenizer, folder, f"{where}: tokenizer"))


def _file(name: str, folder: Path, where: str) -> str:
    if "\0" in name:
        raise RecipeError(where, "holds a NUL")
    return str(folder / name) if name else ""


def _sandbox(given: Any, where: str) -> Sandbox:
    sandbox: Sandbox = options_of(Sandbox, given, where)
    one_of(sandbox.minimum, tuple(Isolation), f"{where}: minimum")
    return sandbox


def _consent(given: Any, folder: Path, where: str) -> Consent:
    consent: Consent = options_of(Consent, given, where)
    return Consent(tuple(str(folder / name) for name in consent.optouts))


def _decontamination(given: Any, folder: Path, where: str) -> Decontamination:
    asked: Decontamination = options_of(Decontamination, given, where)
    one_of(asked.train, BENCHMARK_HIT_MODES, f"{where}: train")
    for name in asked.against:
        if not name or "\0" in name:
            raise RecipeError(f"{where}: against", f"{name!r} is no path of an index")
    return Decontamination(tuple(str(folder / name) for name in asked.against), asked.train)


def _near_duplicates(given: Any, where: str) -> NearDuplicates:
    near: NearDuplicates = options_of(NearDuplicates, given, where)
    for name in ("source_files", "code_units", "ir_functions"):
        one_of(getattr(near, name), ("flag", "drop"), f"{where}: {name}")
    for name in ("threshold", "clone_threshold", "ir_threshold", "fork_threshold", "max_lost_share"):
        if not 0 < getattr(near, name) <= 1:
            raise RecipeError(f"{where}: {name}", f"must be above 0 and at most 1, not {getattr(near, name)}")
    one_of(near.device, ("auto", "cpu", "gpu"), f"{where}: device")
    if not 16 <= near.permutations <= 1024 or near.permutations % 4:
        raise RecipeError(f"{where}: permutations", f"must be a multiple of 4 from 16 to 1024, not {near.permutations}")
    return near


def _splits(given: Any, folder: Path, where: str) -> Splits:
    splits: Splits = options_of(Splits, given, where)
    if not splits.validation + splits.test < 1:
        raise RecipeError(where, f"validation and test are {splits.validation + splits.test} together: must be below 1")
    if not 0 < splits.max_group_share <= 1:
        why = f"must be above 0 and at most 1, not {splits.max_group_share}"
        raise RecipeError(f"{where}: max_group_share", why)
    if "\0" in splits.earlier:
        raise RecipeError(f"{where}: earlier", "holds a NUL")
    return dataclasses.replace(splits, earlier=str(folder / splits.earlier)) if splits.earlier else splits


def _pairs(given: Any, folder: Path, where: str) -> tuple[Pairs, tuple[Candidates, ...]]:
    if not isinstance(given, dict):
        raise RecipeError(where, "must be a table")
    pairs: Pairs = options_of(Pairs, {key: v for key, v in given.items() if key != "candidates"}, where)
    one_of(pairs.minimum_level, LEVELS, f"{where}: minimum_level")
    for name in ("max_family_share", "alike_threshold"):
        if not 0 < getattr(pairs, name) <= 1:
            raise RecipeError(f"{where}: {name}", f"must be above 0 and at most 1, not {getattr(pairs, name)}")
    if pairs.max_tries < 1:
        raise RecipeError(f"{where}: max_tries", f"must be at least 1, not {pairs.max_tries}")
    if any(not name or "\0" in name for name in pairs.evidence):
        raise RecipeError(f"{where}: evidence", "must name files or directories")
    evidence = tuple(str(folder / name) for name in pairs.evidence)
    pairs = dataclasses.replace(
        pairs, evidence=evidence, evidence_key=_file(pairs.evidence_key, folder, f"{where}: evidence_key")
    )
    entries = given.get("candidates", [])
    if not isinstance(entries, list):
        raise RecipeError(f"{where}: candidates", "must be a list of tables: [[pairs.candidates]]")
    found = tuple(_candidates(e, folder, f"{where}: candidates number {i}") for i, e in enumerate(entries, 1))
    if len({one.name for one in found}) < len(found):
        raise RecipeError(f"{where}: candidates", "two have the same name")
    return pairs, found


def _candidates(given: Any, folder: Path, where: str) -> Candidates:
    one: Candidates = options_of(Candidates, given, where)
    one_of(one.kind, CANDIDATE_KINDS, f"{where}: kind")
    needed = {"program": "command", "folder": "path", "http": "url"}[one.kind]
    if not getattr(one, needed):
        raise RecipeError(where, f"of kind {one.kind} needs `{needed}`")
    if one.kind == "http" and not one.model:
        raise RecipeError(where, "of kind http needs `model`")
    if not _NAME.fullmatch(one.name):
        raise RecipeError(f"{where}: name", "must be letters, digits, `-`, `_` and `.`")
    if _has_secret(one.url):
        why = "holds a user, a password or a query: a recipe is published with its release. Name a `key_variable`"
        raise RecipeError(f"{where}: url", why)
    if normalised(one.license_expression) is None:
        raise RecipeError(f"{where}: license_expression", f"`{one.license_expression}` is no SPDX license expression")
    if not one.license_evidence.strip():
        raise RecipeError(f"{where}: license_evidence", "must say why it is that license")
    return dataclasses.replace(one, path=str(folder / one.path)) if one.path else one


def listed_source(recipe: Recipe, listed: Listed) -> Source:
    """The source that a listing names, validated as a recipe's own are."""
    entry = _from_text(listed) if listed.is_text else listed.entry
    source: Source = _source(entry, Path(), listed.where, is_public=recipe.dataset.visibility == "public")
    return source


def _from_text(listed: Listed) -> dict[str, Any]:
    """An entry of text cells with the values that the fields of its kind have."""
    hints = typing.get_type_hints(SOURCE_TYPES.get(listed.entry.get("kind", ""), object))
    read: dict[str, Any] = {}
    for key, cell in listed.entry.items():
        wanted, where = hints.get(key), f"{listed.where}: {key}"
        if wanted is bool:
            one_of(cell, ("true", "false"), where)
            read[key] = cell == "true"
        elif wanted is int:
            if not (cell.isascii() and cell.isdigit() and len(cell) <= _MAX_DIGITS):
                raise RecipeError(where, f"must be a whole number, not {cell!r}")
            read[key] = int(cell)
        elif typing.get_origin(wanted) is tuple:
            read[key] = cell.split(";")
        else:
            read[key] = cell
    return read


def _source(entry: Any, folder: Path, where: str, *, is_public: bool) -> Any:
    """A `Source` or a `Listing`."""
    if not isinstance(entry, Mapping):
        raise RecipeError(where, "must be a table")
    given = rooted(entry, folder)
    kind = given.pop("kind", None)
    known = {**SOURCE_TYPES, **LISTING_TYPES}
    if not isinstance(kind, str):
        raise RecipeError(where, f"has no kind. One of: {', '.join(known)}")
    one_of(kind, tuple(known), f"{where}: kind")
    if isinstance(given.get("path"), str):
        if "\0" in given["path"]:
            raise RecipeError(f"{where}: path", "holds a NUL")
        try:
            given["path"] = str(Path(given["path"]).expanduser())
        except RuntimeError:
            raise RecipeError(f"{where}: path", f"{given['path']}: no such home directory") from None
    for key in ("url", "mirror", "api"):
        if isinstance(given.get(key), str) and _has_secret(given[key]):
            why = "holds a user, a password or a query: a recipe is published with its release"
            raise RecipeError(f"{where}: {key}", f"{why}. Leave it out; ssh keys and apt's settings may hold secrets")
    override = given.get("license_override", "")
    if isinstance(override, str) and override:
        if normalised(override) is None:
            raise RecipeError(f"{where}: license_override", f"`{override}` is no SPDX license expression")
        if is_public:
            raise RecipeError(where, 'a license_override needs `visibility = "internal"` in [dataset]')
    return options_of(known[kind], given, where)


def _has_secret(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False  # whoever fetches it says so
    if "://" not in url:
        return False
    user, at, _ = parts.netloc.rpartition("@")
    return bool(at and (":" in user or parts.scheme in ("http", "https"))) or bool(parts.query or parts.fragment)
