"""Commands print at one width in every test, whatever terminal the tests run in."""

import pytest


@pytest.fixture(autouse=True)
def a_page_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
