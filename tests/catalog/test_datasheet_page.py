"""`datasheet.html`: one file, honest tables behind every picture, and nothing that crawled text could break."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.future_tables import future_tables
from tests.headless import chromium, open_page
from tests.small_release import write_release
from warploom.catalog import datasheet_page, vega
from warploom.catalog.charts import charts, drawing_versions
from warploom.catalog.datasheet_answers import read_answers
from warploom.validators.figures import FIGURES, count_figures
from warploom.validators.published import connect
from warploom.validators.releases import check

needs_drawing = pytest.mark.skipif(not drawing_versions(), reason="altair and vl-convert-python are not installed")


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A release with every table that the page knows pictures of, and one that it knows nothing of."""
    directory = tmp_path_factory.mktemp("page") / "r"
    with future_tables() as rows:
        write_release(directory, rows, answers=read_answers())
        yield directory


class _Tags(HTMLParser):
    """Every element with its attributes, and the texts of links and headings."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def tags(page: Path) -> list[tuple[str, dict[str, str | None]]]:
    reader = _Tags()
    reader.feed(page.read_text())
    return reader.tags


def test_the_page_is_one_file_below_3_mb(directory: Path) -> None:
    """No element fetches anything, and a policy forbids it."""
    page = directory / "datasheet.html"
    assert page.stat().st_size < 3_000_000
    found = tags(page)
    assert not [tag for tag, _ in found if tag in ("link", "img", "iframe", "object", "embed", "form", "base")]
    assert not [a for _, a in found if "src" in a or (a.get("href") or "#").startswith("#") is False]
    (policy,) = [a["content"] for tag, a in found if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    assert "script-src 'unsafe-inline'" not in policy


def test_every_section_is_in_the_contents(directory: Path) -> None:
    """And every entry of the contents leads somewhere."""
    found = tags(directory / "datasheet.html")
    sections = [a["id"] for tag, a in found if tag == "h2"]
    assert [f"#{identity}" for identity in sections] == [a["href"] for tag, a in found if tag == "a"]
    assert {"flow", "languages", "licenses", "sizes", "compiled", "pairs", "speed", "pair", "datasheet"} <= set(
        sections
    )


def test_crawled_text_makes_no_element(directory: Path) -> None:
    """Names, licenses, reasons and code are text, and what would hide text shows as an escape."""
    page = directory / "datasheet.html"
    assert not [tag for tag, a in tags(page) if tag == "b" or "onerror" in a]
    assert {"script": 3 if drawing_versions() else 0}.items() <= {
        "script": len([tag for tag, _ in tags(page) if tag == "script"])
    }.items()
    text = page.read_text()
    assert "x&#39;); drop table source_files;--/&lt;script&gt;alert(1)&lt;/script&gt;|[a](b) | C | **fake**" in text
    assert "\u202e" not in text
    assert "\\u202e" in text


def test_a_pair_stands_side_by_side(directory: Path) -> None:
    """The one that was proven furthest, with its indentation."""
    text = (directory / "datasheet.html").read_text()
    (pair,) = re.findall(r'<div class="sides">(.*?)</div></div>', text, re.DOTALL)
    assert 1 == len(re.findall(r"<code>kp_\w+</code>, level <code>agrees_on_cpu</code>", text))
    assert "\n    for (int i = 0; i &lt; n; ++i) y[i] += 1; // &lt;/pre&gt;&lt;script&gt;" in pair


def test_a_table_unheard_of_is_described(directory: Path) -> None:
    """Its rows are counted and its columns listed, here and in the other pages."""
    assert "<code>unheard_of</code> Rows of unheard_of." in (directory / "datasheet.html").read_text()
    for name in ("README.md", "DATASHEET.md"):
        assert re.search(r"^\| `?unheard_of`? \| 1 \|", (directory / name).read_text(), re.MULTILINE), name
    assert [] == check(directory)


def test_figures_of_pairs_and_timings(directory: Path) -> None:
    """Counted where such tables are, and left out where they are not."""
    with connect(directory) as connection:
        counted = count_figures(connection)
    assert set(FIGURES) - {"tokens", "likeness"} == set(counted)
    assert [("serial", "8", "1")] == counted["speedups"]
    assert [("ti_1", "2", "5"), ("ti_2", "2", "40")] == counted["roofline"]
    assert [("agrees", "exact", "1"), ("agrees", "1e-7", "1"), ("agrees", "not finite", "1")] == counted[
        "relative_errors"
    ]
    assert {("agrees", "simulator", "failed", "2"), ("mutation", "simulator", "passed", "7")} <= set(counted["checks"])


def test_without_the_libraries_the_page_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers are all there, and so is the way to get the pictures."""
    monkeypatch.setattr(datasheet_page, "drawing_versions", dict)
    write_release(tmp_path)
    text = (tmp_path / "datasheet.html").read_text()
    assert "The pictures are missing" in text
    assert "warploom[release]" in text
    assert "script-src 'none'" in text
    assert "<script" not in text
    assert 'data-figure="licenses"' in text
    assert [] == check(tmp_path)


