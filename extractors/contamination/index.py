"""The index of benchmarks: built from items, kept as a compact Parquet file that holds hashes and no text."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from warploom.extractors.atomic import replacing
from warploom.extractors.contamination import scheme
from warploom.extractors.contamination.grams import MAX_TEXT_BYTES, Hashes, Tokens, word_grams
from warploom.extractors.contamination.kept_words import FAMILIES
from warploom.schemas.decontamination import DECONTAMINATION_INDEX
from warploom.schemas.errors import UsageError

MAX_INDEX_BYTES: Final = 1 << 30
_SCHEME, _TOO_SHORT, _BOILERPLATE = b"warploom.scheme", b"warploom.too_short", b"warploom.n_boilerplate"


@dataclass(frozen=True, slots=True)
class ItemText:
    """One field of one item; `language` is that of the code, of the closed list, or None where there is none."""

    benchmark: str
    item: str
    field: str
    text: str
    language: str | None = None
    is_solution: bool = True
    """Or a prompt, which is looked for by its words, and by tokens where it comes with code."""


@dataclass(frozen=True, slots=True)
class Index:
    """Hashes by benchmark, item, field and method, sorted; and what cannot be looked for."""

    table: pa.Table
    too_short: tuple[tuple[str, str, str, str], ...]
    """(benchmark, item, field, method) of what is too short, or too common in its benchmark, to be told from others.

    Of tokens and functions, one is enough for a solution: those are named that have neither, as `tokens`."""
    n_boilerplate: int = 0
    """Hashes that were left out because more than `scheme.MAX_ITEMS` items have them."""


class IndexFileError(UsageError):
    """A file is no index that this version can use; says why, and what to do."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.path, self.why = path, why

    def __str__(self) -> str:
        return f"{self.path}: {self.why}. Make one with `warploom benchmarks add NAME PATH`."


_NAME: Final = re.compile(r"[A-Za-z0-9][\w.+-]{0,99}", re.ASCII)


def check_name(benchmark: str) -> None:
    """Raise `UsageError` for what is no name of a benchmark."""
    if not _NAME.fullmatch(benchmark):
        raise UsageError(f"{benchmark!r}: the name of a benchmark is made of letters, digits and `_.+-`")


def build_index(texts: Iterable[ItemText]) -> Index:
    """Index all texts; several of the same field count as one. `UsageError` for a text too long, or a bad name."""
    grams: dict[tuple[str, str, str, str], set[int]] = {}
    wanted: set[tuple[str, str, str, str]] = set()
    for text in texts:
        check_name(text.benchmark)
        field = (text.benchmark, text.item, text.field)
        for method, hashes in _hashes_of(text).items():
            if text.is_solution or method == scheme.WORDS:
                wanted.add((*field, method))
            grams.setdefault((*field, method), set()).update(hashes.tolist())
    kept, n_boilerplate = _without_boilerplate(grams)
    least = {key: scheme.MIN_GRAMS[key[3]] if key in wanted else scheme.MIN_PROMPT_GRAMS for key in kept}
    rows = sorted((key, sorted(hashes)) for key, hashes in kept.items() if len(hashes) >= least[key])
    found = {key for key, _ in rows}
    code = {key[:3] for key in found if key[3] != scheme.WORDS}
    too_short = {k for k in wanted - found if k[3] == scheme.WORDS or (k[3] == scheme.TOKENS and k[:3] not in code)}
    counts = [len(hashes) for _, hashes in rows]
    columns = [pa.array([key[k] for key, _ in rows], pa.string()) for k in range(4)]
    repeated = pa.array(np.repeat(np.arange(len(rows)), counts))
    table = pa.Table.from_batches(
        [
            DECONTAMINATION_INDEX.from_columns(
                **dict(zip(("benchmark", "item", "field", "method"), (c.take(repeated) for c in columns), strict=True)),
                hash=pa.array(np.array([h for _, hashes in rows for h in hashes], np.uint64)),
            )
        ]
    )
    return Index(table, tuple(sorted(too_short)), n_boilerplate)


def _hashes_of(text: ItemText) -> Mapping[str, Hashes]:
    encoded = text.text.encode("utf-8", "surrogatepass")
    if len(encoded) > MAX_TEXT_BYTES:
        where = f"{text.benchmark}: {text.item}: {text.field}"
        raise UsageError(f"{where}: {len(encoded):,} bytes are more than an item's {MAX_TEXT_BYTES:,}")
    hashes = {scheme.WORDS: word_grams(encoded)}
    if text.language in FAMILIES:
        tokens = Tokens(encoded, FAMILIES[text.language])
        hashes[scheme.TOKENS] = tokens.grams()
        if text.is_solution:
            hashes[scheme.FUNCTION] = tokens.functions()
    return hashes


