"""GitLab listings, against a server that behaves like it: groups, pages by key and by number, strange answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.extractors.sources.hosts import GitLabServer, Reply, Server, as_json, files_of, pauses, served
from warploom.extractors.sources.gitlab import GitLab
from warploom.schemas.source import FetchError

__all__ = ["pauses"]
FIVE = ["weavers/looms/warp", "weavers/looms/a/deep/shed", "weavers/looms/Reed", "weavers/looms/z", "weavers/looms/b"]


@pytest.fixture
def server(pauses: list[float]) -> Iterator[GitLabServer]:
    server = GitLabServer(FIVE)
    with served(server):
        yield server


def names(server: Server, cache: Path, *, offline: bool = False, **fields: Any) -> list[str]:
    source = GitLab(api=f"{server.url}/api/v4", **({"group": "weavers/looms"} | fields))
    return [listed.entry["name"] for listed in source.entries(cache, offline=offline)]


def failure(server: Server, cache: Path, *, offline: bool = False, **fields: Any) -> str:
    with pytest.raises(FetchError) as caught:
        names(server, cache, offline=offline, **fields)
    return str(caught.value)


def test_entries_are_those_of_a_recipe(server: GitLabServer, tmp_path: Path) -> None:
    """Clone URL, full path, and the reference and history of the listing."""
    server.names = ["weavers/looms/warp"]
    source = GitLab(group="weavers/looms", api=f"{server.url}/api/v4/", ref="v1", history=False)
    (listed,) = source.entries(tmp_path, offline=False)
    assert "gitlab weavers/looms/warp" == listed.where
    url = f"{server.url}/weavers/looms/warp.git"
    assert {"kind": "git", "url": url, "ref": "v1", "name": "weavers/looms/warp", "history": False} == listed.entry


@pytest.mark.parametrize("has_links", [True, False])
def test_groups_are_paged_by_number(server: GitLabServer, tmp_path: Path, *, has_links: bool) -> None:
    """By `Link` or by `X-Next-Page`; the groups within are asked for."""
    server.has_links = has_links
    assert sorted(FIVE) == names(server, tmp_path)
    assert ["", "2", "3"] == [asked.query.get("page", "") for asked in server.asked]
    for asked in server.asked:
        assert "/api/v4/groups/weavers%2Flooms/projects" == asked.path
        assert ("true", "false", "public", "100") == tuple(
            asked.query[key] for key in ("include_subgroups", "with_shared", "visibility", "per_page")
        )


def test_the_whole_server_is_paged_by_key(server: GitLabServer, tmp_path: Path) -> None:
    """With what narrows it."""
    found = names(server, tmp_path, group="", search="größe", topic="openmp", language="C++", archived=False)
    assert sorted(FIVE) == found
    assert ["", "2", "4"] == [asked.query.get("id_after", "") for asked in server.asked]
    asked = server.asked[-1].query
    assert ("größe", "openmp", "C++", "false", "keyset", "id", "asc") == tuple(
        asked[key]
        for key in ("search", "topic", "with_programming_language", "archived", "pagination", "order_by", "sort")
    )


def test_what_is_left_out(server: GitLabServer, tmp_path: Path) -> None:
    """What is not public, what is empty, and another topic, where the server does not see to it."""
    server.changes = {
        FIVE[0]: {"visibility": "internal"},
        FIVE[1]: {"default_branch": None},
        FIVE[2]: {"empty_repo": True},
        FIVE[3]: {"topics": ["OpenACC", 7]},
    }
    assert sorted(FIVE[3:]) == names(server, tmp_path)
    assert [FIVE[4]] == names(server, tmp_path, topic="openmp")
    server.changes = {FIVE[0]: {"archived": True}}
    assert sorted(FIVE[1:]) == names(server, tmp_path, archived=False)
    assert 5 == len(names(server, tmp_path, limit=99))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"group": ""}, "nothing to look for"),
        ({"group": "a b"}, "Give the full path"),
        ({"group": "/a"}, "Give the full path"),
        ({"group": "a/../b?x"}, "Give the full path"),
        ({"language": "C"}, "Leave out `group` or `language`"),
        ({"search": "a\nb"}, "Correct `search`"),
        ({"topic": "\ud800"}, "Correct `topic`"),
        ({"api": "ext::sh"}, "Correct `api`"),
        ({"limit": 0}, "Give one from 1"),
    ],
)
def test_fields_that_cannot_be(server: GitLabServer, tmp_path: Path, fields: dict[str, Any], said: str) -> None:
    """Are said before anything is asked."""
    with pytest.raises(FetchError, match=said):
        GitLab(**({"group": "weavers/looms", "api": server.url} | fields)).entries(tmp_path, offline=False)
    assert [] == server.asked


def test_tokens(server: GitLabServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In GitLab's own header, from the named variable; the usual one goes to the public server alone."""
    monkeypatch.setenv("GITLAB_TOKEN", "usual")
    monkeypatch.setenv("FORGE_TOKEN", "own")
    names(server, tmp_path, limit=1)
    names(server, tmp_path, limit=2, token_env="FORGE_TOKEN")  # noqa: S106 - a variable's name
    assert [None, "own"] == [asked.headers.get("private-token") for asked in server.asked]
    assert "usual" == GitLab(group="weavers")._query().headers["PRIVATE-TOKEN"]
    server.faults = {3: Reply(401, b'{"message": "401 own"}')}
    assert "answers 401 (401 ***). Put a token that may read it (`read_api`) into FORGE_TOKEN." in failure(
        server,
        tmp_path,
        token_env="FORGE_TOKEN",  # noqa: S106
    )


