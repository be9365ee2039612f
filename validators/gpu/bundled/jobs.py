"""The jobs of a bundle, and the bytes that they name, out of the one file that is the bundle."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FORMAT = 1
MANIFEST, JOBS, BLOBS = "bundle.json", "jobs.jsonl", "blobs/"


class BundleError(Exception):
    """A file that is no bundle, or a damaged one; says which, why, and what to do."""


class Bundle:
    """Reads a bundle; a context manager. Raises `BundleError` for what is none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(path)
            self.manifest: dict[str, Any] = json.loads(self._zip.read(MANIFEST))
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise BundleError(f"{path}: no bundle ({error}); make one with `warploom bundle`") from None
        if self.manifest.get("format") != FORMAT:
            raise BundleError(f"{path}: format {self.manifest.get('format')}, this runner reads {FORMAT}")

    def __enter__(self) -> Bundle:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @property
    def bundle_id(self) -> str:
        """`gb_` and the digest of all jobs with all that they name."""
        return str(self.manifest["bundle_id"])

    def jobs(self) -> Iterator[dict[str, Any]]:
        """All jobs in their order."""
        try:
            with self._zip.open(JOBS) as lines:
                for line in lines:
                    yield json.loads(line)
        except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
            raise BundleError(f"{self._path}: {JOBS} is damaged ({error}); copy the bundle again") from None

    def blob(self, sha256: str) -> bytes:
        """Bytes by their digest, which is checked."""
        try:
            content = self._zip.read(BLOBS + sha256)
        except (KeyError, OSError, zipfile.BadZipFile) as error:
            raise BundleError(f"{self._path}: {sha256} is not there ({error}); copy the bundle again") from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise BundleError(f"{self._path}: {sha256} is damaged; copy the bundle again")
        return content


def part_of(job_ids: list[str], part: int, parts: int) -> list[str]:
    """The jobs of part 1 to `parts`, every `parts`-th, so that neighbours, which take alike long, are spread."""
    return job_ids[part - 1 :: parts]
