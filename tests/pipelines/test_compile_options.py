"""What a recipe may ask of compilers; all else is refused before anything is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from warploom.extractors.isolation import Isolation
from warploom.pipelines.recipe import load_recipe
from warploom.pipelines.stages import make_stages
from warploom.pipelines.toml_values import RecipeError

RECIPE = '[dataset]\nname = "x"\n[[sources]]\nkind = "local"\npath = "code"\n'
COMPILE = "[stages.compile_files]\n"


def stage_of(folder: Path, text: str) -> Any:
    """The compile stage of a recipe that ends with these tables."""
    path = folder / "recipe.toml"
    path.write_text(RECIPE + text)
    return make_stages(load_recipe(path))["compile_files"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('languages = ["Cuda"]', r"languages: `Cuda` is none of .* Did you mean `CUDA`\?"),
        ('languages = ["Fortan"]', r"Did you mean `Fortran`\?"),
        ('languages = ["C", "Julia"]', "languages: `Julia` is none of"),
        ('languages = ["C", "C"]', "languages: names C twice"),
        ('languages = "C"', "languages: must be a list"),
        ("levels = []", r"levels: names no level\. Known: unoptimised, O0"),
        ('levels = ["O1"]', "levels: `O1` is none of unoptimised, O0, O2, O3, Os, Oz"),
        ('levels = ["unoptimized"]', r"Did you mean `unoptimised`\?"),
        ('levels = ["O2", "O2"]', "levels: names O2 twice"),
        ('device_archs = ["sm80"]', r"device_archs: `sm80` is no architecture such as sm_80, sm_90a, gfx90a"),
        ('device_archs = ["gfx90a", "cpu"]', "device_archs: `cpu` is no architecture"),
        ('device_archs = ["sm_80 -o x"]', "is no architecture"),
        ('lowering_archs = ["gfx90a"]', "lowering_archs: `gfx90a` is no architecture such as sm_80, sm_90a"),
        ('lowering_archs = ["sm_80", "sm_80"]', "lowering_archs: names sm_80 twice"),
        ('compiler = "gcc"', "compiler: `gcc` is neither `ziglang` nor a major version"),
        ("seconds = 0.0", "seconds: must be more than 0"),
        ("seconds = -1.0", "seconds: must not be negative"),
        ("memory_bytes = 0", "memory_bytes: must be more than 0"),
        ('seconds = "10"', "seconds: must be of type float"),
        ('cut_down = "no"', "cut_down: must be of type bool"),
        ('language = ["C"]', r"unknown key `language`\. Did you mean `languages`\?"),
        ('license_tiers = ["copyleft"]', r"license_tiers is set in \[dataset\]"),
        ('minimum_isolation = "none"', r"minimum_isolation is set in \[sandbox\] minimum"),
        ('languages = ["CUDA"]\nuse_host_side = false\ndevice_archs = ["gfx90a"]', "nothing would become of CUDA"),
    ],
)
def test_a_wish_without_meaning_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """With the key, what is wrong with it, and what may have been meant."""
    with pytest.raises(RecipeError, match=message):
        stage_of(tmp_path, COMPILE + text + "\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[sandbox]\nminimum = "bubblewrap"\n', r"\[sandbox\]: minimum: `bubblewrap` is none of bwrap, userns"),
        ('[sandbox]\nminimum = "brwap"\n', r"Did you mean `bwrap`\?"),
        ('[sandbox]\nminimun = "bwrap"\n', r"unknown key `minimun`\. Did you mean `minimum`\?"),
        ("[sandbox]\nminimum = 1\n", "minimum: must be of type str"),
        ('sandbox = "bwrap"\n', "must be a table|unknown key `sandbox`"),
        ("[sandbax]\n", r"unknown key `sandbax`\. Did you mean `sandbox`\?"),
    ],
)
def test_a_sandbox_that_is_none_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """A weaker one than was meant would be worse than none."""
    with pytest.raises(RecipeError, match=message):
        stage_of(tmp_path, text)


def test_what_has_a_meaning_arrives_at_the_stage(tmp_path: Path) -> None:
    """Tiers and isolation come from their own tables."""
    stage = stage_of(
        tmp_path,
        COMPILE
        + 'languages = ["C", "CUDA", "Fortran", "Python", "Rust", "HIP", "OpenCL", "C++"]\n'
        + 'levels = ["unoptimised", "O0", "O2", "O3", "Os", "Oz"]\ndevice_archs = ["sm_90a", "gfx1100", "gfx90a"]\n'
        + 'lowering_archs = ["sm_75", "sm_100f"]\ncompiler = "22"\nseconds = 1\n[sandbox]\nminimum = "userns"\n',
    )
    assert (("permissive",), Isolation.USERNS) == (stage.license_tiers, stage.minimum_isolation)
    assert (("sm_75", "sm_100f"), 1.0) == (stage.lowering_archs, stage.seconds)


def test_nothing_is_compiled_unless_it_is_asked_for(tmp_path: Path) -> None:
    """It takes longer than all the rest of a build."""
    assert () == stage_of(tmp_path, "").languages
