"""Opt-outs: every way in which an owner may name a repository finds it, and no damaged line is passed over."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.schemas.source import Origin
from warploom.validators.optouts import OptOutError, OptOuts, names_of, normal_name, packaged_optouts, read_optouts

CONTENT = "swh:1:cnt:" + "ab" * 20
NAME = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(("scope,target,since", *lines)) + "\n", "utf-8")
    return path


def origin(name: str, url: str, **more: str) -> Origin:
    return Origin("git", name, url, "main", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "target",
    ["owner/name", "https://code.example/owner/name", "git@code.example:Owner/Name.git", "code.example/owner/name/"],
)
@pytest.mark.parametrize("url", ["https://code.example/owner/name.git", "ssh://git@code.example/owner/NAME"])
def test_a_repository_is_found_by_each_of_its_names(tmp_path: Path, target: str, url: str) -> None:
    """URL, scp form, with and without host, `.git` and capitals."""
    optouts = read_optouts(write(tmp_path / "o.csv", f"repository,{target},2026-11-24"))
    assert optouts.names_repository(names_of(origin("owner/name", url)))


@pytest.mark.parametrize(
    ("target", "name"), [("pkg:pypi/numcu", "pypi/numcu"), ("pkg:deb/debian/mumps", "debian/mumps")]
)
def test_a_package_is_found_by_its_purl(tmp_path: Path, target: str, name: str) -> None:
    """Whatever version."""
    optouts = read_optouts(write(tmp_path / "o.csv", f"repository,{target},2026-11-24"))
    assert optouts.names_repository([name])
    assert optouts.names_repository([f"{target}@1.2-3"])


@given(NAME, NAME, st.sampled_from([
    "https://h.example/{0}/{1}", "HTTPS://H.example:8443/{0}//{1}/", "ssh://alice@h.example:22/{0}/{1}.git",
    "alice@h.example:{0}/{1}.GIT", "h.example:{0}/{1}", "git://h.example/{0}/{1}?x=1#y", "h.example/{0}/%6e{1}",
]))  # fmt: skip
def test_every_spelling_of_a_url_is_the_same(owner: str, name: str, form: str) -> None:
    """User, port, case, slashes, escapes, suffix: none hides a repository from its owner."""
    name = "n" + name
    given_as = form.format(owner, name.removeprefix("n") if "%6e" in form else name)
    assert f"h.example/{owner}/{name}" == normal_name(given_as)
    assert OptOuts(owners=frozenset({owner})).names_repository([given_as])
    assert OptOuts(repositories=frozenset({f"{owner}/{name}"})).names_repository([given_as])


def test_an_owner_of_a_group_speaks_for_the_groups_in_it() -> None:
    """And for nobody's group of the same name's beginning."""
    optouts = OptOuts(owners=frozenset({"h.example/group"}))
    assert optouts.names_repository(["https://h.example/group/sub/deep/name"])
    assert not optouts.names_repository(["https://h.example/group2/sub/name"])


def test_a_fork_and_a_moved_repository_go_too(tmp_path: Path) -> None:
    """The owner of the origin asked."""
    optouts = read_optouts(write(tmp_path / "o.csv", "repository,owner/name,2026-11-24"))
    assert optouts.names_repository(names_of(origin("x/y", "https://h.example/x/y", fork_of="owner/name")))
    assert optouts.names_repository(
        names_of(origin("x/y", "https://h.example/x/y", moved_to="https://h.example/owner/name"))
    )


def test_an_owner_speaks_for_all_of_theirs_and_for_nobody_else(tmp_path: Path) -> None:
    """`own` is not `owner`."""
    optouts = read_optouts(write(tmp_path / "o.csv", "owner,code.example/owner,2026-11-24"))
    assert optouts.names_repository(["https://code.example/owner/any"])
    assert not optouts.names_repository(["https://code.example/own/any", "https://other.example/owner/any"])


@given(NAME, NAME, NAME)
def test_other_repositories_stay(owner: str, name: str, other: str) -> None:
    """A name matches whole parts only."""
    optouts = OptOuts(repositories=frozenset({f"{owner}/{name}"}))
    assert (other == name) == optouts.names_repository([f"https://h.example/{owner}/{other}"])
    assert not optouts.names_repository([f"{owner}/{name}x", f"x{owner}/{name}"])


@given(st.text(max_size=60))
def test_normal_names_are_normal(name: str) -> None:
    """A second time changes nothing, for what a URL may look like."""
    once = normal_name(f"https://host.example/{name}")
    assert once == once.lower()
    assert not once.endswith("/")


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["nobody,owner/name,2026-11-24"], "line 2: `nobody` is none of"),
        (["repository,owner/name"], "line 2: 2 cells"),
        (["repository,name,2026-11-24"], "names no repository"),
        (["repository,owner/name,soon"], "`soon` is no date"),
        (["content,ab,2026-11-24"], "no swh:1:cnt: id"),
        (["owner,,2026-11-24"], "names no owner"),
    ],
)
def test_a_line_that_is_not_understood_stops(tmp_path: Path, lines: list[str], why: str) -> None:
    """Nobody's wish is passed over in silence."""
    with pytest.raises(OptOutError, match=why):
        read_optouts(write(tmp_path / "o.csv", *lines))


def test_a_missing_list_or_header_stops(tmp_path: Path) -> None:
    """The same."""
    with pytest.raises(OptOutError, match="cannot be read"):
        read_optouts(tmp_path / "none.csv")
    (tmp_path / "o.csv").write_text("repository,owner/name,2026-11-24\n")
    with pytest.raises(OptOutError, match="header"):
        read_optouts(tmp_path / "o.csv")


def test_lists_add_up(tmp_path: Path) -> None:
    """The packaged one, the recipe's and what was purged."""
    one = read_optouts(write(tmp_path / "a.csv", "owner,a.example/o,2026-11-24", "# remark", ""))
    two = read_optouts(write(tmp_path / "b.csv", f"content,{CONTENT},2026-11-24"))
    assert OptOuts(frozenset({"a.example/o"}), frozenset(), frozenset({CONTENT})) == one | two
    assert isinstance(read_optouts(packaged_optouts()), OptOuts)
