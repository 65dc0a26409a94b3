"""The plan a document is, the years it covers, and its sections in order."""

from __future__ import annotations

from shuangkong.packs import load_packs
from shuangkong.plan.reviewed import reviewed_measures, reviewed_targets

PACKS = load_packs("cn-15-14fyp", "cn-15-13fyp")


def test_a_document_is_found_by_id_number_and_title() -> None:
    names = ("nmg-2022-17", "内政发〔2022〕17号", "内蒙古自治区“十四五”节能减排综合工作实施方案")
    for name in names:
        plan = PACKS.plan_of(name)
        assert plan is not None
        assert plan.pack == "cn-15-14fyp"
    assert PACKS.plan_of("内政办发〔2021〕60号") is None
    assert PACKS.plan_of("no such document") is None


def test_the_base_year_belongs_to_no_plan() -> None:
    years = {plan.pack: [year for year in range(2014, 2028) if plan.covers(year)] for plan in PACKS.plans}
    assert years == {"cn-15-14fyp": [2021, 2022, 2023, 2024, 2025], "cn-15-13fyp": list(range(2016, 2021))}


def test_every_target_and_measure_stands_in_a_section_of_its_plan() -> None:
    for entry in (*reviewed_targets(PACKS), *reviewed_measures(PACKS)):
        plan = PACKS.plan_of(entry.citation.document)
        assert plan is not None
        assert not plan.sections or entry.citation.section in plan.sections


def test_sections_keep_the_order_of_the_file() -> None:
    sections = list(next(plan.sections for plan in PACKS.plans if plan.sections))
    assert sections[:3] == ["二", "三(一)", "三(二)"]
    assert sections.index("三(九)") == sections.index("三(八)") + 1
