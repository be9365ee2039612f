"""Subcommand that lets people judge a release: `audit`."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from warploom.catalog.escaping import plain
from warploom.extractors.atomic import write_bytes, write_json
from warploom.pipelines.exit_codes import DONE
from warploom.schemas.errors import UsageError
from warploom.validators.audit_results import Audit, GroupResult, StratumResult, estimate
from warploom.validators.audit_sheets import SheetError, is_filled, read_draw, read_judgements, render_sheet
from warploom.validators.audits import (
    DEFAULT_SIZE,
    FORMAT,
    Sample,
    Stratum,
    draw_sample,
    manifest_sha256,
    read_evidence,
)

_ERRORS = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def audit(
    directory: Path,
    *,
    sample: int | None = None,
    seed: int | None = None,
    judgements: Path | None = None,
    out: Path | None = None,
    json_: Annotated[bool, Parameter(name="--json", negative="", help="Print JSON on stdout.")] = False,
) -> int:
    """Draw license decisions of a release for a person to judge, or publish the error rate that the judgements give.

    Parameters
    ----------
    directory
        Directory of the release.
    sample
        Rows to draw: published files, and paths refused for their license; 200 by default.
    seed
        Another number draws other rows; 0 by default.
    judgements
        The sheet with its column `judgement` filled: `ok`, `wrong`, `unsure`, or empty.
    out
        File to write: the sheet, by default beside the release with `.audit.csv` at its end, or the result, by default
        `audit/audit.json` in the release.
    """
    if judgements is None:
        return _draw(directory, DEFAULT_SIZE if sample is None else sample, seed or 0, out, json_=json_)
    if sample is not None or seed is not None:
        raise UsageError("--sample and --seed belong to drawing: a sheet of --judgements says what it was drawn with")
    return _publish(directory, judgements, out, json_=json_)


def _draw(directory: Path, size: int, seed: int, out: Path | None, *, json_: bool) -> int:
    place = _absolute(directory)
    sheet = place.with_name(place.name + ".audit.csv") if out is None else _absolute(out)
    if sheet.resolve().is_relative_to(directory.resolve()):
        raise UsageError(f"--out {out}: lies in the release, which is published as it stands. Name another place")
    _refuse_judged(sheet)
    sample = draw_sample(directory, seed=seed, size=size)
    if not sample.strata:
        raise UsageError(f"{directory}: holds no license decision to judge")
    write_bytes(sheet, render_sheet(sample, read_evidence(directory, sample)))
    if json_:
        strata = [
            {"stratum": str(d.stratum), "population": d.population, "n_drawn": len(d.ids), "weight": round(d.weight, 6)}
            for d in sample.strata
        ]
        _print_json({"sheet": str(sheet), "seed": seed, "n_other_refused": sample.n_other_refused, "strata": strata})
    else:
        _console().print(_strata_table(sample))
    drawn, population = sum(len(d.ids) for d in sample.strata), sum(d.population for d in sample.strata)
    _ERRORS.print(
        f"{drawn:,} of {population:,} license decisions drawn; "
        f"{sample.n_other_refused:,} paths refused for other reasons are not among them"
    )
    _ERRORS.print(f"sheet: {sheet}")
    _ERRORS.print(
        "next: open it, fill the column `judgement` from the top (ok, wrong, unsure), save as CSV, and run\n"
        f"      warploom audit {shlex.quote(str(directory))} --judgements {shlex.quote(str(sheet))}"
    )
    return DONE


def _publish(directory: Path, sheet: Path, out: Path | None, *, json_: bool) -> int:
    own = directory / "audit"
    result = own / "audit.json" if out is None else out
    if result.resolve().is_relative_to(directory.resolve()) and not result.resolve().is_relative_to(own.resolve()):
        raise UsageError(f"--out {out}: lies among the release's own files. Name one in {own}, or elsewhere")
    digest = manifest_sha256(directory)
    draw = read_draw(sheet)
    if draw.manifest_sha256 != digest:
        why = f"was drawn from another release (manifest {draw.manifest_sha256[:12]}, not {digest[:12]})"
        raise SheetError(str(sheet), 0, why, f"Name the release it was drawn from, or draw anew from {directory}")
    sample = draw_sample(directory, seed=draw.seed, size=draw.size)
    judged = read_judgements(sheet, sample)
    if not judged:
        raise SheetError(str(sheet), 0, "holds no judgement", "Fill the column `judgement` with ok, wrong or unsure")
    _refuse_other(result)
    found = estimate(sample, judged)
    write_json(result, found.to_json())
    if json_:
        _print_json(found.to_json())
    else:
        console = _console()
        console.print(_groups_table(found))
        console.print(_results_table(found))
    _tell(found)
    _ERRORS.print(f"result: {result}")
    return DONE


def _tell(found: Audit) -> None:
    everything = found.groups[0]
    if everything.n_judged < everything.n_drawn:
        _ERRORS.print(f"{everything.n_drawn - everything.n_judged:,} of {everything.n_drawn:,} rows are not judged")
    for group in found.groups:
        if group.covered < group.population:
            _ERRORS.print(
                f"{group.group}: {group.population - group.covered:,} of {group.population:,} decisions are in strata "
                "with no judgement; the rate says nothing of them"
            )


def _refuse_judged(sheet: Path) -> None:
    """A sheet with judgements is somebody's work, and so is a file that is no sheet."""
    if not sheet.exists():
        return
    try:
        filled = is_filled(sheet)
    except SheetError as error:
        raise UsageError(f"{sheet}: is there, and not overwritten ({error.why}). Name another --out") from None
    if filled:
        raise UsageError(
            f"{sheet}: holds judgements, and is not overwritten. Publish them with --judgements, or name another --out"
        )


