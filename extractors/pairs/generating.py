"""Generates pairs from a seed: computations that are unlike each other, each under some of its schedules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from warploom.extractors.pairs.bodies import (
    REAL_OPERATORS,
    ROUNDED_OPERATORS,
    SIGNED_OPERATORS,
    UNSIGNED_OPERATORS,
)
from warploom.extractors.pairs.canonical import canonical_form, spec_id
from warploom.extractors.pairs.computation import Computation
from warploom.extractors.pairs.cpu_source import cpu_source
from warploom.extractors.pairs.draft import TYPES, Draft
from warploom.extractors.pairs.draws import Draws
from warploom.extractors.pairs.families.catalogue import FAMILIES
from warploom.extractors.pairs.likeness import Likeness, shingles
from warploom.extractors.pairs.numpy_oracle import oracle
from warploom.extractors.pairs.pair import Pair, Side
from warploom.extractors.pairs.reading import read_once
from warploom.extractors.pairs.schedules import cuda_source, launch_shapes, schedules
from warploom.extractors.pairs.signature import input_spec
from warploom.extractors.pairs.steering import Histograms, emphasis, steered
from warploom.extractors.pairs.style import Names, Style, draw_style
from warploom.schemas.errors import UsageError, WarploomError

GENERATOR: Final = "warploom.loop_nests"
GENERATOR_VERSION: Final = "1"
"""Whatever changes what a seed gives raises it."""
_MAX_ATTEMPTS: Final = 400
_MOST_ALIKE: Final = 0.62
"""Of plain C: what styles do to both texts brings no two of them to the 0.7 that counts as a near-duplicate."""
_PLAIN: Final = Style()
_MOST_OF_A_SPEC: Final = 5
_STEMS: Final = ("apply", "compute", "run", "update", "process", "evaluate", "do", "launch", "solve", "make")


HALF_GENERATOR: Final = "warploom.half_nests"
HALF_FAMILIES: Final = (
    "elementwise", "broadcast", "stencil_1d", "stencil_2d", "stencil_3d", "layout", "gather",
)  # fmt: skip
"""Of few operations on each value: longer chains leave what half precision holds."""
_OPERATORS: Final = {**REAL_OPERATORS, **ROUNDED_OPERATORS, **SIGNED_OPERATORS, **UNSIGNED_OPERATORS}

Build = Callable[[Names], Computation]


@dataclass(frozen=True, slots=True)
class _Grammar:
    """What computations are drawn of. Streams of draws have its version, so that no grammar disturbs another."""

    generator: str
    version: str
    types: Mapping[str, float]
    computes_in_half: bool = False


_NESTS: Final = _Grammar(GENERATOR, GENERATOR_VERSION, TYPES)
_HALF_NESTS: Final = _Grammar(HALF_GENERATOR, f"{GENERATOR_VERSION}-half", {"float16": 1.0}, computes_in_half=True)


class ExhaustedError(WarploomError):
    """The grammar has nothing unlike what has been generated already."""


def generate(
    seed: int,
    count: int,
    weights: Mapping[str, float] | None = None,
    histograms: Histograms | None = None,
) -> Iterator[Pair]:
    """`count` pairs, the same for the same arguments. `weights` of families replace those of the catalogue; a family
    that is not named is left out. `histograms` are filled as pairs are drawn.

    No two computations are near-duplicates: not equal but for coefficients, and not alike in 0.62 of the shingles of
    five normalised tokens of their plain C. Raises `UsageError` for an unknown family, `ExhaustedError` where 400
    computations in a row are like earlier ones.
    """
    yield from _generated(_NESTS, seed, count, weights, histograms)


def generate_half(seed: int, count: int, histograms: Histograms | None = None) -> Iterator[Pair]:
    """As `generate`: pairs whose arithmetic is in half precision, `_Float16` in C and `__half` in CUDA."""
    weights = {name: FAMILIES[name][1] for name in HALF_FAMILIES}
    yield from _generated(_HALF_NESTS, seed, count, weights, histograms)


def _generated(
    grammar: _Grammar,
    seed: int,
    count: int,
    weights: Mapping[str, float] | None,
    histograms: Histograms | None,
) -> Iterator[Pair]:
    chosen = {name: weight for name, (_, weight) in FAMILIES.items()} if weights is None else dict(weights)
    unknown = sorted(set(chosen) - set(FAMILIES))
    if unknown or not chosen or min(chosen.values()) < 0:
        raise UsageError(f"weights of families: {unknown or chosen} are none; known are {', '.join(FAMILIES)}")
    taken = Histograms() if histograms is None else histograms
    known, forms = Likeness(_MOST_ALIKE), set[str]()
    n_made = n_attempts = n_specs = 0
    while n_made < count:
        n_attempts += 1
        if n_attempts > _MAX_ATTEMPTS * (n_specs + 1):
            raise ExhaustedError(f"seed {seed}: {n_specs} computations, and {n_attempts} attempts gave no other")
        build = _builder(grammar, seed, n_attempts, chosen, taken)
        plain = build(Names(Draws(seed, "plain")))
        form = canonical_form(plain, with_constants=False)
        if form in forms:
            taken.refused["same_form"] += 1
            continue
        own = shingles(cpu_source(plain, _PLAIN, "f", is_parallel=False))
        if known.closest(own):
            taken.refused["near_duplicate"] += 1
            continue
        forms.add(form)
        known.add(own)
        n_specs += 1
        taken.take(plain.family, plain.features)
        for pair in _children(grammar, seed, n_attempts, build, plain, taken):
            yield pair
            n_made += 1
            if n_made >= count:
                return


def _builder(grammar: _Grammar, seed: int, attempt: int, weights: Mapping[str, float], taken: Histograms) -> Build:
    """Builds the computation of an attempt under any names, as often as one likes: what has been taken until now steers
    it, what is taken later does not.
    """
    key = (grammar.version, seed, "spec", attempt)
    family = Draws(*key, "family").weighted(steered(weights, taken.families))
    operators = emphasis(taken.operators, _OPERATORS)
    types = steered(grammar.types, taken.types)
    builder, _ = FAMILIES[family]
    is_half = grammar.computes_in_half
    return lambda names: builder(Draft(Draws(*key, "body"), names, types, operators, computes_in_half=is_half))


def _children(
    grammar: _Grammar, seed: int, attempt: int, build: Build, plain: Computation, taken: Histograms
) -> Iterator[Pair]:
    """The computation under some of its schedules, every time with other names and in another style."""
    draws = Draws(grammar.version, seed, "children", attempt)
    allowed = dict.fromkeys(schedules(plain, _PLAIN), 1.0)
    wanted = draws.weighted({1: 1.0, 2: 2.0, 3: 3.0, 4: 3.0, _MOST_OF_A_SPEC: 2.0})
    identity = spec_id(plain)
    for number in range(min(wanted, len(allowed))):
        schedule = draws.weighted(steered(allowed, taken.schedules))
        del allowed[schedule]
        taken.schedules[schedule] += 1
        yield _pair(grammar, (seed, attempt, number), build, plain, identity, schedule)


def _pair(
    grammar: _Grammar, key: tuple[int, int, int], build: Build, plain: Computation, identity: str, schedule: str
) -> Pair:
    draws = Draws(grammar.version, *key, "style")
    names = Names(Draws(grammar.version, *key, "names"))
    named = build(names)
    cpu_style, gpu_style = draw_style(draws), draw_style(draws)
    is_parallel = draws.chance(0.5)
    entry = f"{draws.one(_STEMS)}_{named.family}"
    reads_once = draws.chance(0.7)
    shown = read_once(named, lambda: names("local")) if reads_once else named
    gpu = cuda_source(shown, schedule, gpu_style, entry)
    features = {*plain.features, f"cpu:{'openmp' if is_parallel else 'serial'}", f"schedule:{schedule}"}
    return Pair(
        spec_id=identity,
        family=plain.family,
        schedule=schedule,
        description=plain.description,
        cpu=Side("C", "openmp" if is_parallel else "serial", cpu_source(shown, cpu_style, entry, is_parallel), entry),
        gpu=Side("CUDA", "cuda", gpu, entry),
        inputs=input_spec(named),
        oracle=oracle(named),
        launch_shapes=launch_shapes(gpu),
        origin="generated",
        generator=grammar.generator,
        generator_version=grammar.version,
        generator_seed=key[0],
        features=tuple(sorted(features)),
    )
