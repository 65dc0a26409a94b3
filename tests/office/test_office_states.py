"""States of a filing: read off its steps, and no order of steps breaks what must hold."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from shuangkong.records.office import Directory, Filing, FilingStep, Person, Waiting, state_of
from shuangkong.records.office.duties import check_step
from shuangkong.records.office.filing import STEPS, versions_of
from shuangkong.records.office.state import planned_steps
from shuangkong.registers.type import RegisterType
from shuangkong.schema import table
from shuangkong.territory import Territory
from shuangkong.trace import Label

PREFECTURE = ("region", "prefecture")
COUNTY = (*PREFECTURE, "county")
BOTH = (Waiting("countersigned", "发展和改革委员会"), Waiting("countersigned", "能源局"))


def test_a_filing_waits_for_what_its_type_asks_at_its_level(statistic) -> None:
    county = (Waiting("county_reviewed"), Waiting("prefecture_reviewed"), *BOTH, Waiting("approved"))
    assert planned_steps(statistic, COUNTY) == county
    assert planned_steps(statistic, PREFECTURE) == county[1:]
    assert planned_steps(statistic, ("region",)) == county[2:]
    assert planned_steps(replace(statistic, steps=("approved",), countersigned_by=())) == (
        Waiting("approved"),
    )


@pytest.mark.parametrize(
    ("taken", "state", "waiting"),
    [
        ([], "draft", (Waiting("filed"),)),
        ([("filed", "统计局")], "filed", (Waiting("prefecture_reviewed"),)),
        ([("filed", None), ("prefecture_reviewed", "统计局")], "prefecture_reviewed", BOTH),
        (
            [("filed", None), ("prefecture_reviewed", "统计局"), ("countersigned", "能源局")],
            "prefecture_reviewed",
            BOTH[:1],
        ),
        (
            [
                ("filed", None),
                ("prefecture_reviewed", "统计局"),
                ("countersigned", "能源局"),
                ("countersigned", "发展和改革委员会"),
            ],
            "countersigned",
            (Waiting("approved"),),
        ),
        ([("filed", None), ("returned", "统计局")], "returned", ()),
        ([("filed", None), ("prefecture_reviewed", None), ("refused", "能源局")], "returned", ()),
        ([("filed", None), ("approved", "统计局")], "approved", ()),
    ],
)
def test_the_steps_alone_decide_the_state(statistic, filing, steps_taken, taken, state, waiting) -> None:
    mine = filing()
    steps = steps_taken(mine, *taken)
    other = steps_taken(filing("990200"), ("filed", None), ("approved", None))
    found = state_of(mine, [*other, *reversed(steps)], statistic, PREFECTURE)
    assert (found.state, found.waiting_for) == (state, waiting)
    assert found.history == tuple(steps)
    assert found.is_approved == (state == "approved")
    assert [step["step"] for step in found.as_json()["history"]] == [step for step, _ in taken]


def test_versions_follow_their_number(filing) -> None:
    second, first = filing(version_no=2), filing(version_no=1)
    versions = versions_of([second, filing("990200"), first], "statistic", "990100", "2023")
    assert versions == (first, second)


TERRITORY = Territory(
    {
        "division_code": code,
        "name_zh": code,
        "name_en": None,
        "level": level,
        "parent_code": parent,
        "valid_from": None,
        "valid_to": None,
        "status": "constructed",
        "source": "示例",
    }
    for code, level, parent in (
        ("990000", "region", None),
        ("990100", "prefecture", "990000"),
        ("990101", "county", "990100"),
    )
)
DEPARTMENTS = ("统计局", "能源局", "发展和改革委员会")
ALL_ROLES = "file;review;countersign;approve"
EVERYBODY = Directory(
    tuple(
        Person(f"{division}-{department}-{number}", "人", department, division, ALL_ROLES, None, None, None)
        for division in ("990000", "990100", "990101")
        for department in DEPARTMENTS
        for number in (1, 2)
    ),
    TERRITORY,
    "990000",
    date(2024, 3, 5),
)
FULL = RegisterType(
    id="t",
    version=1,
    kind="statistic",
    title=Label("表", "table"),
    description=Label("表", "table"),
    table=table("assessment_grade"),
    form=(),
    filed_by=("统计局",),
    steps=("county_reviewed", "prefecture_reviewed", "countersigned", "approved"),
    countersigned_by=("发展和改革委员会", "能源局"),
    approved_by=("统计局",),
)


class AnyOrderOfSteps(RuleBasedStateMachine):
    """Anybody tries any step at any time; only what `check_step` lets pass is written down."""

    def __init__(self) -> None:
        super().__init__()
        self.filing = Filing(
            "f", "t", 1, None, "990101", "2023", "990101-统计局-1", None, None, "00", True,
            date(2024, 3, 5), 1, None,
        )  # fmt: skip
        self.steps: list[FilingStep] = []
        self.seen: tuple[FilingStep, ...] = ()
        self._write("filed", EVERYBODY.person("990101-统计局-1"))

    @property
    def state(self):
        return state_of(self.filing, self.steps, FULL, EVERYBODY.levels("990101"))

    def _write(self, step, person: Person) -> None:
        number = len(self.steps) + 1
        written = FilingStep("f", number, step, person.department, person.person_id, "意见", date(2024, 3, 5))
        self.steps.append(written)

    def _try(self, step, person: Person, opinion: str = "意见") -> bool:
        problems = check_step(
            step,
            person,
            opinion,
            state=self.state,
            register_type=FULL,
            directory=EVERYBODY,
        )
        if not problems.has_errors:
            self._write(step, person)
        return not problems.has_errors

    @rule(step=st.sampled_from(list(STEPS)), person=st.sampled_from(EVERYBODY.persons), silent=st.booleans())
    def anybody_tries_anything(self, step, person, silent) -> None:
        self._try(step, person, "" if silent else "意见")

    @precondition(lambda self: self.state.waiting_for)
    @rule(chosen=st.integers(0, 5), data=st.data())
    def somebody_takes_an_awaited_step(self, chosen, data) -> None:
        waiting = self.state.waiting_for[chosen % len(self.state.waiting_for)]
        assert any(self._try(waiting.step, person) for person in EVERYBODY.persons)

    @invariant()
    def approved_means_every_department_signed_and_every_level_reviewed(self) -> None:
        if self.state.is_approved:
            signed = {step.department for step in self.steps if step.step == "countersigned"}
            assert signed == set(FULL.countersigned_by)
            taken = [step.step for step in self.steps]
            assert taken.index("county_reviewed") < taken.index("prefecture_reviewed")
            assert taken.index("prefecture_reviewed") < taken.index("countersigned")
            assert taken[-1] == "approved"

    @invariant()
    def nobody_decides_on_a_filing_of_their_own(self) -> None:
        assert all(step.person != self.filing.filer_person for step in self.steps[1:])

    @invariant()
    def every_step_bears_the_place_it_needs(self) -> None:
        place = {"county_reviewed": "990101", "prefecture_reviewed": "990100", "approved": "990000"}
        for step in self.steps[1:]:
            assert step.person.startswith(place.get(step.step, ""))

    @invariant()
    def history_only_grows(self) -> None:
        history = self.state.history
        assert history[: len(self.seen)] == self.seen
        self.seen = history

    @invariant()
    def a_final_state_waits_for_nothing(self) -> None:
        is_final = self.state.state in ("approved", "returned")
        assert is_final == (not self.state.waiting_for)
        final = [step for step in self.steps if step.step in ("approved", "returned", "refused")]
        assert len(final) == is_final


TestAnyOrderOfSteps = AnyOrderOfSteps.TestCase
TestAnyOrderOfSteps.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
