"""The Hub as a place for releases: a dataset repository whose main branch holds the last one, and a tag for each."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import (
    EntryNotFoundError,
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.hf_api import RepoFile

from warploom.catalog.release_log import RELEASES, ReleaseLog
from warploom.pipelines.publishing import Note, ReleaseFile, Sending
from warploom.schemas.errors import UsageError, WarploomError
from warploom.schemas.release import DATA, MANIFEST

_TARGET = re.compile(r"hf://datasets/([\w.-]{1,96}/[\w.-]{1,96})/?", re.ASCII)
_OWN_FOLDERS = (f"{DATA}/", "LICENSES/")
"""Folders that hold the release's files alone: others in them are removed. `.gitattributes` and the like stay."""
_PUBLIC_HOSTS = ("huggingface.co", "hf.co")
_CLIENT_ERROR: type[Exception] = HfHubHTTPError.__bases__[0]
"""Base of all errors of the HTTP client that huggingface_hub uses, whichever it is in its version."""


class HubError(WarploomError):
    """The Hub refused a request, or did not answer."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(place, why)
        self.place, self.why = place, why

    def __str__(self) -> str:
        return f"{self.place}: {self.why.rstrip('.')}. What arrived stays there; the same command goes on from it"


class HubPlace:
    """One dataset repository. The token is what huggingface_hub finds (`HF_TOKEN`, or `hf auth login`)."""

    def __init__(self, repository: str, *, private: bool, is_internal_host: bool) -> None:
        self._repository, self._private, self._is_internal = repository, private, is_internal_host
        self._api = HfApi(os.environ.get("HF_ENDPOINT"), library_name="warploom")

    @classmethod
    def of(cls, target: str, *, private: bool = False, is_internal_host: bool = False) -> HubPlace:
        """The place that `hf://datasets/OWNER/NAME` names."""
        match = _TARGET.fullmatch(target)
        if match is None:
            raise UsageError(f"{target}: must read hf://datasets/OWNER/NAME")
        return cls(match[1], private=private, is_internal_host=is_internal_host)

    @property
    def name(self) -> str:
        return f"hf://datasets/{self._repository}"

    @property
    def is_public(self) -> bool:
        """Also a private repository of the public Hub: one click makes it public."""
        host = urlsplit(self._api.endpoint).hostname or ""
        return not self._is_internal or any(host == h or host.endswith(f".{h}") for h in _PUBLIC_HOSTS)

    def log(self) -> ReleaseLog:
        with self._told(), tempfile.TemporaryDirectory(prefix="warploom-") as scratch:  # never an old one from a cache
            try:
                path = self._api.hf_hub_download(self._repository, RELEASES, repo_type="dataset", local_dir=scratch)
            except (RepositoryNotFoundError, EntryNotFoundError, RevisionNotFoundError):
                return ReleaseLog()
            text = Path(path).read_text("utf-8")
        return ReleaseLog.parse(text, f"{self.name}/{RELEASES}")

    def plan(self, files: Sequence[ReleaseFile], version: str) -> Sending:
        there = self._digests()
        send = tuple(file for file in files if there.get(file.path) not in (file.sha256, file.blob))
        kept = {file.path for file in send}
        wanted = {file.path for file in files}
        remove = tuple(sorted(p for p in there if p.startswith(_OWN_FOLDERS) and p not in wanted))
        reuse = tuple(f for f in files if f.path not in kept)
        return Sending(self.name, version, files[-1].sha256, "dry_run", send, reuse, remove)

    def send(self, directory: Path, sending: Sending, note: Note) -> None:
        """All files but the manifest, in as many commits as it takes; the first one takes the old manifest away."""
        note(f"sending {len(sending.send)} files, {sending.bytes_to_send:,} bytes, to {self.name}")
        with self._told():
            self._api.create_repo(self._repository, repo_type="dataset", private=self._private, exist_ok=True)
            names = [file.path for file in (*sending.send, *sending.reuse) if file.path != MANIFEST]
            self._api.upload_folder(
                repo_id=self._repository,
                repo_type="dataset",
                folder_path=directory,
                allow_patterns=sorted({_pattern(name) for name in names}),
                delete_patterns=[MANIFEST, *(_literal(path) for path in sending.remove)],
                commit_message=f"Release {sending.version}: files",
            )
            self._api.create_commit(
                repo_id=self._repository,
                repo_type="dataset",
                operations=[CommitOperationAdd(MANIFEST, directory / MANIFEST)],
                commit_message=f"Release {sending.version}: manifest",
            )

    def conclude(self, log: ReleaseLog, version: str) -> None:
        with self._told():
            self._write_log(log, f"Release {version}")
            self._api.create_tag(self._repository, tag=version, repo_type="dataset", exist_ok=True)

    def withdraw(self, log: ReleaseLog, version: str, reason: str, *, delete: bool) -> None:
        with self._told():
            self._write_log(log, f"Withdraw {version}: {reason}")
            if delete:
                with contextlib.suppress(RevisionNotFoundError):
                    self._api.delete_tag(self._repository, tag=version, repo_type="dataset")

    def _write_log(self, log: ReleaseLog, message: str) -> None:
        self._api.create_commit(
            repo_id=self._repository,
            repo_type="dataset",
            operations=[CommitOperationAdd(RELEASES, log.to_json().encode())],
            commit_message=message,
        )

    def _digests(self) -> dict[str, str]:
        """Files of the main branch: SHA-256 of large ones, git's digest of small ones."""
        with self._told():
            try:
                entries = self._api.list_repo_tree(self._repository, repo_type="dataset", recursive=True)
                return {e.path: e.lfs.sha256 if e.lfs else e.blob_id for e in entries if isinstance(e, RepoFile)}
            except RepositoryNotFoundError:
                return {}

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except HfHubHTTPError as error:
            raise HubError(self.name, f"{error.server_message or error}".splitlines()[0]) from error
        except (_CLIENT_ERROR, RuntimeError, ValueError) as error:
            cause = error.__cause__ or error  # huggingface_hub wraps what a thread of it ran into
            told = f"{type(cause).__name__}: {cause}".splitlines()[0]
            raise HubError(self.name, told if cause is error else f"{error} {told}") from error


def _pattern(name: str) -> str:
    """What selects a file, and of the folders that hold nothing else all of them: patterns are tried on every file."""
    return next((f"{folder}*" for folder in _OWN_FOLDERS if name.startswith(folder)), _literal(name))


def _literal(name: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", name)
