"""The wheel: every tracked file of the five folders in its place, nothing else; it needs no optional dependency."""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
FOLDERS = ("schemas", "extractors", "validators", "catalog", "pipelines")
NOT_NEEDED = ("pytest", "hypothesis", "xdist", "mypy", "ruff", "importlinter", "build", "apache_beam", "datasets")
"""Modules of the optional dependencies: an installation has them only where it asked for them."""


def tracked_files() -> list[str]:
    """Paths that git tracks and that are there, links among them; skips where this is no checkout."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and a checkout, to know which files belong to the project")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and os.path.lexists(ROOT / name)]


def demand_build_backend() -> None:
    """Skip where what `[build-system]` requires is not installed: an isolated build would fetch it."""
    required = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    for requirement in map(Requirement, [*required, "build"]):
        try:
            installed = importlib.metadata.version(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            pytest.skip(f"needs {requirement}, which is not installed")
        if not requirement.specifier.contains(installed, prereleases=True):
            pytest.skip(f"needs {requirement}; {installed} is installed")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of a copy of the tracked files: what lies about in the checkout cannot slip into it."""
    names = tracked_files()
    demand_build_backend()
    copy, dist = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("dist")
    for name in names:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, copy / name, follow_symlinks=False)
    arguments = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(dist), str(copy)]
    built = subprocess.run(arguments, cwd=dist, capture_output=True, text=True, check=False)
    assert 0 == built.returncode, built.stdout + built.stderr
    (made,) = dist.iterdir()
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, installed alone into a folder."""
    target = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        [*pip, "--no-index", "--no-deps", "--target", str(target), str(wheel)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    return target


def run_installed(target: Path, *arguments: str) -> str:
    """Output of Python with the installed package first on its path."""
    ran = subprocess.run(
        [sys.executable, *arguments],
        cwd=target.parent,
        env={**os.environ, "PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == ran.returncode, ran.stderr
    return ran.stdout


@pytest.mark.xdist_group("wheel")
def test_the_wheel_holds_the_tracked_files_and_nothing_else(wheel: Path) -> None:
    """Modules, recipes with their fixture files, tables, views and templates, byte for byte; one top-level package."""
    expected = {f"warploom/{name}": ROOT / name for name in tracked_files() if name.split("/")[0] in FOLDERS}
    expected["warploom/__init__.py"] = ROOT / "src" / "warploom" / "__init__.py"
    with zipfile.ZipFile(wheel) as archive:
        packed = {name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name}
    assert sorted(expected) == sorted(packed)
    assert [] == [name for name, path in expected.items() if path.read_bytes() != packed[name]]


@pytest.mark.xdist_group("wheel")
def test_every_kind_of_package_data_is_there(wheel: Path) -> None:
    """Had a folder lost its files in the checkout, the wheel would agree with it."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for data in (
        "catalog/recipes/starter.toml",
        "catalog/recipes/tiny.toml",
        "catalog/recipes/tiny/stencils/src/empty.c",
        "catalog/recipes/tiny/solvers/tools/residual",
        "catalog/templates/card.md.j2",
        "catalog/views.sql",
        "extractors/licenses/known_notices.csv",
        "extractors/licenses/licenses.csv",
        "extractors/pairs/reference/axpy/oracle.py",
        "extractors/pairs/reference/axpy/serial.c",
        "extractors/pairs/reference/cg/openmp.f90",
        "extractors/pairs/reference/fft/tuned.cu",
        "extractors/pairs/reference/gemm/hip.hip",
        "extractors/pairs/reference/nbody/numba_cpu.py",
        "extractors/pairs/reference/scan/openmp.cpp",
        "extractors/pairs/reference/spmv/opencl.cl",
        "extractors/syntax/clauses.csv",
        "extractors/syntax/directives.csv",
    ):
        assert f"warploom/{data}" in names


@pytest.mark.xdist_group("wheel")
def test_the_wheel_names_its_command_and_its_license(wheel: Path) -> None:
    """The console script, and the license text beside the metadata."""
    with zipfile.ZipFile(wheel) as archive:
        metadata = {name.partition(".dist-info/")[2]: name for name in archive.namelist() if ".dist-info/" in name}
        assert "warploom = warploom.pipelines.cli:main" in archive.read(metadata["entry_points.txt"]).decode()
        assert (ROOT / "LICENSE").read_bytes() == archive.read(metadata["licenses/LICENSE"])


@pytest.mark.xdist_group("wheel")
def test_the_command_imports_no_optional_dependency(installed: Path) -> None:
    """An installation without extras gets as far as its command line."""
    code = "import json, sys, warploom.pipelines.cli as m; print(json.dumps([m.__file__, sorted(sys.modules)]))"
    place, modules = json.loads(run_installed(installed, "-c", code))
    assert Path(place).is_relative_to(installed)
    assert [] == [name for name in NOT_NEEDED if name in modules]


@pytest.mark.xdist_group("wheel")
def test_the_installed_command_finds_its_recipes(installed: Path) -> None:
    """A recipe named without a path is the one that was installed, with the fixture beside it."""
    arguments = ("-m", "warploom.pipelines.cli", "build", "tiny", "--out", "unused", "--dry-run", "--json")
    sources = json.loads(run_installed(installed, *arguments))["sources"]
    assert 4 == len(sources)
    for source in sources:
        assert Path(source["what"]).is_relative_to(installed)
        assert source["is_at_hand"]
