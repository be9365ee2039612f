"""What of a command line gets through: nothing that names a program, a plugin or a file outside of the repository."""

from __future__ import annotations

import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.ir.compile_request import Flags
from warploom.extractors.ir.safe_flags import MAX_DIRECTORIES, STANDARDS, checked, define, directory, from_arguments

_WORDS = """-I -D -U -include -isystem -std= .. / etc/passwd @ -fplugin= x.so -Xclang -load -B -specs= -wrapper a = "
$(id) `id` include -fopenmp /dev/zero"""
PIECES = st.sampled_from([*_WORDS.split(), " ", "\n"])
ARGUMENTS = st.lists(st.lists(PIECES, min_size=1, max_size=5).map("".join) | st.text(max_size=30), max_size=12)


def assert_harmless(flags: Flags) -> None:
    for path in (*flags.include_directories, *flags.forced_includes):
        assert not path.startswith(("/", "-", "@"))
        assert path == posixpath.normpath(path)
        assert path.split("/")[0] != ".."
        assert "\n" not in path
    for text in flags.defines:
        name, _, value = text.partition("=")
        assert name.removeprefix("-").isidentifier()
        assert not set(value) & set("`$;|&\n\\'")
        assert ".." not in value
        assert not value.startswith(('"/', "/"))
    assert flags.standard == "" or flags.standard in STANDARDS


@given(ARGUMENTS)
def test_no_command_line_smuggles_anything(arguments: list[str]) -> None:
    """Whatever stands in it."""
    assert_harmless(from_arguments(arguments))


@given(st.lists(st.text(max_size=40)), st.lists(st.text(max_size=40)), st.text(max_size=10))
def test_flags_from_anywhere_are_harmless_once_checked(paths: list[str], defines: list[str], standard: str) -> None:
    """And checking them again changes nothing."""
    taken = checked(Flags(tuple(paths), tuple(defines), standard, forced_includes=tuple(paths)))
    assert_harmless(taken)
    assert taken == checked(taken)


@pytest.mark.parametrize(
    "arguments",
    [
        ["-fplugin=evil.so"],
        ["@response"],
        ["-Xclang", "-load", "-Xclang", "evil.so"],
        ["-B", "bin"],
        ["-Bbin"],
        ["-specs=evil"],
        ["-wrapper", "sh,-c"],
        ["-include", "/etc/passwd"],
        ["-I../../.."],
        ["-I", "a/../../b"],
        ["-I/dev"],
        ["-isystem/usr/include"],
        ["-o", "-DHIDDEN"],
        ["-MF", "-Iinclude"],
        ["-imacros", "-DA"],
        ["-std=evil"],
        ["-DX=$(touch a)"],
        ["-DX=`id`"],
        ['-DX="/etc/passwd"'],
        ['-DX="../../a"'],
        ["-DX(a)=a"],
        ["-include-pch", "-DA"],
    ],
)
def test_what_is_not_on_the_list_leaves_no_trace(arguments: list[str]) -> None:
    """Nor is the value of an unknown flag read as a flag."""
    assert Flags() == from_arguments(arguments)


def test_what_is_on_the_list_comes_through() -> None:
    """In order, each once, written one way."""
    taken = from_arguments(
        [
            "cc",
            "-Isrc/./a",
            "-I",
            "src/a",
            "-isystem",
            "b",
            "-DA",
            "-D",
            "B=2",
            "-UC",
            '-DD="x y"',
            "-std=c++14",
            "-include",
            "config.h",
            "-fopenmp",
            "-O3",
            "x.c",
        ]
    )
    expected = Flags(("src/a", "b"), ("A", "B=2", "-C", 'D="x y"'), "c++14", True, ("config.h",))
    assert expected == taken


def test_a_hundred_thousand_directories_are_cut_off() -> None:
    """In time that grows with their number."""
    assert MAX_DIRECTORIES == len(from_arguments([f"-Id{number}" for number in range(100_000)]).include_directories)


def test_single_values() -> None:
    """A directory and a define, as they may be."""
    assert ("a/b", ".", None, None, None) == tuple(map(directory, ("a//b/", "a/..", "/a", "..", "-Ix")))
    assert ("A=1.5f", "A=unsigned long", "A=", None) == tuple(
        map(define, ("A=1.5f", "A=unsigned long", "A=", "A=a b;c"))
    )
