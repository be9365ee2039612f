"""The recipes that come with Warploom, and what the fixture corpus of `tiny` promises."""

from __future__ import annotations

import re
import runpy
from collections import Counter, defaultdict
from functools import partial
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.extractors.generating import generated_evidence
from warploom.extractors.encodings import decode
from warploom.extractors.languages import name_language
from warploom.extractors.sources.local import LocalDirectory
from warploom.extractors.sources.pypi import PyPI
from warploom.extractors.vendored import vendored_evidence
from warploom.pipelines.recipe import Recipe, load_recipe
from warploom.schemas.columns import LANGUAGES
from warploom.schemas.reasons import Reason
from warploom.schemas.source import ReadLimits
from warploom.schemas.stage import Reject

ROOT = Path(__file__).parents[2]
RECIPES = ROOT / "catalog" / "recipes"
TINY = RECIPES / "tiny"
KERNELS = ("axpy", "gemm", "histogram", "nbody", "reduce", "scan", "spmv", "transpose")

NOT_UTF8 = {
    "kernels/cpu/stream_cpu.cpp": "utf-16-le",
    "stencils/fortran/waerme.f90": "latin-1",
    "stencils/src/wave1d.c": "cp1252",
}
EQUAL = {
    ("orphans/lib/axpy.c", "stencils/src/axpy.c"),
    ("kernels/third_party/minivec/minivec.h", "solvers/include/minivec/minivec.h"),
}
NOT_SOURCE = {
    "kernels/CMakeLists.txt",
    "kernels/LICENSE",
    "kernels/README.md",
    "kernels/third_party/minivec/LICENSE",
    "orphans/README.md",
    "solvers/PKG-INFO",
    "solvers/README.md",
    "solvers/rust/Cargo.toml",
    "stencils/LICENSE",
    "stencils/Makefile",
    "stencils/README.md",
    "stencils/docs/stencil.png",
    "stencils/make/compiler.inc",
}
MARKED_LANGUAGES = {
    "kernels/cuda/warp.h": ("CUDA", "extension .h, mark __device__"),
    "kernels/hip/axpy_hip.cpp": ("HIP", "extension .cpp, mark hip/hip_runtime.h"),
    "kernels/include/kernels/cpu.h": ("C++", "extension .h, mark namespace"),
    "kernels/sycl/nbody_sycl.cpp": ("SYCL", "extension .cpp, mark sycl/sycl.hpp"),
    "solvers/tools/residual": ("Python", "first line #!python"),
    "stencils/fortran/dims.inc": ("Fortran", "extension .inc, mark statement"),
    "stencils/include/grid.h": ("C", "extension .h"),
    "stencils/src/weights.inc": ("C", "extension .inc, mark statement"),
}


def recipe(name: str) -> Recipe:
    return load_recipe(RECIPES / f"{name}.toml")


def read_tiny() -> dict[str, bytes]:
    """Contents of the fixture corpus by `repository/path`, read as a build reads them."""
    contents = {}
    for source in recipe("tiny").sources:
        assert isinstance(source, LocalDirectory)
        tree = source.fetch(TINY, offline=True)
        for entry in tree.entries(ReadLimits()):
            assert entry.content is not None
            contents[f"{source.name.removeprefix('local/')}/{entry.path}"] = entry.content
    return contents


@pytest.fixture(scope="module")
def contents() -> dict[str, bytes]:
    return read_tiny()


@pytest.fixture(scope="module")
def sources(contents: dict[str, bytes]) -> dict[str, tuple[str, str]]:
    """Language and evidence of every path that is source."""
    named = {path: name_language(path, partial(contents.__getitem__, path)) for path in contents}
    return {path: language for path, language in named.items() if language is not None}


def packages() -> list[PyPI]:
    found = [source for source in recipe("starter").sources if isinstance(source, PyPI)]
    assert len(recipe("starter").sources) == len(found)
    return found


