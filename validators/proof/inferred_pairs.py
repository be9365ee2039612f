"""Makes a pair out of two texts that nobody has specified: what they may be called with is read, tried and refined."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from warploom.extractors.inputs.c_functions import Parameter
from warploom.extractors.inputs.code_reading import read_function
from warploom.extractors.inputs.inference import Draft, InferenceError, draft_spec
from warploom.extractors.inputs.spec_text import spec_from_text
from warploom.extractors.inputs.specification import Array, InputSpec
from warploom.extractors.pairs.pair import Pair, Side
from warploom.schemas.errors import WarploomError
from warploom.validators.proof.foreign import confined_values
from warploom.validators.proof.spec_search import SearchJob
from warploom.validators.simulate.confined import Lost
from warploom.validators.simulate.front_end import Compiled, compile_sides

_SEARCH = "warploom.validators.proof.spec_search:search"
_PROCESSOR_S = 150
_MOST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class InferredPair:
    """A pair with a specification under which both sides run clean and agree. What it rests on: `evidence` by reading,
    `changes` by running, `restriction` of sizes and values without which they do not. It is not proven yet.
    """

    pair: Pair
    evidence: tuple[str, ...]
    changes: tuple[str, ...]
    restriction: str


def infer_pair(
    cpu: Side,
    gpu: Side,
    *,
    origin: str = "mined",
    generator: str = "inferred",
    launch_shapes: tuple[Mapping[str, int], ...] = ({},),
) -> InferredPair:
    """A pair of two programs: entries with the same types of parameters in the same order, whatever their names.

    Raises `InferenceError`: nothing can be drafted, a side does not compile or does not run, or the sides agree under
    no specification that was tried; `CodeReadingError` for texts that are not read; what `confined_values` raises.
    """
    draft = draft_spec(cpu.text, cpu.entry)
    ours, theirs = read_function(cpu.text, cpu.entry).parameters, read_function(gpu.text, gpu.entry).parameters
    if [p.is_pointer for p in ours] != [p.is_pointer for p in theirs]:
        raise InferenceError(gpu.entry, f"its parameters are not those of {cpu.entry}")
    pair = Pair(
        spec_id="ks_" + hashlib.sha256(f"{cpu.text}\0{cpu.entry}".encode()).hexdigest()[:32],
        family="unknown",
        schedule="unknown",
        description="",
        cpu=cpu,
        gpu=gpu,
        inputs=draft.spec,
        oracle=None,
        launch_shapes=launch_shapes,
        origin=origin,
        generator=generator,
        generator_version="1",
        generator_seed=None,
    )
    (compiled,) = compile_sides([pair])
    if not isinstance(compiled, Compiled):
        raise InferenceError(cpu.entry, f"the {compiled.side} side does not compile: {compiled.error}")
    job = SearchJob(
        spec=draft.spec,
        cpu_ir=compiled.cpu_trap_ir,
        gpu_ir=compiled.gpu_trap_ir,
        fused_ir=compiled.gpu_irs[0],
        cpu_entry=cpu.entry,
        gpu_entry=gpu.entry,
        constant=frozenset(a.name for a, b in zip(ours, theirs, strict=True) if a.is_const and b.is_const),
        hints=_hints(gpu, ours, theirs),
    )
    return _inferred(pair, draft, _searched(job, cpu.entry))


def _hints(gpu: Side, ours: Sequence[Parameter], theirs: Sequence[Parameter]) -> dict[str, tuple[str, ...]]:
    """Lengths that the GPU side's text proposes, where its parameters have the names of the CPU side's."""
    if [p.name for p in ours] != [p.name for p in theirs]:
        return {}
    try:
        found = draft_spec(gpu.text, gpu.entry).spec
    except WarploomError:
        return {}  # the CPU side's text alone will have to do
    return {array.name: (array.length,) for array in found.arrays}


def _searched(job: SearchJob, entry: str) -> Mapping[str, object]:
    (said,), _ = confined_values(_SEARCH, [job], _PROCESSOR_S)
    if isinstance(said, Lost):
        raise InferenceError(entry, f"its runs {said.how}: {said.detail[:_MOST_TEXT]}")
    if not isinstance(said, dict):
        raise InferenceError(entry, "its runs gave no answer")
    if said.get("trouble") is not None:
        raise InferenceError(entry, str(said["trouble"])[:_MOST_TEXT])
    return said


def _inferred(pair: Pair, draft: Draft, said: Mapping[str, object]) -> InferredPair:
    """What comes out of the sandbox is foreign: a specification of other parameters is none of this pair's."""
    changes = said.get("changes")
    if not isinstance(changes, list) or not isinstance(said.get("spec"), str):
        raise InferenceError(pair.cpu.entry, "its runs gave no answer")
    spec = spec_from_text(str(said["spec"]))
    if _types(spec) != _types(pair.inputs):
        raise InferenceError(pair.cpu.entry, "its runs gave a specification of something else")
    return InferredPair(
        replace(pair, inputs=spec),
        draft.evidence,
        tuple(str(change)[:_MOST_TEXT] for change in changes),
        str(said.get("restriction"))[:_MOST_TEXT],
    )


def _types(spec: InputSpec) -> list[tuple[str, str, bool]]:
    return [(param.name, param.type, isinstance(param, Array)) for param in spec.params]