@needs_drawing
def test_every_picture_is_valid_vega_lite(directory: Path) -> None:
    """By the schema that altair carries; and each names columns that its table has."""
    import altair as alt

    with connect(directory) as connection:
        counted = count_figures(connection)
    made = charts({**counted, "tokens": [("C", "1", "1")], "likeness": [("file", "1", "1")]})
    assert set(FIGURES) - {"flow"} == set(made)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # altair's own
        for name, chart in made.items():
            alt.Chart.from_dict(chart, validate=True)
            fields = set(re.findall(r"'field': '([^']+)'", str(chart)))
            assert fields <= {*FIGURES[name].columns, "what", "n", "rank"}, name


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A library that gives the script on top, a cache of our own, and a process that has made none yet."""
    vl_convert = pytest.importorskip("vl_convert")
    scripts: list[str] = []
    monkeypatch.setattr(vl_convert, "javascript_bundle", lambda: scripts[-1])
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    vega.vega_bundle.cache_clear()
    yield scripts
    vega.vega_bundle.cache_clear()


def test_a_bundle_that_ends_its_element_is_refused(library: list[str]) -> None:
    """Whatever comes out of the library stands inside an element; out of the cache too."""
    library.append("x = '</SCRIPT>'")
    for _ in range(2):
        with pytest.raises(ValueError, match="cannot stand inside"):
            vega.vega_bundle()


def test_a_bundle_is_made_once_and_again_where_it_was_damaged(tmp_path: Path, library: list[str]) -> None:
    """Another process finds it, whole or not at all; where none can be kept it is made each time."""

    def made() -> str:
        vega.vega_bundle.cache_clear()
        return vega.vega_bundle()

    library.append("let first = 'ä';\n")
    assert library[0] == made()
    library.append("let second;")
    assert library[0] == made()
    (kept,) = (tmp_path / "cache/warploom").iterdir()
    for damaged in (kept.read_bytes()[:-3], b"", b"\xff", kept.read_bytes().replace(b"first", b"worst")):
        kept.write_bytes(damaged)
        assert library[1] == made()
        assert library[1] == made()
    kept.unlink()
    kept.parent.rmdir()
    kept.parent.write_bytes(b"no directory")
    assert library[1] == made()


@needs_drawing
@pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_browser_draws_everything_and_says_nothing(directory: Path, scheme: str) -> None:
    """Every picture has marks, the console is silent, nothing is asked of a network, no script of others ran."""
    page = directory / "datasheet.html"
    opened = open_page(
        page,
        {
            "charts": "document.querySelectorAll('.chart').length",
            "drawn": "document.querySelectorAll('.chart svg .mark-rect path, .chart svg .mark-symbol path').length > 0 "
            "&& Array.from(document.querySelectorAll('.chart')).filter(c => c.querySelector('svg g.mark-rect path, "
            "svg g.mark-symbol path')).length",
            "background": "getComputedStyle(document.body).backgroundColor",
            "failed": "document.documentElement.dataset.failed || ''",
            "sideways": "document.documentElement.scrollWidth > window.innerWidth",
        },
        scheme=scheme,
        is_ready="document.documentElement.dataset.drawnMs || document.documentElement.dataset.failed",
    )
    assert [] == opened.complaints
    assert [page.as_uri()] == opened.requests
    assert "" == opened.values["failed"]
    assert not opened.values["sideways"]
    assert opened.values["charts"] == opened.values["drawn"] == len(FIGURES) - 3
    assert {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 28)"}[scheme] == opened.values["background"]
    assert opened.png.startswith(b"\x89PNG")
