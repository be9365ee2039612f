"""Which names of a source are paths inside its root, where links lead, and how a refused name is shown."""

from __future__ import annotations

import hashlib
import posixpath
import re

from warploom.schemas.reasons import Reason
from warploom.schemas.stage import Reject

MAX_PATH_BYTES = 4096
"""Longer names are refused: Linux's PATH_MAX, while a PAX header could hold a name of any size."""
_DRIVE = re.compile(r"[A-Za-z]:")


def inside_root(raw: bytes) -> str:
    """Normalised relative POSIX path of a name (`./a//b` is `a/b`); raises `Reject` if it is none.

    `..` is refused wherever it stands. A backslash is a character of a file name, unless reading it as a separator
    would make the name absolute or climb.
    """
    if len(raw) > MAX_PATH_BYTES:
        raise Reject(Reason.UNSAFE_PATH, f"name of {len(raw)} bytes, limit {MAX_PATH_BYTES}")
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Reject(Reason.PATH_NOT_UTF8, f"byte {error.start} of the name") from None
    if "\0" in name:
        raise Reject(Reason.UNSAFE_PATH, "NUL in the name")
    # What is judged is what is returned: of `./C:/a` and `./\\a`, normalising leaves what is absolute elsewhere.
    path = "/".join(part for part in name.split("/") if part not in ("", "."))
    if name.startswith("/") or path.startswith("\\"):
        raise Reject(Reason.UNSAFE_PATH, "absolute name")
    if _DRIVE.match(path):
        raise Reject(Reason.UNSAFE_PATH, "name with a drive letter")
    if ".." in path and ".." in path.replace("\\", "/").split("/"):
        raise Reject(Reason.UNSAFE_PATH, "`..` in the name")
    if not path:
        raise Reject(Reason.UNSAFE_PATH, "name of the root itself")
    return path


def stripped(path: str, components: int) -> str:
    """The path without its first components; whole if it has no more than that, so that no file vanishes."""
    parts = path.split("/")
    return "/".join(parts[components:]) if len(parts) > components else path


def link_reject(path: str, target: bytes, *, from_root: bool, components: int = 0) -> Reject:
    """Why the link at `path` has no content of its own: `LINK_INSIDE`, or `LINK_OUTSIDE` if it leaves the root.

    Decided from the names alone, so that it is the same wherever the tree lies. `from_root` is for hard links, whose
    target counts from the root; the root is the directory that is left when `components` are stripped.
    """
    try:
        name = target.decode("utf-8")
    except UnicodeDecodeError:
        return Reject(Reason.LINK_OUTSIDE, "its target is not valid UTF-8")
    if not name or "\0" in name or len(target) > MAX_PATH_BYTES:
        return Reject(Reason.LINK_OUTSIDE, "its target is no path")
    if name.startswith(("/", "\\")) or _DRIVE.match(name):
        return Reject(Reason.LINK_OUTSIDE, "its target is absolute")
    resolved = posixpath.normpath(name if from_root else posixpath.join(posixpath.dirname(path), name))
    kept = min(components, path.count("/"))
    if resolved.split("/")[0] == ".." or resolved.split("/")[:kept] != path.split("/")[:kept]:
        return Reject(Reason.LINK_OUTSIDE, "its target climbs out of the root")
    return Reject(Reason.LINK_INSIDE, "its target is " + printable(stripped(resolved, components).encode()))


def printable(raw: bytes) -> str:
    """The name with escapes for what is not UTF-8 or not printable; long ones are cut and end in a digest."""
    if len(raw) > MAX_PATH_BYTES:
        return printable(raw[:200]) + "..." + hashlib.sha256(raw).hexdigest()[:16]
    name = raw.decode("utf-8", "backslashreplace")
    if name.isprintable():
        return name
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)


class PathLedger:
    """Gives every name of one source a path of its own, since rows are keyed by path.

    What is refused must not take the path of a file that comes later, so it gets one that no file can have: a refused
    name that would read like a clean path begins with `./`, a repeated one ends in `//2`, `//3` and so on. Holds all
    paths given.
    """

    def __init__(self, strip_components: int = 0) -> None:
        self._strip = strip_components
        self._given: set[str] = set()
        self._repeats: dict[str, int] = {}

    def take(self, raw: bytes) -> tuple[str, Reject | None]:
        """The path for a name, and why it is refused if it is."""
        try:
            path = inside_root(raw)
            if self._strip:
                # Again: of `a/C:/b`, a drive letter is left.
                path = inside_root(stripped(path, self._strip).encode())
        except Reject as reject:
            return self._unique(_never_clean(printable(raw) or "./")), reject
        if path in self._given:
            return self._unique(path), Reject(Reason.DUPLICATE_PATH, "named before in this archive")
        self._given.add(path)
        return path, None

    def _unique(self, label: str) -> str:
        unique = label
        while unique in self._given:
            self._repeats[label] = self._repeats.get(label, 1) + 1
            unique = f"{label}//{self._repeats[label]}"
        self._given.add(unique)
        return unique


def _never_clean(label: str) -> str:
    try:
        is_clean = inside_root(label.encode()) == label
    except Reject:
        is_clean = False
    return "./" + label if is_clean else label
