"""The texts of the benchmark of near duplicates: real C-family files, no two equal, and planted variants of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import c_parts
import numpy as np
import numpy.typing as npt
import planted_variants
import real_input
from measuring import BUILD, say

FEWEST_FILES = 10_000
FEWEST_BYTES = 100_000_000
_FILES = 4
PLACE = BUILD / "near_duplicates"


@dataclass(frozen=True, slots=True)
class Corpus:
    """UTF-8 texts one after the other; a real one has the empty kind and no original (-1)."""

    data: npt.NDArray[np.uint8]
    offsets: npt.NDArray[np.int64]
    names: list[str]
    kinds: list[str]
    originals: list[int]

    def __len__(self) -> int:
        return len(self.names)

    def text(self, n: int) -> str:
        """The text at place `n`."""
        return self.data[self.offsets[n] : self.offsets[n + 1]].tobytes().decode()

    def part(self, places: list[int]) -> Corpus:
        """These texts alone, without what was known about their origin."""
        pieces = [self.data[self.offsets[n] : self.offsets[n + 1]] for n in places]
        offsets = np.concatenate([[0], np.cumsum([len(piece) for piece in pieces])]).astype(np.int64)
        names = [self.names[n] for n in places]
        return Corpus(np.concatenate(pieces), offsets, names, [""] * len(places), [-1] * len(places))

    def write(self, directory: Path) -> Path:
        """As one buffer for the measured stage, and as JSON lines in a few files for the peers."""
        directory.mkdir(parents=True, exist_ok=True)
        self.data.tofile(directory / "data.bin")
        np.save(directory / "offsets.npy", self.offsets)
        texts = directory / "texts"
        texts.mkdir(exist_ok=True)
        for number, places in enumerate(np.array_split(np.arange(len(self)), _FILES)):
            with (texts / f"{number}.jsonl").open("w", encoding="utf-8") as lines:
                lines.writelines(json.dumps({"id": str(n), "text": self.text(n)}) + "\n" for n in places)
        return directory


def corpus() -> Corpus:
    """Made on the first call and kept below `build/`; made anew when the input or the generator changes."""
    sources = b"".join(Path(module.__file__ or "").read_bytes() for module in (planted_variants, c_parts))
    wanted = hashlib.sha256(sources + repr(real_input.PACKAGES).encode()).hexdigest()
    data, index = PLACE / "corpus.bin", PLACE / "corpus.json"
    if not index.is_file() or json.loads(index.read_text())["wanted"] != wanted:
        _write(data, index, wanted)
    held = json.loads(index.read_text())
    offsets = np.array(held["offsets"], dtype=np.int64)
    return Corpus(np.fromfile(data, dtype=np.uint8), offsets, held["names"], held["kinds"], held["originals"])


def _write(data: Path, index: Path, wanted: str) -> None:
    names: list[str] = []
    texts: list[str] = []
    seen: set[bytes] = set()
    for directory in real_input.directories():
        for path in real_input.source_files(directory):
            if path.suffix.lower() not in real_input.C_SUFFIXES:
                continue
            content = path.read_bytes()
            try:
                text = content.decode("utf-8")
            except UnicodeDecodeError:
                text = content.decode("latin-1")
            digest = hashlib.sha256(text.encode()).digest()
            if digest not in seen and text.strip():
                seen.add(digest)
                names.append(path.relative_to(directory.parent).as_posix())
                texts.append(text)
    n_bytes = sum(len(text.encode()) for text in texts)
    if len(texts) < FEWEST_FILES or n_bytes < FEWEST_BYTES:
        raise ValueError(f"{len(texts):,} different files, {n_bytes / 1e6:.1f} MB: more packages are needed")
    say(f"planting variants among {len(texts):,} files, {n_bytes / 1e6:.1f} MB")
    kinds, originals = [""] * len(texts), [-1] * len(texts)
    for variant in list(planted_variants.planted(names, texts)):
        names.append(f"{variant.kind}: {names[variant.original]}")
        texts.append(variant.text)
        kinds.append(variant.kind)
        originals.append(variant.original)
    contents = [text.encode() for text in texts]
    offsets = [0, *np.cumsum([len(content) for content in contents]).tolist()]
    data.parent.mkdir(parents=True, exist_ok=True)
    index.unlink(missing_ok=True)
    data.write_bytes(b"".join(contents))
    document = {"wanted": wanted, "offsets": offsets, "names": names, "kinds": kinds, "originals": originals}
    index.write_text(json.dumps(document))
