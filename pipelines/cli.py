"""The command `warploom`: data on stdout, messages on stderr; exit 0 done, 1 failed, 2 usage, 3 over a limit."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError
from rich.console import Console

from warploom.pipelines import fork_server
from warploom.pipelines.exit_codes import DONE, FAILED, USAGE
from warploom.pipelines.runner import JobError
from warploom.schemas.errors import UsageError, WarploomError

_COMMANDS = {
    "build": ("cli_build", "Build a corpus, or bring it up to date."),
    "fetch": ("cli_build", "Download every source of a recipe."),
    "check": ("cli_explore", "Assert on a published release."),
    "sql": ("cli_explore", "Run SQL over a release's tables."),
    "explain": ("cli_explore", "Show all that is known of a row, or why it was refused."),
    "find": ("cli_explore", "Show what of a repository is in a release."),
    "export": ("cli_export", "Write compiled modules as files of LLVM IR."),
    "bundle": ("cli_gpu", "Make one file of proven pairs that runs by itself on a machine with a GPU."),
    "worker": ("cli_worker", "Offer a device of this machine to a farm."),
    "run-bundle": ("cli_farm", "Run such a file on a farm of workers."),
    "ingest": ("cli_gpu", "Take what such a machine found into a release."),
    "publish": ("cli_publish", "Publish a checked release to a directory, a store or the Hub."),
    "withdraw": ("cli_publish", "Mark a published release as one not to be used any more."),
    "diff": ("cli_publish", "Compare two releases: rows that came and went, and why."),
    "leave-out": ("cli_publish", "Make a release without what owners asked to be left out since."),
    "audit": ("cli_audit", "Draw a sample of a release for a person to judge; publish its error rate."),
    "doctor": ("doctor", "Show what is on this machine, and what is missing."),
    "purge": ("cli_build", "Remove a repository or a content, and all that descends from it."),
    "benchmarks": ("cli_benchmarks", "Make indexes of benchmarks, by which texts that hold their items are found."),
    "decontaminate": ("cli_benchmarks", "Look the rows of a release up in benchmarks."),
    "clean": ("cli_build", "Remove intermediate results."),
}
"""Module and purpose of each subcommand; imported when it is called, since each needs other large libraries."""


def make_app() -> App:
    """The command with all its subcommands."""
    app = App(
        name="warploom",
        help="Weaves open HPC source code into licensed, traced and validated training corpora.",
        version_flags=["--version"],
        help_format="markdown",
        suppress_keyboard_interrupt=False,  # it would end the process without a word
    )
    for name, (module, purpose) in _COMMANDS.items():
        app.command(f"warploom.pipelines.{module}:{name.replace('-', '_')}", name=name, help=purpose)
    return app


def run(tokens: Sequence[str]) -> int:
    """Run one command line and return its exit code; every expected failure is one clear message."""
    errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    try:
        code = make_app()(list(tokens), exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        errors.print(f"warploom: {error}\nTry `warploom --help`.")
        return USAGE
    except UsageError as error:
        errors.print(f"warploom: {error}")
        return USAGE
    except WarploomError as error:
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


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> None:
    """Entry point of the console script."""
    signal.signal(signal.SIGTERM, _interrupt)  # as schedulers end a job: locks are released, workers stopped
    gc.set_threshold(10_000)  # commands import a lot that lasts, and looking through it takes a sixth of the time
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # nothing multiplies matrices, and its threads begin by spinning
    fork_server.start_for(sys.argv[1:])
    code = run(sys.argv[1:])
    gc.freeze()  # the process ends: freeing a million objects one by one takes 0.4 s
    sys.exit(code)


if __name__ == "__main__":
    main()
