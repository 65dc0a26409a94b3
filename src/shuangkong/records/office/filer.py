"""Filers (填报单位): a division, a facility, or one department of a division where several file one type."""

from __future__ import annotations

from collections.abc import Sequence

from shuangkong.records.office.person import Person
from shuangkong.registers.type import RegisterType

__all__ = ["department_of", "filer_of", "filers_of", "home_of"]

_JOINT = "/"


def home_of(filer_code: str) -> str:
    """Return the division or facility of a filer (所在地区或单位).

    Examples
    --------
    >>> home_of("990100/统计局"), home_of("990100")
    ('990100', '990100')
    """
    return filer_code.partition(_JOINT)[0]


def department_of(filer_code: str) -> str:
    """Return the department of a filer (部门); empty where the division files as one.

    Examples
    --------
    >>> department_of("990100/统计局")
    '统计局'
    """
    return filer_code.partition(_JOINT)[2]


def filers_of(register_type: RegisterType, home: str) -> tuple[str, ...]:
    """Return who files a type for a division (填报单位): each of its departments where there are several.

    What two departments file of one month are two filings, never two versions of one.
    """
    if len(register_type.filed_by) < 2 or department_of(home):
        return (home,)
    return tuple(f"{home}{_JOINT}{department}" for department in register_type.filed_by)


def filer_of(person: Person, register_type: RegisterType) -> str:
    """Return for whom a person files a type (代表的填报单位)."""
    own: Sequence[str] = filers_of(register_type, person.filer_code)
    if person.represents_code is not None or len(own) == 1:
        return person.filer_code
    return next((each for each in own if department_of(each) == person.department), person.filer_code)
