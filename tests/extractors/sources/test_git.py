"""The git source: what a revision holds, what hostile repositories hold, and what moves when a branch does."""

from __future__ import annotations

import os
import queue
import random
import shutil
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extractors.sources.git_host import AS_EVER, GitHost, git_host
from tests.extractors.sources.git_repositories import TIME, BareRepository
from warploom.extractors.sources import git_transfer
from warploom.extractors.sources.git import Git, LocalGit
from warploom.schemas.identity import content_id
from warploom.schemas.source import Entry, FetchError, ReadLimits, SourceError

LIMITS = ReadLimits(max_file_bytes=10_000, max_files=200)


@pytest.fixture
def bare(tmp_path: Path) -> BareRepository:
    return BareRepository(tmp_path / "bare.git")


def local(repository: BareRepository, ref: str = "", **options: bool) -> LocalGit:
    source = Git(url=str(repository.path), ref=ref, name="o/n", **options).fetch(Path("unused"), offline=True)
    assert isinstance(source, LocalGit)
    return source


def read(repository: BareRepository, ref: str = "", **options: bool) -> dict[str, Entry]:
    return {e.path: e for e in local(repository, ref, **options).entries(LIMITS)}


def reasons(entries: dict[str, Entry]) -> dict[str, str]:
    return {path: str(e.reject.reason) for path, e in entries.items() if e.reject is not None}


def test_files_are_read_in_the_order_of_their_paths(bare: BareRepository) -> None:
    """`a.b` comes before `a/b`: bytes decide. Content ids are git's own."""
    bare.commit(bare.files({"a/b.c": b"1", "a.b": b"2", "z": b""}))
    entries = read(bare)
    assert ["a.b", "a/b.c", "z"] == list(entries)
    assert content_id(b"1") == content_id(entries["a/b.c"].content or b"")


@pytest.mark.parametrize("ref", ["", "main", "refs/heads/main", "v1", "refs/tags/v1"])
def test_a_revision_is_named_by_branch_tag_or_nothing(bare: BareRepository, ref: str) -> None:
    """An annotated tag is followed to its commit; facts name the commit."""
    commit = bare.commit(bare.files({"a": b"1"}))
    bare.tag("v1", commit)
    source = local(bare, ref)
    assert ["a"] == [e.path for e in source.entries(LIMITS)]
    facts = source.facts()
    assert (commit, f"swh:1:rev:{commit}", datetime.fromtimestamp(TIME, UTC), (commit,)) == (
        facts.revision_id, facts.revision_swhid, facts.time, facts.root_commits,
    )  # fmt: skip


def test_a_commit_is_named_by_its_id(bare: BareRepository) -> None:
    """An older one, too."""
    old = bare.commit(bare.files({"a": b"1"}))
    bare.commit(bare.files({"a": b"2"}), [old])
    assert b"1" == read(bare, old)["a"].content


@pytest.mark.parametrize("ref", ["--upload-pack=x", "../HEAD", "refs/../HEAD", "a//b"])
def test_what_is_no_reference_is_an_error(bare: BareRepository, ref: str) -> None:
    """With the key to correct."""
    bare.commit(bare.files({"a": b"1"}))
    with pytest.raises(FetchError, match="Correct `url` or `ref`"):
        local(bare, ref)


def test_a_reference_that_is_not_there_refuses_the_repository(bare: BareRepository) -> None:
    """One of many in a list must not end a crawl."""
    bare.commit(bare.files({"a": b"1"}))
    with pytest.raises(SourceError, match="ref_missing: there is no nothing"):
        list(Git(url=str(bare.path), ref="nothing").fetch(bare.path, offline=True).entries(LIMITS))


@pytest.mark.parametrize("url", ["ext::sh -c id", "--upload-pack=x", "https://", "ssh://-oProxyCommand=x/y", "nowhere"])
def test_a_url_that_is_none_is_an_error(url: str, tmp_path: Path) -> None:
    """No helper program, no option, and nothing contacted."""
    with pytest.raises(FetchError, match="is no git repository"):
        Git(url=url).fetch(tmp_path, offline=False)


