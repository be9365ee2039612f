"""Small corpora for tests: source trees made in code, and the commands that build them."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from warploom.catalog.explore import query
from warploom.pipelines import cli

MIT = b"SPDX-License-Identifier: MIT\n"


def write_tree(root: Path, files: Mapping[str, bytes]) -> None:
    """Write files below `root`."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def write_recipe(path: Path, roots: Sequence[Path], extra: str = "") -> Path:
    """A recipe over local directories."""
    lines = ['[dataset]\nname = "test"\n']
    lines += [f'[[sources]]\nkind = "local"\npath = "{r}"\nname = "local/{r.name}"\n' for r in roots]
    path.write_text("".join(lines) + extra)
    return path


def kernel(number: int, n_lines: int = 12) -> bytes:
    """A little C function, different for every number."""
    body = "".join(f"    y[{i}] += {number % 97}.0 * x[{i}];\n" for i in range(n_lines))
    return f"void kernel_{number}(const double *x, double *y)\n{{\n{body}}}\n".encode()


def small_corpus(folder: Path, n_repositories: int = 5, n_files: int = 12, extra: str = "") -> Path:
    """Recipe over a few repositories with duplicates, refused files and files that are not source."""
    roots = []
    for r in range(n_repositories):
        files = {f"src/k{i}.c": kernel(100 * r + i) for i in range(n_files)}
        files["src/shared.c"] = kernel(7)
        files["README.md"] = b"# A repository\n"
        files["src/gpl.c"] = b"// SPDX-License-Identifier: GPL-3.0-or-later\n" + kernel(5000 + r)
        files["src/empty.c"] = b""
        if r % 2 == 0:
            files["LICENSE"] = MIT
        roots.append(folder / f"repo{r}")
        write_tree(roots[-1], files)
    return write_recipe(folder / "recipe.toml", roots, extra)


def command(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `warploom` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "warploom.pipelines.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )


def in_this_process(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run `warploom` here, with what it prints kept: five times as fast, since nothing is imported again."""
    printed, told = io.StringIO(), io.StringIO()
    words = [str(argument) for argument in arguments]
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(told):
        code = cli.run(words)
    return subprocess.CompletedProcess(words, code, printed.getvalue(), told.getvalue())


def release_digests(out: Path) -> dict[str, str]:
    """SHA-256 of every published file but the catalog, which is compared by content."""
    files = [p for p in out.rglob("*") if p.is_file() and p.name != "catalog.duckdb"]
    return {str(p.relative_to(out)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(files)}


def rows(out: Path, sql: str) -> list[tuple[object, ...]]:
    """Result of a query over a release."""
    return [tuple(r.values()) for r in query(out, sql).to_pylist()]
