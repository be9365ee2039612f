"""Checks what a recipe asks of compilers, so that a typing error is no corpus without the modules that were meant."""

from __future__ import annotations

import re
from collections import Counter

from warploom.extractors.ir.compile_files import CompileFiles
from warploom.extractors.ir.workshop import LANGUAGES
from warploom.extractors.toolchains.clang import LEVELS
from warploom.pipelines.toml_values import RecipeError, one_of

_NVIDIA = re.compile(r"sm_\d{2,3}[af]?")
_AMD = re.compile(r"gfx\d{2,4}[0-9a-f]?")
_CLANG = re.compile(r"ziglang|\d{2}")


def check_compile_options(stage: CompileFiles, where: str) -> None:
    """Raise `RecipeError` for a value of the stage's options that no compiler has a meaning for."""
    for key, known in (("languages", LANGUAGES), ("levels", tuple(LEVELS))):
        for value in getattr(stage, key):
            one_of(value, known, f"{where}: {key}")
    for key, pattern, examples in (
        ("device_archs", re.compile(f"{_NVIDIA.pattern}|{_AMD.pattern}"), "sm_80, sm_90a, gfx90a"),
        ("lowering_archs", _NVIDIA, "sm_80, sm_90a"),
    ):
        for value in getattr(stage, key):
            if not pattern.fullmatch(value):
                raise RecipeError(f"{where}: {key}", f"`{value}` is no architecture such as {examples}")
    for key in ("languages", "levels", "device_archs", "lowering_archs"):
        twice = [value for value, n in Counter(getattr(stage, key)).items() if n > 1]
        if twice:
            raise RecipeError(f"{where}: {key}", f"names {', '.join(twice)} twice")
    if not stage.levels:
        raise RecipeError(f"{where}: levels", f"names no level. Known: {', '.join(LEVELS)}")
    if not _CLANG.fullmatch(stage.compiler):
        raise RecipeError(f"{where}: compiler", f"`{stage.compiler}` is neither `ziglang` nor a major version as 22")
    for key in ("seconds", "memory_bytes"):
        if getattr(stage, key) <= 0:
            raise RecipeError(f"{where}: {key}", "must be more than 0")
    for language, prefix in (("CUDA", "sm_"), ("HIP", "gfx")):
        is_for_device = any(arch.startswith(prefix) for arch in stage.device_archs)
        if language in stage.languages and not is_for_device and not stage.use_host_side:
            why = f"names no {prefix}..., and use_host_side is off: nothing would become of {language}"
            raise RecipeError(f"{where}: device_archs", why)
