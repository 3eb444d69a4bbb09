"""Writes the columns of every table into docs/tables.md, between two marks: `python -m tools.tables_doc`."""

from pathlib import Path
from typing import Any

from channels.consent_table import CONSENTS
from channels.days_table import DAYS
from channels.definitions import Column, Definition
from channels.group_table import GROUPS, MEMBERS, PRODUCTS
from channels.orders import ORDERS, SHOP_ORDERS
from channels.results_table import CLICKS, RESULTS
from channels.staff_table import STAFF
from channels.story_table import STORIES
from content.messages import render

PAGE = Path(__file__).resolve().parents[1] / "docs/tables.md"
BEGIN, END = "<!-- columns -->", "<!-- end of columns -->"
COMMANDS = {
    "groups": "sishi group import",
    "members": "sishi member import",
    "products": "sishi product import",
    "stories": "sishi story import",
    "consents": "sishi consent import",
    "orders": "sishi koc orders",
    "shop_orders": "sishi orders import",
    "staff": "sishi staff import",
    "results": "sishi results import",
    "clicks": "sishi results clicks",
    "days": "sishi days import",
}
TABLES: tuple[Definition[Any], ...] = (
    GROUPS,
    MEMBERS,
    PRODUCTS,
    STORIES,
    CONSENTS,
    ORDERS,
    SHOP_ORDERS,
    STAFF,
    RESULTS,
    CLICKS,
    DAYS,
)


def columns_page() -> str:
    """The columns of all tables as Markdown; what every row needs is bold."""
    return "\n\n".join(_table(definition) for definition in TABLES)


def page(text: str) -> str:
    """The page with its columns as they are now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{columns_page()}\n\n{END}{after}"


def _table(definition: Definition[Any]) -> str:
    titles = " · ".join(render(definition.title, language) for language in ("zh", "en"))
    head = ("| column | 列名 | also 也叫 | what | 怎么写 |", "|---|---|---|---|---|")
    lines = [_line(definition, column) for column in definition.columns]
    return "\n".join([f"### {titles}", "", f"`{COMMANDS[definition.name]}`", "", *head, *lines])


def _line(definition: Definition[Any], column: Column) -> str:
    names = [f"**{name}**" if column.required else name for name in (column.name, column.zh)]
    meanings = [render(definition.about(column), language) for language in ("en", "zh")]
    cells = [*names, "、".join(column.also), *meanings]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
