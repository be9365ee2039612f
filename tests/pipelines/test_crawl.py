"""A crawl of git, PyPI, Debian and list sources, again after branches moved: what was fetched, read and recomputed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.extractors.sources.crafted import END_OF_TAR, tar_file
from tests.extractors.sources.git_host import GitHost, git_host
from tests.extractors.sources.git_repositories import TIME, BareRepository
from tests.extractors.sources.test_debian import archive
from tests.extractors.sources.test_pypi import PLAIN, Index, served
from tests.pipelines.corpora import release_digests, rows
from warploom.extractors.sources import git_transfer, package_index
from warploom.pipelines import cli, exit_codes

MIT = b"""MIT License

Copyright (c) 2020 The Weavers

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
GPL = b"// SPDX-License-Identifier: GPL-3.0-or-later\nint copyleft;\n"
KEY = "ghp_" + "A1b2C3d4E5f6G7h8I9j0" + "K1l2M3n4O5p6Q7r8"
LEAKY = f'// Written by Jane Weaver <jane@weavers.example>\nconst char *token = "{KEY}";\n'.encode()


def code(name: str) -> bytes:
    return f"void {name}(double *y) {{ y[0] += 1.0; }}\n".encode()


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHost]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(git_transfer, "_FIRST_PAUSE_S", 0.0)
    with git_host() as made:
        yield made


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    content = tar_file(b"some_pkg-1.0/LICENSE", MIT) + tar_file(b"some_pkg-1.0/p.c", code("of_pypi")) + END_OF_TAR
    with served(Index()) as made:
        made.page("some_pkg-1.0.tar.gz")
        made.file("some_pkg-1.0.tar.gz", gzip.compress(content, mtime=0))
        settings = replace(PLAIN, index_url=f"{made.url}/simple")
        monkeypatch.setattr(package_index, "pip_configuration", lambda: settings)
        yield


class Crawl:
    """A recipe over four kinds of sources, and the git repository whose branch moves."""

    def __init__(self, folder: Path, host: GitHost) -> None:
        self.folder, self.host = folder, host
        self.bare = BareRepository(folder / "weave.git")
        self.files: dict[str, bytes | tuple[str, str]] = {f"src/k{i}.c": code(f"k{i}") for i in range(6)}
        self.files |= {"LICENSE": MIT, "gpl.c": GPL, "leaky.c": LEAKY, "lib/sub": ("160000", "ab" * 20)}
        self.first = self.bare.commit(self.bare.files(self.files))
        other = BareRepository(folder / "other.git")
        other.commit(other.files({"LICENSE": MIT, "o.c": code("other")}))
        orig = tar_file(b"weave-1.0/d.c", code("of_debian"))
        archive(
            folder / "mirror",
            {"weave_1.0.orig.tar.gz": orig, "weave_1.0-2.debian.tar.gz": tar_file(b"debian/copyright", COPYRIGHT)},
        )
        (folder / "tree").mkdir()
        (folder / "tree" / "l.c").write_bytes(b"// SPDX-License-Identifier: MIT\n" + code("local"))
        (folder / "more.csv").write_text(
            "kind,url,ref,path,name,history\n"
            f"git,{host.serve(other, '/o/other.git')},main,,,false\n"
            "local,,,tree,local/tree,\n"
            f"git,{host.url}/o/gone.git,,,,\n"
        )
        (folder / "recipe.toml").write_text(
            '[dataset]\nname = "crawl"\n[quarantine]\nmax_damaged_share = 0.5\n'
            f'[[sources]]\nkind = "git"\nurl = "{host.serve(self.bare, "/o/weave.git")}"\nref = "main"\n'
            '[[sources]]\nkind = "pypi"\npackage = "some-pkg"\nversion = "1.0"\n'
            '[[sources]]\nkind = "debian"\npackage = "weave"\nversion = "1:1.0-2"\n'
            f'mirror = "{folder}/mirror"\n'
            '[[sources]]\nkind = "list"\npath = "more.csv"\n'
        )

    def move(self, **changed: bytes) -> str:
        """A commit on top that changes files; `k0` is `src/k0.c`."""
        self.files |= {f"src/{name}.c": content for name, content in changed.items()}
        self.first = self.bare.commit(self.bare.files(self.files), [self.first], seconds=TIME + 100)
        return self.first

    def build(self, out: str = "out", *more: str) -> Path:
        """Build with the embedded cluster's work done in this process; exit code 3: one whole source is lost."""
        arguments = ["build", str(self.folder / "recipe.toml"), "--out", str(self.folder / out)]
        arguments += ["--cache", str(self.folder / "cache"), "--runner", "in_process", *more]
        assert exit_codes.OVER_LIMIT == cli.run(arguments)
        return self.folder / out

    def report(self) -> Any:
        return json.loads((self.folder / "out.work" / "run.json").read_bytes())


