"""Builds bare git repositories, object by object, with fixed times: good ones, and ones that git would not make."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

TIME = 1_700_000_000


class BareRepository:
    """A bare repository of loose objects; every object has the id of its bytes unless a test says otherwise."""

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "objects" / "pack").mkdir(parents=True)
        (path / "refs" / "heads").mkdir(parents=True)
        (path / "HEAD").write_text("ref: refs/heads/main\n")
        (path / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = true\n")

    def write(self, kind: str, data: bytes, *, length: int | None = None) -> str:
        """Store an object; `length` is what its header claims."""
        raw = b"%s %d\0" % (kind.encode(), len(data) if length is None else length) + data
        oid = hashlib.sha1(raw, usedforsecurity=False).hexdigest()
        self.place(oid).parent.mkdir(exist_ok=True)
        self.place(oid).write_bytes(zlib.compress(raw))
        return oid

    def place(self, oid: str) -> Path:
        """File of a loose object."""
        return self.path / "objects" / oid[:2] / oid[2:]

    def tree(self, entries: Sequence[tuple[str, bytes, str]]) -> str:
        """A directory of (mode, name, id), in the order given."""
        return self.write("tree", b"".join(f"{m} ".encode() + n + b"\0" + bytes.fromhex(o) for m, n, o in entries))

    def files(self, files: Mapping[str, bytes | tuple[str, str]]) -> str:
        """A tree of nested directories: path to content, or to (mode, id)."""
        folders: dict[str, dict[str, bytes | tuple[str, str]]] = {}
        entries: list[tuple[str, bytes, str]] = []
        for path, content in files.items():
            head, slash, rest = path.partition("/")
            if slash:
                folders.setdefault(head, {})[rest] = content
            elif isinstance(content, tuple):
                entries.append((content[0], head.encode(), content[1]))
            else:
                entries.append(("100644", head.encode(), self.write("blob", content)))
        entries += [("40000", name.encode(), self.files(inner)) for name, inner in folders.items()]
        return self.tree(sorted(entries, key=lambda e: e[1] + b"/" if e[0] == "40000" else e[1]))

    def commit(
        self, tree: str, parents: Sequence[str] = (), *, seconds: int = TIME, branch: str | None = "main"
    ) -> str:
        """A commit, and the branch that it moves."""
        lines = [f"tree {tree}", *(f"parent {p}" for p in parents)]
        lines += [f"{who} A Person <person@example.org> {seconds} +0100" for who in ("author", "committer")]
        oid = self.write("commit", ("\n".join(lines) + "\n\nmessage\n").encode())
        if branch is not None:
            (self.path / "refs" / "heads" / branch).write_text(oid + "\n")
        return oid

    def tag(self, name: str, oid: str) -> str:
        """An annotated tag."""
        text = f"object {oid}\ntype commit\ntag {name}\ntagger A Person <person@example.org> {TIME} +0000\n\nmessage\n"
        tag = self.write("tag", text.encode())
        (self.path / "refs" / "tags").mkdir(exist_ok=True)
        (self.path / "refs" / "tags" / name).write_text(tag + "\n")
        return tag
