"""Workspace (工作区): one region's data in one folder; joins records, packs and snapshots."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

import shuangkong
from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.packs import Packs, load_packs
from shuangkong.records import Records
from shuangkong.records.fingerprints import fingerprints
from shuangkong.registers import Dictionary, RegisterType, register_types
from shuangkong.schema import Row
from shuangkong.snapshot import (
    Snapshot,
    Source,
    draft,
    earlier_fingerprints,
    list_snapshots,
    open_snapshot,
    publish,
    replacing,
)
from shuangkong.territory import Territory

__all__ = ["SETTINGS", "Workspace"]

SETTINGS = "shuangkong.toml"
_FOLDERS = ("objects", "snapshots", "evidence", "results", "reports")
_OFFSET = r"[+-](?:0\d|1[0-4]):[0-5]\d"


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: str = Field(min_length=1)
    division: str = Field(min_length=1)
    packs: list[str] = Field(min_length=1)
    offset: str = Field(pattern=f"^{_OFFSET}$")
    storage: str | None = Field(default=None, pattern="^postgres(ql)?://")


@dataclass(frozen=True)
class Workspace:
    """A workspace (工作区): ``shuangkong.toml``, the records, the frozen tables and what is made of them.

    Parameters
    ----------
    pack_ids
        Packs named in the settings; a folder ``packs/`` of the workspace is looked into first.
    offset
        The one offset from UTC, written ``+08:00``: decides which day a record belongs to.
    storage
        PostgreSQL by URL, where many write; None keeps the records in a file of the folder. A password that
        is not in the URL is taken from ``PGPASSWORD``.
    """

    folder: Path
    name: str
    division: str
    pack_ids: tuple[str, ...]
    offset: str
    storage: str | None = None

    @classmethod
    def create(
        cls, folder: Path, *, name: str, division: str, packs: Sequence[str], storage: str | None = None
    ) -> Workspace:
        """Make a workspace in a new or empty place (新建工作区).

        Raises
        ------
        ProblemsFound
            ``workspace_exists``, ``workspace_unusable``, the problems of the packs, and those of `open`.
        """
        if (folder / SETTINGS).exists():
            raise ProblemsFound([Problem("workspace_exists", str(folder))])
        offset = load_packs(*packs, root=_pack_root(folder)).labels.offset or "+00:00"
        entries: dict[str, object] = {
            "name": name,
            "division": division,
            "packs": list(packs),
            "offset": offset,
        }
        if storage:
            entries["storage"] = storage
        settings = _check(entries, str(folder / SETTINGS))
        made = cls._of(folder, settings)
        try:
            for part in _FOLDERS:
                (folder / part).mkdir(parents=True, exist_ok=True)
            made.records.close()
            with replacing(folder / SETTINGS) as temporary:  # last: a folder without it is no workspace
                temporary.write_text(_toml(entries), encoding="utf-8")
        except OSError as error:
            raise ProblemsFound([Problem("workspace_unusable", str(folder), {"reason": error})]) from error
        return made

    @classmethod
    def open(cls, folder: Path) -> Workspace:
        """Open the workspace of a folder (打开工作区).

        Raises
        ------
        ProblemsFound
            ``workspace_missing``, ``workspace_malformed``, or with every ``workspace_key_unknown``,
            ``workspace_key_missing`` and ``workspace_key_invalid``.
        """
        path = folder / SETTINGS
        if not path.is_file():
            raise ProblemsFound([Problem("workspace_missing", str(folder))])
        try:
            entries = tomllib.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:  # TOML and UTF-8 errors alike
            raise ProblemsFound([Problem("workspace_malformed", str(path), {"reason": error})]) from error
        return cls._of(folder, _check(entries, str(path)))

    @classmethod
    def _of(cls, folder: Path, settings: _Settings) -> Workspace:
        packs = tuple(settings.packs)
        return cls(folder, settings.name, settings.division, packs, settings.offset, settings.storage)

    @cached_property
    def records(self) -> Records:
        """The kept rows (记录), opened at first use."""
        place = self.storage or self.folder / "records.sqlite"
        return Records(
            place, offset=_timedelta(self.offset), dictionary=self.dictionary.table, renames=self._renamed
        )

    @cached_property
    def packs(self) -> Packs:
        """The packs named in the settings (规则包), read at first use."""
        return load_packs(*self.pack_ids, root=_pack_root(self.folder))

    @cached_property
    def types(self) -> Mapping[str, RegisterType]:
        """The types of register and filing of the packs (台账与报表类型)."""
        return register_types(self.packs)

    @cached_property
    def dictionary(self) -> Dictionary:
        """Every table there is (数据字典): the schema's and those of the types."""
        return Dictionary(self.types)

    @cached_property
    def territory(self) -> Territory:
        """The divisions of the packs and what followed what (行政区划及其沿革)."""
        return Territory(self.packs.table("division"), self.packs.table("division_succession"))

    @property
    def evidence(self) -> Path:
        """Stamped scans by their content (盖章件存证)."""
        return self.folder / "evidence"

    def _renamed(self, table: str, version: int) -> Mapping[str, str]:
        found = (each.renames for each in self.types.values() if each.table.name == table)
        return next((renames[version] for renames in found if version in renames), {})

    @property
    def results(self) -> Path:
        """Cache of results (结果缓存); may be deleted at any time."""
        return self.folder / "results"

    @property
    def reports(self) -> Path:
        """Written reports (报告)."""
        return self.folder / "reports"

    def freeze(self, known_on: date) -> Snapshot:
        """Freeze what was known at the end of a day, every table of the dictionary (冻结快照).

        A table nobody has kept a row of is frozen empty, so that it answers with no rows. A table no record
        of which changed since the last freezing is taken over unread.
        """
        return publish(
            self.folder,
            self._source(known_on),
            known_on=known_on,
            packs=self.packs.references,
            release=shuangkong.__version__,
        )

    def draft(self, known_on: date) -> Snapshot:
        """Return the snapshot that `freeze` would write, without writing anything (拟发布的快照)."""
        return draft(
            self.folder,
            self._source(known_on),
            known_on=known_on,
            packs=self.packs.references,
            release=shuangkong.__version__,
        )

    def _source(self, known_on: date) -> Source:
        names = tuple(each.name for each in self.dictionary.tables())
        marks = fingerprints(self.records, names, earlier_fingerprints(self.folder), on=known_on)
        rows = _KnownRows(self.records, names, known_on)
        return Source(rows, self.dictionary.table, marks, self._readings())

    def _readings(self) -> Mapping[str, str]:
        """Return the files of readings that a snapshot pins; none where no reading was ever kept."""
        folder = self.folder / "readings"
        if not (folder / "manifest.json").exists():
            return {}
        from shuangkong.monitoring.store import ReadingStore  # brings the engine along

        return ReadingStore(folder).pins()

    def snapshot(self, id: str) -> Snapshot:  # noqa: A002 - the noun of the manifest
        """Open a snapshot by its id or an unambiguous beginning of it (打开快照)."""
        return open_snapshot(self.folder, id)

    def snapshots(self) -> tuple[Snapshot, ...]:
        """Return every snapshot, earliest known_on first (列出快照)."""
        return list_snapshots(self.folder)


