"""Tests of the rules for names, links and labels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.sources.safe_paths import PathLedger, inside_root, link_reject, stripped
from warploom.schemas.reasons import Reason
from warploom.schemas.stage import Reject


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b"a/b.c", "a/b.c"),
        (b"./a//b.c", "a/b.c"),
        (b"a/./b.c/", "a/b.c"),
        ("caf\u00e9/\u6c34.f90".encode(), "caf\u00e9/\u6c34.f90"),
        (b"unit-a\\x2db.service", "unit-a\\x2db.service"),
        (b"..a/b..", "..a/b.."),
    ],
)
def test_names_are_normalised(raw: bytes, path: str) -> None:
    """Dots, double and final slashes go; other characters stay."""
    assert path == inside_root(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"/etc/passwd",
        b"../a",
        b"a/../../b",
        b"a/..",
        b"a\0b",
        b"C:\\windows\\a.c",
        b"c:a.c",
        b"\\\\host\\share\\a.c",
        b"\\a.c",
        b"a\\..\\..\\b.c",
        b"..\\a.c",
        b"./C:a.c",
        b".//\\a.c",
        b"",
        b"./",
        b"a" * 4097,
    ],
)
def test_names_that_leave_the_root_are_unsafe(raw: bytes) -> None:
    """Absolute names, climbing ones, drives, NUL, the root itself and names beyond PATH_MAX."""
    with pytest.raises(Reject) as caught:
        inside_root(raw)
    assert Reason.UNSAFE_PATH == caught.value.reason


def test_names_that_are_not_utf8_are_refused() -> None:
    """A Latin-1 name has no path."""
    with pytest.raises(Reject) as caught:
        inside_root(b"caf\xe9.c")
    assert Reason.PATH_NOT_UTF8 == caught.value.reason


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        (b"b.c", Reason.LINK_INSIDE),
        (b"../b.c", Reason.LINK_INSIDE),
        (b"../../pkg/b.c", Reason.LINK_INSIDE),
        (b"../../b.c", Reason.LINK_OUTSIDE),
        (b"../../../b.c", Reason.LINK_OUTSIDE),
        (b"/etc/passwd", Reason.LINK_OUTSIDE),
        (b"C:\\x", Reason.LINK_OUTSIDE),
        (b"", Reason.LINK_OUTSIDE),
        (b"\xff", Reason.LINK_OUTSIDE),
    ],
)
def test_links_are_judged_by_their_target(target: bytes, reason: Reason) -> None:
    """The root is what is left of the archive after stripping."""
    assert reason == link_reject("pkg/src/a.c", target, from_root=False, components=1).reason


def test_hard_links_count_from_the_root() -> None:
    """The same target is inside for a hard link and outside for a symbolic one."""
    assert Reason.LINK_INSIDE == link_reject("pkg/a.c", b"pkg/b.c", from_root=True, components=1).reason


def test_details_of_links_name_no_place_outside() -> None:
    """An absolute target would tell of somebody's machine."""
    assert "secret" not in link_reject("a", b"/home/secret/x", from_root=False).detail


def test_short_paths_are_not_stripped_away() -> None:
    """A file beside the top directory keeps its name."""
    assert ["b.c", "a.c"] == [stripped("pkg/b.c", 1), stripped("a.c", 1)]


def test_a_refused_name_cannot_take_a_later_files_path() -> None:
    """What is shown for a name with a NUL is the literal name of the file after it."""
    ledger = PathLedger()
    assert ["./a\\x00b", "a\\x00b"] == [ledger.take(b"a\0b")[0], ledger.take(b"a\\x00b")[0]]


_NAMES = st.lists(
    st.sampled_from([b"a", b"b", b"..", b".", b"", b"\0", b"\xff", b"/", b"\\", b"//", b"2", b"./", b"C:"])
)


@given(st.lists(_NAMES.map(b"/".join) | st.binary(max_size=6), max_size=40), st.integers(0, 2))
def test_every_name_gets_a_path_of_its_own(names: list[bytes], strip: int) -> None:
    """Law: paths are unique, printable as UTF-8, and the accepted ones clean."""
    ledger = PathLedger(strip)
    taken = [ledger.take(name) for name in names]
    paths = [path for path, _ in taken]
    assert len(names) == len(set(paths))
    assert all(path.encode() for path in paths)
    assert all(path == inside_root(path.encode()) for path, reject in taken if reject is None)


@given(st.lists(st.binary(max_size=6), max_size=30))
def test_accepted_paths_do_not_depend_on_what_is_refused(names: list[bytes]) -> None:
    """Law: dropping the unsafe names changes nothing for the others."""

    def accepted(chosen: list[bytes]) -> list[str]:
        ledger = PathLedger()
        return [path for path, reject in map(ledger.take, chosen) if reject is None]

    def is_safe(name: bytes) -> bool:
        try:
            return bool(inside_root(name))
        except Reject:
            return False

    assert accepted([name for name in names if is_safe(name)]) == accepted(names)
