"""One writer (单一写入者): who changes readings holds their folder; a second one is refused."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shuangkong.errors import Problem, ProblemsFound

__all__ = ["alone"]


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder of readings as its only writer (独占写入).

    The operating system lets go of the hold when a process ends, also when it is killed.

    Raises
    ------
    ProblemsFound
        ``readings_busy``, naming the process that writes.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with alone(folder):
    ...     try:
    ...         with alone(folder): pass
    ...     except ProblemsFound as found:
    ...         print(found.problems[0].code)
    readings_busy
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a+b", buffering=0) as file:
        try:
            _hold(file.fileno())
        except OSError as error:
            file.seek(0)
            held_by = file.read().decode(errors="replace").strip() or "?"
            raise ProblemsFound([Problem("readings_busy", str(folder), {"process": held_by})]) from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n".encode())
        yield


def _hold(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, 1 << 30, os.SEEK_SET)  # a byte past the text, so that the text can be read
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
