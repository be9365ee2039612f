"""Subcommands that build and remove: `build`, `fetch`, `clean`, `purge`."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shlex
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from warploom.extractors.atomic import write_json
from warploom.pipelines.corpus import Build, BuildOptions
from warploom.pipelines.estimates import estimate
from warploom.pipelines.exit_codes import DONE, OVER_LIMIT
from warploom.pipelines.fetching import fetch_sources, optouts_of
from warploom.pipelines.in_process import InProcess
from warploom.pipelines.lineage_events import LineageRun
from warploom.pipelines.phases import PHASES, Summary
from warploom.pipelines.progress import PlainDisplay, TerminalDisplay
from warploom.pipelines.purging import purge as remove
from warploom.pipelines.recipe import Recipe, load_recipe
from warploom.pipelines.runner import Runner
from warploom.pipelines.workdir import prune
from warploom.schemas.errors import UsageError
from warploom.schemas.manifest import ReleaseError, read_manifest
from warploom.schemas.versions import ReleaseVersion

_ERRORS = Console(stderr=True, highlight=False, markup=False)


def build(
    recipe: str,
    *,
    out: Path,
    work: Path | None = None,
    cache: Path | None = None,
    runner: Literal["dask", "in_process", "beam"] = "dask",
    workers: int | None = None,
    cluster: str | None = None,
    beam_args: str = "",
    part: str | None = None,
    set_: Annotated[tuple[str, ...], Parameter(name="--set")] = (),
    until: str | None = None,
    only: str | None = None,
    limit: int | None = None,
    release: str = "",
    offline: bool = False,
    dry_run: bool = False,
    json_: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Build a corpus, or bring it up to date: what an earlier run finished is not done again.

    Parameters
    ----------
    recipe
        A TOML file, or the name of a recipe that comes with Warploom (`tiny`, `starter`).
    out
        Directory of the release.
    work
        Directory of intermediate results; by default beside the release, with `.work` at its end.
    cache
        Directory of downloads and license answers, shared by all builds.
    runner
        What runs the jobs: an embedded Dask cluster, this process alone, or Beam.
    workers
        Worker processes; by default one per processor.
    cluster
        Address of a running Dask scheduler (tls://..., or tcp:// on this machine).
    beam_args
        Options for Beam, such as `--runner=FlinkRunner --flink_master=...`.
    part
        Do part K of N (`K/N`), for job arrays; the last part to finish publishes.
    set_
        Override a recipe key: `--set stages.decode_texts.max_line_bytes=1000`.
    until
        Stop after this phase.
    only
        Run this phase alone; the ones before it must be done.
    limit
        Read only the first so many paths of each source.
    release
        Version of the release, such as 2026.11.0, or `next`: of the calendar, if anything changed since the last one.
    offline
        Connect to nothing off this machine: everything must be in the cache (see `warploom fetch`).
    dry_run
        Say what would be done, and how long it may take; do nothing.
    json_
        Print the summary as JSON on stdout.

    """
    for phase in (until, only):
        if phase is not None and phase not in PHASES:
            raise UsageError(f"{phase} is no phase. One of: {', '.join(PHASES)}")
    if limit is not None and limit < 1:
        raise UsageError(f"--limit {limit}: must be at least 1")
    if workers is not None and workers < 1:
        raise UsageError(f"--workers {workers}: must be at least 1")
    loaded = load_recipe(recipe_path(recipe), set_)
    options = BuildOptions(
        out=_absolute(out),
        work=_absolute(work) if work else _work_of(out),
        cache=_absolute(cache or default_cache()),
        offline=offline,
        first_paths=limit,
        part=_parse_part(part),
        until=until,
        only=only,
        release=release if release in ("", "next") else str(ReleaseVersion.parse(release)),
        today=datetime.now(UTC).date(),
    )
    if dry_run:
        plan = estimate(loaded, options)
        if json_:
            _print_json(dataclasses.asdict(plan))
        else:
            Console(highlight=False).print(plan.render())
        return DONE
    n_workers = workers or os.cpu_count() or 1
    display = TerminalDisplay(_ERRORS) if _ERRORS.is_terminal else PlainDisplay(_ERRORS)
    started = datetime.now(UTC)
    chosen = _make_runner(runner, n_workers, cluster, beam_args)
    lineage = _lineage_of(loaded, offline=offline)
    try:
        if lineage:
            lineage.started()
        summary = Build(loaded, options, chosen, display).run()
        if lineage:
            lineage.ended(options.out, summary.state)
    except BaseException as error:
        if lineage:
            lineage.failed(error)
        raise
    finally:
        display.close()
        chosen.close()
    report = {
        "recipe": loaded.dataset.name,
        "recipe_version": loaded.dataset.version,
        "runner": chosen.name,
        "workers": 1 if runner == "in_process" else n_workers,
        "started": started.isoformat(),
        "ended": datetime.now(UTC).isoformat(),
        **dataclasses.asdict(summary),
        "n_ran": summary.n_ran,
        "out": str(options.out),
        "release": _release_of(options.out),
        "exit_code": OVER_LIMIT if summary.is_over_damage_limit else DONE,
    }
    write_json(options.work / "run.json", report)
    if json_:
        _print_json(report)
    _tell(summary, loaded, options)
    return OVER_LIMIT if summary.is_over_damage_limit else DONE


