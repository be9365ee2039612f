"""The peer of `ingest.py`, run in its own environment: datatrove's local executor as its documentation has it.

Usage: datatrove_ingest.py FORMAT INPUT OUTPUT WORKERS, where FORMAT is `jsonl`, `parquet`, `files` for plain source
files, or `masked` for these with e-mail and IP addresses masked; datatrove has no reader of plain files, so that one
is written here after the pattern of its own readers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup.exact_dedup import (
    ExactDedupConfig,
    ExactDedupFilter,
    ExactDedupSignature,
    ExactFindDedups,
)
from datatrove.pipeline.formatters import PIIFormatter
from datatrove.pipeline.readers import JsonlReader, ParquetReader
from datatrove.pipeline.readers.base import BaseDiskReader
from datatrove.pipeline.writers import ParquetWriter


class FileReader(BaseDiskReader):
    """One document per file, decoded as UTF-8 or else as Latin-1."""

    name = "files"

    def read_file(self, filepath: str) -> Iterator[Document]:
        """The file's only document."""
        with self.data_folder.open(filepath, "rb") as file:
            content = file.read()
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            text = content.decode("latin-1")
        document = self.get_document_from_dict({"text": text, "id": filepath}, filepath, 0)
        if document:
            yield document


READERS = {"jsonl": JsonlReader, "parquet": ParquetReader, "files": FileReader, "masked": FileReader}


def content_of(document: Document) -> str:
    """What is compared: the text."""
    return document.text


def main(form: str, source: str, target: Path, workers: int) -> None:
    """Signatures, their comparison, and the filter with the writer: three executors, one after the other."""
    config = ExactDedupConfig(content_getter=content_of)
    reader = READERS[form]
    steps = (
        [reader(source), ExactDedupSignature(str(target / "signatures"), config, finder_workers=workers)],
        [ExactFindDedups(str(target / "signatures"), str(target / "duplicates"), config)],
        [
            reader(source),
            ExactDedupFilter(str(target / "duplicates"), config),
            *([PIIFormatter()] if form == "masked" else []),
            ParquetWriter(str(target / "data")),
        ],
    )
    for number, pipeline in enumerate(steps):
        LocalPipelineExecutor(pipeline, tasks=workers, workers=workers, logging_dir=str(target / f"logs{number}")).run()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
