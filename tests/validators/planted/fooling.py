"""Wrong kernels written to fool a proof: each looks right on what a careless suite would look at."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from warploom.extractors.pairs.pair import Pair
from warploom.extractors.pairs.reference.reference import reference_pairs

FOLDER = Path(__file__).parent / "fooling"
RIGHT_FOLDER = Path(__file__).parent / "right"


@dataclass(frozen=True, slots=True)
class Fooling:
    """A pair that is wrong, and why."""

    name: str
    why: str
    pair: Pair


def fooling_pairs() -> list[Fooling]:
    """Each in the place of the plain CUDA program of the member that its first line names, with why it is wrong."""
    return [Fooling(*each) for each in _pairs_in(FOLDER)]


def right_pairs() -> list[Pair]:
    """Programs that are right, and might be taken for some that are not."""
    return [pair for _, _, pair in _pairs_in(RIGHT_FOLDER)]


def _pairs_in(folder: Path) -> Iterator[tuple[str, str, Pair]]:
    """Names, what the first lines say, and the pairs."""
    pairs = {pair.cpu.entry: pair for pair in reference_pairs() if pair.cpu.language == "C"}
    for path in sorted(folder.glob("*.cu")):
        text = path.read_text(encoding="utf-8")
        member, _, why = text.partition("\n")[0].removeprefix("// ").partition(": ")
        pair = pairs[member]
        yield path.stem, why, dataclasses.replace(pair, gpu=dataclasses.replace(pair.gpu, text=text))
