"""Says what owners asked to be left out: whole owners, repositories, single contents."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote

from warploom.schemas.errors import UsageError
from warploom.schemas.source import Origin

COLUMNS = ("scope", "target", "since")
_SCOPES = ("owner", "repository", "content")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://")
_SCP = re.compile(r"(?:[^/@:]*@)?([^/@:]+):(?!/)(.*)", re.DOTALL)
_PORT = re.compile(r":\d*$")
_SLASHES = re.compile(r"/{2,}")
_CONTENT = re.compile(r"swh:1:cnt:[0-9a-f]{40}")
_MAX_BYTES = 16 * 1024 * 1024


class OptOutError(UsageError):
    """A list of opt-outs cannot be used: nothing is built before it can."""

    def __init__(self, path: str, line: int, why: str) -> None:
        super().__init__(path, line, why)
        self.path, self.line, self.why = path, line, why

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.why}. Each line reads SCOPE,TARGET,SINCE (see docs/consent.md)"


@dataclass(frozen=True, slots=True)
class OptOuts:
    """Targets in their normal form (see `normal_name`); contents as SWHIDs."""

    owners: frozenset[str] = frozenset()
    repositories: frozenset[str] = frozenset()
    contents: frozenset[str] = frozenset()

    def names_repository(self, names: Iterable[str]) -> bool:
        """Whether any of a repository's names (owner/name, URL, purl) was opted out, itself or by its owner."""
        for name in names:
            normal = normal_name(name)
            # A name is given with its host or without: `owner/name` speaks for every host, a URL for its own.
            suffixes = [normal, *(normal[i + 1 :] for i, c in enumerate(normal) if c == "/")]
            if any(s in self.repositories for s in suffixes):
                return True
            # Groups within groups: whoever owns the outer one owns what is in the inner ones.
            if any(s[:i] in self.owners for s in suffixes for i, c in enumerate(s) if c == "/"):
                return True
        return False

    def __or__(self, other: OptOuts) -> OptOuts:
        return OptOuts(
            self.owners | other.owners, self.repositories | other.repositories, self.contents | other.contents
        )


def names_of(origin: Origin) -> tuple[str, ...]:
    """All names an origin is known by; a fork answers for what it was forked from."""
    return tuple(n for n in (origin.repo_name, origin.origin_url, origin.moved_to, origin.fork_of) if n)


def normal_name(name: str) -> str:
    """Lower case, unquoted, without scheme, user, port, query, `.git` and empty parts; a purl without its version."""
    text = name.strip()
    if text.startswith("pkg:"):
        text = text.removeprefix("pkg:").partition("@")[0].partition("?")[0]
        kind, _, rest = text.partition("/")
        return f"{'debian' if kind == 'deb' else kind}/{rest.removeprefix('debian/')}".lower()
    text = unquote(text).lower()
    if scheme := _SCHEME.match(text):
        host, slash, path = text[scheme.end() :].partition("/")
        text = _PORT.sub("", host.rpartition("@")[2]) + slash + path
    elif scp := _SCP.fullmatch(text):
        text = f"{scp[1]}/{scp[2]}"
    text = _SLASHES.sub("/", text.partition("?")[0].partition("#")[0]).strip("/")
    return text.removesuffix(".git").rstrip("/")


def read_optouts(path: Path) -> OptOuts:
    """A list in CSV; raises `OptOutError` with the line for whatever is not as it must be, so that none is missed."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise OptOutError(str(path), 1, f"is larger than {_MAX_BYTES} bytes")
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise OptOutError(str(path), 1, f"cannot be read ({(error.strerror or 'I/O error').lower()})") from None
    except UnicodeDecodeError:
        raise OptOutError(str(path), 1, "is not UTF-8") from None
    found: dict[str, set[str]] = {scope: set() for scope in _SCOPES}
    rows = csv.reader(text.splitlines())
    for number, row in enumerate(rows, 1):
        if number == 1:
            if tuple(row) != COLUMNS:
                raise OptOutError(str(path), 1, f"the header must be {','.join(COLUMNS)}")
            continue
        if not row or row[0].startswith("#"):
            continue
        found[_scope(row, path, number)].add(_target(row, path, number))
    return OptOuts(*(frozenset(found[scope]) for scope in _SCOPES))


def packaged_optouts() -> Path:
    """The list that comes with Warploom."""
    return Path(str(files("warploom.catalog"))) / "optouts.csv"


def _scope(row: list[str], path: Path, line: int) -> str:
    if len(row) != len(COLUMNS):
        raise OptOutError(str(path), line, f"{len(row)} cells instead of {len(COLUMNS)}")
    if row[0] not in _SCOPES:
        raise OptOutError(str(path), line, f"`{row[0]}` is none of {', '.join(_SCOPES)}")
    try:
        date.fromisoformat(row[2])
    except ValueError:
        raise OptOutError(str(path), line, f"`{row[2]}` is no date such as 2026-11-24") from None
    return row[0]


def _target(row: list[str], path: Path, line: int) -> str:
    if row[0] == "content":
        if not _CONTENT.fullmatch(row[1]):
            raise OptOutError(str(path), line, f"`{row[1]}` is no swh:1:cnt: id")
        return row[1]
    normal = normal_name(row[1])
    if not normal or (row[0] == "repository" and "/" not in normal):
        raise OptOutError(str(path), line, f"`{row[1]}` names no {row[0]}")
    return normal