def test_configuration_hooks_and_alternates_are_not_read(bare: BareRepository, tmp_path: Path) -> None:
    """A repository that would run programs in git runs none here, and cannot reach another one's objects."""
    other = BareRepository(tmp_path / "other.git")
    foreign = other.write("blob", b"not yours")
    flag = tmp_path / "ran"
    bare.commit(bare.files({"a": b"1", "b": ("100644", foreign)}))
    (bare.path / "config").write_text(
        f'[core]\n\tfsmonitor = "touch {flag}"\n[alias]\n\tcat-file = "!touch {flag}"\n[include]\n\tpath = {flag}\n'
        f'[includeIf "gitdir:/"]\n\tpath = {tmp_path}/x\n[extensions]\n\tobjectformat = sha999\n'
    )
    (bare.path / "hooks").mkdir()
    (bare.path / "hooks" / "post-checkout").write_text(f"#!/bin/sh\ntouch {flag}\n")
    (bare.path / "objects" / "info").mkdir()
    (bare.path / "objects" / "info" / "alternates").write_text(f"{other.path}/objects\n")
    assert {"b": "object_missing"} == reasons(read(bare))
    assert not flag.exists()


def test_links_submodules_and_pointers_are_named(bare: BareRepository) -> None:
    """Symbolic links in and out, a submodule with its URL, an LFS pointer: none is followed."""
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"a" * 64 + b"\nsize 99\n"
    modules = b'[submodule "x"]\n\tpath = sub/x\n\turl = https://user:secret@h.example/x y.git\n'
    bare.commit(
        bare.files(
            {
                "in": ("120000", bare.write("blob", b"sub/y")),
                "out": ("120000", bare.write("blob", b"../../etc/passwd")),
                "big.bin": pointer,
                "sub/x": ("160000", "ab" * 20),
                "sub/y": b"1",
                ".gitmodules": modules,
            }
        )
    )
    source = local(bare)
    entries = {e.path: e for e in source.entries(LIMITS)}
    assert {"in": "link_inside", "out": "link_outside", "big.bin": "lfs_pointer", "sub/x": "submodule"} == reasons(
        entries
    )
    assert (f"sub/x https://h.example/xy.git {'ab' * 20}",) == source.facts().submodules


def test_names_that_are_no_paths_are_refused(bare: BareRepository) -> None:
    """`..`, absolute, not UTF-8; a line end and a name git keeps for itself are only names."""
    blob = bare.write("blob", b"1")
    names = [b"..", b"/etc", b"\xff.c", b"a\nb.c", b".git", b"C:x"]
    bare.commit(bare.tree([("100644", name, blob) for name in sorted(names)]))
    found = reasons(read(bare))
    assert ["path_not_utf8", "unsafe_path", "unsafe_path", "unsafe_path"] == sorted(found.values())
    assert {"a\nb.c", ".git"} == read(bare).keys() - found.keys()


def test_missing_and_damaged_objects_are_rows(bare: BareRepository) -> None:
    """A blob that is gone, cut, another one's, a bomb by its header, and one that inflates to more than it says."""
    bomb = bare.write("blob", b"", length=5 * 1024**3)
    liar = bare.write("blob", bytes(5_000_000), length=10)
    gone, cut, other = (bare.write("blob", text * 100) for text in (b"gone", b"cut", b"other"))
    bare.commit(bare.files({n: ("100644", o) for n, o in zip("abcde", (bomb, liar, gone, cut, other), strict=True)}))
    bare.place(gone).unlink()
    bare.place(cut).write_bytes(bare.place(cut).read_bytes()[:-8])
    bare.place(other).write_bytes(bare.place(bare.write("blob", b"something else")).read_bytes())
    expected = ["too_large", "object_damaged", "object_missing", "object_damaged", "object_damaged"]
    assert dict(zip("abcde", expected, strict=True)) == reasons(read(bare))


def test_loose_objects_are_read_however_zlib_packs_them(bare: BareRepository) -> None:
    """Stored, with fixed codes, or with tables of their own, which take more than the first 64 bytes."""
    chars = random.Random(0)
    skewed = bytes(chars.choices(range(256), weights=[2 ** (n % 13) for n in range(256)], k=9_000))
    assert b"" == zlib.decompressobj().decompress(zlib.compress(b"blob 9000\0" + skewed)[:64])
    contents = [chars.randbytes(9_000), b"ab", b"", skewed]
    bare.commit(bare.files({f"f{i}": content for i, content in enumerate(contents)}))
    assert contents == [entry.content for entry in local(bare).entries(LIMITS)]


