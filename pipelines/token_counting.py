"""Counts the tokens of every slice of texts with the tokenizer that a recipe names, a file in the local file system."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa

from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, digest_file, map_shard, read_shard, write_shard
from warploom.schemas.errors import UsageError
from warploom.schemas.source_files import TOKEN_COUNTS

_BATCH_ROWS = 256


class TokenizerError(UsageError):
    """A recipe's tokenizer cannot be used; says why and what to do."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.path, self.why = path, why

    def __str__(self) -> str:
        return f"tokens.tokenizer {self.path}: {self.why}"


@dataclass(frozen=True, slots=True)
class TokenizerFile:
    """The file that a recipe names."""

    path: str
    bytes: int
    sha256: str
    library: str
    """Version of `tokenizers`: another one may cut otherwise."""

    @property
    def name(self) -> str:
        """Name of the file, or of its folder where the file is called what all are called."""
        path = Path(self.path)
        is_plain = path.name == "tokenizer.json" and path.parent.name
        return f"{path.parent.name}/{path.name}" if is_plain else path.name

    def digest(self) -> list[str]:
        """What a count depends on: not where the file lies."""
        return [self.sha256, self.library]


def find_tokenizer(name: str) -> TokenizerFile | None:
    """The tokenizer in a file; None for no name. `TokenizerError` for what is none, or without the library."""
    if not name:
        return None
    path = Path(name).absolute()
    try:
        library = version("tokenizers")
    except PackageNotFoundError:
        raise TokenizerError(name, "needs the library `tokenizers`: pip install 'warploom[tokens]'") from None
    if not path.is_file():
        raise TokenizerError(name, "no such file. Name the tokenizer.json of a model, by a path in this file system")
    found = TokenizerFile(str(path), *digest_file(path), library)
    _tokenizer(found)
    return found


@functools.lru_cache(maxsize=1)
def _tokenizer(file: TokenizerFile) -> Any:
    # Jobs are many; each on a thread of its own is enough.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from tokenizers import Tokenizer

    path = Path(file.path)
    try:
        is_same = digest_file(path) == (file.bytes, file.sha256)
    except OSError as error:
        raise TokenizerError(file.path, f"cannot be read: {error.strerror or error}") from None
    if not is_same:
        raise TokenizerError(file.path, "has changed since the build began")
    try:
        tokenizer = Tokenizer.from_file(file.path)
    except Exception as error:  # the library raises nothing more precise
        raise TokenizerError(file.path, f"is no tokenizer ({error})") from None
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@dataclass(frozen=True, slots=True)
class CountTokens:
    """Count the tokens of the texts of one slice; special tokens are not added."""

    phase: ClassVar[str] = "tokens"
    bucket: str
    texts: ShardRef
    tokenizer: TokenizerFile

    @property
    def fingerprint(self) -> str:
        return digest_of(self.texts.sha256, self.tokenizer.digest(), code_digest(__name__))

    @property
    def weight(self) -> int:
        """What the time it takes goes by."""
        return self.texts.bytes

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        tokenizer = _tokenizer(self.tokenizer)
        batches, n_rows, n_tokens = [], 0, 0
        for batch in map_shard(space.work, self.texts).iter_batches(_BATCH_ROWS, columns=["occurrence_id", "text"]):
            encoded = tokenizer.encode_batch_fast(batch.column("text").to_pylist(), add_special_tokens=False)
            counts = [len(e) for e in encoded]
            n_rows, n_tokens = n_rows + len(counts), n_tokens + sum(counts)
            batches.append(TOKEN_COUNTS.from_columns(occurrence_id=batch.column("occurrence_id"), n_tokens=counts))
        shard = write_shard(
            space.work,
            TOKEN_COUNTS,
            f"{TOKEN_COUNTS.name}/{self.bucket}/{fingerprint}.parquet",
            batches or [TOKEN_COUNTS.empty()],
        )
        return Receipt(self.phase, self.bucket, fingerprint, (shard,), {"rows": n_rows, "tokens": n_tokens})


def tokens_of(work: Path, shards: Iterable[ShardRef]) -> dict[str, int]:
    """Tokens by occurrence."""
    counted: dict[str, int] = {}
    for shard in shards:
        table: pa.Table = read_shard(work, shard, TOKEN_COUNTS)
        counted.update(zip(*(table.column(c).to_pylist() for c in TOKEN_COUNTS.schema.names), strict=True))
    return counted
