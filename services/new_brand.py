"""A workspace for a brand of one's own: who speaks, where, and empty tables to fill in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from channels.exports.table_template import write_template
from channels.group_table import GROUPS
from content.brand import BRAND, Brand
from content.files import write_whole
from content.messages import LANGUAGES, render
from content.model import Message, Slot
from content.workspace import SETTINGS
from services.workspace_tables import TABLES, table_path

FOLDERS = ("ugc_inbox", "templates/posters", "templates/copy")
MOST_GROUPS = 5000
CALLED = {"中文": "zh", "汉语": "zh", "chinese": "zh", "英文": "en", "英语": "en", "english": "en"}


@dataclass(frozen=True, slots=True)
class NewBrand:
    """What one is asked for: the name on posters (at most 20 characters), an IANA zone, zh or en, and how
    many rows the table of groups begins with."""

    name: str
    zone: str = "Asia/Shanghai"
    language: str = "zh"
    groups: int = 0


def make_workspace(folder: Path, brand: NewBrand) -> Path:
    """Write settings, brand, inbox and the tables to fill in; the path of the table of groups.

    Nothing that is there is written over: WrongInput names a table that is. OSError where nothing can be.
    """
    for part in FOLDERS:
        (folder / part).mkdir(parents=True, exist_ok=True)
    for definition in TABLES:
        path = table_path(folder, definition, brand.language)
        path.parent.mkdir(exist_ok=True)
        rows = _group_rows(brand) if definition is GROUPS else ()
        write_template(path, definition, brand.language, rows)
    write_whole(folder / BRAND, _brand_file(brand).encode())
    write_whole(folder / SETTINGS, _settings_file(brand).encode())
    return table_path(folder, GROUPS, brand.language)


def check_name(name: str) -> None:
    """A pydantic ValidationError for a name that posters do not take."""
    Brand.model_validate({"name": name})


def _group_rows(brand: NewBrand) -> Sequence[Mapping[str, str | int]]:
    """A row for each group with what is usual; its name is left to fill in."""
    usual = {f"slot_{slot.value}": f"{slot.usual_time:%H:%M}" for slot in Slot}
    digits = max(2, len(str(brand.groups)))
    return [
        {"id": f"g{number:0{digits}}", "timezone": brand.zone, **usual}
        for number in range(1, brand.groups + 1)
    ]


def _brand_file(brand: NewBrand) -> str:
    persona = render(Message("new_brand.persona"), brand.language)
    lines = [
        f"# {render(Message('new_brand.about_brand'), brand.language)}",
        f"name = {_quoted(brand.name)}",
        f"persona = {_quoted(persona)}",
    ]
    return "\n".join([*lines, ""])


def _settings_file(brand: NewBrand) -> str:
    lines = [
        f"# {render(Message('new_brand.about_settings'), brand.language)}",
        f"zone = {_quoted(brand.zone)}",
        f"language = {_quoted(brand.language)}",
        "",
        "[inbox]",
        'folders = ["ugc_inbox"]',
    ]
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    """A text as TOML has it, which quotes as JSON does."""
    return json.dumps(text, ensure_ascii=False)


def language_called(text: str) -> str | None:
    """zh or en, as people call them; None for anything else."""
    name = text.strip().lower()
    code = CALLED.get(name, name)
    return code if code in LANGUAGES else None
