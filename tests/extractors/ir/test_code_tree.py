"""A repository on disk for compilers, and texts that stand there for a while."""

from __future__ import annotations

from pathlib import Path

import pytest

from warploom.extractors.ir.code_tree import CodeTree


def test_files_lie_where_the_repository_has_them(tmp_path: Path) -> None:
    """With their bytes, in directories as deep as they need."""
    tree = CodeTree(tmp_path, {"a/b/c.h": b"int c;\n", "d.c": b"\xff\n"})
    assert b"int c;\n" == (tmp_path / "a" / "b" / "c.h").read_bytes()
    assert b"\xff\n" == (tmp_path / "d.c").read_bytes()
    assert {"a/b/c.h", "d.c"} == set(tree.texts)


def test_what_no_file_system_takes_is_left_out(tmp_path: Path) -> None:
    """A name that is too long, and a file where another one needs a directory: the others stay."""
    long = "x" * 300 + ".c"
    tree = CodeTree(tmp_path, {"a": b"1", "a/b.c": b"2", long: b"3", "c.c": b"4"})
    assert {"a", "c.c"} == set(tree.texts)
    with pytest.raises(KeyError):
        tree.sha256("a/b.c")


def test_replaced_texts_go_with_the_block(tmp_path: Path) -> None:
    """Digests follow what lies there; new files are gone afterwards."""
    tree = CodeTree(tmp_path, {"a.c": b"1", "b.c": b"2"})
    before = tree.digest(), tree.sha256("a.c")
    with tree.replacing({"a.c": b"one", "new/n.h": b""}):
        assert b"one" == (tmp_path / "a.c").read_bytes()
        assert b"" == (tmp_path / "new" / "n.h").read_bytes()
        assert tree.digest() != before[0]
        assert tree.sha256("a.c") != before[1]
    assert before == (tree.digest(), tree.sha256("a.c"))
    assert b"1" == (tmp_path / "a.c").read_bytes()
    assert not (tmp_path / "new" / "n.h").exists()


def test_replaced_texts_go_when_the_block_fails(tmp_path: Path) -> None:
    """The next file of the repository must not see them."""
    tree = CodeTree(tmp_path, {"a.c": b"1"})
    with pytest.raises(ZeroDivisionError), tree.replacing({"a.c": b"other"}):
        raise ZeroDivisionError
    assert b"1" == (tmp_path / "a.c").read_bytes()


def test_places_tell_files_of_the_same_name_apart(tmp_path: Path) -> None:
    """A header that appears elsewhere under the same name may be the one that is found now."""
    one = CodeTree(tmp_path / "one", {"x/h.h": b"", "a.c": b""})
    same = CodeTree(tmp_path / "same", {"x/h.h": b"", "a.c": b"", "other.h": b""})
    more = CodeTree(tmp_path / "more", {"x/h.h": b"", "a.c": b"", "h.h": b""})
    assert one.places(["h.h", "a.c"]) == same.places(["h.h", "a.c"])
    assert one.places(["h.h", "a.c"]) != more.places(["h.h", "a.c"])


def test_remove_leaves_an_empty_place(tmp_path: Path) -> None:
    """For the next repository."""
    tree = CodeTree(tmp_path, {"a/b/c.h": b"", "d.c": b""})
    tree.remove()
    assert [] == list(tmp_path.iterdir())
