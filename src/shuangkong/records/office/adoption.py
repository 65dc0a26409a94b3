"""Parameter sign-off (参数核定): two persons confirm a value against the official text, each by name.

A constructed or unverified value becomes usable in an official output only through a complete sign-off; a
quoted (secondary) value may be confirmed as official or accepted as quoted in the same way.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from shuangkong.errors import Collector
from shuangkong.trace import Label

__all__ = [
    "ADOPTED_AS",
    "AdoptedValue",
    "Adoption",
    "adoption_id",
    "check_first",
    "check_second",
    "signed_first",
    "signed_second",
    "standing_adoptions",
]

ADOPTED_AS = {
    "official": Label("与正式文本一致", "as the official text says"),
    "secondary": Label("接受转引", "accepted as quoted"),
}
Subject = tuple[str, str, str, str | None]
"""Kind, name, row or parameter, column: what is confirmed."""


@dataclass(frozen=True)
class Adoption:
    """A sign-off (参数核定): a row of the table ``adoption``.

    Parameters
    ----------
    adopted_kind, adopted_name, adopted_key, adopted_column
        What is confirmed: a cell (table, JSON list of the row's key, column) or a rule's parameter
        (key@edition, path).
    adopted_value
        The confirmed value in its one written form.
    scan_sha256
        The scanned page it was compared with, in the folder of evidence.
    second_person
        None until the second person signed: the sign-off has no effect before.
    """

    adoption_id: str
    adopted_kind: Literal["table", "rule"]
    adopted_name: str
    adopted_key: str
    adopted_column: str | None
    adopted_value: str
    adopted_as: Literal["official", "secondary"]
    confirmed_document: str
    document_page: str
    scan_sha256: str
    first_officer: str
    first_signed_on: date
    second_person: str | None
    second_signed_on: date | None
    is_synthetic: bool
    note: str | None

    @property
    def is_complete(self) -> bool:
        """Whether both signed (是否完成核定)."""
        return self.second_person is not None and self.second_signed_on is not None

    @property
    def subject(self) -> Subject:
        """What is confirmed, whatever the value."""
        return self.adopted_kind, self.adopted_name, self.adopted_key, self.adopted_column


@dataclass(frozen=True)
class AdoptedValue:
    """What is to be confirmed, and the page it was read from (待核定参数): as in `Adoption`."""

    kind: Literal["table", "rule"]
    name: str
    key: str
    column: str | None
    value: str
    adopted_as: Literal["official", "secondary"]
    document: str
    page: str
    scan_sha256: str
    is_synthetic: bool = False
    note: str | None = None


def adoption_id(subject: Subject, value: str, document: str, page: str) -> str:
    """Return the id of a sign-off (核定编号): the same for the same value from the same page.

    Examples
    --------
    >>> subject = ("table", "standard_energy", '["2020","原煤"]', "coef_min")
    >>> first = adoption_id(subject, "0.7143", "甲〔2020〕1号", "3")
    >>> first == adoption_id(subject, "0.7144", "甲〔2020〕1号", "3")
    False
    """
    text = json.dumps([*subject, value, document, page], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check_first(adoption: Adoption, evidence: Collection[str]) -> Collector:
    """Return what a sign-off lacks (核定要件): ``adoption_incomplete``, ``adoption_without_scan``.

    Parameters
    ----------
    evidence
        Hashes of the files kept as evidence.
    """
    problems = Collector()
    for text, label in (
        (adoption.confirmed_document, Label("文号", "the number of the document")),
        (adoption.document_page, Label("页码", "the page")),
        (adoption.adopted_value, Label("核定值", "the value")),
    ):
        if not text.strip():
            problems.add(
                "adoption_incomplete", adoption.adoption_id, lacking_zh=label.zh, lacking_en=label.en
            )
    if adoption.scan_sha256 not in evidence:
        problems.add("adoption_without_scan", adoption.adoption_id, scan=adoption.scan_sha256 or "—")
    return problems


def check_second(adoption: Adoption, second: str) -> Collector:
    """Return why a person may not sign second (复核资格): ``signed_twice``, ``adoption_already_signed``."""
    problems = Collector()
    if adoption.is_complete:
        problems.add(
            "adoption_already_signed",
            adoption.adoption_id,
            first=adoption.first_officer,
            second=adoption.second_person,
        )
    if second == adoption.first_officer:
        problems.add("signed_twice", adoption.adoption_id, person=second)
    return problems


def standing_adoptions(adoptions: Iterable[Adoption], on: date) -> tuple[Adoption, ...]:
    """Return the sign-offs that hold on a day (有效核定): both signed; of several on one subject, the last.

    Two that were completed on one day on one subject are told apart by their first signature, then their id.
    """
    held: dict[Subject, Adoption] = {}
    for adoption in sorted(adoptions, key=_order):
        if adoption.second_signed_on is not None and adoption.second_signed_on <= on:
            held[adoption.subject] = adoption
    return tuple(held[subject] for subject in sorted(held, key=str))


def _order(adoption: Adoption) -> tuple[date, date, str]:
    return (adoption.second_signed_on or date.max, adoption.first_signed_on, adoption.adoption_id)


def signed_first(value: AdoptedValue, officer: str, on: date) -> Adoption:
    """Return a sign-off with its first signature (核定签署)."""
    subject = (value.kind, value.name, value.key, value.column)
    return Adoption(
        adoption_id=adoption_id(subject, value.value, value.document, value.page),
        adopted_kind=value.kind,
        adopted_name=value.name,
        adopted_key=value.key,
        adopted_column=value.column,
        adopted_value=value.value,
        adopted_as=value.adopted_as,
        confirmed_document=value.document,
        document_page=value.page,
        scan_sha256=value.scan_sha256,
        first_officer=officer,
        first_signed_on=on,
        second_person=None,
        second_signed_on=None,
        is_synthetic=value.is_synthetic,
        note=value.note,
    )


def signed_second(adoption: Adoption, second: str, on: date) -> Adoption:
    """Return the sign-off with its second signature (复核签署)."""
    return replace(adoption, second_person=second, second_signed_on=on)
