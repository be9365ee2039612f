"""The license engine's index, loaded into under 1 GB and narrowed to the rules that can match a text.

scancode-toolkit ships its index as one pickle. Read the usual way it takes a peak of 1.38 GB; the parts that matching
never needs (an automaton for unknown licenses) or that follow from the rules' words (word counts, positions) are left
out here and made on demand, so that the process peaks at 0.84 GB and stays at 0.63 GB.
"""

from __future__ import annotations

import gc
import os
import pickle
import shutil
import tempfile
import warnings
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from warploom.schemas.errors import WarploomError


class EngineError(WarploomError):
    """The license engine is not installed as this version of Warploom needs it."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        return f"license engine: {self.what}; reinstall scancode-toolkit-mini as pinned"


def load() -> Any:
    """Load the engine's index and make it the one that the engine's own functions use; about 3 s."""
    _import_engine()
    from licensedcode import cache
    from scancode_config import licensedcode_cache_dir  # type: ignore[import-untyped]

    path = Path(licensedcode_cache_dir, cache.LICENSE_INDEX_DIR, cache.LICENSE_INDEX_FILENAME)
    if not path.is_file():
        raise EngineError("its prebuilt index is missing")
    was_enabled = gc.isenabled()
    # The collector would walk millions of new objects over and over: 5.2 s instead of 3 s.
    gc.disable()
    try:
        with path.open("rb") as file:
            reader = _IndexReader(file)
            loaded = reader.load()
        index = loaded.index
        automata = reader.automata
        del reader
        _complete(index, automata)
    finally:
        if was_enabled:
            gc.enable()
    gc.freeze()
    cache._LICENSE_CACHE = loaded  # noqa: SLF001 - where the engine keeps it; it has no setter
    return index


def _import_engine() -> None:
    # On import scancode creates directories in the home and leaves an empty one in the temporary directory; with a
    # prebuilt index it uses none of them.
    scratch = tempfile.mkdtemp()
    given = {name: os.environ.get(name) for name in ("SCANCODE_CACHE", "SCANCODE_TEMP")}
    try:
        os.environ.update(dict.fromkeys(given, scratch))
        with warnings.catch_warnings():
            # It warns of the system's libmagic, which matching texts never touches.
            warnings.simplefilter("ignore")
            import licensedcode.index  # noqa: F401
            import typecode.contenttype  # type: ignore[import-untyped] # noqa: F401
    finally:
        for name, value in given.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        shutil.rmtree(scratch, ignore_errors=True)


class _IndexReader(pickle.Unpickler):
    """Reads the index but leaves arrays as bytes, and automata as their arguments, drops what can be made again."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self.automata: list[tuple[Any, ...]] = []
        # The reader's memo keeps these; methods would tie it to itself and keep 300 MB alive.
        self._replaced = {
            ("ahocorasick", "Automaton"): partial(_keep_arguments, self.automata),
            ("array", "_array_reconstructor"): _array_bytes,
            ("collections", "defaultdict"): partial(_discard, {}),
        }

    def find_class(self, module: str, name: str, /) -> Any:
        replaced = self._replaced.get((module, name))
        return super().find_class(module, name) if replaced is None else replaced


def _keep_arguments(kept: list[tuple[Any, ...]], *arguments: Any) -> int:
    kept.append(arguments)
    return len(kept) - 1


def _discard(everything: dict[int, int], *_: Any) -> dict[int, int]:
    return everything


def _array_bytes(_: type, typecode: str, machine_format: int, data: bytes) -> bytes:
    native = 4 if array("h", [1]).tobytes()[0] else 5
    if typecode != "h" or machine_format != native:
        raise EngineError("its index was built on another kind of machine")
    return data


def _complete(index: Any, automata: list[tuple[Any, ...]]) -> None:
    import ahocorasick  # type: ignore[import-not-found]

    if len(automata) != 2:
        raise EngineError("its index has an unknown layout")
    index.tids_by_rid = [array("h", data) for data in index.tids_by_rid]
    index.high_postings_by_rid = _Positions(index)
    index.msets_by_rid = _Counts(index)
    rules, automata[index.unknown_automaton] = index.rules_automaton, ()
    index.unknown_automaton = None
    index.rules_automaton = ahocorasick.Automaton(*automata[rules])
    automata.clear()


class _Positions:
    """By rule: positions of each legal word, as the index would hold them."""

    def __init__(self, index: Any) -> None:
        words, len_legalese = index.tids_by_rid, index.len_legalese

        def positions(rule: int) -> dict[int, array[int]]:
            found: dict[int, array[int]] = defaultdict(lambda: array("h"))
            for position, word in enumerate(words[rule]):
                if word < len_legalese:
                    found[word].append(position)
            return dict(found)

        self._of = lru_cache(1_024)(positions)

    def __getitem__(self, rule: int) -> dict[int, array[int]]:
        return self._of(rule)


class _Counts:
    """By rule: how often each word occurs, as the index would hold it."""

    def __init__(self, index: Any) -> None:
        words = index.tids_by_rid
        self._of = lru_cache(8_192)(lambda rule: Counter(words[rule]))

    def __getitem__(self, rule: int) -> Counter[int]:
        return self._of(rule)


class RuleFilter:
    """Finds the rules that can match a text approximately, so that the engine need not compare it with all 30,000.

    Exact: it keeps every rule that shares as many distinct legal words with the text as the engine itself demands.
    """

    def __init__(self, index: Any) -> None:
        legal = range(index.len_legalese)
        self._by_word: list[array[int]] = [array("H") for _ in legal]
        self._needed = {}
        for rule in index.approx_matchable_rids:
            self._needed[rule] = index.rules_by_rid[rule].min_high_matched_length_unique
            for word in index.sets_by_rid[rule]:  # ascending
                if word not in legal:
                    break
                self._by_word[word].append(rule)

    def candidates(self, words: Iterable[int]) -> set[int]:
        """Ids of the rules that a text of these word ids could match."""
        legal = len(self._by_word)
        shared = Counter(chain.from_iterable(self._by_word[word] for word in set(words) if 0 <= word < legal))
        needed = self._needed
        return {rule for rule, count in shared.items() if count >= needed[rule]}