@pytest.mark.parametrize("victim", ["commit", "tree"])
def test_a_damaged_commit_or_directory_refuses_the_whole(bare: BareRepository, victim: str) -> None:
    """Nobody knows which paths are missing."""
    tree = bare.files({"s/a": b"1"})
    commit = bare.commit(tree)
    bare.place(commit if victim == "commit" else tree).write_bytes(b"garbage")
    with pytest.raises(SourceError, match="source_damaged"):
        read(bare)


def test_directories_that_hold_each_other_many_times_are_a_bomb(bare: BareRepository) -> None:
    """Ten levels of ten: few objects, ten thousand million paths, none of them a file."""
    tree = bare.tree([])
    for _ in range(10):
        tree = bare.tree([("40000", b"%d" % i, tree) for i in range(10)])
    bare.commit(tree)
    with pytest.raises(SourceError, match="source_bomb"):
        read(bare)


@pytest.mark.parametrize("seconds", [-2_177_452_800, 0, 4_291_747_200, 253_402_300_800_000])
def test_any_date_can_be_read(bare: BareRepository, seconds: int) -> None:
    """1901, the epoch, 2106; what no calendar holds is null."""
    bare.commit(bare.files({"a": b"1"}), seconds=seconds)
    source = local(bare)
    (entry,) = source.entries(LIMITS)
    expected = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds) if seconds < 10**12 else None
    assert entry.history is not None
    assert (expected, expected) == (source.facts().time, entry.history.first_time)


def test_odd_time_zones_and_committers_cost_no_more_than_a_date(bare: BareRepository) -> None:
    """Both are found in real histories."""
    tree = bare.files({"a": b"1"})
    first = bare.write("commit", f"tree {tree}\nauthor x\ncommitter x\n\nm\n".encode())
    who = f"A Person <a@example.org> {TIME} +051800"
    tip = bare.write("commit", f"tree {tree}\nparent {first}\nauthor {who}\ncommitter {who}\n\nm\n".encode())
    (bare.path / "refs" / "heads" / "main").write_text(tip + "\n")
    source = local(bare)
    (entry,) = source.entries(LIMITS)
    assert (datetime.fromtimestamp(TIME, UTC), (first,)) == (source.facts().time, source.facts().root_commits)
    assert entry.history is not None
    assert (first, None) == (entry.history.first_commit, entry.history.first_time)


def test_a_repository_of_links_alone_is_rows(bare: BareRepository) -> None:
    """A collection of submodules says which; and facts are there as soon as the first path is."""
    bare.commit(bare.files({"sub/x": ("160000", "ab" * 20), "sub/y": ("160000", "cd" * 20)}))
    source = local(bare)
    assert "submodule" == next(iter(source.entries(LIMITS))).reject.reason  # type: ignore[union-attr]
    assert 2 == len(source.facts().submodules)


def test_first_and_last_commits_of_paths(bare: BareRepository) -> None:
    """Added, changed, moved, deleted and brought back, changed in a branch that was merged."""
    c = [bare.commit(bare.files({"a": b"1", "k": b"k", "old": b"m"}), seconds=TIME)]
    c.append(bare.commit(bare.files({"a": b"2", "k": b"k", "new": b"m"}), [c[0]], seconds=TIME + 1))
    side = bare.commit(bare.files({"a": b"1", "k": b"k2", "old": b"m"}), [c[0]], seconds=TIME + 2, branch=None)
    c.append(bare.commit(bare.files({"a": b"2", "k": b"k2", "new": b"m"}), [c[1], side], seconds=TIME + 3))
    c.append(bare.commit(bare.files({"k": b"k2", "new": b"m"}), [c[2]], seconds=TIME + 4))
    c.append(bare.commit(bare.files({"a": b"2", "k": b"k2", "new": b"m"}), [c[3]], seconds=TIME + 5))
    found = {p: e.history for p, e in read(bare).items()}
    assert {"a": (c[0], c[4]), "k": (c[0], side), "new": (c[1], c[1])} == {
        path: (h.first_commit, h.last_commit) for path, h in found.items() if h is not None
    }
    assert [None] * 3 == [e.history for e in read(bare, history=False).values()]


