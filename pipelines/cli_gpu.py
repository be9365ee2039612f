"""Subcommands for machines with a GPU: `bundle`, `ingest`."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
from cyclopts import Parameter
from rich.console import Console

from warploom.catalog.render import render_table
from warploom.pipelines.evidence import read_key
from warploom.pipelines.exit_codes import DONE, OVER_LIMIT
from warploom.pipelines.ingesting import ingest_results, tasks_of
from warploom.pipelines.rechecking import SHARE, Sample, chosen
from warploom.pipelines.rechecking import recheck as run_sample
from warploom.schemas.errors import UsageError
from warploom.schemas.manifest import read_manifest
from warploom.validators.gpu.bundling import write_bundle
from warploom.validators.gpu.nvrtc import nvrtc

_ERRORS = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
_Json = Annotated[bool, Parameter(name="--json", negative="", help="Print JSON on stdout.")]


def bundle(
    directory: Path,
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"])],
    limit: int | None = None,
    native: Annotated[bool, Parameter(negative="")] = False,
    json_: _Json = False,
) -> int:
    """Make one file of a release's proven pairs that runs by itself on a machine with a GPU.

    Parameters
    ----------
    directory
        Directory of the release.
    output
        The file: `python3 FILE --out results` runs it there, without Warploom and without a network.
    limit
        Only so many pairs, the first by their ids.
    native
        Take machine code of CPU sides along, for `--device cpu`: no sandbox holds it there, so only of a release that
        you trust.
    """
    if limit is not None and limit < 1:
        raise UsageError(f"--limit {limit}: give at least 1")
    tasks = tasks_of(directory, limit)
    manifest = read_manifest(directory)
    left = write_bundle(output, tasks, manifest.provenance.name, nvrtc(), is_native=native)
    size = output.stat().st_size
    if json_:
        told = {"pairs": len(tasks) - len(left), "bytes": size, "left": [[x.pair_id, x.reason, x.detail] for x in left]}
        sys.stdout.write(json.dumps(told) + "\n")
    else:
        for each in left[:20]:
            _ERRORS.print(f"left out: {each.pair_id}: {each.reason}: {each.detail[:200]}")
        _ERRORS.print(f"{output}: {len(tasks) - len(left)} of {len(tasks)} pairs, {size / 1e6:.1f} MB")
        _ERRORS.print(f"On the machine with the GPU: python3 {output.name} --out results")
    return DONE


def ingest(
    directory: Path,
    results: tuple[Path, ...],
    /,
    *,
    key: Path | None = None,
    recheck: float = SHARE,
    seed: int | None = None,
    device: str = "auto",
    json_: _Json = False,
) -> int:
    """Take results of a bundle into a release, as rows of `verdicts`, `timings`, `runners`; once each.

    Parameters
    ----------
    directory
        Directory of the release that the bundle was made of.
    results
        Directories or files that runners wrote.
    key
        File with the operator's key: only what was signed by it counts.
    recheck
        Share of the new results that is run again here, where there is a device; nothing is taken in if one differs.
    seed
        Draws the share; by default nobody knows it beforehand, and it is told.
    device
        Where: auto, cupy, driver, or simulator for what a simulator said; `:1` for GPU 1.
    """
    drawn = secrets.randbits(32) if seed is None else seed
    samples: list[Sample] = []
    chosen([], recheck, drawn)  # a share that is none is told before anything is read

    def run_again(verdicts: Sequence[Mapping[str, Any]]) -> None:
        samples.append(run_sample(verdicts, recheck, drawn, device, lambda only: tasks_of(directory, only=only)))

    found = ingest_results(directory, results, operator_key(key), run_again)
    if json_:
        told = {
            "added": dict(found.added),
            "known": dict(found.known),
            "confirmed": found.n_confirmed,
            "refuted": list(found.refuted),
            "set_aside": dict(found.set_aside),
            "recheck": [asdict(sample) for sample in samples],
            "refused": [[line.file, line.line, line.why] for line in found.refused],
        }
        sys.stdout.write(json.dumps(told) + "\n")
    else:
        names = sorted(found.added)
        table = pa.table(
            {
                "table": names,
                "added": [found.added[name] for name in names],
                "there already": [found.known[name] for name in names],
            }
        )
        sys.stdout.write(render_table(table, 80) + "\n")
        for sample in samples:
            _ERRORS.print(_told(sample))
        for line in found.refused[:20]:
            _ERRORS.print(f"refused: {line.file}, line {line.line}: {line.why}")
        for runner, why in found.set_aside.items():
            _ERRORS.print(f"runner {runner} is set aside, and what it said is withdrawn: {why}")
        for pair in found.refuted[:20]:
            _ERRORS.print(f"refuted on a device, and still published: {pair}; `warploom explain {pair}` says how")
        _ERRORS.print(f"{found.n_confirmed} more pairs are confirmed by a device: agrees_on_gpu")
        _ERRORS.print(
            "A build writes the release anew: name these results as `evidence` in the recipe's [pairs], and it takes "
            "them in and refuses what they refute"
        )
    return OVER_LIMIT if found.refused or found.refuted or found.set_aside else DONE


def _told(sample: Sample) -> str:
    if sample.device is None:
        return f"none of {sample.n_results} results was run again here: {sample.why_not}"
    where = f"on {sample.device} (seed {sample.seed})"
    return f"{sample.n_run} of {sample.n_results} results were run again {where}: they hold"


def operator_key(key: Path | None) -> bytes | None:
    """What results are signed with; None where there is no file. Raises `UsageError` for an empty one."""
    return None if key is None else read_key(key)
