"""Owners out of a table: who sends by hand in which groups, members of staff from then on."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from channels.exports.files import safe_name
from channels.exports.table_template import write_template
from channels.imports import ImportedRow, Reading, read
from channels.owner_table import OWNERS, OwnerEntry
from content.errors import BadTable, SishiError
from content.model import Message
from content.store import Store
from services.context import Context
from services.owners import OwnerOrder, put_owner, put_staff, staff_names


@dataclass(frozen=True, slots=True)
class ImportedOwners:
    """Ids of the owners of a table, row by row, and those that are new or changed."""

    ids: tuple[str, ...]
    new: frozenset[str]
    changed: frozenset[str]

    @property
    def unchanged(self) -> frozenset[str]:
        return frozenset(self.ids) - self.new - self.changed


def read_upload(name: str, content: IO[bytes]) -> Reading[OwnerEntry]:
    """The table in a file that somebody sent, by the name it had there. BadTable, WrongInput."""
    with TemporaryDirectory() as folder:
        file = Path(folder, safe_name(name.replace("\\", "/").rpartition("/")[2]) or "owners")
        file.write_bytes(content.read())
        return read(OWNERS, file)


def owner_template(language: str) -> bytes:
    """An empty workbook to fill in."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "owners.xlsx")
        write_template(file, OWNERS, language)
        return file.read_bytes()


def import_owners(context: Context, reading: Reading[OwnerEntry], *, actor: str) -> ImportedOwners:
    """Take the table whole. BadTable names the cells whose group, backup or channel nobody knows."""
    with context.open_store() as store:
        reading = _identified(reading, staff_names(store))
        before = _state(store)
        _take(context, store, reading, actor)
        after = _state(store)
    ids = tuple(entry.id for entry in reading.items)
    new = frozenset(ids) - before.keys()
    changed = {staff for staff in set(ids) - new if before[staff] != after[staff]}
    return ImportedOwners(ids, new, frozenset(changed))


def _identified(reading: Reading[OwnerEntry], staff: Mapping[str, str]) -> Reading[OwnerEntry]:
    """The table with an id for each: the row's, that of the only member of staff called so, or the name."""
    known = Counter(staff.values())
    by_name = {name: key for key, name in staff.items() if known[name] == 1}
    entries = (
        replace(row, item=replace(row.item, id=row.item.id or by_name.get(row.item.name, row.item.name)))
        for row in reading.entries
    )
    return replace(reading, entries=tuple(entries))


def _state(store: Store) -> dict[str, object]:
    """owner -> all that an import may change."""
    staff = {member.id: member for member in store.roster.staff()}
    return {owner.staff: (owner, staff.get(owner.staff)) for owner in store.owners.owners()}


def _take(context: Context, store: Store, reading: Reading[OwnerEntry], actor: str) -> None:
    groups = {group.name: group.id for group in store.library.groups()}
    groups |= {group: group for group in groups.values()}
    orders = {row.row.number: _order(row.item, groups) for row in reading.entries}
    for order in orders.values():
        put_staff(store, order)
    staff = {name: key for key, name in staff_names(store).items()} | {key: key for key in staff_names(store)}
    problems = [*_strangers(reading, groups, staff)]
    for row in reading.entries if not problems else ():
        order = orders[row.row.number]
        backup = None if order.backup is None else staff[order.backup]
        try:
            put_owner(context, store, replace(order, backup=backup), actor=actor)
        except SishiError as error:
            problems.append(reading.table.problem(row.row, "name", error.message))
    if problems:
        raise BadTable(reading.table.source, problems)


def _order(entry: OwnerEntry, groups: Mapping[str, str]) -> OwnerOrder:
    return OwnerOrder(
        entry.id,
        None if entry.groups is None else [groups.get(group, group) for group in entry.groups],
        entry.backup,
        entry.channel,
        None if entry.lead is None else timedelta(minutes=entry.lead),
        {entry.channel or "": entry.contact} if entry.contact else {},
        entry.name,
        entry.role,
    )


def _strangers(
    reading: Reading[OwnerEntry], groups: Mapping[str, str], staff: Mapping[str, str]
) -> Iterator[Message]:
    """What cells name in vain, and rows of one and the same person."""
    seen: dict[str, ImportedRow[OwnerEntry]] = {}
    for row in reading.entries:
        entry, table = row.item, reading.table
        first = seen.setdefault(entry.id, row)
        if first is not row:
            twice = Message("table.id_twice", id=entry.id, place=table.place(first.row))
            yield table.problem(row.row, "name", twice)
        for group in entry.groups or ():
            if group not in groups:
                yield table.problem(row.row, "groups", Message("group.unknown", group=group))
        if entry.backup is not None and entry.backup not in staff:
            yield table.problem(row.row, "backup", Message("owner.not_staff", staff=entry.backup))
