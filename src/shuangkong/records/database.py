"""The database behind the records (记录库): Django set up by hand, one connection name per database.

Django keeps one set of settings per process, but any number of named databases: each workspace's database
gets a name of its own, so that several workspaces live side by side in one process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from shuangkong.errors import Problem, ProblemsFound

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["WAIT_SECONDS", "is_url", "open_database", "shown", "writing"]

WAIT_SECONDS = 120  # many writers queue for the one end of the chain
_APP = "shuangkong.records"
_LOCK = 0x5348_5541_4E47  # any number that every writer of records takes
_SCHEMES = ("postgresql", "postgres")


def is_url(place: str) -> bool:
    """Whether a place is a database by URL, not a file."""
    return "://" in place


def shown(place: Path | str) -> str:
    """Return the place as it may be shown (显示用位置): a URL without its password."""
    if isinstance(place, Path):
        return str(place)
    parts = urlsplit(place)
    name, at, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=name.partition(":")[0] + at + host, query=""))


def open_database(place: Path | str) -> str:
    """Open or create the database, bring its tables up to date, return its connection name (打开记录库).

    Raises
    ------
    ProblemsFound
        ``records_unreadable`` if it is no such database or cannot be reached; ``records_url`` if its URL is
        not one of PostgreSQL; ``postgres_missing`` if that needs a library that is not installed;
        ``records_other_django`` if this process runs a Django site that does not install the records.
    """
    _set_up()
    from django.db import DatabaseError, connections

    options = _sqlite(place) if isinstance(place, Path) else _postgresql(place)
    identity = str(place.resolve()) if isinstance(place, Path) else place
    name = "records-" + hashlib.sha256(identity.encode()).hexdigest()[:16]
    if name not in connections.databases:
        connections.databases[name] = connections.configure_settings({"default": options})["default"]
    try:
        _migrate(connections[name])
    except DatabaseError as error:
        connections[name].close()
        raise ProblemsFound([Problem("records_unreadable", shown(place), {"reason": error})]) from error
    return name


def _migrate(connection: BaseDatabaseWrapper) -> None:
    from django.db.migrations.executor import MigrationExecutor

    def plan(executor: MigrationExecutor) -> list[object]:
        return executor.migration_plan(executor.loader.graph.leaf_nodes("records"))  # type: ignore[no-any-return]

    if not plan(MigrationExecutor(connection)):
        return
    # Several programs may open a new database at once: the first makes the tables, the others find them.
    connection.disable_constraint_checking()
    try:
        with writing(connection.alias):
            executor = MigrationExecutor(connection)
            if plan(executor):
                executor.migrate(executor.loader.graph.leaf_nodes("records"))
    finally:
        connection.enable_constraint_checking()


@contextmanager
def writing(name: str) -> Iterator[None]:
    """Hold the end of the chain (独占链尾): one writer at a time, all that it writes or nothing.

    Raises
    ------
    ProblemsFound
        ``records_busy`` if the others did not finish in two minutes.
    """
    from django.db import OperationalError, connections, transaction

    connection = connections[name]
    is_held = False
    try:
        with transaction.atomic(using=name):  # on SQLite this takes the write lock itself
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
                    cursor.execute(f"SELECT pg_advisory_xact_lock({_LOCK})")
            is_held = True
            yield
    except OperationalError as error:
        if is_held or not _is_wait(error):
            raise
        where = shown(connection.settings_dict["NAME"])
        raise ProblemsFound([Problem("records_busy", where, {"seconds": WAIT_SECONDS})]) from error


def _is_wait(error: Exception) -> bool:
    return "locked" in str(error) or "lock timeout" in str(error)


def _set_up() -> None:
    from django.apps import apps
    from django.conf import settings

    if not settings.configured:
        settings.configure(
            INSTALLED_APPS=[_APP],
            DATABASES={},
            USE_TZ=True,
            TIME_ZONE="UTC",
            LOGGING_CONFIG=None,  # the program that imports us decides on its log
        )
    if not apps.ready:
        # What `django.setup` does beside this is for sites, and loads their machinery.
        apps.populate(settings.INSTALLED_APPS)
    if not apps.is_installed(_APP):
        raise ProblemsFound([Problem("records_other_django", _APP)])


def _sqlite(path: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path.resolve()),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": WAIT_SECONDS,
            "init_command": "PRAGMA journal_mode=wal; PRAGMA synchronous=FULL;",
        },
    }


def _postgresql(url: str) -> dict[str, object]:
    where = shown(url)
    if urlsplit(url).scheme not in _SCHEMES:
        raise ProblemsFound([Problem("records_url", where, {"reason": f"{urlsplit(url).scheme}://"})])
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError as error:
        raise ProblemsFound([Problem("postgres_missing", where)]) from error
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    except ProgrammingError as error:
        raise ProblemsFound([Problem("records_url", where, {"reason": error})]) from error
    if "dbname" not in parts:
        raise ProblemsFound([Problem("records_url", where, {"reason": "/database ?"})])
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        # Without one in the URL the driver takes PGPASSWORD or the password file of the account.
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": parts,
    }
