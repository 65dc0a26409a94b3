"""Words that forms write (表式用语), read from the YAML beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml

from shuangkong.packs.parameters import Strict
from shuangkong.registers.layout.layout import Sums

__all__ = ["Words", "words"]


class Words(Strict):
    """Labels that many offices write alike; they lead to a draft, never to a figure."""

    ignored: list[str]
    totals: Mapping[str, Sums]
    foot: Mapping[str, str]
    notes: list[str]
    synonyms: Mapping[str, str]


@cache
def words() -> Words:
    """Return the words (表式用语).

    Examples
    --------
    >>> words().totals["小计"], words().foot["制表人"]
    ('above', 'filer_person')
    """
    text = (resources.files("shuangkong.registers.layout") / "words.yaml").read_text(encoding="utf-8")
    return Words.model_validate(yaml.safe_load(text))
