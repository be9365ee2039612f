"""GitHub listings, against a server that behaves like it: pages, limits, breaks, and answers that are none."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.extractors.sources.hosts import NOW, GitHubServer, Reply, Server, as_json, files_of, pauses, served
from warploom.extractors.sources import code_host
from warploom.extractors.sources.github import GitHub
from warploom.schemas.source import FetchError

__all__ = ["pauses"]
FIVE = ["weavers/warp", "weavers/Loom", "weavers/shed", "weavers/heddle", "weavers/reed"]
LATER = 10 * code_host._LONGEST_BREAK_S


@pytest.fixture
def server(pauses: list[float], monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHubServer]:
    monkeypatch.delenv("FORGE_TOKEN", raising=False)
    server = GitHubServer(FIVE)
    with served(server):
        yield server


def names(server: Server, cache: Path, *, offline: bool = False, **fields: Any) -> list[str]:
    source = GitHub(api=server.url, **({"org": "weavers"} | fields))
    return [listed.entry["name"] for listed in source.entries(cache, offline=offline)]


def failure(server: Server, cache: Path, *, offline: bool = False, **fields: Any) -> str:
    with pytest.raises(FetchError) as caught:
        names(server, cache, offline=offline, **fields)
    return str(caught.value)


def test_entries_are_those_of_a_recipe(server: GitHubServer, tmp_path: Path) -> None:
    """Clone URL, name, and the reference and history of the listing."""
    server.names = ["weavers/warp"]
    source = GitHub(org="weavers", api=server.url + "/", ref="v1", history=False)
    (listed,) = source.entries(tmp_path, offline=False)
    assert "github weavers/warp" == listed.where
    assert {
        "kind": "git",
        "url": f"{server.url}/weavers/warp.git",
        "ref": "v1",
        "name": "weavers/warp",
        "history": False,
    } == listed.entry
    assert not listed.is_text


@pytest.mark.parametrize("fields", [{"org": "weavers"}, {"user": "weaver", "org": ""}, {"search": "loom", "org": ""}])
def test_pages_are_followed(server: GitHubServer, tmp_path: Path, fields: dict[str, Any]) -> None:
    """To the last one; the names are sorted, whatever the host's order."""
    assert sorted(FIVE) == names(server, tmp_path, **fields)
    assert ["", "2", "3"] == [asked.query.get("page", "") for asked in server.asked]
    assert {"100"} == {asked.query["per_page"] for asked in server.asked}


def test_the_limit_takes_the_first_ones_of_the_host(server: GitHubServer, tmp_path: Path) -> None:
    """And asks for no page more than it needs."""
    assert sorted(FIVE[:3]) == names(server, tmp_path, limit=3)
    assert 2 == len(server.asked)


@pytest.mark.parametrize("limit", [0, -1, code_host.MAX_LIMIT + 1])
def test_limits_that_are_none(server: GitHubServer, tmp_path: Path, limit: int) -> None:
    """Are said before anything is asked."""
    assert "Give one from 1" in failure(server, tmp_path, limit=limit)
    assert [] == server.asked