def test_a_history_with_a_hole_dates_nothing(bare: BareRepository) -> None:
    """A shallow copy: files are read, their dates are not guessed."""
    old = bare.commit(bare.files({"a": b"1"}))
    bare.commit(bare.files({"a": b"1", "b": b"2"}), [old])
    bare.place(old).unlink()
    source = local(bare)
    assert [None, None] == [e.history for e in source.entries(LIMITS)]
    assert () == source.facts().root_commits


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.sampled_from("abcd"), st.sampled_from([b"1", b"2", b"3"]), max_size=4),
        min_size=1,
        max_size=8,
    )
)
def test_histories_agree_with_a_plain_replay(
    tmp_path_factory: pytest.TempPathFactory, versions: list[dict[str, bytes]]
) -> None:
    """A line of commits, replayed one by one, gives the same first and last commits."""
    bare = BareRepository(tmp_path_factory.mktemp("r") / "x.git")
    versions[-1].setdefault("end", b"e")
    commits: list[str] = []
    first: dict[str, str] = {}
    last: dict[str, str] = {}
    before: dict[str, bytes] = {}
    for n, files in enumerate(versions):
        commits.append(bare.commit(bare.files(dict(files)), commits[-1:], seconds=TIME + n))
        for path, content in files.items():
            if before.get(path) != content:
                first.setdefault(path, commits[-1])
                last[path] = commits[-1]
        before = files
    found = {p: e.history for p, e in read(bare).items()}
    assert {p: (first[p], last[p]) for p in versions[-1]} == {
        p: (h.first_commit, h.last_commit) for p, h in found.items() if h is not None
    }


@pytest.fixture
def host() -> Iterator[GitHost]:
    with git_host() as made:
        yield made


@pytest.fixture(autouse=True)
def _without_proxies_and_pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(git_transfer, "_FIRST_PAUSE_S", 0.0)
    monkeypatch.setattr(git_transfer, "_LONGEST_PAUSE_S", 0.0)
    yield
    git_transfer.end_children()


def remote(url: str, cache: Path, *, offline: bool = False) -> LocalGit:
    source = Git(url=url, ref="main").fetch(cache, offline=offline)
    assert isinstance(source, LocalGit)
    return source


def test_a_moved_branch_transfers_only_what_is_new(host: GitHost, bare: BareRepository, tmp_path: Path) -> None:
    """Three objects for a new file and its directory; nothing where nothing moved; a forced move is just a commit."""
    first = bare.commit(bare.files({"a": b"1", "b": b"2"}))
    url = host.serve(bare)
    one = remote(url, tmp_path / "c")
    same = remote(url, tmp_path / "c")
    bare.commit(bare.files({"a": b"1", "b": b"2", "c": b"3"}), [first])
    two = remote(url, tmp_path / "c")
    bare.commit(bare.files({"z": b"9"}))
    forced = remote(url, tmp_path / "c")
    assert [4, 0, 3, 3] == [s.transfer.objects for s in (one, same, two, forced)]
    assert [["a", "b"], ["a", "b", "c"], ["z"]] == [[e.path for e in s.entries(LIMITS)] for s in (same, two, forced)]
    assert "o/n" == one.origin.repo_name


def test_offline_reads_the_cache_and_contacts_nobody(host: GitHost, bare: BareRepository, tmp_path: Path) -> None:
    """What was never fetched says how to fetch it."""
    bare.commit(bare.files({"a": b"1"}))
    url = host.serve(bare)
    with pytest.raises(FetchError, match="warploom fetch"):
        remote(url, tmp_path / "c", offline=True)
    online = remote(url, tmp_path / "c")
    host.repositories.clear()
    assert online.state() == remote(url, tmp_path / "c", offline=True).state()


def test_what_vanished_is_read_from_the_copy_or_refused(host: GitHost, bare: BareRepository, tmp_path: Path) -> None:
    """The origin says so; without a copy the repository is one refused row, and the run goes on."""
    bare.commit(bare.files({"a": b"1"}))
    url = host.serve(bare)
    remote(url, tmp_path / "c")
    host.repositories.clear()
    assert remote(url, tmp_path / "c").origin.is_vanished
    gone = Git(url=url, ref="main").fetch(tmp_path / "other", offline=False)
    assert "source_vanished" == gone.transfer.absent
    assert gone == Git(url=url, ref="main").fetch(tmp_path / "other", offline=True)
    with pytest.raises(SourceError, match="source_vanished"):
        list(gone.entries(LIMITS))


