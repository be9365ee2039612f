"""What the documents say holds: code runs, commands parse, links lead somewhere, lists are those of the code."""

from __future__ import annotations

import importlib.util
import inspect
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from tests.pipelines.corpora import rows, small_corpus
from tests.small_release import write_release
from warploom.pipelines import cli, corpus, exit_codes, recipe
from warploom.pipelines.phases import PHASES
from warploom.pipelines.recipe import parse_recipe
from warploom.pipelines.release_plan import Bucket, shard_jobs
from warploom.pipelines.runner import Job
from warploom.pipelines.stages import STAGES, make_stages
from warploom.pipelines.toml_values import options_of
from warploom.schemas.columns import SOURCE_KINDS
from warploom.schemas.occurrences import OccurrenceFate
from warploom.schemas.reasons import Reason
from warploom.schemas.release import PUBLISHED
from warploom.schemas.table import Table
from warploom.validators import release_rules

ROOT = Path(__file__).parents[1]
PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FILE = re.compile(r"`((?:schemas|extractors|validators|catalog|pipelines|tests|benchmarks|docs)/[\w./*-]+)`")


class Block(NamedTuple):
    """A fenced block: its language, its text, and the file that its first line names, if it does."""

    language: str
    text: str
    file: str | None


def blocks(name: str) -> list[Block]:
    """The fenced blocks of a page."""
    found = []
    for language, text in _FENCE.findall((ROOT / name).read_text(encoding="utf-8")):
        named = re.match(r"# ([\w/]+\.py)\n", text)
        found.append(Block(language, text, named[1] if named else None))
    return found


def cells(name: str, first_row: str) -> list[list[str]]:
    """Rows of a page's table below its head, which begins with `first_row`; backticks are left out."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    (head,) = [i for i, line in enumerate(lines) if line.startswith(first_row)]
    table = []
    for line in lines[head + 2 :]:
        if not line.startswith("|"):
            break
        table.append([cell.strip().replace("`", "") for cell in line.strip("|").split("|")])
    return table


EXAMPLES = {block.file: block for block in blocks("CONTRIBUTING.md") if block.file}


@pytest.fixture
def example() -> Iterator[Callable[[str], ModuleType]]:
    """Loads a worked example under the name that it would have in its place, for this test alone."""
    loaded: list[str] = []

    def load(file: str, folder: Path) -> ModuleType:
        name = file.removesuffix(".py").replace("/", ".")
        name = name if name.startswith("tests.") else f"warploom.{name}"
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(EXAMPLES[file].text, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = sys.modules[name] = importlib.util.module_from_spec(spec)
        loaded.append(name)
        spec.loader.exec_module(module)
        return module

    yield load  # type: ignore[misc]
    for name in loaded:
        del sys.modules[name]


def run_tests(module: ModuleType, tmp_path: Path) -> int:
    """Call every test of a module as pytest would; how many there were."""
    calls = 0
    for name, function in vars(module).items():
        if not name.startswith("test_"):
            continue
        marks = [m for m in getattr(function, "pytestmark", []) if m.name == "parametrize"]
        cases = [dict(zip(m.args[0], values, strict=True)) for m in marks for values in m.args[1]] or [{}]
        for case in cases:
            place = tmp_path / f"{name}-{calls}"
            place.mkdir()
            takes_path = "tmp_path" in inspect.signature(function).parameters
            function(**case, **({"tmp_path": place} if takes_path else {}))
            calls += 1
    return calls


def build(recipe_path: Path, out: Path) -> None:
    """Build and check a corpus in this process."""
    options = ["--runner", "in_process", "--cache", str(out.with_name("cache"))]
    assert cli.run(["build", str(recipe_path), "--out", str(out), *options]) == exit_codes.DONE
    assert cli.run(["check", str(out)]) == exit_codes.DONE


def test_the_source_example_becomes_a_corpus(
    example: Callable[[str, Path], ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its tests pass; registered as described, the recipe beside it builds and holds."""
    bundle = example("extractors/sources/bundle.py", tmp_path)
    assert run_tests(example("tests/extractors/sources/test_bundle.py", tmp_path), tmp_path) == 4
    monkeypatch.setitem(recipe.SOURCE_TYPES, bundle.Bundle.kind, bundle.Bundle)
    monkeypatch.setattr(release_rules, "SOURCE_KINDS", (*SOURCE_KINDS, bundle.Bundle.kind))
    (text,) = [b.text for b in blocks("CONTRIBUTING.md") if b.language == "toml"]
    (tmp_path / "recipe.toml").write_text(text)
    licensed = "// SPDX-License-Identifier: MIT\nint a;\n"
    (tmp_path / "kernels.txt").write_text(f"==> a.c <==\n{licensed}==> b.c <==\nint b;\n==> ../c.c <==\nint c;\n")
    options = ["--set", "quarantine.max_damaged_share=1.0", "--runner", "in_process", "--cache", str(tmp_path / "c")]
    out = tmp_path / "out"
    assert cli.run(["build", str(tmp_path / "recipe.toml"), "--out", str(out), *options]) == exit_codes.DONE
    assert cli.run(["check", str(out)]) == exit_codes.DONE
    assert [("a.c", "MIT", licensed)] == rows(out, "select path, license_expression, text from source_files")
    reasons = rows(out, "select reason from quarantine order by reason")
    assert [("license_unknown",), ("unsafe_path",)] == reasons