def test_a_query_is_composed(server: GitHubServer, tmp_path: Path) -> None:
    """Of the search as it is and of the fields, quoted where they may hold blanks."""
    names(server, tmp_path, search="stars:>10 café", language="C++", topic="openmp", license="mit", forks=True)
    names(server, tmp_path, org="", language="Jupyter Notebook", archived=False)
    assert [
        'stars:>10 café org:weavers topic:openmp license:mit language:"C++" fork:true is:public',
        'language:"Jupyter Notebook" archived:false is:public',
    ] == list(dict.fromkeys(asked.query["q"] for asked in server.asked))
    assert {"stars"} == {asked.query["sort"] for asked in server.asked}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"org": ""}, "nothing to look for"),
        ({"user": "weaver"}, "both `org` and `user`"),
        ({"org": "../users/x"}, "Correct `org`"),
        ({"org": "x y"}, "Correct `org`"),
        ({"topic": "a b"}, "Correct `topic`"),
        ({"license": 'mit" org:x'}, "Correct `license`"),
        ({"language": 'C" org:x'}, "Correct `language`"),
        ({"search": "a\nb"}, "Correct `search`"),
        ({"api": "file:///etc"}, "Correct `api`"),
        ({"api": "https://user:pass@h.example"}, "Correct `api`"),
        ({"api": "https://h.example?x"}, "Correct `api`"),
        ({"api": "h.example"}, "Correct `api`"),
    ],
)
def test_fields_that_cannot_be(tmp_path: Path, fields: dict[str, Any], said: str) -> None:
    """Are said before anything is asked, and hold no password."""
    with pytest.raises(FetchError) as caught:
        GitHub(**({"org": "weavers", "api": "http://127.0.0.1:1"} | fields)).entries(tmp_path, offline=False)
    assert said in str(caught.value)
    assert "pass@" not in str(caught.value)


def test_private_ones_forks_and_archived_ones(server: GitHubServer, tmp_path: Path) -> None:
    """Private ones never, forks if asked for, archived ones unless not."""
    server.changes = {FIVE[0]: {"private": True}, FIVE[1]: {"fork": True}, FIVE[2]: {"archived": True}}
    shed, heddle, reed = FIVE[2:]
    assert sorted([shed, heddle, reed]) == names(server, tmp_path)
    assert sorted([FIVE[1], shed, heddle, reed]) == names(server, tmp_path, forks=True)
    assert sorted([heddle, reed]) == names(server, tmp_path, archived=False)


def test_a_repository_that_moves_between_pages_is_listed_once(server: GitHubServer, tmp_path: Path) -> None:
    """As when another one is added while pages are read."""
    server.names = ["a/one", "a/two", "a/two", "a/three"]
    assert ["a/one", "a/three", "a/two"] == names(server, tmp_path)


def test_more_results_than_github_gives(server: GitHubServer, tmp_path: Path) -> None:
    """Are an error if they are asked for, and none if the first ones are."""
    server.total = 1001
    message = failure(server, tmp_path, search="loom", limit=2000)
    assert "1001 repositories are found, and GitHub gives the first 1000" in message
    assert "Narrow the query" in message
    assert 5 == len(names(server, tmp_path, search="loom", limit=1000))
    server.total = 1000
    assert 5 == len(names(server, tmp_path, search="loom", limit=2000))


def test_incomplete_results_are_asked_for_again(server: GitHubServer, tmp_path: Path, pauses: list[float]) -> None:
    """They pass; if they do not, it is an error."""
    cut = as_json({"total_count": 9, "incomplete_results": True, "items": []})
    server.faults = {1: cut, 2: cut}
    assert 5 == len(names(server, tmp_path, search="loom"))
    assert 2 == len(pauses)
    server.reply = lambda asked: cut
    assert "its results are incomplete, 6 times" in failure(server, tmp_path, search="warp")


