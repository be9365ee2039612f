"""Makes once what each process of the tests would: numba's functions, the simulator's library, the script of Vega."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from tests.extractors.ir.modules import EVERYTHING, bitcode_of
from warploom.extractors.ir.code_mask import mask_code
from warploom.extractors.ir.module_facts import read_module
from warploom.pipelines import cli
from warploom.validators.simulate.native_library import SimulatorError, library_path


def main() -> None:
    """Build the smallest corpus; numba keeps what it compiles beside the modules, the rest is kept for this user."""
    with contextlib.suppress(SimulatorError):  # its tests skip, and say why
        library_path()
    read_module(bitcode_of(EVERYTHING))
    mask_code(b"int x;\n")
    with tempfile.TemporaryDirectory() as folder:
        places = ["--out", str(Path(folder) / "out"), "--cache", str(Path(folder) / "cache")]
        code = cli.run(["build", "tiny", *places, "--runner", "in_process", "--offline"])
    if code:
        raise SystemExit(code)


if __name__ == "__main__":
    main()