COPYRIGHT = b"""Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: 2020 The Weavers
License: Expat
"""


@pytest.fixture
def crawl(tmp_path: Path, host: GitHost, index: None) -> Crawl:
    return Crawl(tmp_path, host)


def ran(report: Any) -> dict[str, int]:
    return {phase["name"]: phase["ran"] for phase in report["phases"]}


def test_every_kind_of_source_becomes_rows(crawl: Crawl) -> None:
    """Published, refused with a reason, or refused as a whole; the report says what was brought here."""
    out = crawl.build()
    published = rows(out, "select repo_name, path, license_scope from source_files order by all")
    expected = [("debian/weave", "d.c", "package"), ("local/tree", "l.c", "file"), ("o/other", "o.c", "repository")]
    expected += [("o/weave", "leaky.c", "repository"), *(("o/weave", f"src/k{i}.c", "repository") for i in range(6))]
    assert [*expected, ("pypi/some-pkg", "p.c", "repository")] == published
    refused = dict(rows(out, "select coalesce(path, repo_name), reason from quarantine"))
    assert {"gpl.c": "license_not_allowed", "lib/sub": "submodule", "o/gone": "source_vanished"} == refused
    fetched = crawl.report()["fetched"]
    assert (6, 4, 1) == (fetched["sources"], fetched["with_news"], fetched["vanished"])
    ((revision, roots, submodules),) = rows(
        out, "select revision_swhid, root_commits, submodules from repositories where repo_name = 'o/weave'"
    )
    assert (f"swh:1:rev:{crawl.first}", [crawl.first], [f"lib/sub - {'ab' * 20}"]) == (revision, roots, submodules)


def test_a_moved_branch_costs_what_moved(crawl: Crawl) -> None:
    """One changed file: three objects fetched, one repository read; the release is that of a fresh build."""
    crawl.build()
    crawl.build()
    again = crawl.report()
    assert (0, 0) == (again["fetched"]["objects"], again["n_ran"])
    crawl.move(k0=code("new"))
    out = crawl.build()
    report = crawl.report()
    # A file, its directory, the one above, the commit.
    assert (1, 4) == (report["fetched"]["with_news"], report["fetched"]["objects"])
    assert (1, 1, 1) == tuple(ran(report)[phase] for phase in ("read", "texts", "licenses"))
    assert release_digests(out) == release_digests(crawl.build("fresh"))
    history = rows(
        out,
        "select o.path, o.last_commit = r.revision_id from occurrences o join repositories r using (repository_id) "
        "where o.repo_name = 'o/weave' and o.path in ('src/k0.c', 'src/k1.c') order by all",
    )
    assert [("src/k0.c", True), ("src/k1.c", False)] == history


def test_a_force_moved_branch_and_a_vanished_repository(crawl: Crawl) -> None:
    """What is no longer reachable is no longer published; the copy of what is gone is, and says so."""
    crawl.build()
    crawl.bare.commit(crawl.bare.files({"LICENSE": MIT, "only.c": code("only")}))
    del crawl.host.repositories["/o/other.git"]
    out = crawl.build()
    assert [("only.c",)] == rows(out, "select path from source_files where repo_name = 'o/weave'")
    assert [(True,)] == rows(out, "select is_vanished from repositories where repo_name = 'o/other'")
    assert [("o.c",)] == rows(out, "select path from source_files where repo_name = 'o/other'")
    assert 2 == crawl.report()["fetched"]["vanished"]


