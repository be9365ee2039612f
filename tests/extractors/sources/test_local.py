"""Tests of directories as sources: order, what is refused, races, state."""

from __future__ import annotations

import os
import pickle
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.extractors.sources.crafted import LIMITS, brief
from warploom.extractors.sources import local
from warploom.extractors.sources.local import LocalDirectory, LocalTree
from warploom.schemas.reasons import Reason
from warploom.schemas.source import Entry, FetchError, ReadLimits, SourceError


def tree(root: Path, **keys: object) -> LocalTree:
    """The directory, fetched."""
    return LocalDirectory(str(root), **keys).fetch(root, offline=True)  # type: ignore[arg-type]


def entries(root: Path, limits: ReadLimits = LIMITS, **keys: object) -> list[Entry]:
    """All entries of the directory."""
    return list(tree(root, **keys).entries(limits))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A directory `tree` with one file, `a.c`."""
    root = tmp_path / "tree"
    root.mkdir()
    (root / "a.c").write_bytes(b"int a;\n")
    return root


def test_files_are_read(root: Path) -> None:
    """Raw bytes, with their length."""
    assert [Entry("a.c", 7, b"int a;\n")] == entries(root)


def test_paths_are_sorted_by_bytes(root: Path) -> None:
    """Over the whole tree: `d.c` comes before `d/a`, since a full stop sorts before a slash."""
    for path in ("d/a", "d/z", "d.c", "d0", "B", "\u00e9"):
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(b"")
    paths = [e.path for e in entries(root)]
    assert ["B", "a.c", "d.c", "d/a", "d/z", "d0", "\u00e9"] == paths == sorted(paths, key=str.encode)


def test_stores_of_version_control_are_left_out(root: Path) -> None:
    """At any depth; a file of that name is a file."""
    for name in (".git", ".hg", ".svn", "sub/.git"):
        (root / name).mkdir(parents=True)
        (root / name / "config").write_text("x")
    (root / "module").mkdir()
    (root / "module/.git").write_text("gitdir: ../x")
    assert ["a.c", "module/.git"] == [e.path for e in entries(root)]


def test_links_are_not_followed(root: Path, tmp_path: Path) -> None:
    """Inside or outside is told from the names alone; the links of a loop are links like others."""
    (tmp_path / "secret").write_text("secret")
    (root / "d").mkdir()
    for name, target in {
        "l1": "a.c",
        "l2": "../secret",
        "l3": str(tmp_path / "secret"),
        "l4": "d",
        "d/l5": "../a.c",
        "l6": "l6",
        "d/l7": "..",
    }.items():
        (root / name).symlink_to(target)
    reasons = dict(brief(entries(root)))
    assert {
        "a.c": "",
        "l1": "link_inside",
        "l2": "link_outside",
        "l3": "link_outside",
        "l4": "link_inside",
        "d/l5": "link_inside",
        "l6": "link_inside",
        "d/l7": "link_inside",
    } == reasons


def test_special_files_are_never_opened(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening a FIFO would wait for ever."""
    os.mkfifo(root / "fifo")
    monkeypatch.chdir(root)  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert [("a.c", ""), ("fifo", "special_file"), ("socket", "special_file")] == brief(entries(root))


def test_large_files_are_not_read(root: Path) -> None:
    """A sparse file of 1 TB costs nothing."""
    with (root / "big").open("wb") as file:
        file.truncate(10**12)
    found = entries(root)
    assert [("a.c", ""), ("big", "too_large")] == brief(found)
    assert 10**12 == found[1].length_bytes


def test_names_that_are_not_utf8_are_refused(root: Path) -> None:
    """Files and whatever lies below such a directory, each one."""
    (root / os.fsdecode(b"d\xff")).mkdir()
    for name in (b"caf\xe9.c", b"d\xff/x.c"):
        (root / os.fsdecode(name)).write_bytes(b"x")
    not_utf8 = [("./caf\\xe9.c", "path_not_utf8"), ("./d\\xff/x.c", "path_not_utf8")]
    assert [("a.c", ""), *not_utf8] == brief(entries(root))


def _refuse_open(monkeypatch: pytest.MonkeyPatch, name: str, error: type[OSError], code: int) -> None:
    real = os.open

    def open_(path: str, *args: int, **keys: int) -> int:
        if path == name:
            raise error(code, os.strerror(code), path)
        return real(path, *args, **keys)

    monkeypatch.setattr(os, "open", open_)


