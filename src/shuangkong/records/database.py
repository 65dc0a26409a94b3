"""The database behind the records (记录库): Django set up by hand, one connection name per file.

Django keeps one set of settings per process, but any number of named databases: each workspace's file gets
a name of its own, so that several workspaces live side by side in one process.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from shuangkong.errors import Problem, ProblemsFound

__all__ = ["open_database"]

_APP = "shuangkong.records"
_WAIT_SECONDS = 120  # many writers queue for the one write lock of SQLite


def open_database(path: Path) -> str:
    """Open or create the file, bring its tables up to date, and return its connection name (打开记录库).

    Raises
    ------
    ProblemsFound
        ``records_unreadable`` if the file is no such database; ``records_other_django`` if this process runs
        a Django site that does not install the records.
    """
    _set_up()
    from django.db import DatabaseError, connections
    from django.db.migrations.executor import MigrationExecutor

    name = "records-" + hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]
    if name not in connections.databases:
        connections.databases[name] = connections.configure_settings({"default": _options(path)})["default"]
    try:
        executor = MigrationExecutor(connections[name])
        wanted = executor.loader.graph.leaf_nodes("records")
        if executor.migration_plan(wanted):
            executor.migrate(wanted)
    except DatabaseError as error:
        connections[name].close()
        raise ProblemsFound([Problem("records_unreadable", str(path), {"reason": str(error)})]) from error
    return name


def _set_up() -> None:
    import django
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
        django.setup()
    if not apps.is_installed(_APP):
        raise ProblemsFound([Problem("records_other_django", _APP)])


def _options(path: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path.resolve()),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": _WAIT_SECONDS,
            "init_command": "PRAGMA journal_mode=wal; PRAGMA synchronous=FULL;",
        },
    }
