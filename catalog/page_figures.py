"""What `datasheet.html` says of each figure, and in which section it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caption:
    """Title and prose of a figure of `validators/figures.py`."""

    name: str
    title: str
    prose: str


@dataclass(frozen=True, slots=True)
class PageSection:
    """A section of the page and its figures; without any of them it is left out."""

    identity: str
    title: str
    prose: str
    captions: tuple[Caption, ...]


SECTIONS: tuple[PageSection, ...] = (
    PageSection(
        "flow",
        "What came in, and what became of it",
        "Every path of every source, from the left; what a stage left out falls down.",
        (
            Caption("flow", "", ""),
            Caption(
                "refused", "Why paths were refused", "The commonest reasons; what is damage and not a rule says so."
            ),
            Caption(
                "repositories", "By source", "The sources with the most published files; all are in `repositories`."
            ),
        ),
    ),
    PageSection(
        "languages",
        "Languages and models",
        "",
        (
            Caption("languages", "Languages", "Published files by language and license tier."),
            Caption(
                "programming_models",
                "Programming models",
                "Files that use a model of parallel programming; a file may use several.",
            ),
            Caption(
                "units", "Units of code", "What syntax trees gave: functions, kernels, programs, loop nests, launches."
            ),
        ),
    ),
    PageSection(
        "licenses",
        "Licenses",
        "Each file is under a license of its own; `licenses.csv` has all of them.",
        (Caption("licenses", "Expressions", "The commonest ones, by files."),),
    ),
    PageSection(
        "sizes",
        "Sizes",
        "Bins are powers of two; those without files are not drawn.",
        (
            Caption("lengths", "Length of files", "In bytes of UTF-8."),
            Caption("lines", "Lines of files", "An unterminated last one included."),
            Caption("tokens", "Tokens of files", "By the recipe's tokenizer."),
        ),
    ),
    PageSection(
        "alike",
        "What is alike",
        "",
        (
            Caption(
                "near_sizes",
                "Clusters of near-duplicates",
                "By the contents in them; 1 is a file like no other. Clusters are drawn on a logarithmic scale.",
            ),
            Caption("likeness", "How alike", "Scores of all comparisons that were kept, by level."),
        ),
    ),
    PageSection(
        "compiled",
        "What compiles",
        "Files that are translation units, counted once for each target.",
        (
            Caption("compiled", "By source", "Whole; in part, without some functions; or not at all."),
            Caption("failures", "Why files do not compile", "The reason of the first attempt."),
        ),
    ),
    PageSection(
        "pairs",
        "Pairs of CPU and GPU code",
        "",
        (
            Caption("pairs", "By source and level", "How far each published pair was proven."),
            Caption(
                "refused_pairs",
                "Why pairs were refused",
                "What the failed check found, or that another is like it.",
            ),
            Caption("checks", "Checks", "What came of each check of pairs."),
            Caption("mutation", "Mutation scores", "Share of the wrong variants that a pair's tests refuse."),
            Caption("relative_errors", "Relative errors", "The largest of a check, by powers of ten."),
            Caption("ulp_errors", "Errors in units in the last place", "The largest of a check, by powers of ten."),
        ),
    ),
    PageSection(
        "speed",
        "Speed",
        "As measured on the devices that `verdicts` and `timings` name.",
        (
            Caption("speedups", "Speed-ups", "Times as fast as the named baseline; bins grow by the root of two."),
            Caption(
                "roofline",
                "Roofline",
                "Operations per byte moved against operations per nanosecond; at most 1,000 rows.",
            ),
        ),
    ),
)
