"""The tables behind the charts of one group."""

from datetime import timedelta

from content.model import CellKind, DataTable, GroupInsight, Message
from services.findings import form_label, verdict_words
from services.insight_tables import bounds, columns

TEXT, COUNT, SHARE, DECIMAL = CellKind.TEXT, CellKind.COUNT, CellKind.SHARE, CellKind.DECIMAL


def group_tables(known: GroupInsight) -> list[DataTable]:
    """In the order of the page."""
    return [_health(known), _habit(known), _talk(known), _life(known), _slots(known)]


def _table(name: str, heads: tuple[tuple[str, CellKind], ...], rows: list[tuple[object, ...]]) -> DataTable:
    return DataTable(name, Message(f"insight_table.group_{name}"), columns(*heads), rows)  # type: ignore[arg-type]


def _health(known: GroupInsight) -> DataTable:
    heads = (("check", TEXT), ("value", DECIMAL), ("low", DECIMAL), ("high", DECIMAL), ("line", DECIMAL))
    rows = [
        (Message(f"insight_group.check_{check.kind.value}"), *bounds(check.estimate), check.line)
        for check in known.checks
    ]
    return _table("health", heads, list(rows))


def _habit(known: GroupInsight) -> DataTable:
    rows: list[tuple[object, ...]] = [(0, known.habit.silent), *enumerate(known.habit.days, 1)]
    return _table("habit", (("days", COUNT), ("members", COUNT)), rows)


def _talk(known: GroupInsight) -> DataTable:
    mesh, health = known.mesh, known.row.health
    rows: list[tuple[object, ...]] = [
        (Message("insight_group.check_mesh"), *bounds(health.mesh if health else None)),
        (Message("insight_group.staff_talk"), *bounds(mesh.staff_talk)),
        (Message("insight_group.leaves"), *bounds(mesh.leaves)),
    ]
    return _table("talk", (("figure", TEXT), ("value", SHARE), ("low", SHARE), ("high", SHARE)), rows)


def _life(known: GroupInsight) -> DataTable:
    life = known.life
    if life is None:
        return _table("life", (("week", TEXT), ("speakers_count", COUNT), ("joins", COUNT)), [])
    rows: list[tuple[object, ...]] = [
        (f"{life.first + timedelta(weeks=n)}", week.value if week else None, joins)
        for n, (week, joins) in enumerate(zip(life.speakers, life.joins, strict=True))
    ]
    return _table("life", (("week", TEXT), ("speakers_count", COUNT), ("joins", COUNT)), rows)


def _slots(known: GroupInsight) -> DataTable:
    heads = (
        *(("slot", TEXT), ("at", TEXT), ("people", DECIMAL), ("low", DECIMAL), ("high", DECIMAL)),
        *(("posts", COUNT), ("form", TEXT), ("verdict", TEXT), ("scatter", DECIMAL), ("late", COUNT)),
    )
    rows: list[tuple[object, ...]] = [
        (
            slot.slot.label,
            f"{slot.at:%H:%M}",
            *bounds(slot.people),
            slot.posts,
            form_label(slot.form.form) if slot.form else None,
            verdict_words(slot.form) if slot.form else None,
            slot.scatter.value if slot.scatter else None,
            slot.late,
        )
        for slot in known.slots
    ]
    return _table("slots", heads, rows)
