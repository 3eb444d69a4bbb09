"""Groups, members, products and stories: list, import, export."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from channels.definitions import Definition
from channels.exports.rows import as_entries, write_rows
from channels.exports.stories_markdown import write_markdown
from channels.group_table import GROUPS, MEMBERS, PRODUCTS
from channels.stories_markdown import SUFFIXES
from channels.story_table import STORIES
from cli.common import AsJson, WorkDir, label, print_json, print_table, say, sign
from cli.table_import import (
    REFUSED,
    TAKEN,
    ImportRequest,
    TableOptions,
    read_reporting,
    report,
    wrote_template,
)
from content.model import Group, Member, Message, Product, Story
from content.store import Store
from services.story_files import import_stories as take_stories
from services.table_shelf import Shelf, filled_up, noted, shelve

Thing = TypeVar("Thing", Group, Member, Product, Story)
HERE = WorkDir()
AS_IS = TableOptions()


def list_groups(*, place: WorkDir = HERE, json: AsJson = False) -> None:
    """List the groups.

    Example: `sishi group list --json`
    """
    groups = _all(place, lambda store: store.library.groups())
    rows = [(g.id, g.name, label(g.kind), g.size, g.zone, " ".join(map(sign, g.slots))) for g in groups]
    _show(groups, ("id", "name", "kind", "members", "zone", "slots"), rows, json=json)


def list_members(*, place: WorkDir = HERE, json: AsJson = False) -> None:
    """List the members.

    Example: `sishi member list`
    """
    members = _all(place, lambda store: store.library.members())
    _show(members, ("id", "nickname", "group"), [(m.id, m.nickname, m.group) for m in members], json=json)


def list_products(*, place: WorkDir = HERE, json: AsJson = False) -> None:
    """List the products.

    Example: `sishi product list`
    """
    products = _all(place, lambda store: store.library.products())
    _show(products, ("id", "name"), [(p.id, p.name) for p in products], json=json)


def list_stories(*, place: WorkDir = HERE, json: AsJson = False) -> None:
    """List the stories.

    Example: `sishi story list`
    """
    stories = _all(place, lambda store: store.library.stories())
    rows = [(s.id, s.title, s.product, s.form, s.promo, s.hook) for s in stories]
    _show(stories, ("id", "title", "product", "form", "promo", "hook"), rows, json=json)


def import_groups(
    file: Path | None = None, *, options: TableOptions = AS_IS, place: WorkDir = HERE, json: AsJson = False
) -> int:
    """Add or replace groups. With --template, write an empty table to fill in.

    Example: `sishi group import groups.csv`
    """
    shelf = Shelf(_groups, lambda store, rows: store.library.put_groups(rows), _id)
    return _import(GROUPS, ImportRequest(file, options, json), place, shelf)[0]


def import_members(
    file: Path | None = None, *, options: TableOptions = AS_IS, place: WorkDir = HERE, json: AsJson = False
) -> int:
    """Add or replace members. Their groups must be known. One who was merged into another stays that member.

    Example: `sishi member import members.xlsx`
    """
    shelf = Shelf(
        _members,
        lambda store, rows: store.library.put_members(rows),
        _id,
        _members_meant,
        _aliases_noted,
        _in_no_group,
    )
    return _import(MEMBERS, ImportRequest(file, options, json), place, shelf)[0]


def import_products(
    file: Path | None = None, *, options: TableOptions = AS_IS, place: WorkDir = HERE, json: AsJson = False
) -> int:
    """Add or replace products.

    Example: `sishi product import products.yaml`
    """
    from services.products import recognise_again

    shelf = Shelf(_products, lambda store, rows: store.library.put_products(rows), _id)
    code, products = _import(PRODUCTS, ImportRequest(file, options, json), place, shelf)
    if products:
        recognise_again(place.open(), at=datetime.now(UTC))
    return code


def import_stories(
    file: Path | None = None, *, options: TableOptions = AS_IS, place: WorkDir = HERE, json: AsJson = False
) -> int:
    """Add or replace stories from a table, a Markdown file or a folder of these. Products must be known.

    Words that advertising law forbids are named; the desk approves no post with them.

    Example: `sishi story import stories/`
    """
    from cli.story import warnings

    request = ImportRequest(file, options, json)
    if wrote_template(STORIES, request):
        return TAKEN
    open_store, reading = place.open().open_store, read_reporting(STORIES, request)
    if reading is None:
        return REFUSED
    taken = take_stories(open_store, reading)
    report(request, taken.reading, taken.outcomes)
    stories = taken.reading.items
    for warning in warnings(place, stories) if stories else ():
        say(warning)
    if shortage := _shortage(place) if stories else None:
        say(shortage)
    return TAKEN


def export_groups(file: Path, *, place: WorkDir = HERE) -> None:
    """Write the groups in the form that `import` reads.

    Example: `sishi group export groups.xlsx`
    """
    _export(file, _all(place, lambda store: store.library.groups()))


def export_members(file: Path, *, place: WorkDir = HERE) -> None:
    """Write the members in the form that `import` reads.

    Example: `sishi member export members.csv`
    """
    _export(file, _all(place, lambda store: store.library.members()))


def export_products(file: Path, *, place: WorkDir = HERE) -> None:
    """Write the products in the form that `import` reads.

    Example: `sishi product export products.csv`
    """
    _export(file, _all(place, lambda store: store.library.products()))


def export_stories(file: Path, *, place: WorkDir = HERE) -> None:
    """Write the stories in the form that `import` reads: a table, or a folder of Markdown files.

    Example: `sishi story export stories/`
    """
    stories = _all(place, lambda store: store.library.stories())
    if file.suffix in ("", *SUFFIXES):
        write_markdown(file, stories)
        say(Message("cli.written", n=len(stories), file=str(file)))
    else:
        _export(file, stories)


def _all(place: WorkDir, read: Callable[[Store], list[Thing]]) -> list[Thing]:
    with place.open().open_store(reading=True) as store:
        return read(store)


def _show(
    entities: Sequence[Thing], headings: Sequence[str], rows: Sequence[Sequence[object]], *, json: bool
) -> None:
    if json:
        print_json(as_entries(entities))
    else:
        print_table(headings, rows)


def _import(
    definition: Definition[Thing], request: ImportRequest, place: WorkDir, shelf: Shelf[Thing]
) -> tuple[int, list[Thing]]:
    """The exit code, and what the table has."""
    if wrote_template(definition, request):
        return TAKEN, []
    workspace = place.open()
    reading = read_reporting(definition, request)
    if reading is None:
        return REFUSED, []
    with workspace.open_store() as store:
        reading = filled_up(definition, reading, shelf.known(store), datetime.now(UTC).date())
        outcomes = shelve(store, reading, shelf)
        reading = noted(store, reading, shelf)
    report(request, reading, outcomes)
    return TAKEN, reading.items


def _id(row: Group | Member | Product | Story) -> str:
    return row.id


def _groups(store: Store) -> dict[str, Group]:
    return {group.id: group for group in store.library.groups()}


def _members(store: Store) -> dict[str, Member]:
    return {member.id: member for member in store.library.members()}


def _products(store: Store) -> dict[str, Product]:
    return {product.id: product for product in store.library.products()}


def _shortage(place: WorkDir) -> Message | None:
    """For how many days the stories last, where that is not long enough."""
    from services.next_step import shortage_of, stories_short

    workspace = place.open()
    with workspace.open_store(reading=True) as store:
        shortage = shortage_of(workspace, store, datetime.now(UTC))
    return stories_short(shortage) if shortage else None


def _members_meant(store: Store, members: Sequence[Member]) -> list[Member]:
    """The members in their groups; for one who was merged, whoever it is now: as listed, else as known."""
    members = _in_their_groups(store, members)
    aliases = {alias.id: alias.member for alias in store.people.aliases()}
    current = _members(store) | {member.id: member for member in members} if aliases else {}
    return [current[aliases[member.id]] if member.id in aliases else member for member in members]


def _aliases_noted(store: Store) -> dict[Hashable, Message]:
    return {
        alias.id: Message("member.listed_alias", member=alias.id, into=alias.member)
        for alias in store.people.aliases()
    }


def _in_their_groups(store: Store, members: Sequence[Member]) -> list[Member]:
    """The members with the ids of groups that they name; a name that two groups have means neither."""
    groups = store.library.groups()
    counts = Counter(group.name for group in groups)
    by_name = {group.name: group.id for group in groups if counts[group.name] == 1}
    ids = {group.id for group in groups}
    return [
        replace(member, group=by_name[member.group])
        if member.group and member.group not in ids and member.group in by_name
        else member
        for member in members
    ]


def _in_no_group(store: Store, members: Sequence[Member]) -> dict[int, tuple[str, Message]]:
    """The members whose group is not known."""
    ids = {group.id for group in store.library.groups()}
    return {
        place: ("group", Message("group.import_first", unknown=(repr(member.group),)))
        for place, member in enumerate(_in_their_groups(store, members))
        if member.group and member.group not in ids
    }


def _export(file: Path, entities: Sequence[Thing]) -> None:
    write_rows(file, entities)
    say(Message("cli.written", n=len(entities), file=str(file)))
