"""Pairs proven a second on each core, everything included, with the shares of mutants killed and of blocks reached."""

from __future__ import annotations

import resource
import statistics
import time
from collections import Counter
from dataclasses import replace

from measuring import Figure, say, wait_until_quiet, write_result

from warploom.extractors.pairs.generating import generate
from warploom.extractors.pairs.pair import Pair
from warploom.extractors.pairs.reference.reference import reference_pairs
from warploom.validators.proof.device_compile import device_compiler
from warploom.validators.proof.prove import ProofOptions, prove
from warploom.validators.proof.verdict import Level

NAME = "proof"
_SEED, _COUNT, _BATCH = 2026, 120, 40
_GOAL, _FLOOR = 5.0, 2.0
_LIGHT_GOAL, _LIGHT_TIMES = 12.0, 3
_LIGHT = {
    "stream_add": "C", "axpy": "C", "jacobi_2d": "C", "gemm": "C++", "reduction": "C++", "histogram": "C",
    "transpose": "C++", "scan": "C++", "spmv": "C", "softmax": "C++",
}  # fmt: skip
"""The kernels that the design was tried with, by the CPU side's language: C is paired with the naive kernel, C++ with
the tuned one.
"""


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
    light_rate, n_light = _light_load()
    figures = [
        Figure(
            NAME,
            "the design's load: ten kernels, 6 sizes, 15 mutants, no nvcc; all of today's runs",
            light_rate,
            "a second and core",
            f">= {_LIGHT_GOAL:g}",
            light_rate >= _LIGHT_GOAL,
        ),
        Figure(NAME, "of these, proven", n_light / (len(_LIGHT) * _LIGHT_TIMES), "of all"),
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


def _light_load() -> tuple[float, int]:
    """Pairs a second of processor time under the load that the design was tried with, and how many are proven.

    Kernels, sizes, mutants and one launch shape are as they were then; what is run in each case is what it is today.
    """
    chosen: list[Pair] = []
    for pair in reference_pairs():
        name = pair.features[0].removeprefix("kernel:")
        if pair.gpu.language == "CUDA" and _LIGHT.get(name) == pair.cpu.language:
            sizes = (*pair.inputs.sizes[:2], *pair.inputs.sizes[-4:])
            inputs = replace(pair.inputs, sizes=sizes)
            chosen.append(replace(pair, inputs=inputs, launch_shapes=pair.launch_shapes[:1]))
    options = ProofOptions(n_mutants=15, is_device_compiled=False, sanitized_origins=(), stretched_origins=())
    prove(chosen[:1], options)
    before = _processor_s()
    proofs = prove(chosen * _LIGHT_TIMES, options)
    for proof in proofs[: len(chosen)]:
        if proof.reason is not None:
            say(f"  of the design's load: {proof.pair.features[0]}: {proof.reason}")
    rate = len(proofs) / (_processor_s() - before)
    return rate, sum(proof.level is Level.AGREES_ON_CPU for proof in proofs)


def _processor_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)