def test_the_stage_example_keeps_the_law(example: Callable[[str, Path], ModuleType], tmp_path: Path) -> None:
    """Its property test passes, and its option is a recipe key."""
    stage = example("extractors/long_texts.py", tmp_path).RefuseLongTexts
    assert run_tests(example("tests/extractors/test_long_texts.py", tmp_path), tmp_path) == 1
    assert stage(5) == options_of(stage, {"max_lines": 5}, "[stages.refuse_long_texts]")


def test_the_table_example_is_published(
    example: Callable[[str, Path], ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Registered as described, the table has its shard and its view, and the checks hold."""
    table: Table = example("schemas/repository_languages.py", tmp_path).REPOSITORY_LANGUAGES
    counting = example("pipelines/counting.py", tmp_path)

    def with_counts(buckets: Sequence[Bucket], name: str, version: str) -> dict[str, Job]:
        return {**shard_jobs(buckets, name, version), **counting.count_jobs(buckets)}

    monkeypatch.setitem(PUBLISHED, table.name, table)
    monkeypatch.setattr(corpus, "shard_jobs", with_counts)
    out = tmp_path / "out"
    build(small_corpus(tmp_path / "corpus", n_repositories=2, n_files=3), out)
    (query,) = [q for block in blocks("CONTRIBUTING.md") for q in re.findall(r'warploom sql corpus "(.*)"', block.text)]
    # Of each of two repositories three kernels and a shared file; what is refused for its license has a language too.
    assert [("C", 10)] == rows(out, query)


@pytest.mark.parametrize("file", sorted(EXAMPLES))
def test_examples_are_as_clean_as_the_code(file: str) -> None:
    """The linter has nothing to say about a worked example in its place, nor has the formatter."""
    for check in (["check", "--quiet"], ["format", "--check", "--quiet"]):
        command = [sys.executable, "-m", "ruff", *check, "--stdin-filename", file, "-"]
        done = subprocess.run(command, input=EXAMPLES[file].text, capture_output=True, text=True, cwd=ROOT, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_python_that_is_no_example_runs(name: str, tmp_path: Path) -> None:
    """The other Python blocks of a page run, in order, in a directory with a release called `corpus`."""
    script = "\n".join(b.text for b in blocks(name) if b.language == "python" and b.file is None)
    if not script:
        return
    if "datasets" in script:
        pytest.importorskip("datasets")
    write_release(tmp_path / "corpus")
    environment = {"HF_HOME": str(tmp_path / "hub"), "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_recipes_are_valid(name: str) -> None:
    """Every TOML block is a recipe with sources and options that exist (the bundle comes with its example)."""
    for block in blocks(name):
        if block.language == "toml" and "bundle" not in block.text:
            make_stages(parse_recipe(tomllib.loads(block.text), ROOT / "recipe.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_commands_parse(name: str) -> None:
    """Every `warploom` command in a block has arguments that the command takes."""
    for block in blocks(name):
        if block.language in ("python", "toml"):
            continue
        for line in re.findall(r"^(?:\$ )?(?:\.venv/bin/)?warploom (.*)$", block.text, re.MULTILINE):
            tokens = shlex.split(line, comments=True)
            cli.make_app().parse_args(tokens, exit_on_error=False, print_error=False)


@pytest.mark.parametrize("name", NAMES)
def test_links_and_files_exist(name: str) -> None:
    """Relative links lead to a file and a heading of it; files named in the text are there, or made by an example."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for link in _LINK.findall(text):
        path, _, anchor = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        assert "://" in link or target.exists(), link
        if anchor:
            titles = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", t.lower()).replace(" ", "-") for t in titles}, link
    for file in _FILE.findall(text):
        assert file in EXAMPLES or any(ROOT.glob(file)), file


@pytest.mark.parametrize("name", NAMES)
def test_no_machine_and_no_registry_shows(name: str) -> None:
    """Pages name no path of the machine that they were written on, and no host of a package registry."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [] == re.findall(r"(?<![\w.])/(?:work|tmp|home|root|Users|mnt)/\S*", text)
    assert [] == re.findall(r"[\w.-]*(?:pypi\.org|pythonhosted|npmjs|crates\.io|debian\.org|anaconda)[\w.]*", text)


def test_every_command_is_in_the_readme() -> None:
    """No subcommand goes without a word."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [name for name in cli.make_app() if not name.startswith("-")]
    assert len(commands) >= 8
    assert [] == [name for name in commands if f"warploom {name}" not in text and f"`{name}" not in text]


def test_every_page_is_reachable() -> None:
    """The index links to every design page."""
    text = (ROOT / "docs/design/README.md").read_text(encoding="utf-8")
    pages = sorted(p.name for p in (ROOT / "docs/design").glob("*.md") if p.name != "README.md")
    assert pages == sorted({link for link in _LINK.findall(text) if "/" not in link})


def test_the_readme_lists_the_tables() -> None:
    """All published tables, in the order of the release, and no other."""
    assert list(PUBLISHED) == [row[0] for row in cells("README.md", "| table | one row per")]
    text = (ROOT / "docs/design/release.md").read_text(encoding="utf-8")
    assert [] == [name for name in PUBLISHED if name not in text]


def test_reasons_are_those_of_the_code() -> None:
    """Every reason with its meaning, and no other."""
    expected = [[reason.value, "yes" if reason.is_damage else "no", reason.description] for reason in Reason]
    expected = [[cell.replace("`", "") for cell in row] for row in expected]
    assert expected == cells("docs/design/rows-and-ids.md", "| reason |")


def test_fates_are_those_of_the_code() -> None:
    """Every fate, and no other."""
    assert [str(f) for f in OccurrenceFate] == [row[0] for row in cells("docs/design/rows-and-ids.md", "| fate |")]


def test_phases_and_stages_are_those_of_the_code() -> None:
    """Every phase and every stage with its scope, in their order."""
    assert list(PHASES) == [row[0] for row in cells("docs/design/engine.md", "| phase |")]
    expected = [[stage.name, str(stage.scope)] for stage in STAGES]
    assert expected == [row[:2] for row in cells("docs/design/stages.md", "| stage |")]


def test_decisions_are_numbered_and_complete() -> None:
    """Numbers without a gap, a date each, and a why."""
    text = (ROOT / "docs/decisions.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (\d+)\. .+ \((\d{4}-\d\d-\d\d)\)$", text, re.MULTILINE)
    assert list(range(1, len(headings) + 1)) == [int(number) for number, _ in headings]
    assert text.count("\n## ") == len(headings) == text.count("**Why:**")
    assert len(headings) == text.count("**Rejected:**")
