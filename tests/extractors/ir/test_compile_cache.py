"""Answers of compilers that are kept: while what they read is the same, and no longer."""

from __future__ import annotations

from pathlib import Path

import pytest

from warploom.extractors.ir import compile_cache
from warploom.extractors.ir.code_tree import CodeTree
from warploom.extractors.ir.compile_cache import Answer, CompileCache, Read, caching, current

ANSWER = Answer(0, b"out", b"", {"out.bc": b"BC\xc0\xde", "out.d": b""})


def tree_of(place: Path, **texts: bytes) -> CodeTree:
    return CodeTree(place, {name.replace("_", "."): text for name, text in texts.items()})


def test_an_answer_outlives_the_process(tmp_path: Path) -> None:
    """Another cache on the same directory gives it back, byte for byte."""
    tree = tree_of(tmp_path / "t", a_c=b"1", a_h=b"2")
    cache = CompileCache(tmp_path / "cache")
    cache.add("key", tree, ANSWER, Read(["a.c", "a.h"]))
    cache.write()
    other = CompileCache(tmp_path / "cache")
    assert other.get("key", tree) == ANSWER
    assert (1, 0) == (other.n_hits, other.n_misses)
    assert other.get("other", tree) is None


def test_it_holds_while_what_was_read_is_the_same(tmp_path: Path) -> None:
    """Files that were not read may change; one that was may not, nor may another come under its name."""
    cache = CompileCache(tmp_path / "cache")
    cache.add("key", tree_of(tmp_path / "1", a_c=b"1", a_h=b"2", b_h=b"3"), ANSWER, Read(["a.c", "a.h"]))
    assert cache.get("key", tree_of(tmp_path / "2", a_c=b"1", a_h=b"2", b_h=b"4")) == ANSWER
    assert cache.get("key", tree_of(tmp_path / "3", a_c=b"1", a_h=b"9", b_h=b"3")) is None
    assert cache.get("key", tree_of(tmp_path / "4", a_c=b"1", b_h=b"3")) is None
    shadowed = CodeTree(tmp_path / "5", {"a.c": b"1", "a.h": b"2", "b.h": b"3", "x/a.h": b""})
    assert cache.get("key", shadowed) is None


def test_both_states_of_a_header_are_kept(tmp_path: Path) -> None:
    """As two revisions of a repository have them."""
    old, new = tree_of(tmp_path / "1", a_c=b"1", a_h=b"2"), tree_of(tmp_path / "2", a_c=b"1", a_h=b"3")
    cache = CompileCache(tmp_path / "cache")
    other = Answer(0, b"", b"", {"out.bc": b"other"})
    cache.add("key", old, ANSWER, Read(["a.c", "a.h"]))
    cache.add("key", new, other, Read(["a.c", "a.h"]))
    cache.write()
    again = CompileCache(tmp_path / "cache")
    assert (ANSWER, other) == (again.get("key", old), again.get("key", new))


def test_a_failure_holds_for_the_tree_as_a_whole(tmp_path: Path) -> None:
    """Nobody knows what it read: any change may mend it."""
    cache = CompileCache(tmp_path / "cache")
    failed = Answer(1, b"", b"a.c:1:1: error: x", {})
    cache.add("key", tree_of(tmp_path / "1", a_c=b"1", b_h=b"2"), failed, None)
    assert cache.get("key", tree_of(tmp_path / "2", a_c=b"1", b_h=b"2")) == failed
    assert cache.get("key", tree_of(tmp_path / "3", a_c=b"1", b_h=b"3")) is None


def test_a_damaged_pack_counts_as_not_there(tmp_path: Path) -> None:
    """Cut short, or not of our making: what it held is computed again."""
    tree = tree_of(tmp_path / "t", a_c=b"1")
    cache = CompileCache(tmp_path / "cache")
    cache.add("key", tree, ANSWER, Read(["a.c"]))
    cache.write()
    (pack,) = (tmp_path / "cache").iterdir()
    pack.write_bytes(pack.read_bytes()[:100])
    (tmp_path / "cache" / "x.arrow").write_bytes(b"no pack")
    assert CompileCache(tmp_path / "cache").get("key", tree) is None


def test_a_pack_that_vanishes_counts_as_not_there(tmp_path: Path) -> None:
    """As when somebody purges while another builds."""
    tree = tree_of(tmp_path / "t", a_c=b"1")
    cache = CompileCache(tmp_path / "cache")
    cache.add("key", tree, ANSWER, Read(["a.c"]))
    cache.write()
    (pack,) = (tmp_path / "cache").iterdir()
    pack.unlink()
    assert cache.get("key", tree) is None


def test_a_block_writes_what_was_added(tmp_path: Path) -> None:
    """And outside of one there is no cache to ask."""
    tree = tree_of(tmp_path / "t", a_c=b"1")
    with caching(CompileCache(tmp_path / "cache")):
        current().add("key", tree, ANSWER, Read(["a.c"]))
    assert CompileCache(tmp_path / "cache").get("key", tree) == ANSWER
    with pytest.raises(LookupError):
        current()


def test_an_answer_of_an_earlier_version_counts_as_not_there(tmp_path: Path) -> None:
    """One that does not say where what it rests on lay is asked for again, and ends no build."""
    assert not compile_cache._holds({"read": {}}, CodeTree(tmp_path / "tree", {}))
