"""The tables behind the page of business."""

from content.model import CellKind, DataTable, Message
from services.business_view import BusinessView
from services.insight_tables import bounds, columns

TEXT, COUNT, SHARE, MONEY = CellKind.TEXT, CellKind.COUNT, CellKind.SHARE, CellKind.MONEY


def business_tables(view: BusinessView) -> list[DataTable]:
    """In the order of the page; retention alone where there are no orders."""
    tables = [_retention(view)]
    return [_arpu(view), *tables, _activity(view), _funnel(view)] if view.business else tables


def _arpu(view: BusinessView) -> DataTable:
    known = view.business
    rows = []
    if known:
        split = known.split
        rows = [
            (Message("business.before"), known.before.arpu),
            (Message("business.conversion"), split.conversion if split else None),
            (Message("business.frequency"), split.frequency if split else None),
            (Message("business.basket"), split.basket if split else None),
            (Message("business.now"), known.now.arpu),
        ]
    heads = columns(("figure", TEXT), ("money", MONEY))
    return DataTable("arpu", Message("insight_table.arpu"), heads, rows)


def _retention(view: BusinessView) -> DataTable:
    heads = columns(
        *(("joined", TEXT), ("members", COUNT), ("after", COUNT), ("active", COUNT)),
        *(("value", SHARE), ("low", SHARE), ("high", SHARE), ("full_on", TEXT)),
    )
    rows = [
        (
            f"{known.first:%Y-%m}",
            known.joined,
            cell.after,
            cell.active,
            *bounds(cell.share),
            f"{cell.full_on}",
        )
        for known in view.cohorts
        for cell in known.cells
    ]
    return DataTable("retention", Message("insight_table.retention"), heads, rows)


def _activity(view: BusinessView) -> DataTable:
    heads = columns(
        *(("group", TEXT), ("name", TEXT), ("speakers", SHARE), ("low", SHARE), ("high", SHARE)),
        *(("money", MONEY), ("money_low", MONEY), ("money_high", MONEY)),
    )
    rows = [(row.group, row.name, *bounds(row.speakers), *bounds(row.revenue)) for row in view.activity]
    return DataTable("activity", Message("insight_table.activity"), heads, rows)


def _funnel(view: BusinessView) -> DataTable:
    known = view.funnel
    rows = (
        [
            (Message("business.in_group"), known.members),
            (Message("business.spoke"), known.spoke),
            (Message("business.bought"), known.bought),
            (Message("business.again"), known.again),
            (Message("business.silent"), known.silent),
        ]
        if known
        else []
    )
    return DataTable(
        "funnel", Message("insight_table.funnel"), columns(("figure", TEXT), ("members", COUNT)), rows
    )
