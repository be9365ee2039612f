"""Files that are written over: what was in them is nowhere to be seen, and no link is followed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.ir import spare_files
from warploom.extractors.ir.code_tree import CodeTree
from warploom.extractors.ir.spare_files import SpareFiles, write_over

_TEXTS = st.dictionaries(st.sampled_from(["a.c", "b/a.c", "b/c/d.h", "e.h", "e.h/f"]), st.binary(max_size=20))


@given(st.lists(_TEXTS, max_size=4))
def test_a_tree_is_the_same_with_spare_files_and_without(
    tmp_path_factory: pytest.TempPathFactory, repositories: list[dict[str, bytes]]
) -> None:
    place = tmp_path_factory.mktemp("trees")
    spare = SpareFiles(place / "spare")
    for texts in repositories:
        tree, plain = CodeTree(place / "tree", texts, spare), CodeTree(place / "plain", texts)
        assert _files(place / "tree") == _files(place / "plain") == dict(tree.texts) == dict(plain.texts)
        tree.remove()
        plain.remove()
        assert not list((place / "tree").iterdir())
        assert not list((place / "plain").iterdir())


def _files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_file_is_used_again(tmp_path: Path) -> None:
    spare = SpareFiles(tmp_path / "spare")
    old = tmp_path / "old"
    old.write_bytes(b"something long")
    number = old.stat().st_ino
    spare.give(str(old))
    write_over(str(tmp_path / "new"), b"short", spare)
    assert (tmp_path / "new").read_bytes() == b"short"
    assert (tmp_path / "new").stat().st_ino == number
    assert not old.exists()
    assert not list((tmp_path / "spare").iterdir())


def test_a_directory_is_used_again(tmp_path: Path) -> None:
    spare = SpareFiles(tmp_path / "spare")
    (tmp_path / "old").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    number = (tmp_path / "old").stat().st_ino
    for name in ("old", "full"):
        spare.give_directory(str(tmp_path / name))
    with pytest.raises(FileExistsError):
        spare.put_directory(str(tmp_path / "full"))
    for name in ("new", "another"):
        spare.put_directory(str(tmp_path / name))
    assert (tmp_path / "new").stat().st_ino == number
    assert sorted(path.name for path in tmp_path.iterdir()) == ["another", "full", "new", "spare"]


def test_what_is_no_plain_file_is_not_kept(tmp_path: Path) -> None:
    spare = SpareFiles(tmp_path / "spare")
    (tmp_path / "elsewhere").write_bytes(b"untouched")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "twice").hardlink_to(tmp_path / "elsewhere")
    for name in ("link", "twice"):
        spare.give(str(tmp_path / name))
        write_over(str(tmp_path / f"new {name}"), b"x", spare)
    assert (tmp_path / "elsewhere").read_bytes() == b"untouched"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", "new link", "new twice"]


def test_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"untouched")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic"):
        write_over(str(tmp_path / "link"), b"x")
    assert (tmp_path / "elsewhere").read_bytes() == b"untouched"


def test_not_too_much_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spare_files, "_MAX_FILES", 3)
    monkeypatch.setattr(spare_files, "_MAX_BYTES", 10)
    spare = SpareFiles(tmp_path / "spare")
    for content in (b"12345678", b"123", b"1", b"1", b"1"):
        write_over(str(tmp_path / "file"), content)
        spare.give(str(tmp_path / "file"))
    assert sorted(path.stat().st_size for path in (tmp_path / "spare").iterdir()) == [1, 1, 8]
