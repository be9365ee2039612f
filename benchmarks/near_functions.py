"""Which functions of LLVM IR count as one: 2,000 that differ by source in a token, and the same ones under other names.

Real C files are compiled as they are, with one number, operator or string changed in every function, and with all of
their own names changed. By label the second are other functions and the third the same ones. Labels are checked against
a canonical form made here by regexes, in which constants without a name stand for their contents.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import real_input
from c_parts import KEYWORDS, parts
from measuring import BUILD, BenchmarkError, Figure, say, write_result
from module_facts import c_flags, compiled
from planted_variants import Draws, definitions, new_name

from warploom.extractors.fingerprints.fingerprinting import fingerprint
from warploom.extractors.fingerprints.lexers import Lexer
from warploom.extractors.fingerprints.scheme import Scheme
from warploom.extractors.ir.module_facts import read_printed
from warploom.extractors.ir.printed_module import print_module
from warploom.extractors.near_duplicates.documents import Documents
from warploom.extractors.near_duplicates.verify import common_shingles

NAME = "near_functions"
FEWEST = 2_000
_CHANGES = 3
"""Of every function, each in a text of its own."""
_MOST_BYTES = 1_500_000
_FOLDERS = (
    "scipy/scipy/sparse/linalg/_dsolve/SuperLU/SRC",
    "scipy/subprojects/qhull_r/libqhull_r",
    "scipy/scipy/sparse/linalg/_eigen/arpack/arnaud/src",
    "scipy/scipy/odr/odrpack",
    "scipy/scipy/integrate/src",
    "scipy/scipy/optimize/src",
    "scipy/scipy/interpolate/src",
)
_INCLUDES = (*_FOLDERS[:3], "scipy/scipy/sparse/linalg/_eigen/arpack/arnaud/include", *_FOLDERS[3:])
_OPERATORS = {"+": "-", "-": "+", "*": "+", "<": "<=", ">": ">=", "<=": "<", ">=": ">", "&&": "||", "||": "&&"}
_OPERATORS |= {"==": "!=", "!=": "==", "+=": "-=", "-=": "+="}
_NUMBER = re.compile(r"[1-9]\d{0,8}")
_NAME = re.compile(r"[^\W\d]\w*")
_CONSTANT = re.compile(r"^(@[-\w.$]+) = private .*?constant (.*?)(?:, align \d+)?$", re.MULTILINE)
_ELSEWHERE = re.compile(r"^(?:declare [^\n]*?@([-\w.$]+)\(|@([-\w.$]+) = external )", re.MULTILINE)
_REFERENCE = re.compile(r'[@%](?:"[^"\n]*"|[-\w.$]+)')
_LABEL = re.compile(r'^(?:"[^"\n]*"|[-\w.$]+):.*$', re.MULTILINE)
_ASIDE = re.compile(r"(?:, )?![\w.]+(?: !\d+)?|#\d+|;.*$|[ \t]+$", re.MULTILINE)
_LINKAGE = re.compile(r"^define (?:internal |dso_local )+", re.MULTILINE)
"""Whether others can call it makes it no other function."""
_TRIVIAL = 4
"""Instructions; a function of no more is a wrapper or nothing, and many are one by right."""
_THRESHOLDS = (0.7, 0.85, 0.95)


@dataclass(frozen=True, slots=True)
class Compiled:
    """One function: where it is from, its structural hash, LLVM's text of it and our canonical form of that."""

    label: str
    structural_hash: str
    text: str
    canonical: str


