"""compile_commands.json: paths of another machine become the repository's, and broken ones do no harm."""

from __future__ import annotations

import json
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.ir.compile_commands import (
    CompileCommandsError,
    own_compile_commands,
    read_compile_commands,
    words,
)
from warploom.extractors.ir.compile_request import Flags, FlagsOrigin
from warploom.extractors.ir.repository_files import RepositoryFiles

INDEX = RepositoryFiles({"src/a.cpp": b"", "src/b.cpp": b"", "include/p/a.h": b"", "build/c.h": b""})


def commands(*rows: dict[str, object]) -> bytes:
    return json.dumps(rows).encode()


def test_directories_of_the_authors_machine_are_found_by_suffix() -> None:
    """Those outside of the repository, or that it does not have, are left out."""
    data = commands(
        {
            "directory": "/home/me/p/build",
            "file": "/home/me/p/src/a.cpp",
            "command": "/usr/bin/c++ -I/home/me/p/include -I../src -I/usr/include -Igone -I. -DA='\"b c\"' -std=c++14 "
            "-o a.o -c /home/me/p/src/a.cpp",
        },
        {"directory": "/home/me/p/build", "file": "../src/b.cpp", "arguments": ["cc", "-D", "-I/home/me/p/include"]},
    )
    found = read_compile_commands(data, INDEX)
    origin = FlagsOrigin.COMPILE_COMMANDS
    assert {
        "src/a.cpp": Flags(("include", "src", "build"), ('A="b c"',), "c++14", origin=origin),
        "src/b.cpp": Flags(origin=origin),
    } == found


def test_a_directory_elsewhere_may_have_a_name_in_the_repository() -> None:
    """As CMake's build directory has."""
    data = commands(
        {"directory": "/s/build", "file": "/t/src/a.cpp", "arguments": ["cc", "-I/s/build/x", "-I/t/include"]}
    )
    index = RepositoryFiles({"src/a.cpp": b"", "include/a.h": b"", "made/x/c.h": b""})
    found = read_compile_commands(data, index, root="/t", elsewhere={"/s/build": "made"})
    assert ("made/x", "include") == found["src/a.cpp"].include_directories


@pytest.mark.parametrize("data", [b"[" * 1_000_000, b"{}", b"\xff", b'[{"a":' * 200_000, b""])
def test_what_is_none_is_refused(data: bytes) -> None:
    """However deep it nests."""
    with pytest.raises(CompileCommandsError):
        read_compile_commands(data, INDEX)


def test_a_broken_one_in_the_repository_says_nothing() -> None:
    """The good one beside it does."""
    good = commands({"directory": "", "file": "src/a.cpp", "arguments": ["cc", "-DA"]})
    index = RepositoryFiles({"src/a.cpp": b"", "compile_commands.json": b"[" * 99_999, "x/compile_commands.json": good})
    assert ("A",) == own_compile_commands(index)["src/a.cpp"].defines


@given(st.recursive(st.none() | st.text() | st.integers(), lambda v: st.lists(v) | st.dictionaries(st.text(), v)))
def test_any_json_is_read_or_refused(value: object) -> None:
    """Rows of other shapes are passed over."""
    with suppress(CompileCommandsError):
        assert {} == read_compile_commands(json.dumps([value]).encode(), INDEX)


def test_words_are_those_of_a_shell() -> None:
    """Quotes and backslashes, nothing expanded."""
    assert ["a", "b c", 'd"e', "$f", "g h"] == words('a \'b c\' "d\\"e" $f g\\ h')


@pytest.mark.parametrize(
    "command", ['"' * 250_001, '"\\' * 125_000 + "x", "a" * 250_000, "\\" * 250_001, "' " * 125_001]
)
def test_splitting_takes_linear_time(command: str) -> None:
    """Also where quotes never close."""
    start = time.process_time()
    words(command)
    assert time.process_time() - start < 5
