"""The tables that a new workspace is given to fill in, and where each lies."""

from pathlib import Path
from typing import Any

from channels.consent_table import CONSENTS
from channels.days_table import DAYS
from channels.definitions import Definition
from channels.group_table import GROUPS, MEMBERS, PRODUCTS
from channels.orders import ORDERS
from channels.story_table import STORIES
from content.messages import render
from content.model import Message

TABLES: tuple[Definition[Any], ...] = (GROUPS, PRODUCTS, MEMBERS, STORIES, DAYS, ORDERS, CONSENTS)


def table_path(folder: Path, definition: Definition[Any], language: str) -> Path:
    """Where the table to fill in lies, called as the reader calls it."""
    name = render(definition.title, language) if language == "zh" else definition.name
    return folder / render(Message("new_brand.tables"), language) / f"{name}.xlsx"
