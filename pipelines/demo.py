"""`make demo`: builds the starter corpus, or `tiny` where there is no network, and shows what one can do with it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from warploom.pipelines import cli
from warploom.pipelines.cli_build import default_cache, recipe_path
from warploom.pipelines.fetching import fetch_sources, optouts_of
from warploom.pipelines.progress import SilentDisplay
from warploom.pipelines.recipe import load_recipe
from warploom.schemas.release import PAGE
from warploom.schemas.source import FetchError

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
    for tokens in (["build", recipe, "--out", out], ["check", out]):
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
    load = f"load_dataset('{out}', 'source_files', split='train')[0]"
    python = os.path.relpath(Path(sys.executable).parent / "python")
    sys.stdout.write(f'\nLoad it with Hugging Face datasets:\n$ {python} -c "from datasets import load_dataset; ')
    sys.stdout.write(f'print({load})"\n')
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
