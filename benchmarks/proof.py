"""Pairs proven a second on each core, everything included, with the shares of mutants killed and of blocks reached."""

from __future__ import annotations

import resource
import statistics
import time
from collections import Counter

from measuring import Figure, say, wait_until_quiet, write_result

from warploom.extractors.pairs.generating import generate
from warploom.validators.proof.device_compile import device_compiler
from warploom.validators.proof.prove import prove
from warploom.validators.proof.verdict import Level

NAME = "proof"
_SEED, _COUNT, _BATCH = 2026, 120, 40
_GOAL, _FLOOR = 5.0, 2.0


def measure() -> list[Figure]:
    """Prove generated pairs in batches, as builds do, in one process."""
    pairs = list(generate(_SEED, _COUNT))
    prove(pairs[:1])  # builds the simulator, and compiles what is native
    wait_until_quiet()
    started, processor = time.monotonic(), _processor_s()
    proofs = [proof for first in range(0, _COUNT, _BATCH) for proof in prove(pairs[first : first + _BATCH])]
    wall, processor = time.monotonic() - started, _processor_s() - processor
    proven = [proof for proof in proofs if proof.level is Level.AGREES_ON_CPU]
    refused = Counter(str(proof.reason) for proof in proofs if proof.level is not Level.AGREES_ON_CPU)
    for reason, n in refused.most_common():
        say(f"  refused: {reason}: {n}")
    rate = _COUNT / processor
    kills = [proof.mutation_score for proof in proven if proof.mutation_score is not None]
    coverage = [proof.block_coverage for proof in proven if proof.block_coverage is not None]
    tool = device_compiler()
    killed, reached = statistics.fmean(kills), statistics.fmean(coverage)
    figures = [
        Figure(NAME, "pairs tried, of processor time", rate, "a second and core", f">= {_GOAL:g}", rate >= _GOAL),
        Figure(NAME, "the same against the floor", rate, "a second and core", f">= {_FLOOR:g}", rate >= _FLOOR),
        Figure(NAME, "pairs tried, by the clock, one process", _COUNT / wall, "a second"),
        Figure(NAME, "proven", len(proven) / _COUNT, f"of {_COUNT}"),
        Figure(NAME, "mutants killed, mean", killed, "", ">= 0.95", killed >= 0.95),
        Figure(NAME, "blocks reached, mean", reached, "", ">= 0.98", reached >= 0.98),
        Figure(NAME, "CUDA sides also compiled by nvcc", float(tool is not None), "(1: yes)"),
    ]
    write_result(NAME, figures, {"refused": dict(refused), "wall_s": wall, "processor_s": processor})
    return figures


def _processor_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)
