"""The command `warploom`: data on stdout, messages on stderr; exit 0 done, 1 failed, 2 usage, 3 over a limit."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError
from rich.console import Console

from warploom.catalog.explore import QueryError
from warploom.extractors.licenses.index import EngineError
from warploom.extractors.supervised import ChildDefectError, ChildKilledError, ChildStartError
from warploom.pipelines import cli_build, cli_explore, doctor
from warploom.pipelines.lock import LockedError
from warploom.pipelines.parts import PartLostError
from warploom.pipelines.phases import NotReadyError
from warploom.pipelines.recipe import RecipeError
from warploom.pipelines.row_stages import LawBrokenError
from warploom.pipelines.runner import DiskFullError, JobError, OpenTransportError, VersionSkewError
from warploom.pipelines.shards import ShardDamagedError
from warploom.schemas.manifest import ReleaseError
from warploom.schemas.source import FetchError

DONE, FAILED, USAGE, OVER_LIMIT = 0, 1, 2, 3

_USAGE_ERRORS = (RecipeError, NotReadyError, OpenTransportError, cli_build.UsageError)
_FAILURES = (
    ChildDefectError,
    ChildKilledError,
    ChildStartError,
    DiskFullError,
    EngineError,
    FetchError,
    JobError,
    LawBrokenError,
    LockedError,
    PartLostError,
    QueryError,
    ReleaseError,
    ShardDamagedError,
    VersionSkewError,
)


def make_app() -> App:
    """The command with all its subcommands."""
    app = App(
        name="warploom",
        help="Weaves open HPC source code into licensed, traced and validated training corpora.",
        version_flags=["--version"],
        help_format="markdown",
    )
    for command in (
        cli_build.build,
        cli_build.fetch,
        cli_explore.check,
        cli_explore.sql,
        cli_explore.explain,
        cli_explore.find,
        doctor.doctor,
        cli_build.clean,
    ):
        app.command(command)
    return app


def run(tokens: Sequence[str]) -> int:
    """Run one command line and return its exit code; every expected failure is one clear message."""
    errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    try:
        code = make_app()(list(tokens), exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        errors.print(f"warploom: {error}\nTry `warploom --help`.")
        return USAGE
    except _USAGE_ERRORS as error:
        errors.print(f"warploom: {error}")
        return USAGE
    except _FAILURES as error:
        errors.print(f"warploom: {error}")
        if isinstance(error, JobError) and error.trace:
            errors.print(error.trace)
        return FAILED
    except OSError as error:
        if error.errno is None:
            raise
        errors.print(f"warploom: {error.filename or 'input or output'}: {error.strerror}")
        return FAILED
    except KeyboardInterrupt:
        errors.print("warploom: interrupted; finished work is kept, the same command goes on from there")
        return FAILED
    return code if isinstance(code, int) else DONE


def main() -> None:
    """Entry point of the console script."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
