"""Wheels as an installer leaves them, made up for tests."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path


def install(site: Path, name: str, version: str, files: dict[str, str]) -> None:
    """Write a distribution's files, all executable, with RECORD and what only an installer adds."""
    lines = []
    for path, text in files.items():
        at = site / path
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_text(text)
        at.chmod(0o755)
        hashed = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={hashed},{len(text)}")
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    place = base64.urlsafe_b64encode(hashlib.sha256(str(site).encode()).digest()).rstrip(b"=").decode()
    lines += [
        f"../../../bin/{name},sha256={place},9",
        f"{info.name}/INSTALLER,sha256={place},4",
        f"{info.name}/RECORD,,",
    ]
    (info / "RECORD").write_text("\n".join(lines) + "\n")


def answering(text: str) -> str:
    """A program that prints one line."""
    return f"#!/bin/sh\necho '{text}'\n"
