"""Repositories that GitHub, or a server with its interface, lists for a search, an organization or a user."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from warploom.extractors.sources import code_host
from warploom.extractors.sources.code_host import Page, Query, Repository, StrangeAnswerError
from warploom.extractors.sources.http import Answer, PassingError
from warploom.schemas.source import FetchError, Listed

PUBLIC_API = "https://api.github.com"
SEARCH_CAP = 1_000
"""Results of one search that GitHub gives, however many there are."""
_OWNER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9_])?")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,99}")
_LANGUAGE = re.compile(r"[^\W_][\w .+#/'()*-]{0,99}")


@dataclass(frozen=True, slots=True)
class GitHub:
    """A recipe's `[[sources]]` entry of kind `github`: public repositories, as entries of kind `git`.

    All of an `org` or a `user`, or a search: `search` in GitHub's own words (`topic:openmp stars:>10`), to which
    `language`, `topic`, `license`, `org` and `user` add their qualifiers. Of a search the `limit` most starred ones are
    taken, else the first ones by name. `ref`, a branch or a tag, and `history` are those of every entry. `token_env`
    names the environment variable with a token, GITHUB_TOKEN if empty and `api` is the public one; private
    repositories are left out with any token, as they are fetched without.
    """

    kind: ClassVar[str] = "github"
    search: str = ""
    org: str = ""
    user: str = ""
    language: str = ""
    topic: str = ""
    license: str = ""
    limit: int = 100
    forks: bool = False
    archived: bool = True
    ref: str = ""
    history: bool = True
    api: str = PUBLIC_API
    token_env: str = ""
    ca_bundle: str = ""

    def entries(self, cache: Path, *, offline: bool) -> Sequence[Listed]:
        """The repositories, sorted by name; raises `FetchError` with the next step."""
        found = code_host.repositories(self._query(), cache, offline=offline)
        return code_host.listed(self.kind, found, ref=self.ref, history=self.history)

    def _query(self) -> Query:
        what = f"github source {self._shown()}"
        self._check(what)
        api = code_host.base_url(what, self.api)
        token, variable = code_host.token_of(what, self.token_env, "GITHUB_TOKEN", api, PUBLIC_API)
        headers = {
            "Accept": "application/vnd.github+json",
            "Accept-Encoding": "gzip",
            "User-Agent": "warploom",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        if token:
            headers["Authorization"] = f"Bearer {token}"
        is_search = bool(self.search or self.language or self.topic or self.license)
        correct = "Correct `search`, `language`, `topic` or `license` in the recipe."
        return Query(
            what=what,
            url=api + (self._search_path() if is_search else self._owner_path()),
            limit=self.limit,
            read=lambda answer: self._read(what, api, answer, is_search=is_search),
            headers=headers,
            secret=token,
            ca_bundle=self.ca_bundle,
            key=("github", f"forks={self.forks}", f"archived={self.archived}"),
            correct=correct if is_search else "Correct `org` or `user` in the recipe.",
            token_hint=f"Put a token that may read it into {variable}.",
        )

    def _check(self, what: str) -> None:
        for key, pattern in (("org", _OWNER), ("user", _OWNER), ("topic", _WORD), ("license", _WORD)):
            value = getattr(self, key)
            if value and not pattern.fullmatch(value):
                raise FetchError(what, f"`{key}` is {value!r}, which cannot be one", f"Correct `{key}` in the recipe.")
        if self.language and not _LANGUAGE.fullmatch(self.language):
            raise FetchError(what, "`language` cannot be one", "Correct `language` in the recipe.")
        if not self.search.isprintable():
            raise FetchError(what, "`search` holds what cannot be printed", "Correct `search` in the recipe.")
        if self.org and self.user:
            raise FetchError(what, "both `org` and `user` are given", "Give one, or two [[sources]].")
        if not (self.search or self.org or self.user or self.language or self.topic or self.license):
            next_step = "Give `search`, `language`, `topic`, `license`, `org` or `user`."
            raise FetchError(what, "nothing to look for is given", next_step)

    def _shown(self) -> str:
        named = ("org", "user", "language", "topic", "license")
        return " ".join(filter(None, (self.search, *(f"{k}:{getattr(self, k)}" for k in named if getattr(self, k)))))

    def _search_path(self) -> str:
        words = [self.search]
        words += [f"{key}:{value}" for key in ("org", "user", "topic", "license") if (value := getattr(self, key))]
        if self.language:
            words.append(f'language:"{self.language}"')
        words += ["fork:true"] * self.forks + ["archived:false"] * (not self.archived) + ["is:public"]
        asked = {"q": " ".join(filter(None, words)), "sort": "stars", "order": "desc", "per_page": code_host.PER_PAGE}
        return f"/search/repositories?{urlencode(asked, quote_via=quote)}"

    def _owner_path(self) -> str:
        asked = {"type": "public", "sort": "full_name", "direction": "asc", "per_page": code_host.PER_PAGE}
        if self.user:
            asked["type"] = "owner"
        place = f"orgs/{quote(self.org)}" if self.org else f"users/{quote(self.user)}"
        return f"/{place}/repos?{urlencode(asked)}"

    def _read(self, what: str, api: str, answer: Answer, *, is_search: bool) -> Page:
        value = code_host.parsed(answer)
        items = self._results(what, value) if is_search else value
        if not isinstance(items, list):
            raise StrangeAnswerError("it is no list of repositories")
        found = tuple(repository for item in items if (repository := self._repository(item, api)) is not None)
        return Page(found, code_host.linked(answer))

    def _results(self, what: str, value: Any) -> Any:
        if not isinstance(value, dict):
            raise StrangeAnswerError("it is no search result")
        total = value.get("total_count")
        if type(total) is not int or total < 0:
            raise StrangeAnswerError("it says no number of results")
        if type(value.get("incomplete_results")) is not bool:
            raise StrangeAnswerError("it does not say whether the results are complete")
        if value["incomplete_results"]:
            raise PassingError("the host's search ran out of time, and its results are incomplete")
        if self.limit > SEARCH_CAP and total > SEARCH_CAP:
            why = f"{total} repositories are found, and GitHub gives the first {SEARCH_CAP} of a search"
            next_step = f"Narrow the query, by `created:` or `stars:` ranges say, or set `limit` to {SEARCH_CAP}."
            raise FetchError(what, why, next_step)
        return value.get("items")

    def _repository(self, item: Any, api: str) -> Repository | None:
        """The repository, None if it is not asked for."""
        if not isinstance(item, dict):
            raise StrangeAnswerError("it has a repository that is none")
        if not all(isinstance(item.get(key, False), bool) for key in ("private", "fork", "archived")):
            raise StrangeAnswerError("it does not say whether a repository is private, a fork or archived")
        repository = code_host.repository_of(item.get("full_name"), item.get("clone_url"), api)
        is_left_out = (
            item.get("private", False)
            or (item.get("fork", False) and not self.forks)
            or (item.get("archived", False) and not self.archived)
        )
        return None if is_left_out else repository
