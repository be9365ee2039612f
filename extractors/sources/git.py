"""A git repository, read from its object store: never a checkout, a hook, or a line of its configuration."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from warploom.extractors.sources import git_transfer
from warploom.extractors.sources.git_history import MAX_DEPTH, history_of
from warploom.extractors.sources.git_objects import (
    COMMIT_ID,
    LINK_MODE,
    SUBMODULE_MODE,
    TREE_MODE,
    Commit,
    DamagedObjectError,
    ObjectStore,
    TreeEntry,
    resolve,
)
from warploom.extractors.sources.git_receive import MAX_BLOB_BYTES
from warploom.extractors.sources.git_transfer import AbsentError, Fetched, without_password
from warploom.extractors.sources.safe_paths import MAX_PATH_BYTES, PathLedger, link_reject, printable
from warploom.schemas.reasons import Reason
from warploom.schemas.source import (
    FETCH_FIRST,
    Entry,
    FetchError,
    Origin,
    ReadLimits,
    RevisionFacts,
    SourceError,
    Transfer,
)
from warploom.schemas.stage import Reject

_REMOTE = re.compile(r"(?:https?|git|ssh)://(?:[A-Za-z0-9._~%-]+(?::[^@/\s]*)?@)?[A-Za-z0-9\[][\w.:\[\]-]*/\S+")
_SCP = re.compile(r"(?:[A-Za-z0-9_][\w.-]*@)?([A-Za-z0-9][\w.-]*):(?!/)(\S+)")
_LFS = re.compile(
    rb"version https://[\w./-]{1,80}spec/v1\n(?:ext-[^\n]*\n)*oid (sha256:[0-9a-f]{64})\nsize (\d{1,18})\n"
)
_LFS_BYTES = 1024
_CORRECT = "Correct `url` or `ref` in the recipe."
_NOT_FETCHED = (Reason.OBJECT_MISSING, Reason.TOO_LARGE)
_SECTION = re.compile(r'^\s*\[submodule\s+"(?:[^"\\\n]|\\.)*"\]')
_MAX_BYTES_OF_PATHS = 256 * 1024 * 1024
_MAX_GITMODULES_BYTES = 1024 * 1024
_MAX_URL_CHARS = 500


@dataclass(frozen=True, slots=True)
class Git:
    """A recipe's `[[sources]]` entry of kind `git`.

    `url` is a URL (https, http, ssh, git, `user@host:path`) or a directory with a repository, bare or not; `ref` a
    branch, a tag or a commit, HEAD if empty. `history` finds the first and last commit of each path, which reads every
    commit once. `fork_of` is the `owner/name` of the repository that this one is a fork of.
    """

    kind: ClassVar[str] = "git"
    url: str
    ref: str = ""
    name: str = ""
    history: bool = True
    fork_of: str = ""
    license_override: str = ""

    def names(self) -> tuple[str, ...]:
        """Name and URL, and the repository that this one is a fork of."""
        return tuple(filter(None, (self.name, without_password(self.url), self.fork_of)))

    def fetch(self, cache: Path, *, offline: bool) -> LocalGit | AbsentGit:
        """The repository, in place or in the cache; raises `FetchError` with the next step.

        What the host no longer has or does not give is read from the copy of an earlier fetch, or else refused as a
        whole: a crawl goes on without it.
        """
        if _is_remote(self.url):
            return self._fetch_remote(cache, offline=offline)
        try:
            path = Path(unquote(urlsplit(self.url).path) if self.url.startswith("file:") else self.url).expanduser()
            repository = path / ".git" if (path / ".git").is_dir() else path
            if not (repository / "objects").is_dir():
                raise FetchError(self._what(), "is no git repository", "Correct `url` in the recipe.")
            oid = resolve(repository, self.ref)
        except ValueError as error:
            raise FetchError(self._what(), printable(str(error).encode()), _CORRECT) from None
        except (RuntimeError, OSError) as error:
            raise FetchError(self._what(), f"cannot be read ({type(error).__name__})", _CORRECT) from None
        origin = self._origin(f"local/{path.resolve().name.removesuffix('.git')}")
        if oid is None:
            return AbsentGit(origin, *self._without_ref())
        return LocalGit(repository / "objects", oid, origin, self.history)

    def _fetch_remote(self, cache: Path, *, offline: bool) -> LocalGit | AbsentGit:
        kept, absent = git_transfer.recall(cache, self.url, self.ref)
        if offline:
            if kept is None and absent is None:
                raise FetchError(self._what(), "offline, and the cache does not hold it", FETCH_FIRST)
        else:
            try:
                kept = git_transfer.transfer(cache, self.url, self.ref, shown=without_password(self.url))
                absent = None
            except AbsentError as error:
                absent = error
            except git_transfer.NoSuchRefError:
                kept, absent = None, AbsentError(*self._without_ref())
            if absent is not None:
                git_transfer.remember(cache, self.url, self.ref, absent, kept)
        if kept is not None:
            return self._local(kept, absent)
        assert absent is not None  # noqa: S101 - one of both is there
        is_vanished = absent.reason is Reason.SOURCE_VANISHED
        return AbsentGit(self._origin(_name_of(self.url), is_vanished=is_vanished), absent.reason, str(absent))

    def _without_ref(self) -> tuple[Reason, str]:
        if self.ref:
            return Reason.REF_MISSING, f"there is no {printable(self.ref.encode())}"
        return Reason.SOURCE_EMPTY, "HEAD names no commit"

    def _local(self, fetched: Fetched, absent: AbsentError | None = None) -> LocalGit:
        is_vanished = absent is not None and absent.reason is Reason.SOURCE_VANISHED
        origin = self._origin(_name_of(self.url), moved_to=fetched.moved_to, is_vanished=is_vanished)
        return LocalGit(
            fetched.store / "objects",
            fetched.oid,
            origin,
            self.history,
            MAX_BLOB_BYTES,
            Transfer(fetched.objects, fetched.bytes, absent.reason.value if absent else None),
        )

    def _origin(self, name: str, *, moved_to: str | None = None, is_vanished: bool = False) -> Origin:
        repo_name = self.name or name
        return Origin(
            source_kind=self.kind,
            repo_name=repo_name,
            origin_url=without_password(self.url) if _is_remote(self.url) else f"pkg:generic/{repo_name}",
            pinned_revision=self.ref or "HEAD",
            license_override=self.license_override or None,
            fork_of=self.fork_of or None,
            verified_by="recipe" if COMMIT_ID.fullmatch(self.ref) else None,
            moved_to=moved_to,
            is_vanished=is_vanished,
        )

    def _what(self) -> str:
        return f"git source {without_password(self.url)}"


@dataclass(slots=True)
class LocalGit:
    """A revision whose objects are on this machine; `oid` is its commit, or an annotated tag of it."""

    objects: Path
    oid: str
    origin: Origin
    history: bool
    blob_limit: int | None = None
    """Larger blobs were not fetched."""
    transfer: Transfer = field(default_factory=Transfer)
    _facts: RevisionFacts = field(default_factory=RevisionFacts, init=False)

    def state(self) -> str:
        """Commit, options, and the packs: what was damaged or missing may have come with another one."""
        packs = sorted((path.name, path.stat().st_size) for path in (self.objects / "pack").glob("*.pack"))
        return f"{self.oid}/{self.history}/{hashlib.sha256(repr(packs).encode()).hexdigest()}"

    def facts(self) -> RevisionFacts:
        """Commit, its time, roots and submodules."""
        return self._facts

    def entries(self, limits: ReadLimits) -> Iterator[Entry]:
        """Every path but directories, sorted by bytes; raises `SourceError` if commit or directories are damaged."""
        try:
            store = ObjectStore(self.objects)
            commit = store.commit(self.oid)
            names = PathLedger()
            found = [(raw, entry, *names.take(raw)) for raw, entry in _walk(store, commit.tree, limits.max_files)]
            dated = [raw for raw, entry, _, _ in found if entry.mode != SUBMODULE_MODE]
            history = history_of(store, commit, dated if self.history else ())
            links = [(path, entry.oid) for _, entry, path, _ in found if entry.mode == SUBMODULE_MODE]
            self._facts = RevisionFacts(
                time=commit.time,
                revision_id=commit.oid,
                revision_swhid=f"swh:1:rev:{commit.oid}",
                root_commits=history.root_commits,
                submodules=_submodules(store, commit, links),
            )
            for raw, entry, path, reject in found:
                read = _entry(store, path, entry, reject, limits, self.blob_limit)
                yield replace(read, history=history.paths.get(raw))
        except DamagedObjectError as error:
            raise SourceError(Reason.SOURCE_DAMAGED, f"{error.reason}: {error.detail}") from None
        if not found:
            raise SourceError(Reason.SOURCE_EMPTY, "the commit holds no file")


@dataclass(frozen=True, slots=True)
class AbsentGit:
    """A repository that its host no longer has, or did not give, and that no earlier fetch kept."""

    origin: Origin
    reason: Reason
    detail: str

    @property
    def transfer(self) -> Transfer:
        """Nothing was moved."""
        return Transfer(absent=self.reason.value)

    def state(self) -> str:
        """The same as long as it stays away."""
        return f"{self.reason}: {self.detail}"

    def facts(self) -> RevisionFacts:
        """Nothing is known of it."""
        return RevisionFacts()

    def entries(self, limits: ReadLimits) -> Iterator[Entry]:  # noqa: ARG002 - the protocol's signature
        """Raises `SourceError`: the run goes on without it, and says so."""
        raise SourceError(self.reason, self.detail)
        yield  # an iterator, as every source's


def _walk(store: ObjectStore, root: str, max_entries: int) -> Iterator[tuple[bytes, TreeEntry]]:
    """Depth first, each directory's entries in git's order, which sorts whole paths by bytes."""
    stack = [(b"", iter(store.tree(root)))]
    n = n_bytes = 0
    while stack:
        prefix, entries = stack[-1]
        entry = next(entries, None)
        if entry is None:
            stack.pop()
            continue
        n += 1
        if n > max_entries:  # directories too: a few nested ones can hold any number of each other
            raise SourceError(Reason.SOURCE_BOMB, f"more than {max_entries} paths")
        path = prefix + entry.name
        n_bytes += len(path)
        if n_bytes > _MAX_BYTES_OF_PATHS:
            raise SourceError(Reason.SOURCE_BOMB, f"paths of more than {_MAX_BYTES_OF_PATHS} bytes in all")
        if entry.mode != TREE_MODE:
            yield path, entry
        elif len(stack) > MAX_DEPTH or len(path) > 16 * MAX_PATH_BYTES:
            raise SourceError(Reason.SOURCE_BOMB, f"directories nested deeper than {MAX_DEPTH}")
        else:
            stack.append((path + b"/", iter(store.tree(entry.oid))))


def _entry(
    store: ObjectStore, path: str, entry: TreeEntry, reject: Reject | None, limits: ReadLimits, blob_limit: int | None
) -> Entry:
    if entry.mode == SUBMODULE_MODE:
        return Entry(path, None, None, reject or Reject(Reason.SUBMODULE, f"commit {entry.oid}"))
    if reject is not None:
        return Entry(path, store.blob_length(entry.oid), None, reject)
    try:
        if entry.mode == LINK_MODE:
            target = store.blob(entry.oid, MAX_PATH_BYTES)
            return Entry(path, None, None, link_reject(path, target, from_root=False))
        content = store.blob(entry.oid, limits.max_file_bytes)
    except Reject as refused:
        length = store.blob_length(entry.oid)
        if blob_limit is not None and (length is None or length > blob_limit) and refused.reason in _NOT_FETCHED:
            # Whether a host can leave large ones out makes no difference.
            return Entry(path, None, None, Reject(Reason.TOO_LARGE, f"not fetched: more than {blob_limit} bytes"))
        return Entry(path, None if entry.mode == LINK_MODE else length, None, refused)
    if len(content) <= _LFS_BYTES and (pointer := _LFS.match(content)):
        detail = f"{pointer[1].decode()}, {pointer[2].decode()} bytes"
        return Entry(path, len(content), None, Reject(Reason.LFS_POINTER, detail))
    return Entry(path, len(content), content)


def _submodules(store: ObjectStore, commit: Commit, links: list[tuple[str, str]]) -> tuple[str, ...]:
    """`PATH URL COMMIT` for each link; `-` where `.gitmodules` names no URL. The text is shown, never followed."""
    if not links:
        return ()
    urls: dict[str, str] = {}
    for entry in store.tree(commit.tree):
        if entry.name == b".gitmodules" and entry.mode not in (LINK_MODE, TREE_MODE, SUBMODULE_MODE):
            try:
                urls = _gitmodules(store.blob(entry.oid, _MAX_GITMODULES_BYTES).decode("utf-8", "replace"))
            except Reject:
                urls = {}
    return tuple(f"{path} {urls.get(path, '-')} {oid}" for path, oid in sorted(links))


def _gitmodules(text: str) -> dict[str, str]:
    """Path to URL, the URL without password and blanks."""
    found: dict[str, str] = {}
    section: dict[str, str] = {}
    for line in [*text.splitlines(), '[submodule ""]']:
        if _SECTION.match(line):
            if "path" in section and "url" in section:
                shown = "".join(printable(section["url"].encode()).split())[:_MAX_URL_CHARS]
                found[section["path"]] = without_password(shown) or "-"
            section = {}
        else:
            key, _, value = line.partition("=")
            section[key.strip()] = value.strip().strip('"')
    return found


def _is_remote(url: str) -> bool:
    return _REMOTE.fullmatch(url) is not None or (_SCP.fullmatch(url) is not None and not Path(url).exists())


def _name_of(url: str) -> str:
    """`owner/name`: the path of the URL, with all groups that it names."""
    scp = _SCP.fullmatch(url)
    path = urlsplit(url).path if "://" in url else (scp[2] if scp else url)
    parts = [part for part in path.rstrip("/").removesuffix(".git").split("/") if part not in ("", ".", "..")]
    return "/".join(parts) or "git/unnamed"