def test_tokens(server: GitHubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The named variable's is sent; the usual one's to no host but the public one; without, none."""
    monkeypatch.setenv("GITHUB_TOKEN", "usual")
    monkeypatch.setenv("FORGE_TOKEN", " own\n")
    names(server, tmp_path, limit=1)
    names(server, tmp_path, limit=2, token_env="FORGE_TOKEN")  # noqa: S106 - a variable's name
    assert [None, "Bearer own"] == [asked.headers.get("authorization") for asked in server.asked]
    query = GitHub(org="weavers")._query()
    assert ("Bearer usual", "usual") == (query.headers["Authorization"], query.secret)


@pytest.mark.parametrize(
    ("value", "variable", "api", "said"),
    [
        ("a b", "FORGE_TOKEN", "", "what FORGE_TOKEN holds is no token"),
        ("a\nHost: x", "FORGE_TOKEN", "", "what FORGE_TOKEN holds is no token"),
        ("s3cret", "FORGE_TOKEN", "http://h.example", "would be sent over http"),
        ("s3cret", "ghp-s3cret", "", "not the token"),
    ],
)
def test_tokens_that_are_not_sent(
    server: GitHubServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    value: str,
    variable: str,
    api: str,
    said: str,
) -> None:
    """And not shown."""
    monkeypatch.setenv("FORGE_TOKEN", value)
    with pytest.raises(FetchError) as caught:
        GitHub(org="weavers", api=api or server.url, token_env=variable).entries(tmp_path, offline=False)
    assert said in str(caught.value)
    assert "s3cret" not in str(caught.value)
    assert [] == server.asked


def test_no_token_leaves_the_host(server: GitHubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a redirect, by a next page, or by a message that repeats it; nor is it kept."""
    monkeypatch.setenv("FORGE_TOKEN", "s3cret")
    with served(Server()) as other:
        for reply in (
            Reply(302, b"", {"Location": f"{other.url}/orgs/weavers/repos"}),
            as_json([], Link=f'<{other.url}/orgs/weavers/repos?page=2>; rel="next"'),
            Reply(403, b'{"message": "s3cret is\\nnot enough"}'),
        ):
            server.faults = {len(server.asked) + 1: reply}
            assert "s3cret" not in failure(server, tmp_path, token_env="FORGE_TOKEN")  # noqa: S106
        assert [] == other.asked
    names(server, tmp_path, token_env="FORGE_TOKEN")  # noqa: S106
    kept = [path.read_text() for path in tmp_path.rglob("*.json")]
    assert 1 == len(kept)
    assert "s3cret" not in kept[0]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(404, b'{"message": "Not Found"}'), "answers 404 (Not Found). Correct `org`"),
        (Reply(401, b'{"message": "Bad credentials"}'), "answers 401 (Bad credentials). Put a token"),
        (Reply(403, b'{"message": "Resource\\u0000 not accessible"}'), "answers 403 (Resource\\x00 not accessible)."),
        (Reply(422, b'{"message": "Validation Failed"}'), "answers 422 (Validation Failed)."),
        (Reply(422, b'{"message": {"x": 1}}'), "answers 422. Correct"),
        (Reply(422, b'{"message": "\\ud800"}'), "answers 422. Correct"),
        (Reply(422, b"[" * 100_000), "answers 422. Correct"),
        (Reply(204), "answers 204."),
        (Reply(304), "answers 304."),
        (Reply(200, b"<html>", {"Content-Type": "text/html"}), "it is no JSON (its type is text/html)"),
        (Reply(200, b""), "it is no JSON"),
        (Reply(200, b"\xff\xfe[]"), "it is no JSON"),
        (Reply(200, b"[" * 100_000), "it is no JSON"),
        (Reply(200, b"1" * 100_000), "it is no JSON"),
        (Reply(200, b"{}"), "it is no list of repositories"),
        (Reply(200, b"[null]"), "it has a repository that is none"),
        (as_json([], Link="</x?page=2>; rel=next"), ""),
    ],
)
def test_answers_that_end_the_run(server: GitHubServer, tmp_path: Path, reply: Reply, said: str) -> None:
    """At once, with what the host says; a page without repositories is none of them."""
    server.faults = {1: reply}
    if said:
        assert said in failure(server, tmp_path)
        assert 1 == len(server.asked)
    else:
        assert "answers 404" in failure(server, tmp_path)
        assert "/x" == server.asked[1].path


