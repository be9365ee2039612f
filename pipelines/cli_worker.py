"""Subcommand `worker`: apart from all others, as it starts on every node, and needs nothing of theirs."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from warploom.pipelines.dask_security import Certificates, refuse_open_transport
from warploom.pipelines.exit_codes import DONE
from warploom.pipelines.gpu_worker import runner_name, serve
from warploom.validators.gpu.probing import capabilities, probe

_ERRORS = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
_Json = Annotated[bool, Parameter(name="--json", negative="", help="Print JSON on stdout.")]


def worker(
    scheduler: str,
    /,
    *,
    device: str = "auto",
    name: str | None = None,
    tls_ca: Path | None = None,
    tls_cert: Path | None = None,
    tls_key: Path | None = None,
    json_: _Json = False,
) -> int:
    """Offer one device of this machine to a farm, until its scheduler goes or this command is stopped.

    Jobs are run by the bundle's own runner in processes of their own; the device is looked at once, for what it can do.

    Parameters
    ----------
    scheduler
        Address of a Dask scheduler: `tls://host:8786`; plain `tcp://` on loopback alone.
    device
        auto (CuPy where it is installed, else the bare driver), cupy, driver, or simulator; `:1` for GPU 1. `cpu` times
        CPU sides on this processor.
    name
        Name of this runner in the results; without it the GPU's UUID.
    tls_ca
        Certificate of who signs the farm's certificates, PEM. Without these three, Dask's settings count.
    tls_cert
        Certificate of this machine, PEM.
    tls_key
        Its key, PEM.
    """
    refuse_open_transport(scheduler)
    found = probe(device)
    offers = capabilities(found)
    runner = name or runner_name(found)
    if json_:
        sys.stdout.write(json.dumps({"runner": runner, "device": found["name"], "offers": offers}) + "\n")
        sys.stdout.flush()
    else:
        told = ", ".join(f"{label} {amount:g}" for label, amount in offers.items())
        _ERRORS.print(f"runner {runner}: {found['name']}; offers {told}")
    asyncio.run(serve(scheduler, Certificates(tls_ca, tls_cert, tls_key), device, runner, offers))
    return DONE