def test_unreadable_files_are_entries(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulated, since tests may run as root; the detail names no path."""
    _refuse_open(monkeypatch, "a.c", PermissionError, 13)
    (entry,) = entries(root)
    assert ("a.c", 7, None) == (entry.path, entry.length_bytes, entry.content)
    assert entry.reject is not None
    assert (Reason.UNREADABLE, "permission denied") == (entry.reject.reason, entry.reject.detail)


def test_unreadable_directories_are_entries(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is below them is not known, but that something is."""
    (root / "d").mkdir()
    (root / "d/x.c").write_text("x")
    _refuse_open(monkeypatch, "d", PermissionError, 13)
    assert [("a.c", ""), ("d", "unreadable")] == brief(entries(root))


def test_files_that_vanish_are_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the listing and the reading."""
    _refuse_open(monkeypatch, "a.c", FileNotFoundError, 2)
    assert [("a.c", "changed_while_read")] == brief(entries(root))


def _append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"more")


def _truncate(path: Path) -> None:
    path.write_bytes(b"")


def _touch(path: Path) -> None:
    os.utime(path, ns=(1, 1))


@pytest.mark.parametrize("change", [_append, _truncate, _touch])
def test_files_that_change_while_read_are_refused(
    root: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    """Between the two looks at the open file."""
    real = os.read

    def read(fd: int, n: int) -> bytes:
        change(root / "a.c")
        return real(fd, n)

    monkeypatch.setattr(os, "read", read)
    assert [("a.c", "changed_while_read")] == brief(entries(root))


@pytest.mark.parametrize("replace", [os.mkfifo, lambda path: path.symlink_to("/etc/passwd"), Path.mkdir])
def test_files_that_are_replaced_before_opening_are_refused(
    root: Path, monkeypatch: pytest.MonkeyPatch, replace: Callable[[Path], None]
) -> None:
    """By a FIFO, which must not block, a link, which must not be followed, or a directory."""
    real = os.open

    def open_(path: str, *args: int, **keys: int) -> int:
        if path == "a.c":
            (root / "a.c").unlink()
            replace(root / "a.c")
        return real(path, *args, **keys)

    monkeypatch.setattr(os, "open", open_)
    assert [("a.c", "changed_while_read")] == brief(entries(root))


def test_deep_trees_end_in_an_entry(root: Path) -> None:
    """Every level holds a descriptor, so there is a last one."""
    (root / "/".join(["d"] * (local.MAX_DEPTH + 3))).mkdir(parents=True)
    assert [("a.c", ""), ("/".join(["d"] * (local.MAX_DEPTH + 1)), "unreadable")] == brief(entries(root))


def test_no_descriptor_is_left_open(root: Path) -> None:
    """Also when the caller stops in the middle."""
    (root / "d/e").mkdir(parents=True)
    (root / "d/e/x").write_text("x")
    before = len(list(Path("/dev/fd").iterdir()))
    walk = tree(root).entries(LIMITS)
    next(walk), next(walk)
    del walk
    assert before == len(list(Path("/dev/fd").iterdir()))


def test_excluded_paths_are_no_part_of_the_source(root: Path) -> None:
    """Patterns are on whole paths, and `*` crosses slashes; an excluded directory is not entered."""
    for path in ("build/x.c", "src/x.c", "src/x.o", "src/build/y.c"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"")
    assert ["a.c", "src/build/y.c", "src/x.c"] == [e.path for e in entries(root, exclude=("build", "*.o"))]


@pytest.mark.parametrize("exclude", [(), ("*.c",)])
def test_nothing_to_read_is_an_empty_source(root: Path, exclude: tuple[str, ...]) -> None:
    """An empty directory, or one whose files are all excluded."""
    if not exclude:
        (root / "a.c").unlink()
    (root / "d").mkdir()
    (root / "d/l").symlink_to("../a")
    with pytest.raises(SourceError) as caught:
        entries(root, exclude=exclude)
    assert Reason.SOURCE_EMPTY == caught.value.reason


def test_too_many_paths_are_a_bomb(root: Path) -> None:
    """The same limit as for archives."""
    (root / "b.c").write_bytes(b"")
    with pytest.raises(SourceError) as caught:
        entries(root, ReadLimits(max_files=1))
    assert Reason.SOURCE_BOMB == caught.value.reason


@pytest.mark.parametrize(("name", "next_step"), [("missing", "Correct `path`"), ("a.c", "kind `archive`")])
def test_what_is_no_directory_is_a_fetch_error(root: Path, name: str, next_step: str) -> None:
    """With the next step for each."""
    with pytest.raises(FetchError) as caught:
        tree(root / name)
    assert str(root / name) in caught.value.what
    assert next_step in caught.value.next_step


def test_a_tree_that_is_gone_after_fetching_is_a_fetch_error(root: Path) -> None:
    """A run stops rather than lose a repository."""
    source = tree(root)
    root.rename(root.with_name("moved"))
    with pytest.raises(FetchError):
        list(source.entries(LIMITS))


def test_origin_names_no_machine_path(root: Path) -> None:
    """Only the directory's own name."""
    origin = tree(root).origin
    assert ("local", "local/tree", "local:tree", "", None, None) == (
        origin.source_kind,
        origin.repo_name,
        origin.origin_url,
        origin.pinned_revision,
        origin.archive_sha256,
        origin.license_override,
    )


def test_name_and_license_come_from_the_recipe(root: Path) -> None:
    """As given."""
    origin = tree(root, name="our/code", license_override="MIT").origin
    assert ("our/code", "local:our/code", "MIT") == (origin.repo_name, origin.origin_url, origin.license_override)


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "a.c").write_bytes(b"int b;\n1"),
        lambda root: os.utime(root / "a.c", ns=(1, 1)),
        lambda root: (root / "a.c").chmod(0o600),
        lambda root: (root / "b.c").write_bytes(b""),
        lambda root: (root / "a.c").rename(root / "b.c"),
        lambda root: (root / "a.c").unlink(),
        lambda root: ((root / "l").unlink(), (root / "l").symlink_to("c")),
    ],
    ids=["size", "time", "mode", "new", "renamed", "deleted", "link target"],
)
def test_state_follows_the_tree(root: Path, change: Callable[[Path], object]) -> None:
    """Whatever could change the entries changes the state."""
    (root / "l").symlink_to("b")
    (root / "a.c").chmod(0o644)
    before = tree(root).state()
    change(root)
    assert before != tree(root).state()