def measure() -> list[Figure]:
    """Counts; nothing here is timed."""
    place = BUILD / NAME
    place.mkdir(parents=True, exist_ok=True)
    originals: dict[str, Compiled] = {}
    changed: dict[str, tuple[str, Compiled]] = {}
    renamed: dict[str, Compiled] = {}
    n_files = n_failed = 0
    for path in _sources():
        made = _three(path, place)
        n_files += made is not None
        n_failed += made is None
        if made is not None:
            for kept, new in zip((originals, changed, renamed), made, strict=True):
                kept.update(new)
    say(f"{n_files} files compiled thrice, {n_failed} not; {len(originals):,} functions")
    if len(changed) < FEWEST:
        raise BenchmarkError(NAME, f"only {len(changed)} changed functions")
    figures = [Figure(NAME, "functions of real C files", len(originals), "functions")]
    return _finish(figures, originals, changed, renamed)


def _finish(
    figures: list[Figure],
    originals: Mapping[str, Compiled],
    changed: Mapping[str, tuple[str, Compiled]],
    renamed: Mapping[str, Compiled],
) -> list[Figure]:
    hashes = {function.structural_hash for function in originals.values()}
    forms = {function.canonical for function in originals.values()}
    removed: Counter[str] = Counter()
    labelled: Counter[str] = Counter()
    names: dict[str, list[str]] = {}
    for label, (kind, function) in changed.items():
        if function.canonical in forms:  # the compiler made nothing of the change, or another function is just so
            labelled[f"{kind}, the same IR"] += 1
            continue
        labelled[kind] += 1
        if function.structural_hash in hashes:
            removed[kind] += 1
            names.setdefault(kind, []).append(label)
    for kind in ("number", "operator", "string"):
        what = f"of {labelled[kind]:,} functions that differ in one {kind}, removed by hash"
        figures.append(Figure(NAME, what, removed[kind], "functions", "0", removed[kind] == 0))
        figures.append(Figure(NAME, f"changed in one {kind}, but of the same IR", labelled[f"{kind}, the same IR"], ""))
    same = [label for label, f in renamed.items() if f.structural_hash == originals[label].structural_hash]
    share = len(same) / len(renamed)
    what = f"of {len(renamed):,} functions compiled again with other names, removed by hash"
    figures.append(Figure(NAME, what, share, "", ">= 1", share == 1))
    alike = _alike(originals)
    what = "originals that another's hash removes though constants or names from elsewhere differ"
    figures.append(Figure(NAME, what, len(alike), "functions", "0", not alike))
    labels = [label for label in renamed if f"{label}#0" in changed]
    for is_normalised in (False, True):
        how = "normalised" if is_normalised else "token"
        other = _similarity(originals, {n: changed[f"{n}#0"][1] for n in labels}, labels, is_normalised)
        twin = _similarity(originals, renamed, labels, is_normalised)
        for least in _THRESHOLDS:
            figures.append(Figure(NAME, f"near by {how}, {least}: changed ones", float((other >= least).mean()), ""))
            figures.append(Figure(NAME, f"near by {how}, {least}: renamed ones", float((twin >= least).mean()), ""))
    missed = sorted(set(renamed) - set(same))
    details = {"removed": names, "not_removed": missed[:100], "one_hash_two_forms": alike[:100], "labels": labelled}
    write_result(NAME, figures, details)
    return figures


def _alike(originals: Mapping[str, Compiled]) -> list[tuple[str, str]]:
    first: dict[str, str] = {}
    pairs = []
    for label, function in originals.items():
        other = first.setdefault(function.structural_hash, label)
        if originals[other].canonical != function.canonical:
            pairs.append((other, label))
    return pairs


def _similarity(
    originals: Mapping[str, Compiled], others: Mapping[str, Compiled], labels: Sequence[str], is_normalised: bool
) -> np.ndarray:
    """Exact Jaccard of the shingles of each one's IR with its original's."""
    texts = [table[label].text.encode() for table in (originals, others) for label in labels]
    offsets = np.concatenate([[0], np.cumsum([len(text) for text in texts])]).astype(np.int64)
    data = np.frombuffer(b"".join(texts), dtype=np.uint8)
    lexers = np.full(len(texts), Lexer.LLVM, dtype=np.uint8)
    made = fingerprint(data, offsets, lexers, Scheme(is_normalised=is_normalised))
    documents = Documents(made.signatures, made.shingle_offsets, made.shingles, np.arange(len(texts)))
    first = np.arange(len(labels))
    shared = common_shingles(documents, first, first + len(labels))
    sizes = documents.sizes
    return shared / (sizes[: len(labels)] + sizes[len(labels) :] - shared)


