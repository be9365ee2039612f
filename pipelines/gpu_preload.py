"""Makes a runner of a worker that Dask itself started: `--preload warploom.pipelines.gpu_preload --resources GPU=1`."""

from __future__ import annotations

import os

from distributed import Worker

from warploom.pipelines.gpu_worker import RunnerPlugin, runner_name
from warploom.validators.gpu.probing import capabilities, probe

_DEVICE = "WARPLOOM_DEVICE"
"""Of the environment: the device, where `auto` will not do."""


async def dask_setup(worker: Worker) -> None:
    """Called by Dask when the worker starts. Raises `DeviceAbsentError`, which ends the worker."""
    device = os.environ.get(_DEVICE, "auto")
    found = probe(device)
    # before it registers: the scheduler then knows what this worker can do from the first moment on
    for resources in (worker.state.total_resources, worker.state.available_resources):
        resources.update(capabilities(found))
    await worker.plugin_add(RunnerPlugin(device, runner_name(found)))
