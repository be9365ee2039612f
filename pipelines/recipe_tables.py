"""The tables of a recipe that hold plain options, with what each option means and its default."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dataset:
    """`[dataset]`: what is published."""

    name: str
    version: str = "0.1.0"
    description: str = ""
    license_tiers: tuple[str, ...] = ("permissive",)
    visibility: str = "public"
    filter: str = ""
    """SQL condition over the measures of a file (`not is_generated and max_line_bytes < 2000`); others are refused."""
    published: str = ""
    """Day of publication, YYYY-MM-DD, for those who cite it."""
    answers: str = ""
    """File of answers for card and datasheet, see catalog/answers.toml; relative paths start at the recipe's folder."""


@dataclass(frozen=True, slots=True)
class Quarantine:
    """`[quarantine]`: when a run that finished still counts as gone wrong (exit code 3)."""

    max_damaged_share: float = 0.05
    """Largest share of damaged paths (unreadable, corrupt, unsafe; not those refused by a rule) among all paths."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """`[sandbox]`: what crawled code is compiled and run in."""

    minimum: str = "seccomp_landlock"
    """The least isolation to put up with: bwrap, userns, seccomp_landlock or none. With less, nothing is compiled."""


@dataclass(frozen=True, slots=True)
class Consent:
    """`[consent]`: who is left out, beside those in the list that comes with Warploom."""

    optouts: tuple[str, ...] = ()
    """Lists in CSV; relative paths start at the recipe's folder."""


@dataclass(frozen=True, slots=True)
class NearDuplicates:
    """`[near_duplicates]`: when rows count as alike, and what becomes of all but their representatives."""

    source_files: str = "flag"
    """flag: all are published, and say what represents them; drop: the representatives are."""
    code_units: str = "flag"
    ir_functions: str = "flag"
    threshold: float = 0.7
    """Least share of equal shingles, of five tokens each, of a near-duplicate."""
    clone_threshold: float = 0.5
    """The same with names and literals made equal."""
    ir_threshold: float = 0.9
    """Least share of equal shingles of two IR functions that are told as alike; neither is ever dropped for it."""
    fork_threshold: float = 0.8
    """Least share of equal source files, of both of two repositories, of forks; of one of them, of what is vendored."""
    device: str = "auto"
    """Where signatures are computed: cpu, gpu, or auto, which takes a GPU where one is; the bits are the same."""
    permutations: int = 256
    """Of a signature: the more, the fewer pairs near the threshold are missed."""
    max_lost_share: float = 0.5
    """Largest share of a repository's files that may be dropped; above it the build fails and says which."""


@dataclass(frozen=True, slots=True)
class Splits:
    """`[splits]`: what is kept from training. With both shares 0 all is train, but for what an earlier release says."""

    validation: float = 0.0
    """Share of the groups of repositories that are drawn for validation."""
    test: float = 0.0
    earlier: str = ""
    """Directory of an earlier release, or Parquet file of its table `splits`: its rows stay where they are."""
    max_group_share: float = 0.05
    """Largest share of the files that one group may have; above it the build fails and says which."""
    salt: str = ""
    """Another one draws other groups."""


@dataclass(frozen=True, slots=True)
class Decontamination:
    """`[decontamination]`: benchmarks that are looked for in every text, and what becomes of what holds their items."""

    against: tuple[str, ...] = ()
    """Indexes that `warploom benchmarks add` wrote; relative paths start at the recipe's folder."""
    train: str = "exclude"
    """exclude: what would be in train is refused; flag: all is published, and the column `benchmark_hits` says it."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """`[tokens]`: what `n_tokens` of source files is counted with."""

    tokenizer: str = ""
    """A tokenizer.json in the local file system; a relative path starts at the recipe's folder. Empty: not counted."""
