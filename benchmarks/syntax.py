"""Units, directives and MPI rows as Arrow against the parser alone on the same files; two workers against one.

One process alternates between the parser alone and the whole, file by file, so that whatever else the machine does
hits both alike. What the supervised child adds (pipes, pickles) is measured by processor time over the stage.
"""

from __future__ import annotations

import contextlib
import json
import resource
import shutil
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import real_input
from measuring import BUILD, Figure, say, timed, warploom, write_result

from warploom.extractors.languages import HEAD_BYTES, name_language
from warploom.extractors.syntax import cut_units
from warploom.extractors.syntax.cutters import cutter_of
from warploom.extractors.syntax.file_syntax import FileSyntax, prepare, read_syntax
from warploom.schemas.source_files import SOURCE_TEXTS
from warploom.schemas.stage import Reject
from warploom.schemas.syntax import SYNTAX_LANGUAGES

NAME = "syntax"
_GOAL, _GOAL_ENTITIES, _GOAL_WORKERS = 2.0, 3.0, 1.8
_ARROW_FILES = 64
"""Files of one Arrow batch: a slice of a build holds more."""


def measure() -> list[Figure]:
    """Seconds of wall in one process; MB are those of the texts."""
    texts = _texts(real_input.directories())
    figures: list[Figure] = []
    details: dict[str, Any] = {}
    sums = {"parse": 0.0, "plain": 0.0, "entities": 0.0}
    for language, sources in sorted(texts.items()):
        seconds = _alternate(language, sources)
        n_bytes = sum(map(len, sources))
        details[language] = {"files": len(sources), "bytes": n_bytes, **seconds}
        for name in sums:
            sums[name] += seconds[name]
        figures += [
            Figure(NAME, f"{language}: {len(sources):,} files, parser alone", n_bytes / 1e6 / seconds["parse"], "MB/s"),
            Figure(NAME, f"{language}: rows : parser alone", seconds["plain"] / seconds["parse"], "x"),
            Figure(
                NAME, f"{language}: rows with entity tags : parser alone", seconds["entities"] / seconds["parse"], "x"
            ),
        ]
        say(f"  {language}: " + ", ".join(f"{name} {value:.2f} s" for name, value in seconds.items()))
    plain, tagged = (sums[name] / sums["parse"] for name in ("plain", "entities"))
    figures += [
        Figure(NAME, "all languages: rows : parser alone", plain, "x", f"<= {_GOAL:g}", plain <= _GOAL),
        Figure(
            NAME,
            "all languages: rows with entity tags : parser alone",
            tagged,
            "x",
            f"<= {_GOAL_ENTITIES:g}",
            tagged <= _GOAL_ENTITIES,
        ),
        Figure(NAME, "the stage with its child : parser alone, processor time", _stage(texts) / sums["parse"], "x"),
        *_workers(),
    ]
    write_result(NAME, figures, details)
    return figures


def _texts(directories: list[Path]) -> dict[str, list[bytes]]:
    """Texts in UTF-8 by language, as a build names them; each content once."""
    texts: dict[str, dict[bytes, None]] = {}
    for directory in directories:
        for path in real_input.source_files(directory):
            content = path.read_bytes()
            named = name_language(path.name, lambda: content[:HEAD_BYTES])  # noqa: B023 - called at once
            if named is None or named[0] not in SYNTAX_LANGUAGES or len(content) > 1_000_000:
                continue
            try:
                text = content.decode("utf-8-sig").encode()
            except UnicodeDecodeError:
                text = content.decode("latin-1").encode()
            texts.setdefault(named[0], {})[text] = None
    return {language: list(contents) for language, contents in texts.items()}


def _alternate(language: str, sources: list[bytes]) -> dict[str, float]:
    grammar = cutter_of(language).grammar
    seconds = {"parse": 0.0, "plain": 0.0, "entities": 0.0}
    prepare()  # as in the child of a build
    kept: dict[str, list[tuple[str, FileSyntax | None]]] = {"plain": [], "entities": []}
    for number, source in enumerate(sources, 1):
        start = time.perf_counter()
        grammar.parse_only(source)
        seconds["parse"] += time.perf_counter() - start
        for name in ("plain", "entities"):
            start = time.perf_counter()
            with contextlib.suppress(Reject):
                kept[name].append(("oc_0", read_syntax((language, source, name == "entities"))))
            if len(kept[name]) == _ARROW_FILES or number == len(sources):
                cut_units.tables(kept[name])
                kept[name] = []
            seconds[name] += time.perf_counter() - start
    return seconds


def _stage(texts: dict[str, list[bytes]]) -> float:
    """Processor seconds of the stage, its child's included, over all texts."""
    stage = cut_units.CutUnits(entities=False)
    batches = []
    for language, sources in texts.items():
        for first in range(0, len(sources), 512):
            some = sources[first : first + 512]
            columns = {
                name: pa.nulls(len(some), SOURCE_TEXTS.schema.field(name).type) for name in SOURCE_TEXTS.schema.names
            }
            columns |= {
                "occurrence_id": pa.array([f"oc_{first + i}" for i in range(len(some))]),
                "content_id": pa.array([f"{language} {first + i}" for i in range(len(some))]),
                "language": pa.array([language] * len(some)),
                "text": pa.array(some, pa.binary()).cast(pa.string()),
            }
            batches.append(pa.RecordBatch.from_arrays(list(columns.values()), schema=SOURCE_TEXTS.schema))
    stage(batches[0])
    before = _processor_s()
    for batch in batches:
        stage(batch)
    cut_units.child(stage.text_timeout_s, stage.memory_bytes).close()  # a child's time is known when it has ended
    return _processor_s() - before


def _processor_s() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _workers() -> list[Figure]:
    """Seconds of the phase in a build, with one worker and with two."""
    place = BUILD / NAME
    recipe = real_input.write_recipe(place / "recipe.toml", real_input.directories(), NAME)
    seconds = {}
    for workers in (1, 2):
        out = place / f"out-{workers}"
        work = out.with_name(out.name + ".work")
        shutil.rmtree(work, ignore_errors=True)
        command = warploom("build", recipe, "--out", out, "--cache", place / "cache", "--until", "syntax")
        timed([*command, "--workers", str(workers)], place / f"workers-{workers}.log", allow=3)
        report = json.loads((work / "run.json").read_bytes())
        (seconds[workers],) = [phase["seconds"] for phase in report["phases"] if phase["name"] == "syntax"]
        shutil.rmtree(work, ignore_errors=True)
    gain = seconds[1] / seconds[2]
    return [
        Figure(NAME, "phase with one worker", seconds[1], "s"),
        Figure(NAME, "phase with two workers", seconds[2], "s"),
        Figure(NAME, "one worker : two workers", gain, "x", f">= {_GOAL_WORKERS:g}", gain >= _GOAL_WORKERS),
    ]