def _without_boilerplate(
    grams: Mapping[tuple[str, str, str, str], set[int]],
) -> tuple[dict[tuple[str, str, str, str], set[int]], int]:
    items: dict[tuple[str, str], set[int]] = {}
    for (benchmark, item, _, _), hashes in grams.items():
        items.setdefault((benchmark, item), set()).update(hashes)
    n_items = Counter(h for hashes in items.values() for h in hashes)
    common = {h for h, n in n_items.items() if n > scheme.MAX_ITEMS}
    return {key: hashes - common for key, hashes in grams.items()}, len(common)


def write_index(path: Path, index: Index) -> None:
    """Write the file; the same bytes for the same items."""
    metadata = {
        _SCHEME: scheme.SCHEME.encode(),
        _TOO_SHORT: json.dumps(index.too_short).encode(),
        _BOILERPLATE: str(index.n_boilerplate).encode(),
    }
    table = index.table.replace_schema_metadata({**(index.table.schema.metadata or {}), **metadata})
    with replacing(path) as temporary:
        pq.write_table(table, temporary, compression="zstd", use_dictionary=["benchmark", "item", "field", "method"])


def read_index(path: Path) -> Index:
    """The index in a file; `IndexFileError` for anything else, and for one of another scheme."""
    try:
        if path.stat().st_size > MAX_INDEX_BYTES:
            raise IndexFileError(str(path), "is too large for an index")
        table = pq.read_table(path)
    except FileNotFoundError:
        raise IndexFileError(str(path), "is not there") from None
    except (pa.ArrowException, OSError) as error:
        raise IndexFileError(str(path), f"is no Parquet file: {str(error).splitlines()[0]}") from None
    metadata = table.schema.metadata or {}
    if metadata.get(b"warploom.table") != DECONTAMINATION_INDEX.name.encode():
        raise IndexFileError(str(path), "holds no index")
    if (given := metadata.get(_SCHEME, b"").decode("utf-8", "replace")) != scheme.SCHEME:
        raise IndexFileError(str(path), f"is of the scheme {given!r}, and this version's is {scheme.SCHEME!r}")
    try:
        if not table.schema.equals(DECONTAMINATION_INDEX.schema):
            raise ValueError("other columns")  # noqa: TRY301
        if any(column.null_count for column in table.columns):
            raise ValueError("nulls")  # noqa: TRY301
        too_short = tuple((str(b), str(i), str(f), str(m)) for b, i, f, m in json.loads(metadata[_TOO_SHORT]))
        return Index(table, too_short, int(metadata[_BOILERPLATE]))
    except (ValueError, KeyError, TypeError) as error:
        raise IndexFileError(str(path), f"is damaged ({error})") from None


def digest_of_index(index: Index) -> str:
    """SHA-256 over scheme and rows, in hex: what results depend on, wherever the file lies."""
    digest = hashlib.sha256(scheme.SCHEME.encode())
    for name in index.table.schema.names:
        column = index.table.column(name)
        if name == "hash":
            digest.update(column.to_numpy().tobytes())
        else:
            digest.update("\0".join(column.to_pylist()).encode() + b"\0\0")
    return digest.hexdigest()


def benchmarks_of(index: Index) -> tuple[str, ...]:
    """Names of the benchmarks in an index, sorted."""
    return tuple(sorted({*index.table.column("benchmark").unique().to_pylist(), *(b for b, *_ in index.too_short)}))


def merged(indexes: Sequence[Index]) -> Index:
    """One index of several; a benchmark that is in more than one is a `UsageError`."""
    seen: set[str] = set()
    for index in indexes:
        names = set(benchmarks_of(index))
        if twice := sorted(seen & names):
            raise UsageError(f"{', '.join(twice)}: in several of the indexes that were given")
        seen |= names
    tables = [index.table for index in indexes] or [DECONTAMINATION_INDEX.schema.empty_table()]
    order = [(name, "ascending") for name in DECONTAMINATION_INDEX.schema.names]
    schema = DECONTAMINATION_INDEX.schema
    table = pa.concat_tables([t.cast(schema) for t in tables]).sort_by(order).combine_chunks()
    short = tuple(sorted(entry for index in indexes for entry in index.too_short))
    return Index(table, short, sum(index.n_boilerplate for index in indexes))
