"""The peer of `ingest.py`, run in its own environment: datatrove's local executor as its documentation has it.

Usage: datatrove_ingest.py FORMAT INPUT OUTPUT WORKERS, where FORMAT is `jsonl` or `parquet`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup.exact_dedup import (
    ExactDedupConfig,
    ExactDedupFilter,
    ExactDedupSignature,
    ExactFindDedups,
)
from datatrove.pipeline.readers import JsonlReader, ParquetReader
from datatrove.pipeline.writers import ParquetWriter


def content_of(document: Document) -> str:
    """What is compared: the text."""
    return document.text


def main(form: str, source: str, target: Path, workers: int) -> None:
    """Signatures, their comparison, and the filter with the writer: three executors, one after the other."""
    config = ExactDedupConfig(content_getter=content_of)

    def reader() -> JsonlReader | ParquetReader:
        return JsonlReader(source) if form == "jsonl" else ParquetReader(source)

    steps = (
        [reader(), ExactDedupSignature(str(target / "signatures"), config, finder_workers=workers)],
        [ExactFindDedups(str(target / "signatures"), str(target / "duplicates"), config)],
        [reader(), ExactDedupFilter(str(target / "duplicates"), config), ParquetWriter(str(target / "data"))],
    )
    for number, pipeline in enumerate(steps):
        LocalPipelineExecutor(pipeline, tasks=workers, workers=workers, logging_dir=str(target / f"logs{number}")).run()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
