"""What was checked once is taken from the cache, and never when a file changed or the cache is not sound."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.errors import ProblemsFound
from shuangkong.packs import load_packs
from shuangkong.packs.cache import cached
from shuangkong.packs.typed import from_typed_text, typed_text
from shuangkong.registers import register_types

PACK = "id: town\nedition: '1'\nextends: cn\ntitle: {zh: 镇, en: town}\n"


@dataclass(frozen=True)
class Thing:
    name: str
    parts: tuple[object, ...]


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.decimals(allow_nan=False),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.sampled_from(["=", "=tuple", "=date"]) | st.integers(), inner)
        | st.builds(Thing, st.text(), st.lists(inner).map(tuple))
    ),
    max_leaves=12,
)


@given(plain)
def test_typed_text_gives_back_the_very_same(value: object) -> None:
    found = from_typed_text(typed_text(value), (Thing,))
    assert repr(found) == repr(value)


@pytest.mark.parametrize("value", [1.5, {1, 2}, datetime(2024, 1, 1), b"", Path("a")])  # noqa: DTZ001
def test_what_is_not_exact_has_no_typed_text(value: object) -> None:
    with pytest.raises(TypeError):
        typed_text(value)


@pytest.mark.parametrize(
    "text", ["", "{", '{"=date":"x"}', '{"=Thing":["a"]}', '{"=os":1}', '{"=decimal":"x"}']
)
def test_no_typed_text(text: str) -> None:
    with pytest.raises(ValueError):
        from_typed_text(text, (Thing,))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "shuangkong"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "packs" / "town").mkdir(parents=True)
    (tmp_path / "packs" / "town" / "pack.yaml").write_text(PACK, encoding="utf-8")
    return tmp_path / "packs"


def counted() -> Iterator[int]:
    yield from range(100)


def test_packs_are_the_same_with_and_without_the_cache(folder: Path, root: Path) -> None:
    first, second = load_packs("town", root=root), load_packs("town", root=root)
    assert [file.name.split("-")[0] for file in folder.iterdir()] == ["packs"]
    assert first is not second
    assert first == second
    assert typed_text(first) == typed_text(second)


@pytest.mark.parametrize("name", ["cn", "cn-15", "cn-15-13fyp", "cn-15-14fyp"])
def test_every_pack_that_is_shipped_is_kept(folder: Path, name: str) -> None:
    first, second = register_types(load_packs(name)), register_types(load_packs(name))
    assert sorted(file.name.split("-")[0] for file in folder.iterdir()) == ["packs", "types"]
    assert typed_text(first) == typed_text(second)


def test_a_changed_file_is_read_anew(folder: Path, root: Path) -> None:
    assert load_packs("town", root=root).references[-1].edition == "1"
    file = root / "town" / "pack.yaml"
    file.write_text(PACK.replace("'1'", "'2'"), encoding="utf-8")
    assert load_packs("town", root=root).references[-1].edition == "2"
    (root / "town" / "other.yaml").write_text("[]", encoding="utf-8")
    with pytest.raises(ProblemsFound) as found:
        load_packs("town", root=root)
    assert [each.code for each in found.value.problems] == ["pack_file_unknown"]


@pytest.mark.parametrize("spoil", ["", "x", "0" * 64 + "\n{}"])
def test_a_cache_that_is_not_sound_is_made_anew(folder: Path, spoil: str) -> None:
    calls = counted()
    assert cached("number", ["a"], lambda: next(calls)) == 0
    assert cached("number", ["a"], lambda: next(calls)) == 0
    (file,) = folder.iterdir()
    file.write_text(spoil or file.read_text()[:-1] + "7", encoding="utf-8")
    assert cached("number", ["a"], lambda: next(calls)) == 1
    assert cached("number", ["a"], lambda: next(calls)) == 1


def test_another_basis_has_a_result_of_its_own(folder: Path) -> None:
    calls = counted()
    bases = [["a", "b"], ["ab"], ["a", "b", ""], ["a\0b"]]
    assert [cached("number", basis, lambda: next(calls)) for basis in bases] == [0, 1, 2, 3]


def test_old_results_go(folder: Path) -> None:
    for number in range(20):
        cached("number", [str(number)], lambda: number)  # noqa: B023 - called at once
    assert len(list(folder.iterdir())) == 16


def test_a_folder_that_cannot_be_written_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    calls = counted()
    assert [cached("number", ["a"], lambda: next(calls)) for _ in range(2)] == [0, 1]


def test_without_a_home_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # which the convention says to overlook
    monkeypatch.setattr(Path, "home", homeless)
    calls = counted()
    assert [cached("number", ["a"], lambda: next(calls)) for _ in range(2)] == [0, 1]


def test_what_has_no_typed_text_is_not_kept(folder: Path) -> None:
    assert cached("set", ["a"], lambda: {1, 2}) == {1, 2}
    assert not folder.exists()


def test_days_and_decimals_come_back(folder: Path) -> None:
    made = {"on": date(2024, 1, 31), "rate": Decimal("0.10")}
    for _ in range(2):
        assert repr(cached("cells", ["a"], lambda: made)) == repr(made)
