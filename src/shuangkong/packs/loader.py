"""Loader (读取规则包): a stack of packs from their folders, accepted whole or refused with every problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shuangkong.errors import Collector, ProblemsFound
from shuangkong.packs.balance_entries import BalanceLayoutEntry, FlowEntry, ProductEntry
from shuangkong.packs.checking import check_declarations, check_entries, check_entry, check_rules
from shuangkong.packs.consistency import (
    Names,
    check_citations,
    check_observations,
    check_repeats,
    check_rules_together,
)
from shuangkong.packs.declaration_entries import DeclarationEntry
from shuangkong.packs.entries import (
    ENTRIES,
    DocumentEntry,
    IndicatorEntry,
    ManifestEntry,
    MeasureEntry,
    TargetEntry,
)
from shuangkong.packs.pack import Extent, Labels, PackReference, Packs, PlanPeriod
from shuangkong.packs.parameters import Strict
from shuangkong.packs.plain import Plain, plain
from shuangkong.packs.reading import FORMS, PackFolder, read_folder
from shuangkong.packs.rule import RuleEdition
from shuangkong.schema import Row, Table, read_csv, tables
from shuangkong.sources import Document
from shuangkong.trace import Label

__all__ = ["read_packs"]

_BALANCE = (
    "flows",
    "products",
    "balance_layouts",
)  # ids of each list stand once; flow and product may share one


@dataclass(frozen=True)
class _Pack:
    folder: PackFolder
    manifest: ManifestEntry
    documents: tuple[DocumentEntry, ...]
    rules: tuple[tuple[str, RuleEdition], ...]
    declarations: tuple[tuple[str, DeclarationEntry], ...]
    entries: Mapping[str, tuple[Strict, ...]]


def read_packs(ids: Sequence[str], roots: Sequence[Path]) -> Packs:
    """Read and check packs with everything they extend (读取并校验规则包).

    Parameters
    ----------
    ids
        Packs to load, one at least; the first gives the title.
    roots
        Folders to look for packs in, one after the other.

    Raises
    ------
    ProblemsFound
        As `shuangkong.packs.load_packs`.
    """
    problems = Collector()
    stack = _stack(ids, roots, problems)
    names = _names(ids, stack)
    documents = _documents(stack, problems)
    rules = [_dated(placed, documents) for pack in stack for placed in pack.rules]
    check_rules_together(rules, documents, names, problems)
    indicators = {entry.id: entry for entry in _all(stack, "indicators") if isinstance(entry, IndicatorEntry)}
    _check_entries(stack, documents, names, problems)
    declared = {place: _plain(entry) for pack in stack for place, entry in pack.declarations}
    rows = _tables(stack, indicators, names, problems)
    problems.raise_errors()
    return Packs(
        references=tuple(
            PackReference(pack.folder.id, pack.manifest.edition, pack.folder.hash) for pack in stack
        ),
        labels=_labels(ids[0], stack),
        plans=tuple(_plans(stack)),
        documents=documents,
        editions=tuple(rule for _, rule in rules),
        _entries={name: tuple(map(_plain, _all(stack, name))) for name in ENTRIES}
        | {"declarations": tuple(declared.values())},
        _tables=rows,
        _forms={name: _forms(stack, name) for name in FORMS} | {"declarations": declared},
    )


def _stack(ids: Sequence[str], roots: Sequence[Path], problems: Collector) -> list[_Pack]:
    """Return the packs asked for and all they extend, base first, each once."""
    read: dict[str, _Pack | None] = {}
    stack: dict[str, _Pack] = {}
    for asked in ids:
        chain = _chain(asked, roots, read, problems)
        stack |= {pack.folder.id: pack for pack in reversed(chain) if pack.folder.id not in stack}
    return list(stack.values())


def _chain(
    asked: str, roots: Sequence[Path], read: dict[str, _Pack | None], problems: Collector
) -> list[_Pack]:
    """Return a pack and what it extends, top first; each folder is read once."""
    chain: list[_Pack] = []
    path = [asked]
    while True:
        if path[-1] not in read:
            read[path[-1]] = _find(path[-1], roots, problems)
        pack = read[path[-1]]
        if pack is None:
            return chain
        chain.append(pack)
        if pack.manifest.extends is None:
            return chain
        path.append(pack.manifest.extends)
        if path[-1] in path[:-1]:
            problems.add("pack_cycle", f"{pack.folder.id}/pack.yaml extends", path=" → ".join(path))
            return chain


def _find(name: str, roots: Sequence[Path], problems: Collector) -> _Pack | None:
    folder = next((top / name for top in roots if (top / name / "pack.yaml").is_file()), None)
    if folder is None:
        problems.add("pack_unknown", name, known=", ".join(_known(roots)))
        return None
    return _pack(folder, problems)


def _known(roots: Sequence[Path]) -> list[str]:
    return sorted({file.parent.name for top in roots for file in top.glob("*/pack.yaml")})


def _pack(folder: Path, problems: Collector) -> _Pack | None:
    found = read_folder(folder, problems)
    where = f"{folder.name}/pack.yaml"
    manifest = None if found.manifest is None else check_entry(found.manifest, ManifestEntry, where, problems)
    if manifest is not None and manifest.id != folder.name:
        problems.add("pack_value", f"{where} id", found=repr(manifest.id), expected=repr(folder.name))
    documents = check_entries(
        found.lists.get("documents", []), DocumentEntry, f"{folder.name}/documents.yaml", problems
    )
    rules = tuple(
        placed
        for name, entries in found.rules.items()
        for placed in check_rules(entries, f"{folder.name}/{name}", problems)
    )
    declarations = tuple(
        placed
        for name, entries in found.declarations.items()
        for placed in check_declarations(entries, f"{folder.name}/{name}", problems)
    )
    entries: dict[str, tuple[Strict, ...]] = {
        name: check_entries(found.lists.get(name, []), model, f"{folder.name}/{name}.yaml", problems)
        for name, model in ENTRIES.items()
    }
    return None if manifest is None else _Pack(found, manifest, documents, rules, declarations, entries)


def _names(ids: Sequence[str], stack: Sequence[_Pack]) -> Names:
    """Return what the files of the stack name, entries with faults included."""
    needed = {*ids, *(pack.manifest.extends for pack in stack if pack.manifest.extends)}
    return Names(
        is_whole=needed <= {pack.folder.id for pack in stack},
        documents=frozenset(
            name for pack in stack for name in pack.folder.names("documents", "id", "number", "title")
        ),
        indicators=_ids(stack, "indicators"),
        declarations=_ids(stack, "declarations"),
        targets=_ids(stack, "targets") | _ids(stack, "other_targets"),
        rules=frozenset(name for pack in stack for name in pack.folder.names("rules", "key")),
    )


def _ids(stack: Sequence[_Pack], name: str) -> frozenset[str]:
    return frozenset(each for pack in stack for each in pack.folder.names(name, "id"))


def _documents(stack: Sequence[_Pack], problems: Collector) -> dict[str, Document]:
    placed = [(f"{pack.folder.id}/documents.yaml", entry) for pack in stack for entry in pack.documents]
    check_repeats(((place, entry.id) for place, entry in placed), problems)
    return {entry.id: Document(**entry.model_dump()) for _, entry in placed}


def _dated(placed: tuple[str, RuleEdition], documents: Mapping[str, Document]) -> tuple[str, RuleEdition]:
    """Give a rule the day its document was issued on."""
    place, rule = placed
    document = documents.get(rule.document)
    return place, rule if document is None else replace(rule, issued_on=document.issued_on)


def _all(stack: Sequence[_Pack], name: str) -> list[Strict]:
    return [entry for pack in stack for entry in pack.entries[name]]


def _forms(stack: Sequence[_Pack], folder: str) -> dict[str, dict[str, object]]:
    return {
        f"{pack.folder.id}/{name}": form
        for pack in stack
        for name, form in pack.folder.forms.get(folder, {}).items()
    }


def _check_entries(
    stack: Sequence[_Pack], documents: Mapping[str, Document], names: Names, problems: Collector
) -> None:
    placed: list[tuple[str, IndicatorEntry | DeclarationEntry | TargetEntry | MeasureEntry]] = [
        (f"{pack.folder.id}/{name}.yaml [{entry.id}]", entry)
        for pack in stack
        for name, entries in pack.entries.items()
        for entry in entries
        if isinstance(entry, IndicatorEntry | TargetEntry | MeasureEntry)
    ]
    placed += [each for pack in stack for each in pack.declarations]
    check_repeats(((place, entry.id) for place, entry in placed), problems)
    check_citations(placed, names, problems)
    for name in _BALANCE:
        check_repeats(_placed_ids(stack, name), problems)
    for pack in stack:
        plan = pack.manifest.plan
        if plan is not None and names.is_whole and plan.document not in {*documents, *names.documents}:
            problems.add(
                "citation_document", f"{pack.folder.id}/pack.yaml plan.document", found=plan.document
            )


def _placed_ids(stack: Sequence[_Pack], name: str) -> Iterator[tuple[str, str]]:
    for pack in stack:
        for entry in pack.entries[name]:
            if isinstance(entry, FlowEntry | ProductEntry | BalanceLayoutEntry):
                yield f"{pack.folder.id}/{name}.yaml [{entry.id}]", entry.id


def _tables(
    stack: Sequence[_Pack], indicators: Mapping[str, IndicatorEntry], names: Names, problems: Collector
) -> dict[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    for pack in stack:
        for name, text in pack.folder.data.items():
            where = f"{pack.folder.id}/{name}"
            table = _table_of(Path(name).stem)
            if table is None:
                problems.add("pack_table_unknown", where, known=", ".join(entry.name for entry in tables()))
                continue
            try:
                rows = read_csv(text, table, where)
            except ProblemsFound as error:
                problems.extend(error.problems)
                continue
            if table.name == "observation":
                check_observations(rows, indicators, names, where, problems)
            _check_rows(found.get(table.name, ()), rows, table, where, problems)
            found[table.name] = (*found.get(table.name, ()), *rows)
    return found


def _table_of(stem: str) -> Table | None:
    """Return the table a file belongs to: ``observation-region.csv`` holds observations."""
    return next((entry for entry in tables() if stem.split("-", 1)[0] == entry.name), None)


def _check_rows(
    earlier: Sequence[Row], rows: Sequence[Row], table: Table, where: str, problems: Collector
) -> None:
    keys = {tuple(row[name] for name in table.key) for row in earlier}
    for row in rows:
        key = tuple(row[name] for name in table.key)
        if key in keys:
            problems.add("pack_row_repeated", where, key=", ".join(map(str, key)))


def _plain(entry: Strict) -> Mapping[str, Plain]:
    values = plain(entry.model_dump(by_alias=True))
    assert isinstance(values, Mapping)
    return values


def _labels(asked: str, stack: Sequence[_Pack]) -> Labels:
    titles = {pack.folder.id: pack.manifest.title for pack in stack}
    labels = Labels(title=Label(titles[asked].zh, titles[asked].en))
    for pack in stack:
        manifest = pack.manifest
        tiles = manifest.tiles
        labels = Labels(
            title=labels.title,
            division=manifest.division or labels.division,
            offset=manifest.offset or labels.offset,
            levels={**labels.levels, **{name: Label(it.zh, it.en) for name, it in manifest.levels.items()}},
            tiles=labels.tiles if tiles is None else {code: (x, y) for code, (x, y) in tiles.cells.items()},
            extent=labels.extent if manifest.extent is None else Extent(**manifest.extent.model_dump()),
            tiles_note=labels.tiles_note if tiles is None else Label(tiles.note.zh, tiles.note.en),
        )
    return labels


def _plans(stack: Sequence[_Pack]) -> Iterator[PlanPeriod]:
    for pack in stack:
        if (plan := pack.manifest.plan) is not None:
            yield PlanPeriod(pack=pack.folder.id, **plan.model_dump())