def _sources() -> Iterator[Path]:
    real_input.directories()
    for folder in _FOLDERS:
        for path in sorted((BUILD / "input" / folder).rglob("*.c")):
            if path.stat().st_size <= _MOST_BYTES:
                yield path


def _three(
    path: Path, place: Path
) -> tuple[dict[str, Compiled], dict[str, tuple[str, Compiled]], dict[str, Compiled]] | None:
    """The functions of a file, the changed ones with the kind of change, the renamed ones; None if it does not compile.

    Functions that the change or the renaming keeps from compiling are those of whole files: such a file is left out.
    """
    text = path.read_text(encoding="utf-8", errors="replace")
    draws = Draws("function", path.name)
    root = BUILD / "input"
    flags = [*c_flags(), f"-I{path.parent}", *(f"-I{root / folder}" for folder in _INCLUDES), "-DNDEBUG"]
    flags += ["-fno-discard-value-names", "-Wno-everything", "-ferror-limit=1"]
    label = path.relative_to(root).as_posix()
    try:
        bitcode = _compile(flags, path.name, text, place)
        original = _functions(bitcode, label)
        new_names = _new_names(text, _words_of_others(path) | _from_elsewhere(_text_of(bitcode)), draws)
        defines = [f"-D{old}={new}" for old, new in new_names.items()]
        changed = {}
        for change in range(_CHANGES):
            new_text, kinds = _changed(text, Draws("change", str(change), path.name))
            known = {f"{label}:{name}": kind for name, kind in kinds.items()}
            made = _functions(_compile(flags, path.name, new_text, place), label)
            changed |= {f"{n}#{change}": (known[n], f) for n, f in made.items() if n in known and n in original}
        renamed = _functions(_compile([*flags, *defines], path.name, text, place), label)
    except BenchmarkError:
        return None
    back = {f"{label}:{new}": f"{label}:{old}" for old, new in new_names.items()}
    renamed = {back.get(name, name): function for name, function in renamed.items()}
    return original, changed, {name: function for name, function in renamed.items() if name in original}


def _compile(flags: list[str], name: str, text: str, place: Path) -> bytes:
    source = place / name
    source.write_text(text, encoding="utf-8")
    try:
        return compiled(flags, source, place)
    finally:
        source.unlink()
        source.with_suffix(".bc").unlink(missing_ok=True)


def _functions(bitcode: bytes, label: str) -> dict[str, Compiled]:
    module = print_module(bitcode)
    whole = module.text.decode(errors="replace")
    constants, elsewhere = dict(_CONSTANT.findall(whole)), _from_elsewhere(whole)
    made = {}
    for function in read_printed(module).functions:
        if function.text is not None and function.n_instructions > _TRIVIAL:
            name = f"{label}:{function.symbol}"
            form = _canonical(function.text, constants, elsewhere)
            made[name] = Compiled(name, function.structural_hash, function.text, form)
    return made


def _text_of(bitcode: bytes) -> str:
    return print_module(bitcode).text.decode(errors="replace")


def _from_elsewhere(text: str) -> set[str]:
    return {function or variable for function, variable in _ELSEWHERE.findall(text)}


def _canonical(text: str, constants: Mapping[str, str], elsewhere: set[str]) -> str:
    """Names of values and of what the module defines numbered by first use, those of what it takes from elsewhere kept,
    constants without a name by their contents; no metadata, comments, attributes, linkage.
    """
    numbers: dict[str, str] = {}

    def numbered(match: re.Match[str]) -> str:
        name = match.group()
        if name[0] == "@" and name[1:] in elsewhere:
            return name
        if name in constants:
            return f"<{constants[name]}>"
        return numbers.setdefault(name, f"{name[0]}{len(numbers)}")

    return _REFERENCE.sub(numbered, _LABEL.sub("", _ASIDE.sub("", _LINKAGE.sub("define ", text))))


