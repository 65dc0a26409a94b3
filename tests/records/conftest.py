"""A PostgreSQL server of the tests' own, and records kept in it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

_numbers = count(1)


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).parent if on_path else None


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def _as_postgres(*command: str | Path) -> None:
    """Run as the account ``postgres`` when root: the server refuses to be root's."""
    whole = [str(part) for part in command]
    if os.geteuid() == 0:
        # Where the system keeps it, for a path that names only /usr/bin.
        runuser = shutil.which("runuser") or "/usr/sbin/runuser"
        whole = [runuser, "-u", "postgres", "--", *whole]
    subprocess.run(whole, check=True, capture_output=True, text=True, cwd="/", timeout=60)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a private server, stopped at the end; tests that need it skip where there is none."""
    binaries = _binaries()
    pytest.importorskip("psycopg", reason="psycopg is not installed: the tests on PostgreSQL are skipped")
    if binaries is None:
        pytest.skip("PostgreSQL is not installed (.ci/postgres): the tests on it are skipped")
    with tempfile.TemporaryDirectory(prefix="shuangkong-pg-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data, port = folder / "data", _free_port()
        settings = f"-h 127.0.0.1 -p {port} -k {folder} -c max_connections=80"
        try:
            _as_postgres(
                binaries / "initdb",
                "-D",
                data,
                "-U",
                "office",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-A",
                "trust",
            )
            _as_postgres(binaries / "pg_ctl", "start", "-w", "-D", data, "-l", folder / "log", "-o", settings)
        except (OSError, subprocess.SubprocessError) as error:
            pytest.skip(f"PostgreSQL cannot be started here, the tests on it are skipped: {error}")
        try:
            yield f"postgresql://office@127.0.0.1:{port}"
        finally:
            _as_postgres(binaries / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", data)


@pytest.fixture
def new_database(postgres_server: str) -> Callable[[], str]:
    """Make an empty database and return its URL."""
    import psycopg

    def make() -> str:
        name = f"workspace_{os.getpid()}_{next(_numbers)}"
        with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        return f"{postgres_server}/{name}"

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where records are kept: a file, then a database."""
    if request.param == "sqlite":
        return tmp_path / "records.sqlite"
    return request.getfixturevalue("new_database")()
