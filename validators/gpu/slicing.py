"""Cuts a bundle: some of its jobs, with all that they name and the runner, are a bundle that runs by itself."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from warploom.validators.gpu.bundled.jobs import BLOBS, JOBS, MANIFEST, Bundle, BundleError


class Slicer:
    """Cuts slices of one bundle; they keep its id, as each job of it is what it was. Raises `BundleError`."""

    def __init__(self, path: Path) -> None:
        with Bundle(path) as bundle:
            self.manifest, self.bundle_id = bundle.manifest, bundle.bundle_id
            self._jobs = {job["job_id"]: job for job in bundle.jobs()}
        self._path = path
        self._zip = zipfile.ZipFile(path)
        names = self._zip.namelist()
        self._runner = [name for name in names if not name.startswith(BLOBS) and name not in (MANIFEST, JOBS)]
        self._blobs = {name.removeprefix(BLOBS) for name in names if name.startswith(BLOBS)}

    @property
    def job_ids(self) -> list[str]:
        """All jobs in the bundle's order."""
        return list(self._jobs)

    def close(self) -> None:
        """Give the file back."""
        self._zip.close()

    def cut(self, job_ids: Sequence[str]) -> bytes:
        """The slice, a file's content: equal jobs give equal bytes."""
        jobs = [self._jobs[job_id] for job_id in job_ids]
        lines = "".join(json.dumps(job, sort_keys=True, separators=(",", ":")) + "\n" for job in jobs)
        manifest = json.dumps({**self.manifest, "n_jobs": len(jobs)}, sort_keys=True)
        blobs = sorted(self._blobs.intersection(_texts([jobs, self.manifest])))
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
            for name in (*self._runner, *(BLOBS + blob for blob in blobs)):
                target.writestr(_entry(name), self._read(name))
            target.writestr(_entry(JOBS), lines)
            target.writestr(_entry(MANIFEST), manifest)
        return made.getvalue()

    def _read(self, name: str) -> bytes:
        try:
            return self._zip.read(name)
        except (OSError, zipfile.BadZipFile) as error:
            raise BundleError(f"{self._path}: {name} is damaged ({error}); copy the bundle again") from None


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return entry


def _texts(value: Any) -> Iterator[str]:
    """All texts in it, at any depth: blobs are named by their digest wherever they are named."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
