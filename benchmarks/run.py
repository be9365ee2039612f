"""Runs the benchmarks, all or the named ones, and prints one summary: `python benchmarks/run.py [NAME ...]`."""

from __future__ import annotations

import importlib
import sys

from measuring import BUILD, Figure, say, table

BENCHMARKS = (
    "ingest",
    "exchange",
    "licenses",
    "license_agreement",
    "ctags_agreement",
    "git_reading",
    "redaction",
    "syntax",
    "module_facts",
    "near_duplicates",
    "near_functions",
    "decontamination",
    "compiling",
    "stub_headers",
    "proof",
    "runner_faults",
    "farm",
    "query_latency",
    "shared_releases",
    "large_check",
    "sizing",
    "memory",
    "resume",
    "demo",
)


def main(names: list[str]) -> int:
    """Run them in order; the exit code is 1 if one missed a goal, 2 for a name that there is not."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        say(f"no such benchmark: {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}")
        return 2
    figures: list[Figure] = []
    for name in names or BENCHMARKS:
        say(f"{name}: {(importlib.import_module(name).__doc__ or '').splitlines()[0]}")
        figures += importlib.import_module(name).measure()
    print(table(figures))
    say(f"details in {BUILD}")
    return 1 if any(figure.is_met is False for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