def _changed(text: str, draws: Draws) -> tuple[str, dict[str, str]]:
    """Each function's body with one token of it changed, and by the function's name what kind of token it was."""
    pieces, movable = definitions(text)
    kinds: dict[str, str] = {}
    for n in movable:
        name, body = _head_and_body(pieces[n])
        tokens = list(parts(pieces[n]))
        places: dict[str, list[int]] = {}
        for at in range(body, len(tokens)):
            kind, piece = tokens[at]
            if kind == "number" and _NUMBER.fullmatch(piece):
                places.setdefault("number", []).append(at)
            elif kind == "mark" and piece in _OPERATORS and _is_between_values(tokens, at):
                places.setdefault("operator", []).append(at)
            elif kind == "string" and re.search(r"(?<!\\)[a-m](?=[a-z])", piece):
                places.setdefault("string", []).append(at)
        if not name or not places:
            continue
        kind = draws.one(sorted(places))
        at = places[kind][draws.below(len(places[kind]))]
        piece = tokens[at].text
        if kind == "number":
            new = str(int(piece) + 1)
        elif kind == "operator":
            new = _OPERATORS[piece]
        else:
            new = re.sub(r"(?<!\\)[a-m](?=[a-z])", lambda m: chr(ord(m.group()) + 13), piece, count=1)
        tokens[at] = tokens[at]._replace(text=new)
        pieces[n] = "".join(token.text for token in tokens)
        kinds[name] = kind
    return "".join(pieces), kinds


def _head_and_body(piece: str) -> tuple[str, int]:
    """The name before the first parenthesis, and the place of the first part after the opening brace."""
    name, before = "", ""
    for at, (kind, text) in enumerate(parts(piece)):
        if text == "(" and not name:
            name = before
        if text == "{":
            return name, at + 1
        if kind == "word":
            before = text
    return "", 0


def _is_between_values(tokens: Sequence[tuple[str, str]], at: int) -> bool:
    """Not a dereference, a sign or a declarator: `*`, `+` and `-` have a number or `]` on their left."""
    left = next((t for t in reversed(tokens[:at]) if t[0] not in ("space", "line", "comment")), ("", ""))
    if tokens[at][1] in ("+", "-", "*"):
        return left[0] == "number" or left[1] == "]"
    return True


def _words_of_others(path: Path) -> set[str]:
    """What directives of the file and of its headers mention, and every word of the system's headers."""
    headers = (_words_of_directives(header) for header in path.parent.glob("*.h"))
    return set(_system_words()).union(_words_of_directives(path), *headers)


@functools.cache
def _words_of_directives(path: Path) -> frozenset[str]:
    text = path.read_text(encoding="utf-8", errors="replace")
    return frozenset(word for kind, piece in parts(text) if kind == "directive" for word in _NAME.findall(piece))


@functools.cache
def _system_words() -> frozenset[str]:
    flags = c_flags()
    words: set[str] = set()
    for folder in [Path(flags[n + 1]) for n, flag in enumerate(flags) if flag == "-isystem"]:
        for file in [*folder.glob("*.h"), *folder.glob("bits/**/*.h")]:
            words.update(_NAME.findall(file.read_text(encoding="utf-8", errors="replace")))
    return frozenset(words)


def _new_names(text: str, taken: set[str], draws: Draws) -> dict[str, str]:
    words = sorted({piece for kind, piece in parts(text) if kind == "word"} - taken - KEYWORDS)
    return {word: f"{new_name(draws)}{n}" for n, word in enumerate(words) if not word.startswith("__")}