@pytest.mark.parametrize(
    "value",
    [
        [],
        {"total_count": 1, "incomplete_results": False},
        {"total_count": "1", "incomplete_results": False, "items": []},
        {"total_count": True, "incomplete_results": False, "items": []},
        {"total_count": -1, "incomplete_results": False, "items": []},
        {"total_count": 1, "items": []},
        {"total_count": 1, "incomplete_results": 0, "items": []},
        {"total_count": 1, "incomplete_results": False, "items": {}},
    ],
)
def test_search_results_that_are_none(server: GitHubServer, tmp_path: Path, value: object) -> None:
    """Are not guessed at."""
    server.faults = {1: as_json(value)}
    assert "the host's answer cannot be used: it " in failure(server, tmp_path, search="x")


@pytest.mark.parametrize(
    "url",
    [
        None,
        7,
        "",
        "file:///etc",
        "ext::sh -c id",
        "--upload-pack=x",
        "git://127.0.0.1/a/b",
        "ssh://127.0.0.1/a/b",
        "git@127.0.0.1:a/b",
        "http://evil.example/a/b",
        "http://127.0.0.1:1/a/b",
        "http://user:pass@HOST/a/b",
        "http://HOST",
        "http://HOST/",
        "http://HOST/-x",
        "http://HOST//x",
        "http://HOST/a/../b",
        "http://HOST/a b",
        "http://HOST/a\nb",
        "http://HOST/a?b",
        "http://HOST/a#b",
        "http://HOST/a@b",
        "http://HOST/\u0430",
        "http://HOST/a\ud800",
        "http://HOST.evil.example/a/b",
    ],
)
def test_clone_urls_that_are_none_of_the_host(server: GitHubServer, tmp_path: Path, url: str | None) -> None:
    """Name the repository and stop; nothing is skipped quietly."""
    place = url.replace("HOST", server.url.removeprefix("http://")) if isinstance(url, str) else url
    server.changes = {FIVE[1]: {"clone_url": place}}
    assert f"its URL to clone {FIVE[1]} is none of this host" in failure(server, tmp_path)


@pytest.mark.parametrize(
    ("api", "url", "expected"),
    [
        ("https://api.h.example", "https://h.example/a/b.git", True),
        ("https://h.example/api/v3", "https://h.example/a/b.git", True),
        ("https://h.example:8443/api/v3", "https://h.example:8443/a/b.git", True),
        ("http://h.example:8080", "https://h.example/a/b.git", True),
        ("https://api.h.example", "http://h.example/a/b.git", False),
        ("https://h.example:8443", "http://h.example:8443/a/b.git", False),
        ("https://api.h.example", "https://h.example:22/a/b.git", False),
        ("https://api.h.example", "https://x.h.example/a/b.git", False),
        ("https://h.example", "https://api.h.example/a/b.git", False),
    ],
)
def test_what_a_url_of_the_host_is(api: str, url: str, *, expected: bool) -> None:
    """The interface's origin, or the one without `api.`; https stays https."""
    assert expected == code_host._is_clone_url(url, api)


@pytest.mark.parametrize("name", [None, 7, "", "noslash", "a/b c", "a/b\nc", "a/../b", "a//b", "/a/b", "a/b\ud800"])
def test_names_that_are_none(server: GitHubServer, tmp_path: Path, name: object) -> None:
    """Stop the listing, too."""
    server.changes = {FIVE[1]: {"full_name": name}}
    assert "it has a repository without a name" in failure(server, tmp_path)


def test_names_in_any_script(server: GitHubServer, tmp_path: Path) -> None:
    """They are names; a URL escapes them."""
    server.names = ["織り/布", "zürich/schuß"]
    server.changes = {
        "織り/布": {"clone_url": f"{server.url}/%E7%B9%94/%E5%B8%83.git"},
        "zürich/schuß": {"clone_url": f"{server.url}/z/s.git"},
    }
    assert ["zürich/schuß", "織り/布"] == names(server, tmp_path)
    assert ["zürich/schuß", "織り/布"] == names(server, tmp_path, offline=True)