def test_explain_tells_the_whole_chain(crawl: Crawl, capfd: pytest.CaptureFixture[str]) -> None:
    """Where from, which commit, which license and why, what was masked, what refused it."""
    out = crawl.build()
    ((leaky, gpl),) = rows(
        out,
        "select max(occurrence_id) filter (path = 'leaky.c'), max(occurrence_id) filter (path = 'gpl.c') "
        "from occurrences",
    )
    capfd.readouterr()
    assert exit_codes.DONE == cli.run(["explain", str(out), str(leaky)])
    told = capfd.readouterr().out
    for part in ("/o/weave.git", crawl.first, "MIT", "LICENSE", "github_token", "person", "email"):
        assert part in told, part
    assert exit_codes.DONE == cli.run(["explain", str(out), str(gpl)])
    told = capfd.readouterr().out
    for part in (crawl.first, "GPL-3.0-or-later", "license_not_allowed"):
        assert part in told, part


def test_what_was_masked_is_nowhere(crawl: Crawl, capfd: pytest.CaptureFixture[str]) -> None:
    """Neither in the release nor in what was printed; raw bytes stay in the work directory and the cache alone."""
    out = crawl.build()
    printed = capfd.readouterr()
    files = b"".join(path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file())
    tables = "".join(str(rows(out, f"from {table}")) for table in ("source_files", "quarantine", "file_licenses"))
    for secret in (KEY, "jane@weavers", "Jane Weaver"):
        assert secret not in tables
        assert secret.encode() not in files
        assert secret not in printed.out + printed.err
    assert "The Weavers" in tables


def test_who_opted_out_and_is_known_by_a_redirect_alone_leaves_nothing(crawl: Crawl) -> None:
    """Neither rows nor objects in the cache."""
    crawl.host.redirects["/old/name.git"] = "/o/weave.git"
    (crawl.folder / "recipe.toml").write_text(
        '[dataset]\nname = "crawl"\n[consent]\noptouts = ["optouts.csv"]\n[[sources]]\nkind = "git"\n'
        f'url = "{crawl.host.url}/old/name.git"\nref = "main"\n'
    )
    (crawl.folder / "optouts.csv").write_text("scope,target,since\nrepository,o/weave,2026-11-24\n")
    arguments = ["build", str(crawl.folder / "recipe.toml"), "--out", str(crawl.folder / "out")]
    cli.run([*arguments, "--cache", str(crawl.folder / "cache"), "--runner", "in_process"])
    assert [] == list((crawl.folder / "cache").rglob("*.pack"))
    assert [] == rows(crawl.folder / "out", "from repositories")


def test_a_purge_of_what_was_opted_out_before_finds_its_objects(crawl: Crawl) -> None:
    """No receipt names it any more; the cache does."""
    out = crawl.build()
    recipe = (crawl.folder / "recipe.toml").read_text()
    (crawl.folder / "optouts.csv").write_text("scope,target,since\nrepository,o/weave,2026-11-24\n")
    (crawl.folder / "recipe.toml").write_text(recipe + '[consent]\noptouts = ["optouts.csv"]\n')
    crawl.build()
    assert exit_codes.DONE == cli.run(["clean", str(out), "--keep", "1"])
    n_packs = len(list((crawl.folder / "cache").rglob("*.pack")))
    assert exit_codes.DONE == cli.run(["purge", str(out), "o/weave", "--cache", str(crawl.folder / "cache")])
    assert n_packs - 1 == len(list((crawl.folder / "cache").rglob("*.pack")))


def test_a_purge_reaches_every_kind_of_download(crawl: Crawl) -> None:
    """Git's objects, a package's archive."""
    out = crawl.build()
    for name in ("o/weave", "debian/weave"):
        command = ["purge", str(out), name, "--cache", str(crawl.folder / "cache")]
        assert exit_codes.DONE == cli.run(command)
    cached = {path.relative_to(crawl.folder / "cache").parts[0] for path in (crawl.folder / "cache").rglob("*.dsc")}
    assert set() == cached
    stores = [path for path in (crawl.folder / "cache" / "git").iterdir() if any(path.rglob("*.pack"))]
    assert 1 == len(stores)
    assert [] == rows(crawl.build(), "select path from source_files where repo_name in ('o/weave', 'debian/weave')")
