"""Typed text (带类型文本): plain data and our records of it as JSON, which gives back the very same types."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal

__all__ = ["from_typed_text", "typed_text"]

# A mapping of one key that begins with this sign stands for what JSON has no form of.
_SIGN = "="


def typed_text(value: object) -> str:
    """Return a value as JSON (带类型写出).

    Raises
    ------
    TypeError
        If it holds anything but texts, truths, whole numbers, decimals, days, None, lists, tuples, mappings
        and dataclasses.

    Examples
    --------
    >>> typed_text({"a": (1, Decimal("0.10"))})
    '{"a":{"=tuple":[1,{"=decimal":"0.10"}]}}'
    """
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def from_typed_text(text: str, classes: tuple[type, ...]) -> object:
    """Return the value of a typed text (带类型读回); dataclasses can only be those given.

    Raises
    ------
    ValueError
        If it is no such text.

    Examples
    --------
    >>> from_typed_text('{"=date":"2024-01-31"}', ())
    datetime.date(2024, 1, 31)
    """
    makers: dict[str, Callable[..., object]] = {
        f"{_SIGN}tuple": tuple,
        f"{_SIGN}decimal": Decimal,
        f"{_SIGN}date": date.fromisoformat,
        f"{_SIGN}mapping": dict,
    }
    makers |= {f"{_SIGN}{each.__name__}": _maker(each) for each in classes}

    def made(found: dict[str, object]) -> object:
        if len(found) == 1:
            ((sign, held),) = found.items()
            if sign[:1] == _SIGN:
                return makers[sign](held)
        return found

    try:
        value: object = json.loads(text, object_hook=made)
    except (ArithmeticError, KeyError, RecursionError, TypeError) as error:
        raise ValueError(f"no typed text: {error!r}") from error
    return value


def _maker(cls: type) -> Callable[[list[object]], object]:
    return lambda held: cls(*held)


def _plain(value: object) -> object:
    """Return what JSON can write."""
    kind = type(value)
    if value is None or kind in (str, int, bool):
        return value
    if isinstance(value, Mapping):
        if all(type(key) is str for key in value) and not (len(value) == 1 and _SIGN in "".join(value)[:1]):
            return {key: _plain(held) for key, held in value.items()}
        return {f"{_SIGN}mapping": [[_plain(key), _plain(held)] for key, held in value.items()]}
    if kind is list or kind is tuple:
        held = [_plain(each) for each in value]  # type: ignore[attr-defined]
        return held if kind is list else {f"{_SIGN}tuple": held}
    if kind is Decimal or kind is date:
        return {f"{_SIGN}{kind.__name__.lower()}": str(value)}
    if is_dataclass(value) and not isinstance(value, type):
        return {f"{_SIGN}{kind.__name__}": [_plain(getattr(value, each.name)) for each in fields(value)]}
    raise TypeError(f"no typed text of {kind.__name__}")