def fetch(
    recipe: str,
    *,
    cache: Path | None = None,
    set_: Annotated[tuple[str, ...], Parameter(name="--set")] = (),
    json_: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Download every source of a recipe, so that `build --offline` opens no socket.

    Parameters
    ----------
    recipe
        A TOML file, or the name of a recipe that comes with Warploom.
    cache
        Directory of downloads; give the same one to `build`.
    set_
        Override a recipe key.

    """
    loaded = load_recipe(recipe_path(recipe), set_)
    where = (cache or default_cache()).absolute()
    fetched = fetch_sources(loaded, where, optouts_of(loaded), offline=False, display=PlainDisplay(_ERRORS))
    if json_:
        _print_json([dataclasses.asdict(source.origin) for source in fetched.sources])
    _ERRORS.print(f"all in {where}", markup=False, soft_wrap=True)
    return DONE


def clean(
    directory: Path,
    *,
    keep: int = 1,
    work: Path | None = None,
    json_: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Remove intermediate results that the last builds did not use. The release itself is not touched.

    Parameters
    ----------
    directory
        Directory of the release.
    keep
        Keep what the last so many builds used; 0 removes everything.
    work
        The work directory, if it is not beside the release.

    """
    if keep < 0:
        raise UsageError(f"--keep {keep}: must not be negative")
    place = _absolute(work) if work else _work_of(directory)
    if not place.is_dir():
        raise UsageError(f"{place}: no such work directory. Name it with --work")
    pruned = prune(place, keep)
    if json_:
        _print_json(dataclasses.asdict(pruned))
    _ERRORS.print(f"removed {pruned.files:,} files, {pruned.bytes / 1e6:,.1f} MB", markup=False)
    return DONE


def purge(
    directory: Path,
    target: str,
    *,
    work: Path | None = None,
    cache: Path | None = None,
    json_: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Remove a repository or a content from work and downloads, and keep later builds from bringing it back.

    Parameters
    ----------
    directory
        Directory of the release; it is left as it is until the next build, which leaves the target out and says so.
    target
        `owner/name`, a URL, a purl, or an id (`rp_`, `sf_`, `swh:1:cnt:`).
    work
        The work directory, if it is not beside the release.
    cache
        Directory of downloads, as given to `build`.

    """
    purged = remove(
        target, _work_of(directory) if work is None else _absolute(work), _absolute(cache or default_cache())
    )
    if json_:
        _print_json(dataclasses.asdict(purged))
    what = ", ".join(purged.repositories) or purged.target
    removed = f"{purged.files:,} files, {purged.bytes / 1e6:,.1f} MB of work, {len(purged.downloads)} downloads"
    _ERRORS.print(f"{what}: removed {removed}", soft_wrap=True)
    _ERRORS.print(f"{directory} still holds what was published: build again, and it is left out", soft_wrap=True)
    return DONE


def recipe_path(name: str) -> Path:
    """Path of a recipe: a file, or one that comes with Warploom by its bare name."""
    packaged = Path(str(files("warploom.catalog"))) / "recipes" / f"{name}.toml"
    return packaged if re.fullmatch(r"[a-z0-9-]+", name) and packaged.is_file() else Path(name)


def default_cache() -> Path:
    """`$XDG_CACHE_HOME/warploom`, or the same below the home directory."""
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "warploom"
    except RuntimeError:
        raise UsageError("this user has no home directory: name a directory for downloads with --cache") from None


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - `.` and `..` go, links stay


def _work_of(out: Path) -> Path:
    place = _absolute(out)
    return place.with_name(place.name + ".work")


def _parse_part(part: str | None) -> tuple[int, int] | None:
    if part is None:
        return None
    match = re.fullmatch(r"(\d+)/(\d+)", part)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise UsageError(f"--part {part}: must read K/N with 1 <= K <= N")
    return int(match[1]), int(match[2])


def _make_runner(name: str, workers: int, cluster: str | None, beam_args: str) -> Runner:
    if cluster is not None and name != "dask":
        raise UsageError("--cluster goes with --runner dask")
    if name == "in_process":
        return InProcess()
    if name == "dask":
        from warploom.pipelines.on_dask import OnDask  # a second of imports that other commands need not pay

        return OnDask(workers, cluster)
    try:
        from warploom.pipelines.on_beam import OnBeam
    except ModuleNotFoundError as error:
        raise UsageError("--runner beam needs apache-beam: pip install 'warploom[beam]'") from error
    return OnBeam(workers, beam_args.split())


def _tell(summary: Summary, recipe: Recipe, options: BuildOptions) -> None:
    """The run in a few lines on stderr."""
    if summary.state == "up_to_date" and summary.n_ran == 0:
        _ERRORS.print(f"{options.out} is up to date: nothing to compute ({summary.seconds:.1f} s)", soft_wrap=True)
        return
    table = Table("phase", "jobs", "ran", "rows", "MB", "refused", "seconds", title=Text(recipe.dataset.name), box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for phase in (each for each in summary.phases if each.jobs):
        rows, size, refused = (phase.counts.get(k, 0) for k in ("rows", "bytes", "refused"))
        cells = (phase.name, str(phase.jobs), str(phase.ran), f"{rows:,}", f"{size / 1e6:,.1f}", f"{refused:,}")
        table.add_row(*cells, f"{phase.seconds:.1f}")
    _ERRORS.print(table)
    if summary.totals.get("paths"):
        t = summary.totals
        _ERRORS.print(
            f"{t['paths']:,} paths: {t['published']:,} published, {t['refused']:,} refused "
            f"({t['damaged']:,} of them damaged), the others are duplicates or not source"
        )
    alike = next((phase.counts for phase in summary.phases if phase.name == "pairs_alike" and phase.jobs), None)
    if alike is not None:
        _ERRORS.print(
            f"{alike['rows']:,} pairs: {alike['rows'] - alike['refused']:,} published, {alike['refused']:,} in "
            "refused_pairs, those beyond the number asked for too"
        )
    if summary.largest_group is not None and (recipe.splits.validation or recipe.splits.test):
        _ERRORS.print(
            f"splits: the largest group of repositories, {summary.largest_group}, has "
            f"{summary.largest_group_share:.1%} of all files; the recipe allows {recipe.splits.max_group_share:.1%}"
        )
    _ERRORS.print(f"{summary.state.replace('_', ' ')}: {options.out} ({summary.seconds:.1f} s)", soft_wrap=True)
    if summary.is_over_damage_limit:
        _ERRORS.print(
            f"warploom: {_damage(summary, recipe)}. "
            f'See: warploom sql {shlex.quote(str(options.out))} "from quarantine where is_damage"',
            soft_wrap=True,
        )


def _lineage_of(recipe: Recipe, *, offline: bool) -> LineageRun | None:
    # a directory or an archive without a name has only its path, which is nobody else's affair
    inputs = [(source.kind, (source.names() or ("unnamed",))[-1]) for source in recipe.sources]
    inputs += [("listing", listing.kind) for listing in recipe.listings]
    producer = f"urn:warploom:{version('warploom')}"
    name = f"build.{recipe.dataset.name}"
    return LineageRun.of(os.environ, name, producer, inputs, _ERRORS.print, offline=offline)


def _release_of(out: Path) -> str | None:
    """Version of the release that is there, if it has one."""
    try:
        return read_manifest(out).provenance.release or None
    except ReleaseError:
        return None


def _damage(summary: Summary, recipe: Recipe) -> str:
    lost = summary.totals["lost"]
    if lost:
        return f"{lost} whole source{'s were' if lost > 1 else ' was'} refused as damaged"
    return f"more than {recipe.quarantine.max_damaged_share:.0%} of the paths are damaged input"


def _print_json(value: Any) -> None:
    json.dump(value, sys.stdout, indent=1, sort_keys=True, default=str)
    sys.stdout.write("\n")