def test_a_listing_that_breaks_goes_on_where_it_stopped(server: GitHubServer, tmp_path: Path) -> None:
    """The first page is not asked for again; nothing but the listing is kept at the end."""
    limited = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(NOW + 3600)}
    server.faults = {2: Reply(403, b"", limited)}
    message = failure(server, tmp_path)
    assert "UTC. What was listed so far is kept." in message
    assert ["page-1.json"] == files_of(tmp_path)
    assert sorted(FIVE) == names(server, tmp_path)
    assert ["", "2", "2", "3"] == [asked.query.get("page", "") for asked in server.asked]
    assert ["complete.json"] == files_of(tmp_path)


def test_pages_that_do_not_follow_are_not_put_together(server: GitHubServer, tmp_path: Path) -> None:
    """A kept page counts only where the one before it leads to it."""
    server.faults = {3: Reply(404)}
    failure(server, tmp_path)
    (page,) = tmp_path.glob("listings/*/page-1.json")
    page.write_text(page.read_text().replace("page=2", "page=3"))
    assert sorted([*FIVE[:2], FIVE[4]]) == names(server, tmp_path)
    assert ["", "2", "3", "3"] == [asked.query.get("page", "") for asked in server.asked]


def test_a_break_of_days_begins_anew(server: GitHubServer, tmp_path: Path) -> None:
    """Too much may have moved meanwhile."""
    server.faults = {2: Reply(404)}
    failure(server, tmp_path)
    (page,) = tmp_path.glob("listings/*/page-1.json")
    os.utime(page, (page.stat().st_mtime - LATER,) * 2)
    names(server, tmp_path)
    assert ["", "2", "", "2", "3"] == [asked.query.get("page", "") for asked in server.asked]


def test_what_did_not_change_is_not_sent_again(server: GitHubServer, tmp_path: Path) -> None:
    """A complete listing is asked for page by page with its ETags; a page that changed is taken."""
    first = names(server, tmp_path)
    sent: list[int] = []
    reply_of = server.reply

    def counted(asked: Any) -> Reply:
        reply = reply_of(asked)
        sent.append(reply.status)
        return reply

    server.reply = counted
    assert first == names(server, tmp_path)
    server.names[2] = "weavers/new"
    assert sorted(server.names) == names(server, tmp_path)
    assert [304, 304, 304, 304, 200, 304] == sent


def test_offline(server: GitHubServer, tmp_path: Path) -> None:
    """The last complete listing, also while a newer one is half done; without one, the command to run."""
    assert "Run `warploom fetch" in failure(server, tmp_path, offline=True)
    before = names(server, tmp_path)
    n_asked = len(server.asked)
    server.names[0] = "weavers/new"
    server.faults = {n_asked + 2: Reply(404)}
    failure(server, tmp_path)
    assert ["complete.json", "page-1.json"] == files_of(tmp_path)
    assert before == names(server, tmp_path, offline=True)
    assert n_asked + 2 == len(server.asked)
    assert "Run `warploom fetch" in failure(server, tmp_path, offline=True, limit=7)


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'[{"url": "u", "etag": "", "next": null, "repositories": [["a/b"]]}]',
        b'[{"url": "u", "etag": "", "next": null, "repositories": [["a/b", "file:///etc"]]}]',
        b'[{"url": "u", "etag": "a b", "next": null, "repositories": []}]',
        b'[{"url": "u", "etag": "", "next": "http://evil.example/", "repositories": []}]',
        b'[{"url": 1, "etag": "", "next": null, "repositories": []}]',
    ],
)
def test_a_damaged_cache_holds_nothing(server: GitHubServer, tmp_path: Path, damage: bytes) -> None:
    """It is asked anew, and offline there is none; no URL is taken from it that a host could not give."""
    names(server, tmp_path)
    (complete,) = tmp_path.glob("listings/*/complete.json")
    complete.write_bytes(damage)
    assert "Run `warploom fetch" in failure(server, tmp_path, offline=True)
    (complete.parent / "page-1.json").write_bytes(damage[1:-1])
    assert sorted(FIVE) == names(server, tmp_path)
    assert sorted(FIVE) == names(server, tmp_path, offline=True)


