"""One at a time (独占): whoever writes or prunes a workspace's frozen files waits for the other."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["alone"]

_LOCK = ".lock"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the frozen files of a workspace alone (独占快照文件), waiting for whoever holds them now.

    The operating system lets go of the hold when a process ends, also when it is killed.
    """
    place = folder / "objects"
    place.mkdir(parents=True, exist_ok=True)
    with (place / _LOCK).open("ab") as file:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
