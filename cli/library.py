"""Groups, members, products and stories: list, import, export."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from channels.exports.rows import as_entries, write_rows
from channels.exports.stories_markdown import write_markdown
from channels.imports import read_groups, read_members, read_products, read_stories
from channels.stories_markdown import SUFFIXES
from cli.common import AsJson, WorkDir, label, print_json, print_table, say, sign
from content.model import Group, Member, Message, Product, Story
from content.store import Store

Thing = TypeVar("Thing", Group, Member, Product, Story)
HERE = WorkDir()


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


def import_groups(file: Path, *, place: WorkDir = HERE) -> None:
    """Add or replace groups.

    Example: `sishi group import groups.csv`
    """
    _import(place, file, read_groups, lambda store, rows: store.library.put_groups(rows))


def import_members(file: Path, *, place: WorkDir = HERE) -> None:
    """Add or replace members. Their groups must be known.

    Example: `sishi member import members.xlsx`
    """
    _import(place, file, read_members, lambda store, rows: store.library.put_members(rows))


def import_products(file: Path, *, place: WorkDir = HERE) -> None:
    """Add or replace products.

    Example: `sishi product import products.yaml`
    """
    _import(place, file, read_products, lambda store, rows: store.library.put_products(rows))


def import_stories(file: Path, *, place: WorkDir = HERE) -> None:
    """Add or replace stories from a table, a Markdown file or a folder of these. Products must be known.

    Words that advertising law forbids are named; the desk approves no post with them.

    Example: `sishi story import stories/`
    """
    from cli.story import warnings

    for warning in warnings(
        place, _import(place, file, read_stories, lambda store, rows: store.library.put_stories(rows))
    ):
        say(warning)


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
    place: WorkDir,
    file: Path,
    read: Callable[[Path], list[Thing]],
    put: Callable[[Store, Sequence[Thing]], None],
) -> list[Thing]:
    workspace = place.open()
    entities = read(file)
    with workspace.open_store() as store:
        put(store, entities)
    say(Message("cli.taken", n=len(entities), file=str(file)))
    return entities


def _export(file: Path, entities: Sequence[Thing]) -> None:
    write_rows(file, entities)
    say(Message("cli.written", n=len(entities), file=str(file)))