def test_a_repository_without_a_commit_is_refused_as_a_whole(
    host: GitHost, bare: BareRepository, tmp_path: Path
) -> None:
    """Listings name such ones, and ask for branches that not all have."""
    url = host.serve(bare)
    empty = Git(url=url).fetch(tmp_path / "c", offline=False)
    with pytest.raises(SourceError, match="source_empty"):
        list(empty.entries(LIMITS))
    for offline in (False, True):
        absent = Git(url=url, ref="main").fetch(tmp_path / "c", offline=offline)
        with pytest.raises(SourceError, match="ref_missing"):
            list(absent.entries(LIMITS))


def test_a_renamed_repository_is_followed_and_recorded(host: GitHost, bare: BareRepository, tmp_path: Path) -> None:
    """Its name in the recipe stays its name."""
    bare.commit(bare.files({"a": b"1"}))
    host.serve(bare, "/new/n.git")
    host.redirects["/old/n.git"] = "/new/n.git"
    source = remote(host.url + "/old/n.git", tmp_path / "c")
    assert ("old/n", host.url + "/new/n.git") == (source.origin.repo_name, source.origin.moved_to)
    assert ["a"] == [e.path for e in source.entries(LIMITS)]


@pytest.mark.parametrize("status", ["429 Too Many Requests", "500 Oops", "503 Unavailable"])
def test_what_is_refused_for_the_moment_is_asked_for_again(
    host: GitHost, bare: BareRepository, tmp_path: Path, status: str
) -> None:
    """And in the end the host is named."""
    bare.commit(bare.files({"a": b"1"}))
    url = host.serve(bare)
    host.answers = [(status, [("Retry-After", "0")])] * 3
    assert 3 == remote(url, tmp_path / "c").transfer.objects
    host.answers = [(status, [])] * 9
    absent = Git(url=url, ref="main").fetch(tmp_path / "d", offline=False)
    with pytest.raises(SourceError, match=f"source_unavailable: the host answers {status[:3]}, 4 times"):
        list(absent.entries(LIMITS))
    assert not absent.origin.is_vanished


def test_what_a_host_does_not_give_is_read_from_the_copy(host: GitHost, bare: BareRepository, tmp_path: Path) -> None:
    """It is not gone, and the transfer says that nobody was asked."""
    bare.commit(bare.files({"a": b"1"}))
    url = host.serve(bare)
    before = remote(url, tmp_path / "c")
    host.answers = [("500 Oops", [])] * 9
    after = remote(url, tmp_path / "c")
    assert (before.state(), before.origin) == (after.state(), after.origin)
    assert "source_unavailable" == after.transfer.absent


@pytest.mark.parametrize("status", ["200 OK", "302 Found", "418 Teapot"])
def test_what_is_no_git_host_is_unavailable(host: GitHost, tmp_path: Path, status: str) -> None:
    """Garbage, a redirect to nowhere or to another protocol, an unknown status."""
    host.answers = [(status, [("Location", "file:///etc/passwd")])] * 9
    assert "source_unavailable" == Git(url=host.url + "/a/b").fetch(tmp_path, offline=False).transfer.absent


def test_a_redirect_behind_the_first_answer_is_not_followed(
    host: GitHost, bare: BareRepository, tmp_path: Path
) -> None:
    """Where a transfer goes is looked at before it starts: consent depends on it."""
    bare.commit(bare.files({"a": b"1"}))
    url = host.serve(bare)
    host.serve(bare, "/opted/out.git")
    elsewhere = [("Location", host.url + "/opted/out.git/info/refs?service=git-upload-pack")]
    host.answers = [(AS_EVER, []), ("302 Found", elsewhere)] * 4
    assert "source_unavailable" == Git(url=url, ref="main").fetch(tmp_path, offline=False).transfer.absent


