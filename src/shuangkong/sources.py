"""Sources (来源): documents, their clauses and citations of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shuangkong.trace import Status

__all__ = ["Citation", "Clause", "Document"]


@dataclass(frozen=True)
class Document:
    """A published document (文件) that figures, rules or targets are taken from.

    Parameters
    ----------
    id
        Short lasting key, e.g. ``fgbhz-2020-901``.
    title
        Official title, in the document's language.
    number
        Document number (文号), e.g. ``发改办环资〔2020〕901号``; empty if it has none.
    issued_on
        Date of issue; None where no public copy gives it.
    status
        How the copy in use was read.
    copy_note
        What the copy is (gazette, transcription, press report) and where it was read.
    """

    id: str
    title: str
    number: str
    issuer: str
    issued_on: date | None
    status: Status
    copy_note: str = ""


@dataclass(frozen=True)
class Clause:
    """A clause (条款) of a document: its section, its own words, and where they stand in the text read."""

    document: str
    section: str
    text: str
    span: tuple[int, int]


@dataclass(frozen=True)
class Citation:
    """A short quotation (引文) that a target, rule or figure rests on.

    Examples
    --------
    >>> str(Citation("内政发〔2022〕17号", "二", "单位地区生产总值能源消耗比2020年下降15%"))
    '内政发〔2022〕17号 二：“单位地区生产总值能源消耗比2020年下降15%”'
    """

    document: str
    section: str
    quote: str

    def __str__(self) -> str:
        quoted = f"：“{self.quote}”" if self.quote else ""
        return f"{self.document} {self.section}{quoted}"
