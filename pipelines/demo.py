"""`make demo`: builds the starter corpus, or `tiny` where there is no network, and shows what one can do with it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from warploom.catalog.explore import query
from warploom.catalog.explore_pairs import side_by_side
from warploom.catalog.render import render_table
from warploom.pipelines import cli
from warploom.pipelines.cli_build import default_cache, recipe_path
from warploom.pipelines.exit_codes import FAILED
from warploom.pipelines.fetching import fetch_sources, optouts_of
from warploom.pipelines.progress import SilentDisplay
from warploom.pipelines.recipe import load_recipe
from warploom.schemas.release import PAGE
from warploom.schemas.source import FetchError

_N_PAIRS = 24
_PAIRS = "select family, gpu_schedule, level, count(*) as pairs from kernel_pairs group by all order by all limit 12"
_SHORTEST = (
    "from kernel_pairs where gpu_schedule <> 'naive' order by cpu_length_bytes + gpu_length_bytes, row_id limit 1"
)
_QUERY = (
    "select language, license_tier, count(*) as files, sum(length_bytes) as bytes "
    "from source_files group by all order by files desc"
)


def main(out: str) -> int:
    """Build, check, query; the exit code of what failed first."""
    recipe = "starter"
    try:
        loaded = load_recipe(recipe_path(recipe))
        fetch_sources(loaded, default_cache(), optouts_of(loaded), offline=False, display=SilentDisplay())
    except FetchError as error:
        recipe = "tiny"
        sys.stderr.write(f"demo: {error}\ndemo: without its sources, the built-in recipe `tiny` is built instead\n")
    # Of no source: what the generator makes, and the simulator proves.
    pairs = ["--set", f"pairs.generate={_N_PAIRS}"]
    for tokens in (["build", recipe, "--out", out, *pairs], ["check", out]):
        code = cli.run(tokens)
        if code:
            return code
    page = Path(out).absolute() / PAGE
    sys.stdout.write(f"\nLook at what is in it, in a browser: {page.as_uri()}\n")
    command = f"{Path(sys.executable).parent / 'warploom'}"
    shown = os.path.relpath(command)
    sys.stdout.write(f'\nThe corpus is in {Path(out).absolute()}\n\n$ {shown} sql {out} "{_QUERY}"\n')
    sys.stdout.flush()
    code = cli.run(["sql", out, _QUERY])
    code = code or _show_pair(out, shown)
    load = f"load_dataset('{out}', 'source_files', split='train')[0]"
    python = os.path.relpath(Path(sys.executable).parent / "python")
    sys.stdout.write(f'\nLoad it with Hugging Face datasets:\n$ {python} -c "from datasets import load_dataset; ')
    sys.stdout.write(f'print({load})"\n')
    return code


def _show_pair(out: str, command: str) -> int:
    """Proven pairs by family, and one of them side by side."""
    sys.stdout.write(f'\n$ {command} sql {out} "{_PAIRS}"\n')
    sys.stdout.flush()
    code = cli.run(["sql", out, _PAIRS])
    rows = query(Path(out), _SHORTEST).to_pylist()
    if code or not rows:
        return code or FAILED
    (row,) = rows
    width = shutil.get_terminal_size((160, 24)).columns
    shown = render_table(side_by_side(row).table, max(width, 120))
    refused = f"{row['mutation_score']:.0%} of the wrong variants refused"
    sys.stdout.write(f"\n{row['row_id']}: {row['description']} Proven, {refused}:\n\n{shown}\n")
    sys.stdout.write(f"\nMore of it, and its proof once more: $ {command} explain {out} {row['row_id']}\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