def test_offline_tells_what_was_told_online(host: GitHost, bare: BareRepository, tmp_path: Path) -> None:
    """That a host no longer had it is a fact of the last fetch, not of the network."""
    bare.commit(bare.files({"a": b"1"}))
    url = host.serve(bare)
    remote(url, tmp_path)
    host.repositories.clear()
    online, offline = remote(url, tmp_path), remote(url, tmp_path, offline=True)
    assert (online.origin, online.transfer) == (offline.origin, offline.transfer)
    assert online.origin.is_vanished


def test_a_damaged_copy_is_fetched_anew(host: GitHost, bare: BareRepository, tmp_path: Path) -> None:
    """And the repository is read again, though its commit is the same; so is a store that a kill left half made."""
    bare.commit(bare.files({"a": b"1", "b": os.urandom(500)}))
    url = host.serve(bare)
    before = remote(url, tmp_path)
    (pack,) = tmp_path.rglob("*.pack")
    content = bytearray(pack.read_bytes())
    content[len(content) // 2] ^= 1
    pack.chmod(0o600)
    pack.write_bytes(content)
    with pytest.raises(SourceError, match="source_damaged"):
        list(before.entries(LIMITS))
    assert 2 == sum(entry.content is not None for entry in remote(url, tmp_path).entries(LIMITS))
    (pack,) = tmp_path.rglob("*.pack")
    for part in pack.parents[2].iterdir():
        if part.name != "objects":
            shutil.rmtree(part) if part.is_dir() else part.unlink()
    assert 2 == sum(entry.content is not None for entry in remote(url, tmp_path).entries(LIMITS))


def test_a_pause_is_as_long_as_the_host_says(
    host: GitHost, bare: BareRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`Retry-After`, within reason."""
    monkeypatch.setattr(git_transfer, "_LONGEST_PAUSE_S", 60.0)
    bare.commit(bare.files({"a": b"1"}))
    url = host.serve(bare)
    host.answers = [("429 Wait", [("Retry-After", "7")]), ("429 Wait", [("Retry-After", "999999")])]
    pauses: list[float] = []
    git_transfer.transfer(tmp_path / "c", url, "main", shown=url, pause=pauses.append)
    assert [7.0, 60.0] == pauses


def test_a_transfer_that_breaks_leaves_the_cache_as_it_was(host: GitHost, bare: BareRepository, tmp_path: Path) -> None:
    """An object that the host cannot read ends its answer midway."""
    first = bare.commit(bare.files({"a": b"1"}))
    url = host.serve(bare)
    before = remote(url, tmp_path / "c")
    blob = bare.write("blob", os.urandom(100_000))
    bare.commit(bare.files({"a": b"1", "b": ("100644", blob)}), [first])
    bare.place(blob).write_bytes(b"garbage")
    broken = remote(url, tmp_path / "c")
    assert ("source_unavailable", before.state()) == (broken.transfer.absent, broken.state())
    assert before.state() == remote(url, tmp_path / "c", offline=True).state()
    assert [] == [p for p in (tmp_path / "c").rglob("*") if "incoming" in p.name or p.suffix == ".tmp"]


def test_a_password_in_the_url_is_shown_nowhere(host: GitHost, bare: BareRepository, tmp_path: Path) -> None:
    """Neither in the origin nor in an error."""
    bare.commit(bare.files({"a": b"1"}))
    url = host.serve(bare).replace("http://", "http://me:hunter2@")
    source = remote(url, tmp_path / "c")
    host.answers = [("500 Oops", [])] * 9
    absent = Git(url=url, ref="main").fetch(tmp_path / "d", offline=False)
    assert "hunter2" not in f"{asdict(source.origin)} {absent}"


def test_an_object_that_does_not_fit_into_memory_ends_its_transfer_alone(
    host: GitHost, bare: BareRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bomb from a host that cannot leave out blobs: 100 MB of nothing in 100 KB."""
    monkeypatch.setattr(git_transfer, "_RECEIVE_MEMORY_BYTES", 160 * 1024 * 1024)
    monkeypatch.setattr(git_transfer, "_idle_children", queue.SimpleQueue())
    bare.commit(bare.files({"a": b"1", "bomb": bytes(100_000_000)}))
    absent = Git(url=host.serve(bare), ref="main").fetch(tmp_path / "c", offline=False)
    with pytest.raises(SourceError, match="source_unavailable: its objects cannot be received"):
        list(absent.entries(LIMITS))
