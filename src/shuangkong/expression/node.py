"""Nodes of an expression's tree (语法树), each with where it stands in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

__all__ = ["Binary", "Call", "Constant", "Membership", "Name", "Node", "Operator", "Unary", "parts", "walk"]

Operator = Literal["or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/"]


@dataclass(frozen=True)
class Constant:
    """A written value (常量)."""

    start: int
    end: int
    value: Decimal | str | bool | date
    unit: str = ""


@dataclass(frozen=True)
class Name:
    """A named variable (变量)."""

    start: int
    end: int
    name: str


@dataclass(frozen=True)
class Unary:
    """``-x`` or ``not x``."""

    start: int
    end: int
    operator: Literal["-", "not"]
    operand: Node


@dataclass(frozen=True)
class Binary:
    """Two operands and what joins them."""

    start: int
    end: int
    operator: Operator
    left: Node
    right: Node


@dataclass(frozen=True)
class Membership:
    """``x in ('a', 'b')`` and its negation."""

    start: int
    end: int
    operand: Node
    options: tuple[Constant, ...]
    is_negated: bool


@dataclass(frozen=True)
class Call:
    """A function and its arguments."""

    start: int
    end: int
    function: str
    arguments: tuple[Node, ...]


Node = Constant | Name | Unary | Binary | Membership | Call


def parts(node: Node) -> tuple[Node, ...]:
    """Return what a node is made of (下级节点)."""
    if isinstance(node, Unary | Membership):
        return (node.operand,)
    if isinstance(node, Binary):
        return node.left, node.right
    return node.arguments if isinstance(node, Call) else ()


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all below it (遍历)."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(parts(found))
