"""A file of readings (读数来源文件): CSV or Parquet, its columns by the names of the house."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from shuangkong.engine.duck import quoted, reading
from shuangkong.errors import Collector, Problem, ProblemsFound

__all__ = ["COLUMNS", "Source", "opened"]

COLUMNS = {
    "point": ("point", "测点", "测点编号"),
    "time": ("time", "时间", "监测时间"),
    "value": ("value", "数值", "值"),
    "kind": ("kind", "种类", "读数种类"),
    "quality": ("quality", "标记", "数据标记"),
}
_NEEDED = ("point", "time", "value")
_SAMPLE = 1 << 20


@dataclass(frozen=True)
class Source:
    """What a query reads (来源): a table of texts whose columns are named as in `COLUMNS`."""

    text: str
    has_kind: bool
    has_quality: bool


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open a file of readings (打开读数文件): CSV in UTF-8 or GB18030, or Parquet.

    Raises
    ------
    ProblemsFound
        ``file_missing``, ``file_encoding``, ``readings_file_unreadable``, or one ``readings_column`` for each
        column that is missing, unknown or there twice.
    """
    if not path.is_file():
        raise ProblemsFound([Problem("file_missing", str(path))])
    if path.suffix.lower() == ".parquet":
        yield _source(path, _parquet_header(path), f"read_parquet({_literal(path)})")
        return
    with TemporaryDirectory() as folder:
        readable = _in_utf8(path, Path(folder))
        header, mark = _csv_header(readable)
        options = f"all_varchar = true, header = true, delim = '{mark}', quote = '\"', auto_detect = false"
        columns = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in header)
        yield _source(path, header, f"read_csv({_literal(readable)}, {options}, columns = {{{columns}}})")


def _source(path: Path, header: list[str], table: str) -> Source:
    named = {
        own: name for name in header for own, names in COLUMNS.items() if name.strip().casefold() in names
    }
    problems = Collector()
    known = ", ".join("/".join(names[:2]) for names in COLUMNS.values())
    for name in header:
        if name not in named.values():
            problems.add("readings_column", str(path), found=name or "—", known=known)
    for own in _NEEDED:
        if own not in named:
            problems.add("readings_column", str(path), found=f"{own} ?", known=known)
    problems.raise_errors()
    columns = ", ".join(f"CAST({quoted(name)} AS VARCHAR) AS {own}" for own, name in named.items())
    return Source(f"(SELECT {columns} FROM {table})", "kind" in named, "quality" in named)


def _parquet_header(path: Path) -> list[str]:
    from duckdb import Error

    try:
        with reading() as connection:
            found = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({_literal(path)})").fetchall()
    except Error as error:
        reason = str(error).strip().split("\n", 1)[0]
        raise ProblemsFound([Problem("readings_file_unreadable", str(path), {"reason": reason})]) from error
    return [name for name, *_ in found]


def _csv_header(path: Path) -> tuple[list[str], str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        line = file.readline()
    mark = max((",", ";", "\t"), key=line.count)
    return next(csv.reader([line], delimiter=mark), []), {"\t": "\\t"}.get(mark, mark)


def _in_utf8(path: Path, folder: Path) -> Path:
    """Return the file, or a copy in UTF-8 of one that is written in GB18030."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return _copied(path, folder / "copy.csv")
    return path


def _copied(path: Path, copy: Path) -> Path:
    try:
        with path.open(encoding="gb18030", newline="") as file, copy.open("w", encoding="utf-8") as target:
            while part := file.read(_SAMPLE):
                target.write(part)
    except UnicodeDecodeError as error:
        raise ProblemsFound([Problem("file_encoding", str(path), {"offset": error.start})]) from error
    return copy


def _literal(path: Path) -> str:
    return _text(str(path))


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
