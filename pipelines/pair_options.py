"""`[pairs]` of a recipe: which pairs are made, by whom, and what is demanded of them."""

from __future__ import annotations

from dataclasses import dataclass

CANDIDATE_KINDS = ("program", "folder", "http")


@dataclass(frozen=True, slots=True)
class Candidates:
    """`[[pairs.candidates]]`: who translates CPU sides to CUDA; what comes goes through the same proof as all pairs."""

    name: str
    kind: str
    """program: run for each unit, which it gets on stdin as JSON; folder: files that were made before; http: an
    endpoint of chat completions as OpenAI's."""
    license_expression: str
    """SPDX license of what it returns; the unit's own is added."""
    license_evidence: str
    """Why it is that license, in words: terms of the model, or who wrote the folder."""
    command: tuple[str, ...] = ()
    """Of a program: words, no shell."""
    path: str = ""
    """Of a folder with a file `SPEC_ID.cu` or files `SPEC_ID.NAME.cu` for a unit."""
    url: str = ""
    """Of an endpoint, up to and without `/chat/completions`."""
    model: str = ""
    """Name that the endpoint knows it by."""
    key_variable: str = ""
    """Environment variable that holds the endpoint's key; a key is never in a recipe."""
    n_units: int = 20
    """Units that it is asked for: CPU sides of proven pairs, each of another computation, in order."""
    n_each: int = 1
    """Translations asked for of each unit."""
    timeout_s: float = 120.0
    """For one answer."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """`[pairs]`: CUDA/CPU pairs, each proven before it is published. With all counts 0 there are none."""

    generate: int = 0
    """Proven pairs of the generator's that are wanted; it goes on until there are so many."""
    seed: int = 1
    families: tuple[str, ...] = ()
    """Of the generator: elementwise, reduction, ...; empty for all."""
    max_family_share: float = 0.15
    """Largest share of one family among the pairs that are published of the generator."""
    reference: bool = False
    """The reference set, written by hand."""
    half: int = 0
    """Pairs that the generator is asked for whose arithmetic is in half precision, `_Float16` in C, `__half` in CUDA;
    as many are published as are proven. They are beside `generate`, whose pairs they do not change."""
    loopy: int = 0
    """Pairs that loopy is asked for; as many are published as are proven. Needs loopy."""
    minimum_level: str = "agrees_on_cpu"
    """Pairs that got less far are in `refused_pairs`; `agrees_on_gpu` is reached by `evidence` alone."""
    evidence: tuple[str, ...] = ()
    """Results of runners, files or directories of them: what a device confirms is `agrees_on_gpu`, what it refutes is
    refused. Relative paths start at the recipe's folder."""
    evidence_key: str = ""
    """File with the operator's key; only results that are signed by it count then."""
    alike_threshold: float = 0.7
    """Least share of equal shingles of the CPU sides of two computations, names made equal, that count as one."""
    max_tries: float = 2.0
    """So many times the wanted pairs are made at most; then the build says how many were proven."""
