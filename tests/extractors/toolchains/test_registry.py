"""Tools are found where they may be trusted, named alike on every machine, and what is broken is said to be."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.extractors.toolchains.wheels import answering, install
from warploom.extractors.toolchains.places import Origin, Places
from warploom.extractors.toolchains.registry import Found, Missing, find_tools, found_tools

PTXAS = answering("Cuda compilation tools, release 13.0, V13.0.88")
NOWHERE = Places((), (), (), ())


def labels(places: Places) -> set[str]:
    return {f.label for f in find_tools(places) if isinstance(f, Found)}


def wheels(*sites: Path) -> Places:
    return Places(tuple(map(str, sites)), (), (), ())


def test_what_is_missing_says_what_it_adds_and_how_to_get_it() -> None:
    found = find_tools(NOWHERE)
    assert all(isinstance(f, Missing) and f.adds and "install" in f.how_to_get and not f.cause for f in found)
    assert {f.label for f in found} == {
        *("clang (ziglang)", "clang", "flang", "opt", "gfortran", "rustc", "cmake"),
        *("nvcc", "ptxas", "cuobjdump", "nvdisasm", "nvrtc", "libdevice", "numba"),
    }


def test_a_tool_of_a_wheel_is_named_alike_wherever_the_wheel_lies(tmp_path: Path) -> None:
    digests = set()
    for place in ("one", "elsewhere/deep"):
        site = tmp_path / place
        files = {"ziglang/zig": answering("clang version 22.1.8"), "ziglang/lib/include/stddef.h": "int;"}
        install(site, "ziglang", "0.17.0", files)
        (clang,) = found_tools("clang", wheels(site))
        assert (clang.version, clang.shipped_by, clang.prefixes) == ("22.1.8", "ziglang 0.17.0", (site / "ziglang",))
        assert clang.command("-c", "a.c") == [str(site / "ziglang/zig"), "clang", "-c", "a.c"]
        digests.add(clang.digest)
    assert len(digests) == 1


def test_a_changed_header_changes_the_digest(tmp_path: Path) -> None:
    digests = set()
    for header in ("int;", "long;"):
        site = tmp_path / header
        install(site, "ziglang", "0.17.0", {"ziglang/zig": answering("clang version 22.1.8"), "ziglang/lib/h": header})
        digests.add(found_tools("clang", wheels(site))[0].digest)
    assert len(digests) == 2


def test_a_program_of_one_file_has_the_same_digest_from_a_wheel_and_from_a_toolkit(tmp_path: Path) -> None:
    true = Path(os.path.realpath(shutil.which("true") or "/bin/true")).read_bytes()
    homes = []
    for home in ("a", "b"):
        (tmp_path / home / "nvvm" / "libdevice").mkdir(parents=True)
        (tmp_path / home / "nvvm" / "libdevice" / "libdevice.10.bc").write_bytes(true)
        homes.append(Places((), (str(tmp_path / home),), (), ()))
    (one,), (other,) = (found_tools("libdevice", Places((), p.cuda_homes, (), ())) for p in homes)
    roots = [Places((), (), (str(tmp_path / home / "bin"),), ()) for home in ("a", "b")]
    assert one.digest == other.digest
    assert one.path != other.path
    assert found_tools("libdevice", roots[0])[0].digest == one.digest


def test_wheels_come_before_the_environment(tmp_path: Path) -> None:
    install(tmp_path / "site", "nvidia-nvvm", "13.0.88", {"nvidia/cu13/nvvm/libdevice/libdevice.10.bc": "BC wheel"})
    (tmp_path / "home/nvvm/libdevice").mkdir(parents=True)
    (tmp_path / "home/nvvm/libdevice/libdevice.10.bc").write_text("BC home")
    places = Places((str(tmp_path / "site"),), (str(tmp_path / "home"),), (), ())
    found = [f for f in find_tools(places) if f.label == "libdevice"]
    assert [f.origin for f in found if isinstance(f, Found)] == [Origin.WHEEL, Origin.ENVIRONMENT]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("#!/bin/sh\nexit 1\n", "ended with status 1"),
        (answering("something else 1.2"), "is another program"),
        ("not a program\n", "cannot be started"),
    ],
)
def test_a_broken_program_is_missing_with_its_cause(tmp_path: Path, text: str, cause: str) -> None:
    install(tmp_path, "nvidia-cuda-nvcc", "13.0.88", {"nvidia/cu13/bin/ptxas": text})
    (found,) = [f for f in find_tools(wheels(tmp_path)) if f.label == "ptxas"]
    assert isinstance(found, Missing)
    assert cause in found.cause


def test_a_program_that_is_not_the_compiler_is_not_taken_for_it(tmp_path: Path) -> None:
    true = shutil.which("true")
    assert true is not None
    shutil.copy(true, tmp_path / "clang-99")
    (tmp_path / "flang-99").write_text(answering("flang version 99.0.0"))
    (tmp_path / "flang-99").chmod(0o755)
    found = {f.label: f for f in find_tools(Places((), (), (str(tmp_path),), ()))}
    clang, flang = found["clang"], found["flang"]
    assert isinstance(clang, Missing)
    assert "another program" in clang.cause
    assert isinstance(flang, Missing)
    assert "is a script" in flang.cause


def test_nothing_comes_from_the_current_directory_or_one_that_all_may_write_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawled, shared, own = tmp_path / "crawled", tmp_path / "shared", tmp_path / "own"
    for place in (crawled, shared, own):
        install(place, "nvidia-cuda-nvcc", "13.0.88", {"nvidia/cu13/bin/ptxas": PTXAS})
    shared.chmod(0o777)
    monkeypatch.chdir(crawled)
    for path in ("", ".", str(crawled), str(shared), "../crawled"):
        monkeypatch.setattr("sys.path", [path])
        places = Places.here({"PATH": os.pathsep.join((path, str(shared))), "CUDA_HOME": path})
        assert (places.python_path, places.cuda_homes, places.program_path) == ((), (), ())
    monkeypatch.setattr("sys.path", ["", str(own)])
    (ptxas,) = found_tools("ptxas", Places(Places.here().python_path, (), (), ()))
    assert ptxas.path == own / "nvidia/cu13/bin/ptxas"


def test_what_this_machine_has_is_found_once_and_whole() -> None:
    found = find_tools()
    assert found is find_tools()
    for tool in (f.tool for f in found if isinstance(f, Found)):
        assert tool.path.is_absolute()
        assert len(tool.digest) == 64
        assert tool.version[0].isdigit()
        assert all(p.is_dir() for p in tool.prefixes)
