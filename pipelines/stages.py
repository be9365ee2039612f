"""The stages of a corpus, in order, configured by a recipe."""

from __future__ import annotations

import dataclasses
from typing import Any

from warploom.extractors.exact_duplicates import FindExactDuplicates
from warploom.extractors.ir.compile_files import CompileFiles
from warploom.extractors.languages import NameLanguages
from warploom.extractors.licenses.detect import DetectLicenses
from warploom.extractors.licenses.notices import CutNotices
from warploom.extractors.quality import MeasureQuality
from warploom.extractors.redact import RedactTexts
from warploom.extractors.syntax.cut_units import CutUnits
from warploom.extractors.texts import DecodeTexts
from warploom.extractors.vendored import MarkFiles
from warploom.pipelines.compile_options import check_compile_options
from warploom.pipelines.recipe import Recipe
from warploom.pipelines.toml_values import RecipeError, options_of, suggestion

TEXT_STAGES: tuple[type[Any], ...] = (NameLanguages, DecodeTexts, RedactTexts, MeasureQuality, MarkFiles)
"""The chain from a slice of `contents` to `source_texts`."""

SYNTAX_STAGES: tuple[type[Any], ...] = (CutUnits,)
"""The chain from `source_texts` to the work tables of syntax."""

NOTICE_STAGES: tuple[type[Any], ...] = (CutNotices,)
"""The chain from `source_texts` to `notices`."""

STAGES: tuple[type[Any], ...] = (
    *TEXT_STAGES,
    *SYNTAX_STAGES,
    *NOTICE_STAGES,
    DetectLicenses,
    CompileFiles,
    FindExactDuplicates,
)
"""Every stage, in order; their fields are the keys of a recipe's `[stages.NAME]`."""


def make_stages(recipe: Recipe) -> dict[str, Any]:
    """One configured instance of every stage; a recipe's unknown stage or option is an error with a suggestion."""
    types = {cls.name: cls for cls in STAGES}
    for name in recipe.stages:
        if name not in types:
            raise RecipeError(
                f"[stages.{name}]", f"no such stage.{suggestion(name, list(types))} Known: {', '.join(types)}"
            )
    stages: dict[str, Any] = {
        name: options_of(cls, dict(recipe.stages.get(name, {})), f"[stages.{name}]") for name, cls in types.items()
    }
    if "license_tiers" in recipe.stages.get(FindExactDuplicates.name, {}):
        raise RecipeError("[stages.find_exact_duplicates]", "license_tiers is set in [dataset]")
    stages[FindExactDuplicates.name] = FindExactDuplicates(license_tiers=recipe.dataset.license_tiers)
    for key, where in (("license_tiers", "[dataset]"), ("minimum_isolation", "[sandbox] minimum")):
        if key in recipe.stages.get(CompileFiles.name, {}):
            raise RecipeError(f"[stages.{CompileFiles.name}]", f"{key} is set in {where}")
    check_compile_options(stages[CompileFiles.name], f"[stages.{CompileFiles.name}]")
    stages[CompileFiles.name] = dataclasses.replace(
        stages[CompileFiles.name],
        license_tiers=recipe.dataset.license_tiers,
        minimum_isolation=recipe.sandbox.minimum,
    )
    return stages