def test_state_ignores_what_is_left_out(root: Path) -> None:
    """A commit that changes nothing in the tree starts no work."""
    before = tree(root, exclude=("*.o",)).state()
    (root / ".git").mkdir()
    (root / ".git/index").write_text("x")
    (root / "x.o").write_text("x")
    assert before == tree(root, exclude=("*.o",)).state()


def test_a_copy_has_another_state(root: Path, tmp_path: Path) -> None:
    """With times and sizes kept, as `cp -a` does: it may hold other bytes, so it is read and not believed."""
    before = tree(root).state()
    shutil.copytree(root, tmp_path / "copy", symlinks=True)
    assert before != tree(tmp_path / "copy").state()


def test_bytes_changed_behind_size_and_time_are_noticed(root: Path) -> None:
    """The time of change cannot be set back."""
    before, status = tree(root).state(), (root / "a.c").stat()
    (root / "a.c").write_bytes(bytes(reversed((root / "a.c").read_bytes())))
    os.utime(root / "a.c", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert before != tree(root).state()


def test_local_source_survives_pickling(root: Path) -> None:
    """It travels to workers."""
    assert entries(root) == list(pickle.loads(pickle.dumps(tree(root))).entries(LIMITS))  # noqa: S301 - our own


def test_revision_time_is_unknown(root: Path) -> None:
    """A checkout's times say when it was checked out."""
    assert tree(root).facts().time is None


_NAME = st.binary(min_size=1, max_size=5).filter(
    lambda b: b not in (b".", b"..", b".git", b".hg", b".svn") and not {0, ord("/")} & set(b)
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.lists(_NAME, min_size=1, max_size=3).map(tuple), st.binary(max_size=100), min_size=1))
def test_every_file_is_one_entry(
    tmp_path_factory: pytest.TempPathFactory, files: dict[tuple[bytes, ...], bytes]
) -> None:
    """Law: whatever the names are, each file yields one entry with its content or a reason."""
    root = tmp_path_factory.mktemp("law")
    written = []
    for parts, content in files.items():
        path = root.joinpath(*map(os.fsdecode, parts))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(content)
        except OSError:  # a file where another needs a directory
            continue
        written.append(content)
    found = entries(root)
    assert len(written) == len(found) == len({e.path for e in found})
    assert all(e.reject is not None or e.content in written for e in found)