@pytest.mark.parametrize("name", sorted(path.stem for path in RECIPES.glob("*.toml")))
def test_recipe_parses_and_is_named_after_its_file(name: str) -> None:
    """Every recipe that ships is valid."""
    assert f"warploom-{name}" == recipe(name).dataset.name


@pytest.mark.parametrize("name", ["tiny", "starter"])
def test_recipe_publishes_permissive_licenses_only(name: str) -> None:
    """Neither recipe takes anything that a user could not pass on."""
    assert ("permissive",) == recipe(name).dataset.license_tiers


def test_starter_pins_every_version() -> None:
    """A version is exact and in canonical form, so that the recipe means the same package next year."""
    for package in packages():
        assert package.version == str(Version(package.version))


def test_starter_pins_every_digest() -> None:
    """A replaced file is noticed."""
    for package in packages():
        assert re.fullmatch(r"[0-9a-f]{64}", package.sha256), package.package


def test_starter_names_every_package_and_archive_once() -> None:
    """A line copied and half changed would give two packages one digest."""
    assert len(packages()) == len({canonicalize_name(p.package) for p in packages()})
    assert len(packages()) == len({p.sha256 for p in packages()})


def test_starter_says_why_each_package_is_there() -> None:
    """A comment stands above each source."""
    lines = (RECIPES / "starter.toml").read_text(encoding="utf-8").splitlines()
    above = [lines[i - 1] for i, line in enumerate(lines) if line == "[[sources]]"]
    assert len(packages()) == len(above)
    assert all(line.startswith("# ") for line in above)


def test_starter_holds_equal_files_and_packages_to_refuse() -> None:
    """The demo shows deduplication (mmcv, mmcv-full), a dangling license (DCNv2) and a tier that is refused (cuvec)."""
    assert {"mmcv", "mmcv-full", "dcnv2", "cuvec"} <= {canonicalize_name(p.package) for p in packages()}


def test_tiny_reads_only_its_own_directory() -> None:
    """No network, and nothing of the machine it is built on."""
    for source in recipe("tiny").sources:
        assert isinstance(source, LocalDirectory)
        assert TINY.resolve() == Path(source.path).resolve().parent


def test_tiny_has_four_repositories(contents: dict[str, bytes]) -> None:
    """Paths of each one."""
    counts = Counter(path.partition("/")[0] for path in contents)
    assert {"kernels": 40, "orphans": 7, "solvers": 21, "stencils": 21} == counts


def test_tiny_speaks_every_language(sources: dict[str, tuple[str, str]]) -> None:
    """The fixture corpus has at least one file in each language of the closed list."""
    assert set(LANGUAGES) == {language for language, _ in sources.values()}


def test_tiny_holds_files_that_are_no_source(contents: dict[str, bytes], sources: dict[str, tuple[str, str]]) -> None:
    """Build files, documents, a picture, and an include file of make."""
    assert NOT_SOURCE == contents.keys() - sources.keys()


def test_tiny_has_languages_that_content_decides(sources: dict[str, tuple[str, str]]) -> None:
    """Extensions that several languages share."""
    assert MARKED_LANGUAGES == {path: sources[path] for path in MARKED_LANGUAGES}


def test_tiny_has_exactly_these_equal_files(contents: dict[str, bytes]) -> None:
    """One pair differs in whether there is a license, the other in whether it is vendored."""
    by_content = defaultdict(list)
    for path, content in contents.items():
        by_content[content].append(path)
    assert EQUAL == {tuple(sorted(paths)) for paths in by_content.values() if len(paths) > 1}


def test_equal_files_state_no_license_themselves(contents: dict[str, bytes]) -> None:
    """Else the copy that lies in a repository without a license would be licensed too."""
    for pair in EQUAL:
        for path in pair:
            assert not re.search(rb"licen|spdx|copyright", contents[path], re.IGNORECASE)


