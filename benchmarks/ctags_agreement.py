"""Functions, kernels and programs found in real source files, against universal-ctags and a count of `__global__`."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import real_input
from measuring import BUILD, BenchmarkError, Figure, say, write_result

from warploom.extractors.languages import HEAD_BYTES, name_language
from warploom.extractors.syntax.file_syntax import read_syntax
from warploom.schemas.stage import Reject
from warploom.schemas.syntax import SYNTAX_UNITS

NAME = "ctags_agreement"
TOLERANCE_LINES = 3
"""How far outside of a unit's header the line may be that ctags names."""
_READ = Path(__file__).with_suffix(".csv")
_CTAGS_NAMES = {"C": "C", "C++": "C++", "CUDA": "C++", "Fortran": "Fortran"}
_KINDS = ("--kinds-C=f", "--kinds-C++=f", "--kinds-Fortran=fsp")
"""Definitions alone: no prototypes, and of Fortran no interface blocks."""
_FIXED_FORM = frozenset({".f", ".f77", ".for"})
_COMPARED = ("function", "kernel", "program")
_COLUMNS = [name for name in SYNTAX_UNITS.schema.names if name not in ("occurrence_id", "entities")]
_NO_CODE = re.compile(
    r"//(?:[^\\\n]|\\.|\\\n)*|/\*.*?\*/|\"(?:[^\"\\\n]|\\.|\\\n)*\"|(?<!\w)'(?:[^'\\\n]|\\.)*'", re.DOTALL
)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\\\n]|\\.|\\\n)*", re.MULTILINE)
_CAPITALS = re.compile(r"_*[A-Z][A-Z0-9_]*|__launch_bounds__")
"""Nearly always a macro's name, which ctags takes for the function's behind it."""
_GLOBAL = re.compile(r"\b__global__\b[^;{}]*\{")


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition that one side found; ours has a header of several lines, ctags names one line."""

    path: str
    language: str
    name: str
    first_line: int
    last_line: int
    """Of the header."""


def measure() -> list[Figure]:
    """Read every file of the input twice, and compare what is defined in it, by file, name and line."""
    ctags = shutil.which("ctags")
    if ctags is None or "Universal Ctags" not in _output(ctags, ["--version"]):
        raise BenchmarkError("ctags", "universal-ctags is not installed; it is the Debian package universal-ctags")
    real_input.directories()
    root = BUILD / "input"
    ours: list[Definition] = []
    files: dict[str, str] = {}
    kernels: list[tuple[str, int, int]] = []
    refused: list[str] = []
    for path in sorted(p for directory in real_input.directories() for p in real_input.source_files(directory)):
        content = path.read_bytes()
        named = name_language(path.name, lambda content=content: content[:HEAD_BYTES])  # type: ignore[misc]
        if named is None or named[0] not in _CTAGS_NAMES:
            continue
        place = str(path.relative_to(root))
        text = _text(content)
        try:
            found = list(_units(place, named[0], text))
        except Reject as reject:
            refused.append(f"{place}: {reject}")
            continue
        files[place] = named[0]
        ours += (definition for definition, _ in found)
        counted = (sum(kind == "kernel" for _, kind in found), kernels_by_words(text))
        if any(counted):
            kernels.append((place, *counted))
    say(f"  {len(files):,} files read; now ctags")
    theirs = list(_ctags(ctags, files, root))
    only_ours, only_theirs = unmatched(ours, theirs)
    _write(BUILD / f"{NAME}.csv", only_ours, only_theirs)
    figures = list(_figures(files, ours, theirs, only_ours, only_theirs, kernels))
    figures.append(Figure(NAME, "files refused", len(refused), "files"))
    details = {
        "ctags": _output(ctags, ["--version"]).splitlines()[0],
        "refused": refused,
        "kernels differ (file, ours, counted)": [k for k in kernels if k[1] != k[2]],
        "differences read, by side, language and reason": _groups(only_ours, only_theirs),
    }
    write_result(NAME, figures, details)
    return figures


def kernels_by_words(text: str) -> int:
    """Bodies behind `__global__`, by regular expressions alone: outside of comments, literals and directives."""
    if "__global__" not in text:
        return 0
    return len(_GLOBAL.findall(_DIRECTIVE.sub("", _NO_CODE.sub(" ", text))))


def unmatched(ours: list[Definition], theirs: list[Definition]) -> tuple[list[Definition], list[Definition]]:
    """What has no counterpart of the same file and name: first within headers, then near them; each counts once."""
    left: dict[tuple[str, str], list[Definition]] = {}
    for definition in ours:
        left.setdefault((definition.path, definition.name), []).append(definition)
    for tolerance in (0, TOLERANCE_LINES):
        rest = []
        for tag in theirs:
            candidates = left.get((tag.path, tag.name), [])
            near = [c for c in candidates if c.first_line - tolerance <= tag.first_line <= c.last_line + tolerance]
            if near:
                candidates.remove(min(near, key=lambda c: abs(c.first_line - tag.first_line)))
            else:
                rest.append(tag)
        theirs = rest
    return sorted((d for group in left.values() for d in group), key=_place), sorted(theirs, key=_place)


def _place(definition: Definition) -> tuple[str, int, str]:
    return definition.path, definition.first_line, definition.name


def _text(content: bytes) -> str:
    """The text as the corpus has it; what is no UTF-8 is Latin-1 here, which changes no line."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _units(path: str, language: str, text: str) -> Iterator[tuple[Definition, str]]:
    source = text.encode()
    for row in read_syntax((language, source, False)).units:
        unit = dict(zip(_COLUMNS, row, strict=True))
        if unit["kind"] not in _COMPARED:
            continue
        first = unit["line_start"]
        written = source[unit["byte_start"] : unit["byte_end"]].decode()
        last = first + _n_lines(written, unit["signature"] or "")
        yield Definition(path, language, _name(language, unit["name"] or ""), first, last), unit["kind"]


