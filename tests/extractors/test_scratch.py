"""What hostile programs may leave in a scratch is read with care and removed whole."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warploom.extractors.scratch import OutputError, clear, read_output

NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda name: name not in (".", "..")
)
TREES = st.recursive(
    st.sampled_from(["file", "link", "fifo"]), lambda inner: st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)


def plant(place: Path, tree: object, mode: int) -> None:
    if isinstance(tree, dict):
        place.mkdir()
        for name, inner in tree.items():
            plant(place / name, inner, mode)
        place.chmod(mode)
    elif tree == "file":
        place.write_bytes(b"content")
    elif tree == "link":
        place.symlink_to("/etc")
    else:
        os.mkfifo(place)


@given(tree=st.dictionaries(NAMES, TREES, max_size=5), mode=st.sampled_from([0o700, 0o500, 0o000, 0o777]))
@settings(max_examples=50, deadline=None)
def test_nothing_is_left(tree: dict[str, object], mode: int) -> None:
    """Whatever the names, kinds and rights."""
    with TemporaryDirectory() as directory:
        scratch = Path(directory, "scratch")
        plant(scratch, tree, mode)
        clear(scratch)
        assert [] == [*scratch.iterdir()]


def test_depth_does_not_matter(tmp_path: Path) -> None:
    """Deeper than a path can name, and than there are descriptors."""
    place = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("a" * 10, dir_fd=place)
        inner = os.open("a" * 10, os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = inner
    os.close(place)
    clear(tmp_path)
    assert [] == [*tmp_path.iterdir()]


def test_names_that_are_no_text(tmp_path: Path) -> None:
    """Bytes that no encoding knows, on systems whose names are bytes."""
    if sys.platform == "darwin":
        pytest.skip("names are Unicode here")
    os.mkdir(os.fsencode(tmp_path) + b"/\xff\xfe")  # noqa: PTH102
    os.mkdir(os.fsencode(tmp_path) + b"/\xff\xfe/\xff\n")  # noqa: PTH102
    clear(tmp_path)
    assert [] == [*tmp_path.iterdir()]


def test_links_are_not_followed(tmp_path: Path) -> None:
    """What they lead to stays, also where the scratch itself is one."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "file").write_text("kept")
    (tmp_path / "scratch").mkdir()
    (tmp_path / "scratch" / "link").symlink_to(tmp_path / "outside")
    clear(tmp_path / "scratch")
    assert [] == [*(tmp_path / "scratch").iterdir()]
    (tmp_path / "scratch").rmdir()
    (tmp_path / "scratch").symlink_to(tmp_path / "outside")
    with pytest.raises(NotADirectoryError):
        clear(tmp_path / "scratch")
    assert "kept" == (tmp_path / "outside" / "file").read_text()


@pytest.mark.parametrize("name", ["", ".", "..", "/", "../x", "/etc/passwd", "a/../b", "a//b", "a\0b", "a/", "./a"])
def test_only_plain_names_are_read(name: str, tmp_path: Path) -> None:
    """Nothing that could lead elsewhere."""
    with pytest.raises(OutputError, match="not the name of a file in the scratch"):
        read_output(tmp_path, name, 100)


def test_the_limit_is_exact(tmp_path: Path) -> None:
    """As many bytes are read, one more is refused before anything is read."""
    (tmp_path / "out").write_bytes(b"12345")
    assert b"12345" == read_output(tmp_path, "out", 5)
    with pytest.raises(OutputError, match="output 'out': 5 bytes, more than 4"):
        read_output(tmp_path, "out", 4)
    with pytest.raises(OutputError, match="No such file or directory"):
        read_output(tmp_path, "absent", 4)
