"""Functions that crash, hang and cheat, for the tests of the supervised child."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from warploom.schemas.reasons import Reason
from warploom.schemas.stage import Reject

PREPARED: list[int] = []


def prepare() -> None:
    """Something slow that happens once in a child."""
    time.sleep(0.5)
    PREPARED.append(os.getpid())


def prepare_and_crash() -> None:
    """A start that fails loudly."""
    sys.stderr.write("no index here\n")
    sys.stderr.flush()
    os.kill(os.getpid(), signal.SIGSEGV)


def obey(row: Any) -> Any:
    """Do what the row says."""
    match row:
        case "pid":
            return os.getpid()
        case "prepared":
            return PREPARED == [os.getpid()]
        case "print":
            print("x" * 100_000)  # noqa: T201
            os.write(1, b"native noise\n" * 10_000)
            return "printed"
        case "reject":
            raise Reject(Reason.BINARY, "seen")
        case "raise":
            raise KeyError("a defect")
        case "exit":
            os._exit(3)
        case "memory":
            return len(bytearray(1 << 40))
        case "hang":
            time.sleep(60)
        case "session":
            return os.getsid(0) == os.getpid()
        case "limits":
            import resource

            return resource.getrlimit(resource.RLIMIT_CORE), resource.getrlimit(resource.RLIMIT_FSIZE)
        case "grandchild":
            started = subprocess.Popen(["/bin/sleep", "60"])
            Path(os.environ["WARPLOOM_TEST_PIDS"]).write_text(str(started.pid))
            time.sleep(60)
        case ["signal", name]:
            os.kill(os.getpid(), getattr(signal, name))
            time.sleep(60)
        case ["once", name, path]:
            if not Path(path).exists():
                Path(path).touch()
                os.kill(os.getpid(), getattr(signal, name))
                time.sleep(60)
            return "second attempt"
        case ["large", size]:
            return bytes(size)
        case _:
            return row
    return None