def _n_lines(written: str, signature: str) -> int:
    """Line ends within the signature, which is the beginning of what is written but for its white space."""
    n_left = sum(not c.isspace() for c in signature)
    n_lines = 0
    for c in written:
        if not n_left:
            break
        n_lines += c == "\n"
        n_left -= not c.isspace()
    return n_lines


def _name(language: str, name: str) -> str:
    """Names as both write them: no blanks in `operator ()`; Fortran's lower case."""
    return name.lower() if language == "Fortran" else name.replace(" ", "")


def _ctags(ctags: str, files: dict[str, str], root: Path) -> Iterator[Definition]:
    """Definitions that ctags finds, each language forced, since what a header is was decided before."""
    for language in _CTAGS_NAMES:
        its_files = sorted(path for path, its in files.items() if its == language)
        # one file at a time: ctags 5.9 loses the first definitions of a Fortran file behind certain others
        calls = [[path] for path in its_files] if language == "Fortran" else [its_files]
        for paths in calls:
            options = [f"--language-force={_CTAGS_NAMES[language]}", *_KINDS, "--output-format=json", "--fields=+n"]
            found = _output(ctags, [*options, "-L", "-", "-f", "-"], "\n".join(paths), root)
            for line in found.splitlines():
                tag = json.loads(line)
                # a lambda; it is no unit of ours
                if not tag["name"].startswith("__anon"):
                    yield Definition(tag["path"], language, _name(language, tag["name"]), tag["line"], tag["line"])


def _output(ctags: str, arguments: list[str], stdin: str = "", cwd: Path | None = None) -> str:
    done = subprocess.run([ctags, "--options=NONE", *arguments], input=stdin.encode(), capture_output=True, cwd=cwd)
    if done.returncode:
        raise BenchmarkError("ctags", f"exit code {done.returncode}\n{done.stderr.decode(errors='replace')[-2_000:]}")
    return done.stdout.decode("utf-8", "replace")


def _figures(
    files: dict[str, str],
    ours: list[Definition],
    theirs: list[Definition],
    only_ours: list[Definition],
    only_theirs: list[Definition],
    kernels: list[tuple[str, int, int]],
) -> Iterator[Figure]:
    lists = [_by_form(definitions) for definitions in (ours, theirs, only_ours, only_theirs)]
    n_files = Counter(_form(path, language) for path, language in files.items())
    for form in sorted(n_files):
        n_ours, n_theirs, n_only_ours, n_only_theirs = (counts[form] for counts in lists)
        n_both = n_ours - n_only_ours
        yield Figure(NAME, f"{form}: files", n_files[form], "files")
        yield Figure(NAME, f"{form}: ours", n_ours, "definitions")
        yield Figure(NAME, f"{form}: ctags", n_theirs, "definitions")
        yield Figure(NAME, f"{form}: in both", n_both, "definitions")
        yield Figure(NAME, f"{form}: only ours", n_only_ours, "definitions")
        yield Figure(NAME, f"{form}: only ctags", n_only_theirs, "definitions")
        n_capitals = sum(_form(d.path, d.language) == form and bool(_CAPITALS.fullmatch(d.name)) for d in only_theirs)
        yield Figure(NAME, f"{form}: only ctags, named in capitals", n_capitals, "definitions")
        yield Figure(NAME, f"{form}: in both, of all", 100 * n_both / max(1, n_both + n_only_ours + n_only_theirs), "%")
    yield Figure(NAME, "kernels: ours", sum(k[1] for k in kernels), "kernels")
    yield Figure(NAME, "kernels: counted by words", sum(k[2] for k in kernels), "kernels")
    yield Figure(NAME, "kernels: files that differ", sum(k[1] != k[2] for k in kernels), "files")


def _form(path: str, language: str) -> str:
    if language != "Fortran":
        return language
    return "Fortran, fixed form" if Path(path).suffix.lower() in _FIXED_FORM else "Fortran, free form"


def _by_form(definitions: Iterable[Definition]) -> Counter[str]:
    return Counter(_form(d.path, d.language) for d in definitions)


def _groups(only_ours: list[Definition], only_theirs: list[Definition]) -> dict[str, int]:
    """How many of the differences that were read are still there, by side, language and reason."""
    found = Counter(
        (side, d.path, d.name, _form(d.path, d.language))
        for side, definitions in (("ours", only_ours), ("ctags", only_theirs))
        for d in definitions
    )
    forms = {key[:3]: key[3] for key in found}
    counts: Counter[str] = Counter()
    with _READ.open(encoding="utf-8", newline="") as file:
        for read in csv.DictReader(file):
            form = forms.get((read["side"], read["path"], read["name"]))
            counts["gone" if form is None else f"only {read['side']}, {form}, {read['reason']}"] += 1
    return dict(sorted(counts.items()))


def _write(path: Path, only_ours: list[Definition], only_theirs: list[Definition]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("side", "language", "path", "name", "line"))
        for side, definitions in (("ours", only_ours), ("ctags", only_theirs)):
            writer.writerows((side, _form(d.path, d.language), d.path, d.name, d.first_line) for d in definitions)