def test_a_cache_that_cannot_be_written(server: GitHubServer, tmp_path: Path) -> None:
    """Is said with its path's key, not as a defect."""
    (tmp_path / "listings").write_text("a file")
    assert "Name another directory with --cache" in failure(server, tmp_path)


def test_pages_that_do_not_end(server: GitHubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a circle, or ever new and empty."""
    server.reply = lambda asked: as_json([], Link=f'<{server.url}{asked.path}?page=1>; rel="next"')
    assert "pages do not end (2 were read)" in failure(server, tmp_path)
    monkeypatch.setattr(code_host, "_MAX_PAGES", 10)
    server.reply = lambda asked: as_json([], Link=f'<?page={int(asked.query.get("page", 1)) + 1}>; rel="next"')
    assert "pages do not end (10 were read)" in failure(server, tmp_path, limit=3)


@pytest.mark.parametrize("reply", [Reply(500), Reply(200, b"[]" * 40, fault="cut"), Reply(200, fault="silent")])
def test_what_passes_within_a_listing(server: GitHubServer, tmp_path: Path, pauses: list[float], reply: Reply) -> None:
    """Is asked for again, and no page is lost or doubled."""
    server.faults = {2: reply, 4: reply}
    assert sorted(FIVE) == names(server, tmp_path)
    assert 2 == len(pauses)


def test_an_answer_without_an_end(server: GitHubServer, tmp_path: Path) -> None:
    """Is given up when it is longer than any page."""
    server.faults = {1: Reply(200, b"[", fault="endless")}
    assert f"more than {code_host._MAX_PAGE_BYTES} bytes" in failure(server, tmp_path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["full_name", "clone_url", "private", "fork", "items", "total_count", "message", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
ITEMS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "full_name": st.sampled_from(["a/b", "c/d", "x", "é/ü"]) | JSON,
            "clone_url": st.sampled_from(["HOST/a/b", "HOST/-x", "file:///x", "https://e.example/x"]) | JSON,
            "private": st.booleans() | JSON,
            "fork": st.booleans() | JSON,
        },
    ),
    max_size=3,
)


@given(
    value=JSON | ITEMS | st.fixed_dictionaries({"total_count": st.integers() | JSON, "items": ITEMS | JSON}),
    is_complete=st.booleans(),
    is_search=st.booleans(),
    status=st.sampled_from([200, 200, 200, 200, 404, 422]),
    link=st.sampled_from(["", "<x?page=2>; rel=next"]) | st.text(st.characters(min_codepoint=32, max_codepoint=126)),
)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_is_entries_or_an_error(
    server: GitHubServer, value: Any, *, is_complete: bool, is_search: bool, status: int, link: str
) -> None:
    """Never another exception; and entries are of this host."""
    if isinstance(value, dict) and is_complete:
        value = value | {"incomplete_results": False}
    body = json.dumps(value).replace("HOST", server.url).encode()
    server.faults = {len(server.asked) + 1: Reply(status, body, {"Link": link})}
    fields: dict[str, Any] = {"search": "x"} if is_search else {"org": "weavers"}
    with TemporaryDirectory() as cache:
        try:
            found = GitHub(api=server.url, **fields).entries(Path(cache), offline=False)
        except FetchError:
            return
    assert all(listed.entry["url"].startswith(f"{server.url}/") for listed in found)


@given(st.binary(max_size=200))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_entries_or_an_error(server: GitHubServer, body: bytes) -> None:
    """As they come."""
    server.faults = {len(server.asked) + 1: Reply(200, body)}
    with TemporaryDirectory() as cache:
        try:
            assert () == tuple(GitHub(org="weavers", api=server.url).entries(Path(cache), offline=False))
        except FetchError:
            return