def test_a_limit_of_rate_passes(server: GitLabServer, tmp_path: Path, pauses: list[float]) -> None:
    """As long as GitLab's header says."""
    server.faults = {2: Reply(429, b"Retry later", {"RateLimit-Remaining": "0", "RateLimit-Reset": "1700000029"})}
    assert 5 == len(names(server, tmp_path))
    assert [30] == pauses


def test_a_group_that_is_not_there(server: GitLabServer, tmp_path: Path) -> None:
    """Is said with what GitLab says."""
    assert "answers 404 (404 Group Not Found). Correct `group`" in failure(server, tmp_path, group="nobody")


def test_a_listing_that_breaks_goes_on(server: GitLabServer, tmp_path: Path) -> None:
    """By key and by number; offline gives it then."""
    narrowed: tuple[dict[str, Any], ...] = ({}, {"group": "", "topic": "openmp"})
    for fields in narrowed:
        server.asked.clear()
        server.faults = {2: Reply(401)}
        failure(server, tmp_path, **fields)
        assert "Run `warploom fetch" in failure(server, tmp_path, offline=True, **fields)
        assert sorted(FIVE) == names(server, tmp_path, **fields) == names(server, tmp_path, offline=True, **fields)
        assert 4 == len(server.asked)
    assert ["complete.json", "complete.json"] == files_of(tmp_path)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (as_json({"message": "x"}), "it is no list of projects"),
        (as_json([[]]), "it has a project that is none"),
        (as_json([{"path_with_namespace": "a/b"}]), "its URL to clone a/b is none of this host"),
        (as_json([], X_Next_Page="two"), "the number of its next page is none"),
        (as_json([], X_Next_Page="-1"), "the number of its next page is none"),
        (as_json([], Link="<https://evil.example/>; rel=next"), "on another host (https://evil.example/)"),
        (Reply(200, b"<html>", {"Content-Type": "text/html"}), "it is no JSON (its type is text/html)"),
    ],
)
def test_answers_that_end_the_run(server: GitLabServer, tmp_path: Path, reply: Reply, said: str) -> None:
    """With what is strange in them."""
    server.faults = {1: reply}
    assert said in failure(server, tmp_path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
PROJECTS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "path_with_namespace": st.sampled_from(["a/b", "a/b/c", "x"]) | JSON,
            "http_url_to_repo": st.sampled_from(["HOST/a/b", "HOST/-x", "ssh://x/y"]) | JSON,
            "visibility": st.sampled_from(["public", "private"]) | JSON,
            "default_branch": st.just("main") | JSON,
            "topics": st.lists(st.sampled_from(["openmp", "x"])) | JSON,
            "empty_repo": JSON,
        },
    ),
    max_size=3,
)


@given(
    value=JSON | PROJECTS,
    number=st.sampled_from(["", "2"]) | st.text(st.characters(min_codepoint=32, max_codepoint=126)),
)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_is_entries_or_an_error(server: GitLabServer, value: Any, number: str) -> None:
    """Never another exception; and entries are of this host."""
    body = json.dumps(value).replace("HOST", server.url).encode()
    server.faults = {len(server.asked) + 1: Reply(200, body, {"X-Next-Page": number})}
    with TemporaryDirectory() as cache:
        try:
            found = GitLab(topic="openmp", api=f"{server.url}/api/v4").entries(Path(cache), offline=False)
        except FetchError:
            return
    assert all(listed.entry["url"].startswith(f"{server.url}/") for listed in found)
