"""The package index as the user's pip is configured for it: by files, environment, mirrors and certificates."""

from __future__ import annotations

import ast
import functools
import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from unearth import Link

from warploom.schemas.source import FetchError

_TIMEOUT_S = 60
_TRUE = ("1", "true", "yes", "on", "y", "t")


@dataclass(frozen=True, slots=True)
class PipConfiguration:
    """Where and how pip would look for a package; addresses may hold credentials and must not be shown as they are."""

    index_url: str | None
    """None: the default index."""
    extra_index_urls: tuple[str, ...]
    find_links: tuple[str, ...]
    no_index: bool
    trusted_hosts: tuple[str, ...]
    cert: str | None
    client_cert: str | None
    proxy: str | None
    timeout_s: float


def pip_configuration() -> PipConfiguration:
    """What `pip config list` says, asked once for each environment; raises `FetchError` if there is no pip to ask.

    `pip download`'s own section wins over the global one, and the environment over both. Directories of `find-links`
    that do not exist are left out, as pip does.
    """
    return _asked(tuple(sorted((k, v) for k, v in os.environ.items() if k.startswith(("PIP_", "XDG_", "HOME")))))


@functools.cache
def _asked(environment: tuple[tuple[str, str], ...]) -> PipConfiguration:  # noqa: ARG001 - the key of the cache
    settings = _settings(_config_list())

    def words(key: str) -> tuple[str, ...]:
        return tuple(settings.get(key, "").split())

    timeout = settings.get("timeout") or settings.get("default-timeout") or "15"
    try:
        timeout_s = float(timeout)
    except ValueError:
        why = f"its timeout is {timeout!r}"
        raise FetchError("pip's configuration", why, "Correct it: `python -m pip config list`.") from None
    return PipConfiguration(
        index_url=_as_url(settings["index-url"]) if settings.get("index-url") else None,
        extra_index_urls=tuple(_as_url(url) for url in words("extra-index-url")),
        find_links=tuple(_as_url(link) for link in words("find-links") if _exists(link)),
        no_index=settings.get("no-index", "").lower() in _TRUE,
        trusted_hosts=words("trusted-host"),
        cert=settings.get("cert") or None,
        client_cert=settings.get("client-cert") or None,
        proxy=settings.get("proxy") or None,
        timeout_s=timeout_s,
    )


def _config_list() -> str:
    pip = [sys.executable, "-P", "-m", "pip"]  # -P: a pip.py in the current directory is not pip
    if importlib.util.find_spec("pip") is None:
        on_path = shutil.which("pip") or shutil.which("pip3")
        if on_path is None:
            raise FetchError(
                "pip's configuration",
                "there is no pip, neither in this environment nor on PATH",
                "Run `python -m ensurepip`, or use the package's archive as a source of kind `archive`.",
            )
        pip = [on_path]
    try:
        done = subprocess.run(
            [*pip, "config", "list", "--disable-pip-version-check"],
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            timeout=_TIMEOUT_S,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        why = f"pip could not be asked ({type(error).__name__})"
        raise FetchError("pip's configuration", why, "Try `python -m pip config list`.") from None
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise FetchError("pip's configuration", last, "Try `python -m pip config list`.")
    return done.stdout


def _settings(listing: str) -> dict[str, str]:
    """The values in force, by option name, of lines `section.option='value'`."""
    sections: dict[str, dict[str, str]] = {"global": {}, "download": {}, ":env:": {}}
    for line in listing.splitlines():
        key, _, quoted = line.partition("=")
        section, _, option = key.rpartition(".")
        if section in sections:
            sections[section][option] = str(ast.literal_eval(quoted))
    return sections["global"] | sections["download"] | sections[":env:"]


def _exists(location: str) -> bool:
    link = Link(_as_url(location))
    return not link.is_file or link.file_path.exists()


def _as_url(location: str) -> str:
    return location if "://" in location else Path(location).expanduser().absolute().as_uri()
