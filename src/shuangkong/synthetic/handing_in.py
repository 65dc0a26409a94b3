"""Who hands in which rows (演示报送安排): prefectures, where a register is reviewed at their level.

Else a department of the region files it whole. Some file late, and now and then one does not file at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shuangkong.records.office import Person
from shuangkong.records.office.filer import filers_of
from shuangkong.registers.type import RegisterType
from shuangkong.schema import Row
from shuangkong.synthetic.office import LEADING, filer_id, officer, reviewer_id
from shuangkong.synthetic.region import Filled, Region

__all__ = ["Portion", "Stance", "officers", "portions"]

Stance = Literal["filed", "late", "missing"]
_LATE_IN, _MISSING_IN = 2, 9  # one register in so many has a late prefecture, one in so many a missing one
_SOME = 3  # prefectures that file a register before one of them may stay out


@dataclass(frozen=True)
class Portion:
    """What one filer hands in of a register (一家报送的行).

    Attributes
    ----------
    home
        Division that files; ``filer_code`` says its department as well where several file the type.
    """

    type_id: str
    home: str
    filer_code: str
    department: str
    rows: Sequence[Row]
    stance: Stance


def portions(types: Mapping[str, RegisterType], filled: Filled, region: Region) -> tuple[Portion, ...]:
    """Return who hands in what of every register that has rows (报送安排), things before their events."""
    by_table = {type_.table.name: type_ for type_ in types.values()}
    found = [by_table[table] for table in filled.rows if table in by_table]
    spoken_of = {type_.of for type_ in found}
    ordered = sorted(found, key=lambda type_: (bool(type_.of), type_.id))
    return tuple(
        portion
        for number, type_ in enumerate(ordered)
        for portion in _of_type(type_, filled.rows[type_.table.name], region, (number, spoken_of))
    )


def _of_type(
    type_: RegisterType, rows: Sequence[Row], region: Region, about: tuple[int, set[str]]
) -> Iterator[Portion]:
    by_home = _by_home(type_, rows, region)
    number, spoken_of = about
    below = sorted(set(by_home) - {region.code})
    stances: dict[str, Stance] = {}
    if len(below) >= _SOME:
        late, missing = region.dice(f"late {type_.id}").sample(below, 2)
        if number % _LATE_IN == 0:
            stances[late] = "late"
        if number % _MISSING_IN == 0 and type_.id not in spoken_of:  # else its events would have no thing
            stances[missing] = "missing"
    # Where users may file themselves, the body named last collects from them.
    department = type_.filed_by[-1] if type_.filed_by else LEADING
    for home in sorted(by_home):
        filer_code = filers_of(type_, home)[-1]
        stance = stances.get(home, "filed")
        yield Portion(type_.id, home, filer_code, department, by_home[home], stance)


def _by_home(type_: RegisterType, rows: Sequence[Row], region: Region) -> Mapping[str, Sequence[Row]]:
    """Return division → the rows it files: a prefecture where it is reviewed, else the region."""
    homes: dict[str, str] = {}
    if "prefecture_reviewed" in type_.steps or "county_reviewed" in type_.steps:
        homes = {code: each.code for each in region.prefectures for code in (each.code, *each.counties)}
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(homes.get(str(row.get(type_.filer_column)), region.code), []).append(row)
    return found


def officers(types: Mapping[str, RegisterType], planned: Sequence[Portion], region: Region) -> list[Person]:
    """Return everybody the registers need (演示办理人员), from those who file to those who approve."""
    names = {each.code: each.name for each in region.prefectures}
    people: dict[str, Person] = {}

    def add(person: Person) -> None:
        people.setdefault(person.person_id, person)

    for portion in planned:
        home, department = portion.home, portion.department
        name = f"{names.get(home, '')}{department}"
        add(officer(filer_id(home, department), f"{name}填报", department, home, "file"))
        if home != region.code:
            add(officer(reviewer_id(home, department), f"{name}审核", department, home, "review"))
        type_ = types[portion.type_id]
        for each in type_.countersigned_by:
            add(officer(f"demo-countersign-{each}", f"{each}会签", each, region.code, "countersign"))
        for each in type_.approved_by or (LEADING,):
            add(officer(f"demo-approve-{each}", f"{each}批准", each, region.code, "approve"))
    return list(people.values())
