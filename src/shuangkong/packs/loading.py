"""Loading (加载规则包): a stack of packs, read and checked once for as long as no file of them changes."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from shuangkong.packs.cache import cached
from shuangkong.packs.pack import Extent, Labels, PackReference, Packs, PlanPeriod
from shuangkong.packs.rule import RuleEdition
from shuangkong.sources import Document
from shuangkong.trace import Label

__all__ = ["load_packs"]

_BUILT_IN = Path(__file__).parent
_CLASSES = (Document, Extent, Label, Labels, PackReference, Packs, PlanPeriod, RuleEdition)


def load_packs(first: str, *more: str, root: Path | None = None) -> Packs:
    """Load packs with everything they extend (加载规则包).

    Parameters
    ----------
    first, more
        Packs to load, one at least; what they extend is loaded beneath them, and the first gives the title.
    root
        Folder of further packs, looked into before those that come with the product.

    Raises
    ------
    ProblemsFound
        With every problem of every file: ``pack_unknown``, ``pack_cycle``, ``pack_table_unknown``,
        ``pack_row_repeated`` and the problems named by the functions that check the single files.

    Examples
    --------
    >>> packs = load_packs("cn")
    >>> [reference.id for reference in packs.references]
    ['cn']
    >>> packs.rule_edition("barometer-901", "2020").decimal("red_gap_ratio")
    Decimal('0.10')
    """
    ids = (first, *more)
    roots = (*([root] if root else []), _BUILT_IN)

    def read() -> Packs:
        from shuangkong.packs.loader import read_packs  # what checks is not needed for what was checked

        return read_packs(ids, roots)

    return cached("packs", (*ids, *_files(roots)), read, classes=_CLASSES)


def _files(roots: tuple[Path, ...]) -> Iterator[str]:
    """Yield what every file of every pack in reach is: any of them may decide what is loaded."""
    for number, top in enumerate(roots):
        for folder in sorted(file.parent for file in top.glob("*/pack.yaml")):
            for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                name = file.relative_to(top).as_posix()
                yield f"{number} {name} {sha256(file.read_bytes()).hexdigest()}"
