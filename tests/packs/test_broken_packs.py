"""Every mistake a pack can hold is refused with its own message, at its place, in both languages."""

from pathlib import Path

import pytest

from shuangkong.errors import ProblemsFound
from shuangkong.packs import load_packs

BROKEN = Path(__file__).parent / "broken"

# mistake → (code, file and key it stands at, words the English message must hold)
MISTAKES = {
    "bad_status": ("pack_status", "sample/documents.yaml [doc] status", "certain"),
    "edition_repeated": ("rule_edition_repeated", "sample/rules/rules.yaml [approximate-sample]", "twice"),
    "editions_overlap": ("rule_overlap", "sample/rules/rules.yaml [approximate-sample]", "editions 1 and 2"),
    "empty_pack": ("pack_shape", "sample/pack.yaml", "nothing"),
    "extends_cycle": ("pack_cycle", "other/pack.yaml extends", "sample → other → sample"),
    "extent_reversed": ("pack_value", "sample/pack.yaml extent", "west of east"),
    "id_of_another": ("pack_value", "sample/pack.yaml id", "'sample'"),
    "key_no_text": ("pack_yaml", "sample/pack.yaml:5", "no text"),
    "malformed_yaml": ("pack_yaml", "sample/documents.yaml:3", "end of stream"),
    "missing_column": ("csv_column_missing", "sample/data/observation.csv:1", "stage"),
    "missing_key": ("pack_missing_key", "sample/documents.yaml [doc] issuer", "issuer"),
    "not_a_list": ("pack_shape", "sample/documents.yaml", "dict"),
    "not_utf8": ("pack_not_utf8", "sample/documents.yaml", "byte 19"),
    "parameter_of_wrong_type": (
        "rule_parameter",
        "sample/rules/rules.yaml [approximate-sample] parameters tolerance_share",
        "0.05",
    ),
    "period_reversed": ("rule_period", "sample/rules/rules.yaml [approximate-sample]", "2020-12-31"),
    "repeated_id": ("pack_repeated", "sample/documents.yaml", "doc"),
    "repeated_key": ("pack_yaml", "sample/pack.yaml:5", "'edition' stands twice"),
    "row_in_two_files": (
        "pack_row_repeated",
        "sample/data/observation.csv",
        "110000, energy_intensity, 2020",
    ),
    "rule_better_than_its_document": (
        "rule_status",
        "sample/rules/rules.yaml [approximate-sample] status",
        "only secondary",
    ),
    "rule_of_unknown_document": (
        "rule_without_source",
        "sample/rules/rules.yaml [approximate-sample] document",
        "not in documents.yaml",
    ),
    "rule_without_document": (
        "rule_without_source",
        "sample/rules/rules.yaml [approximate-sample] document",
        "no source",
    ),
    "stray_blank": ("pack_value", "sample/documents.yaml [doc] title", "blanks"),
    "supersedes_nothing": (
        "rule_supersedes",
        "sample/rules/rules.yaml [approximate-sample] supersedes",
        "basis-0",
    ),
    "unit_of_another_dimension": (
        "indicator_unit",
        "sample/data/observation.csv [110000, energy_intensity, 2020]",
        "万吨标准煤",
    ),
    "unit_unknown": ("pack_value", "sample/indicators.yaml [energy_intensity] unit", "unit of measure"),
    "unit_with_blank": ("cell_unit_blank", "sample/data/observation.csv:2:unit", "blank"),
    "unknown_citation": ("citation_document", "sample/targets.yaml [T-1] citation.document", "某文件"),
    "unknown_file": ("pack_file_unknown", "sample/target.yaml", "no known name"),
    "unknown_indicator": ("indicator_unknown", "sample/targets.yaml [T-1] indicator_id", "energy_intensity"),
    "unknown_key": ("pack_unknown_key", "sample/documents.yaml [doc] isuer", "isuer"),
    "unknown_kind": ("rule_kind", "sample/rules/rules.yaml [approximate-sample] kind", "accounting_basis"),
    "unknown_pack": ("pack_unknown", "absent", "cn, cn-15"),
    "unknown_parameter": (
        "pack_unknown_key",
        "sample/rules/rules.yaml [approximate-sample] parameters tie",
        "tie",
    ),
    "unknown_table": ("pack_table_unknown", "sample/data/observations_2020.csv", "observation"),
    "unquoted_decimal": ("pack_value", "sample/targets.yaml [T-1] value", "in quotes"),
    "years_reversed": ("rule_period", "sample/rules/rules.yaml [approximate-sample]", "2022 to 2021"),
}


def test_every_broken_pack_has_its_expectation() -> None:
    assert {folder.name for folder in BROKEN.iterdir()} == {
        *MISTAKES,
        "manifest_of_nothing",
        "several_at_once",
    }


@pytest.mark.parametrize("mistake", sorted(MISTAKES))
def test_a_broken_pack_is_refused_with_one_clear_message(mistake: str) -> None:
    code, where, words = MISTAKES[mistake]
    with pytest.raises(ProblemsFound) as caught:
        load_packs("sample", root=BROKEN / mistake)
    assert [(problem.code, problem.where) for problem in caught.value.problems] == [(code, where)]
    (problem,) = caught.value.problems
    assert words in problem.text("en")
    assert problem.text("zh").startswith(f"{where}：")


def test_all_problems_of_all_files_come_together() -> None:
    with pytest.raises(ProblemsFound) as caught:
        load_packs("sample", root=BROKEN / "several_at_once")
    assert {problem.code for problem in caught.value.problems} == {
        "pack_status",
        "rule_parameter",
        "pack_unknown_key",
        "pack_table_unknown",
    }


def test_an_empty_manifest_lacks_every_required_key() -> None:
    with pytest.raises(ProblemsFound) as caught:
        load_packs("sample", root=BROKEN / "manifest_of_nothing")
    assert [(problem.code, problem.where) for problem in caught.value.problems] == [
        ("pack_missing_key", f"sample/pack.yaml {key}") for key in ("id", "edition", "extends", "title")
    ]


def test_a_pack_asked_for_by_a_wrong_name_is_unknown() -> None:
    with pytest.raises(ProblemsFound) as caught:
        load_packs("cn-99")
    assert [problem.code for problem in caught.value.problems] == ["pack_unknown"]
    assert "cn-15-14fyp" in caught.value.problems[0].text("en")
