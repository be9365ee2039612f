"""Places for releases that fsspec reaches: a folder for each version, and the log of releases beside them."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import fsspec
from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem

from warploom.catalog.release_log import RELEASES, ReleaseLog
from warploom.extractors.atomic import write_text
from warploom.pipelines.publishing import Note, Place, ReleaseFile, Sending
from warploom.pipelines.publishing_hub import HubPlace
from warploom.schemas.errors import UsageError, WarploomError
from warploom.schemas.release import MANIFEST, WITHDRAWN

_SENDING = ".sending.json"
"""In a folder that is not finished: the digest of the manifest of the release that it is to hold."""
_CLOSED = frozenset({"file", "local", "memory", "sftp", "ssh", "smb", "hdfs", "webhdfs"})
"""Protocols of places that are not for everybody to read; others may be."""


class PlaceError(WarploomError):
    """A place does not take or give what it should."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(place, why)
        self.place, self.why = place, why

    def __str__(self) -> str:
        return f"{self.place}: {self.why}. The same command goes on from there"


def open_place(target: str, *, private: bool = False, is_internal_host: bool = False) -> Place:
    """The place that `--to` names: `hf://datasets/OWNER/NAME`, a directory, or any URL of fsspec.

    `private` makes a new repository of the Hub one; `is_internal_host` vouches for a store that only insiders read.
    """
    if target.startswith("hf://"):
        return HubPlace.of(target, private=private, is_internal_host=is_internal_host)
    try:
        system, root = fsspec.core.url_to_fs(target)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{target}: {error}") from None
    return StoredPlace(system, root.rstrip("/"), target, is_internal_host=is_internal_host)


class StoredPlace:
    """A directory or a bucket: `ROOT/VERSION/...` and `ROOT/releases.json`."""

    def __init__(self, system: AbstractFileSystem, root: str, name: str, *, is_internal_host: bool = False) -> None:
        self._system, self._root, self._name, self._is_internal = system, root, name, is_internal_host

    @property
    def name(self) -> str:
        return self._name

    @property
    def is_public(self) -> bool:
        protocol = self._system.protocol
        names = {protocol} if isinstance(protocol, str) else set(protocol)
        return not self._is_internal and not names & _CLOSED

    def log(self) -> ReleaseLog:
        text = self._text(RELEASES)
        return ReleaseLog() if text is None else ReleaseLog.parse(text, f"{self._name}/{RELEASES}")

    def plan(self, files: Sequence[ReleaseFile], version: str) -> Sending:
        there = self._lengths(version)
        begun = self._begun(version)
        if MANIFEST not in there and begun != files[-1].sha256:
            there = {}  # of another release that was never finished
        send: list[ReleaseFile] = []
        reuse: list[ReleaseFile] = []
        for file in files:
            (reuse if there.get(file.path) == file.bytes else send).append(file)
        wanted = {file.path for file in files}
        remove = tuple(sorted(path for path in self._lengths(version) if path not in (*wanted, _SENDING, WITHDRAWN)))
        return Sending(self._name, version, files[-1].sha256, "dry_run", tuple(send), tuple(reuse), remove)

    def send(self, directory: Path, sending: Sending, note: Note) -> None:
        system, folder = self._system, f"{self._root}/{sending.version}"
        for path in sending.remove:
            system.rm_file(f"{folder}/{path}")
        if not sending.send:
            return
        self._write(f"{sending.version}/{_SENDING}", json.dumps({"manifest_sha256": sending.manifest_sha256}) + "\n")
        earlier = self._earlier(sending.version)
        # The manifest is last: until it is there, the folder is no release.
        for number, file in enumerate(sorted(sending.send, key=lambda f: (f.path == MANIFEST, f.path)), 1):
            target = f"{folder}/{file.path}"
            system.makedirs(target.rpartition("/")[0], exist_ok=True)
            if file.path != MANIFEST and file.sha256 in earlier:
                self._take_over(earlier[file.sha256], target)
            else:
                note(f"{number}/{len(sending.send)} {file.path} ({file.bytes:,} bytes)")
                self._put(directory / file.path, target)
            sent = system.size(target)
            if sent != file.bytes:
                raise PlaceError(target, f"{sent} bytes arrived of {file.bytes}")
        system.rm_file(f"{folder}/{_SENDING}")

    def conclude(self, log: ReleaseLog, version: str) -> None:
        if not self._system.exists(f"{self._root}/{version}/{MANIFEST}"):
            raise PlaceError(f"{self._name}/{version}", "the manifest is not there any more")
        self._write(RELEASES, log.to_json())

    def withdraw(self, log: ReleaseLog, version: str, reason: str, *, delete: bool) -> None:
        self._write(RELEASES, log.to_json())
        folder = f"{self._root}/{version}"
        if delete and self._system.exists(folder):
            self._system.rm(folder, recursive=True)
        self._system.makedirs(folder, exist_ok=True)
        self._write(f"{version}/{WITHDRAWN}", f"This release was withdrawn. {reason}\n")

    def _lengths(self, version: str) -> dict[str, int]:
        folder = f"{self._root}/{version}"
        if not self._system.exists(folder):
            return {}
        self._system.invalidate_cache()
        found = self._system.find(folder, detail=True)
        prefix = self._system._strip_protocol(folder).rstrip("/") + "/"  # noqa: SLF001 - fsspec's way to compare paths
        return {path.removeprefix(prefix): int(info["size"]) for path, info in found.items() if info["type"] == "file"}

    def _begun(self, version: str) -> str | None:
        text = self._text(f"{version}/{_SENDING}")
        try:
            return None if text is None else str(json.loads(text)["manifest_sha256"])
        except (ValueError, KeyError, TypeError):
            return None  # cut while it was written: nothing else was sent yet

    def _earlier(self, version: str) -> dict[str, str]:
        """Files of the last release that is there by their digests: what did not change is copied at the place."""
        log = [entry.version for entry in self.log().releases if entry.version != version and not entry.is_withdrawn]
        for other in reversed(log):
            text = self._text(f"{other}/{MANIFEST}")
            if text is not None:
                tables = json.loads(text)["tables"].values()
                return {f["sha256"]: f"{self._root}/{other}/{f['path']}" for table in tables for f in table["files"]}
        return {}

    def _take_over(self, source: str, target: str) -> None:
        if isinstance(self._system, LocalFileSystem):
            Path(target).unlink(missing_ok=True)
            try:
                os.link(source, target)
            except OSError:  # a file system without hard links
                self._system.cp_file(source, target)
        else:
            self._system.cp_file(source, target)

    def _put(self, source: Path, target: str) -> None:
        if isinstance(self._system, LocalFileSystem):
            Path(target).unlink(missing_ok=True)  # it may be a link into another release
        self._system.put_file(str(source), target)

    def _text(self, path: str) -> str | None:
        try:
            return self._system.cat_file(f"{self._root}/{path}").decode()
        except FileNotFoundError:
            return None

    def _write(self, path: str, text: str) -> None:
        target = f"{self._root}/{path}"
        self._system.makedirs(target.rpartition("/")[0], exist_ok=True)
        if isinstance(self._system, LocalFileSystem):
            write_text(Path(target), text)
        else:
            self._system.pipe_file(target, text.encode())