def test_tiny_encodings(contents: dict[str, bytes], sources: dict[str, tuple[str, str]]) -> None:
    """All other texts are UTF-8, and two files are refused."""
    encodings, refused = {}, {}
    for path in sources:
        try:
            encodings[path] = decode(contents[path])[1]
        except Reject as reject:
            refused[path] = reject.reason
    assert NOT_UTF8 == {path: encoding for path, encoding in encodings.items() if encoding != "utf-8"}
    assert {"kernels/cuda/image.cu": Reason.BINARY} == refused


def test_tiny_has_one_empty_source(contents: dict[str, bytes], sources: dict[str, tuple[str, str]]) -> None:
    """The other way to be refused by content."""
    assert {"stencils/src/empty.c"} == {path for path in sources if not contents[path].strip()}


def test_tiny_has_one_source_with_carriage_returns(contents: dict[str, bytes]) -> None:
    """What a checkout that converts line ends would change."""
    ended = {
        path for path in contents.keys() - NOT_UTF8.keys() if b"\r\n" in contents[path] and b"\0" not in contents[path]
    }
    assert {"stencils/src/residual.c"} == ended
    residual = contents["stencils/src/residual.c"]
    assert residual.count(b"\n") == residual.count(b"\r\n")


def test_git_keeps_the_bytes_of_tiny() -> None:
    """Conversion of line ends is off for the fixture corpus."""
    assert "catalog/recipes/tiny/** -text" in (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()


def test_file_names_of_tiny_are_portable(contents: dict[str, bytes]) -> None:
    """No two that a file system without case confuses, and none that package data leave out for a leading dot."""
    assert len(contents) == len({path.lower() for path in contents})
    assert not [path for path in contents if any(part.startswith(".") for part in path.split("/"))]


def test_compiled_python_is_no_part_of_tiny(tmp_path: Path) -> None:
    """Installing a wheel leaves `__pycache__` beside the fixture's Python files."""
    for source in recipe("tiny").sources:
        assert isinstance(source, LocalDirectory)
        if any(Path(source.path).rglob("*.py")):
            tree = tmp_path / Path(source.path).name
            (tree / "deep" / "__pycache__").mkdir(parents=True)
            (tree / "deep" / "__pycache__" / "module.pyc").write_bytes(b"compiled")
            (tree / "deep" / "module.py").write_bytes(b"pass\n")
            found = LocalDirectory(str(tree), exclude=source.exclude).fetch(tmp_path, offline=True)
            assert ["deep/module.py"] == [entry.path for entry in found.entries(ReadLimits())]


def test_each_gpu_kernel_has_its_counterpart_on_the_cpu(contents: dict[str, bytes]) -> None:
    """`cuda/X_cuda.cu` lies beside `cpu/X_cpu.cpp`."""
    for kernel in KERNELS:
        assert {f"kernels/cuda/{kernel}_cuda.cu", f"kernels/cpu/{kernel}_cpu.cpp"} <= contents.keys()


def test_the_generated_file_is_what_its_script_prints(contents: dict[str, bytes]) -> None:
    """It says who made it, and that is true."""
    made = runpy.run_path(str(TINY / "kernels" / "scripts" / "make_tiles.py"))["tiles"]()
    assert contents["kernels/generated/tiles.h"] == made.encode()


def test_tiny_has_one_generated_and_one_vendored_tree(
    contents: dict[str, bytes], sources: dict[str, tuple[str, str]]
) -> None:
    """The script that holds the mark in a string is not taken for its own product."""
    generated = {p for p, (language, _) in sources.items() if generated_evidence(p, language, contents[p])}
    vendored = {path for path in sources if vendored_evidence(path.partition("/")[2])}
    assert {"kernels/generated/tiles.h"} == generated
    assert {"kernels/third_party/minivec/minivec.h", "kernels/third_party/minivec/minivec_angle.c"} == vendored


def test_python_of_tiny_compiles(contents: dict[str, bytes], sources: dict[str, tuple[str, str]]) -> None:
    """Fixtures are real code."""
    for path, (language, _) in sources.items():
        if language == "Python":
            compile(contents[path], path, "exec")