@dataclass(frozen=True)
class _KnownRows(Mapping[str, Sequence[Row]]):
    """Tables of the records as known on a day (某日所知各表), each read when it is asked for."""

    records: Records
    names: tuple[str, ...]
    on: date

    def __getitem__(self, name: str) -> Sequence[Row]:
        if name not in self.names:
            raise KeyError(name)
        return self.records.known(name, self.on)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


_CODES = {"extra_forbidden": "workspace_key_unknown", "missing": "workspace_key_missing"}


def _check(entries: dict[str, object], where: str) -> _Settings:
    try:
        return _Settings.model_validate(entries)
    except ValidationError as error:
        problems = Collector()
        for found in error.errors(include_url=False):
            key = ".".join(str(part) for part in found["loc"])
            code = _CODES.get(found["type"], "workspace_key_invalid")
            known = ", ".join(_Settings.model_fields)
            problems.add(code, where, key=key, known=known, found=repr(found["input"]), reason=found["msg"])
        raise ProblemsFound(problems) from error


def _pack_root(folder: Path) -> Path | None:
    own = folder / "packs"
    return own if own.is_dir() else None


def _timedelta(offset: str) -> timedelta:
    if not re.fullmatch(_OFFSET, offset):
        raise ValueError(f"not an offset from UTC: {offset}")
    size = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6]))
    return -size if offset[0] == "-" else size


def _toml(entries: dict[str, object]) -> str:
    # A JSON string or list of strings is also one in TOML.
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entries.items())
    return "\n".join(lines) + "\n"
