"""Tells an OpenLineage server of a build: that it began, what it reads and writes, and how it ended."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import urllib3

from warploom.schemas.manifest import ReleaseError, read_manifest

_SCHEMA = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
_FACETS = "https://openlineage.io/spec/facets"
_TIMEOUT_S = 5.0
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class LineageRun:
    """One run of a build. Sending never fails a build: what is wrong is noted, and the build goes on.

    The protocol is one POST of JSON, so no client library is needed; the variables are those of OpenLineage's own
    clients: OPENLINEAGE_URL, _ENDPOINT, _API_KEY, _NAMESPACE and _DISABLED.
    """

    url: str
    job: str
    namespace: str
    producer: str
    inputs: tuple[tuple[str, str], ...]
    """(namespace, name) of each source."""
    note: Callable[[str], None]
    run_id: str
    api_key: str = ""

    @classmethod
    def of(
        cls,
        environment: Mapping[str, str],
        job: str,
        producer: str,
        inputs: Sequence[tuple[str, str]],
        note: Callable[[str], None],
        *,
        offline: bool,
    ) -> LineageRun | None:
        """The run of an environment that names a server; None where it names none, or nothing may be sent."""
        base = environment.get("OPENLINEAGE_URL", "")
        if not base or environment.get("OPENLINEAGE_DISABLED", "").lower() == "true":
            return None
        if offline and not _is_loopback(base):
            note("offline: no OpenLineage events are sent")
            return None
        url = base.rstrip("/") + "/" + environment.get("OPENLINEAGE_ENDPOINT", "api/v1/lineage").lstrip("/")
        namespace = environment.get("OPENLINEAGE_NAMESPACE", "warploom")
        key = environment.get("OPENLINEAGE_API_KEY", "")
        return cls(url, job, namespace, producer, tuple(inputs), note, str(uuid.uuid4()), key)

    def started(self) -> None:
        """The build begins."""
        self._send("START", [], {})

    def ended(self, out: Path, state: str) -> None:
        """The build ended well; of a release that it wrote, version, rows and bytes are told."""
        self._send("COMPLETE", _output(out), {"warploom_state": {"state": state, **self._facet("state")}})

    def failed(self, error: BaseException) -> None:
        """The build failed, with the message for people."""
        facet = {"message": str(error) or type(error).__name__, "programmingLanguage": "Python"}
        schema = f"{_FACETS}/1-0-0/ErrorMessageRunFacet.json"
        self._send("FAIL", [], {"errorMessage": {**facet, "_producer": self.producer, "_schemaURL": schema}})

    @property
    def _host(self) -> str:
        """Of the URL what may be shown: there may be a password in it."""
        try:
            return urlsplit(self.url).hostname or "an address without a host"
        except ValueError:
            return "an address that is none"

    def _facet(self, name: str) -> dict[str, str]:
        return {"_producer": self.producer, "_schemaURL": f"{self.producer}#{name}"}

    def _send(self, kind: str, outputs: list[dict[str, Any]], facets: Mapping[str, Any]) -> None:
        for output in outputs:
            for name, facet in (*output.get("facets", {}).items(), *output.get("outputFacets", {}).items()):
                facet.update(_producer=self.producer, _schemaURL=f"{_FACETS}/1-0-0/{name}.json")
        event = {
            "eventType": kind,
            "eventTime": datetime.now(UTC).isoformat(),
            "run": {"runId": self.run_id, "facets": dict(facets)},
            "job": {"namespace": self.namespace, "name": self.job},
            "inputs": [{"namespace": namespace, "name": name} for namespace, name in self.inputs],
            "outputs": outputs,
            "producer": self.producer,
            "schemaURL": _SCHEMA,
        }
        headers = {"Content-Type": "application/json"}
        if self.api_key:
            headers["Authorization"] = f"Bearer {self.api_key}"
        try:
            with urllib3.PoolManager() as pool:
                body = json.dumps(event).encode()
                answer = pool.request(
                    "POST", self.url, body=body, headers=headers, timeout=_TIMEOUT_S, retries=False, redirect=False
                )
        except (urllib3.exceptions.HTTPError, ValueError) as error:  # the latter for what is no URL
            self.note(f"the OpenLineage event {kind} was not sent: {type(error).__name__} at {self._host}")
            return
        if answer.status >= 300:
            self.note(f"the OpenLineage event {kind} was not taken: {answer.status} of {self._host}")


def _is_loopback(url: str) -> bool:
    try:
        return urlsplit(url).hostname in _LOOPBACK
    except ValueError:
        return False


def _output(out: Path) -> list[dict[str, Any]]:
    try:
        manifest = read_manifest(out)
    except ReleaseError:  # a part, or a run that was to stop earlier, publishes nothing
        return []
    tables = manifest.tables.values()
    provenance = manifest.provenance
    return [
        {
            "namespace": "file",
            "name": str(out),
            "facets": {"version": {"datasetVersion": provenance.release or provenance.version}},
            "outputFacets": {
                "outputStatistics": {
                    "rowCount": sum(table.rows for table in tables),
                    "size": sum(table.bytes for table in tables),
                    "fileCount": sum(len(table.files) for table in tables),
                }
            },
        }
    ]