def _refuse_other(result: Path) -> None:
    if not result.exists():
        return
    try:
        document = json.loads(result.read_bytes())
    except ValueError:
        document = None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UsageError(f"{result}: is there, and no result of an audit; it is not overwritten. Name another --out")


def _strata_table(sample: Sample) -> Table:
    table = Table("verdict", "tier", "scope", "conflict", "languages", "decisions", "drawn", box=None)
    for column in table.columns[5:]:
        column.justify = "right"
    for drawn in sample.strata:
        table.add_row(*_stratum_cells(drawn.stratum), f"{drawn.population:,}", f"{len(drawn.ids):,}")
    return table


def _groups_table(found: Audit) -> Table:
    top = max((group.high for group in found.groups if group.high is not None), default=1.0)
    table = Table("decisions", "rows", "judged", "wrong", "unsure", "error rate", "95 % interval", box=None)
    table.add_column(f"0 to {top:.2%}")
    for column in table.columns[1:7]:
        column.justify = "right"
    for group in found.groups:
        table.add_row(group.group, f"{group.population:,}", *_result_cells(group, top))
    return table


def _results_table(found: Audit) -> Table:
    table = Table("verdict", "tier", "scope", "conflict", "languages", "rows", "judged", "wrong", "unsure", box=None)
    for name in ("error rate", "95 % interval", "0 to 100 %"):
        table.add_column(name)
    for column in table.columns[5:11]:
        column.justify = "right"
    for result in found.strata:
        table.add_row(*_stratum_cells(result.stratum), f"{result.population:,}", *_result_cells(result, 1.0))
    return table


def _stratum_cells(stratum: Stratum) -> tuple[str, ...]:
    conflict = {True: "yes", False: "no", None: None}[stratum.license_conflict]
    told = (stratum.verdict, stratum.license_tier, stratum.license_scope, conflict, stratum.languages)
    return tuple("any" if part is None else plain(part) for part in told)


def _result_cells(result: GroupResult | StratumResult, top: float) -> tuple[str, ...]:
    counts = (f"{result.n_judged:,} of {result.n_drawn:,}", f"{result.n_wrong:,}", f"{result.n_unsure:,}")
    least, most, low, high = result.rate_at_least, result.rate_at_most, result.low, result.high
    if least is None or most is None or low is None or high is None:
        return (*counts, "-", "-", "")
    rate = f"{least:.2%}" if least == most else f"{least:.2%} to {most:.2%}"
    return (*counts, rate, f"{low:.2%} to {high:.2%}", interval_bar(low, least, most, high, top))


def interval_bar(low: float, least: float, most: float, high: float, top: float, cells: int = 24) -> str:
    """An interval as dashes and its rate as `#`, on a line whose end is `top`."""

    def cell(rate: float) -> int:
        return min(cells - 1, int(rate / top * cells)) if top else 0

    dashes = range(cell(low), cell(high) + 1)
    marks = range(cell(least), cell(most) + 1)
    return "".join("#" if i in marks else "-" if i in dashes else " " for i in range(cells)).rstrip()


def _console() -> Console:
    """Stdout; what is piped elsewhere gets room."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 160
    return Console(file=sys.stdout, highlight=False, markup=False, width=width)


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - `.` and `..` go, links stay


def _print_json(value: Any) -> None:
    json.dump(value, sys.stdout, indent=1, sort_keys=True)
    sys.stdout.write("\n")
