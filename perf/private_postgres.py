"""A PostgreSQL server for measuring (测速用数据库): private, on a free port, gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["private_postgres"]


def _run(*command: str | Path) -> None:
    """Run as the account ``postgres`` when root: the server refuses to be root's."""
    whole = [str(part) for part in command]
    if os.geteuid() == 0:
        # Where the system keeps it, for a path that names only /usr/bin.
        runuser = shutil.which("runuser") or "/usr/sbin/runuser"
        whole = [runuser, "-u", "postgres", "--", *whole]
    subprocess.run(whole, check=True, capture_output=True, text=True, cwd="/", timeout=60)


@contextmanager
def private_postgres() -> Iterator[str | None]:
    """Yield the address of a new server, or None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not found:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="shuangkong-perf-pg-") as name:
        folder, binaries = Path(name), found[-1].parent
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            port = listening.getsockname()[1]
        data = folder / "data"
        _run(binaries / "initdb", "-D", data, "-U", "office", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust")
        settings = f"-h 127.0.0.1 -p {port} -k {folder}"
        _run(binaries / "pg_ctl", "start", "-w", "-D", data, "-l", folder / "log", "-o", settings)
        try:
            yield f"postgresql://office@127.0.0.1:{port}"
        finally:
            _run(binaries / "pg_ctl", "stop", "-w", "-m", "fast", "-D", data)
