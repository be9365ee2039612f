"""TLS between the parts of a Dask cluster: certificates by option or by Dask's settings, none on loopback alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from distributed.security import Security

from warploom.pipelines.runner import OpenTransportError
from warploom.schemas.errors import UsageError

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Certificates:
    """Paths of PEM files: who signs, this side's certificate, its key. What is not given is as Dask's settings say."""

    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None


def refuse_open_transport(address: str) -> None:
    """Raise `OpenTransportError` where anybody in the network could send code: all but tls, and loopback."""
    parts = urlsplit(address)
    if parts.scheme != "tls" and parts.hostname not in _LOOPBACK:
        raise OpenTransportError(address)


def security_of(address: str, given: Certificates) -> Security | None:
    """What a client or a worker tells Dask; None for plain TCP. Raises `UsageError` without certificates."""
    refuse_open_transport(address)
    if urlsplit(address).scheme != "tls":
        return None
    for path in (given.ca, given.certificate, given.key):
        if path is not None and not path.is_file():
            raise UsageError(f"{path}: no such file")
    ca, certificate, key = (None if p is None else str(p) for p in (given.ca, given.certificate, given.key))
    whole: dict[str, str | bool] = {"require_encryption": True}
    if ca is not None:
        whole["tls_ca_file"] = ca
    for role in ("client", "worker", "scheduler"):
        whole |= {f"tls_{role}_cert": certificate} if certificate is not None else {}
        whole |= {f"tls_{role}_key": key} if key is not None else {}
    security = Security(**whole)
    if any(getattr(security, name) is None for name in ("tls_ca_file", "tls_client_cert", "tls_worker_cert")):
        raise UsageError(
            f"{address}: --tls-ca, --tls-cert and --tls-key are to name PEM files (docs/gpu.md says how to make them)"
        )
    return security
