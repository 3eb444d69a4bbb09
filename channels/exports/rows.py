"""Groups, products, members and stories as tables, in the columns in which channels.imports reads them."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from channels.exports.files import write_bytes, write_workbook
from channels.exports.spreadsheet import put_text
from channels.story_cells import EXTRAS, OPTION_COLUMNS, SOP_NAMES
from channels.tables import guarded
from content.errors import WrongInput
from content.model import Group, GroupKind, Member, Message, Product, Slot, SolutionStep, Story

Thing = Group | Product | Member | Story
YAML_WIDTH = 110
LOOSE = re.compile(r"[、，,/|｜\s]")  # what lists may have between their words instead of semicolons


def write_rows(path: Path, rows: Sequence[Thing]) -> None:
    """Write things of one kind to a .csv, .xlsx, .yaml or .json file that channels.imports reads back.

    WrongInput for another suffix, and for no rows, whose columns nobody could tell.
    """
    if not rows:
        raise WrongInput(Message("export.nothing_to_write", file=path.name))
    natural = [_natural(row) for row in rows]
    match path.suffix.lower():
        case ".csv":
            write_bytes(path, _csv([_flat(row) for row in natural]))
        case ".xlsx":
            _write_xlsx(path, [_flat(row) for row in natural])
        case ".yaml" | ".yml":
            text = yaml.safe_dump(
                [_filled(row) for row in natural], allow_unicode=True, sort_keys=False, width=YAML_WIDTH
            )
            write_bytes(path, text.encode())
        case ".json":
            text = json.dumps([_filled(row) for row in natural], ensure_ascii=False, indent=2)
            write_bytes(path, f"{text}\n".encode())
        case _:
            raise WrongInput(Message("export.table_suffix", file=path.name))


def as_entries(items: Sequence[Thing]) -> list[dict[str, Any]]:
    """The items as JSON objects with the names of the columns; what is empty is left out."""
    return [_filled(_natural(item)) for item in items]


def _natural(item: Thing) -> dict[str, Any]:
    match item:
        case Product():
            return {"id": item.id, "name": item.name, "aliases": list(item.aliases)}
        case Member():
            return {
                "id": item.id,
                "nickname": item.nickname,
                "group": item.group,
                "left_on": _iso(item.left_on),
            }
        case Group():
            return _natural_group(item)
        case Story():
            return _natural_story(item)


def _natural_group(group: Group) -> dict[str, Any]:
    return {
        "id": group.id,
        "name": group.name,
        "kind": group.kind.value,
        "members": group.size,
        "timezone": group.zone,
        "slots": {slot.value: f"{at:%H:%M}" for slot, at in group.slots.items()},
        "promo_cap": group.promo_cap,
        "starts_on": _iso(group.starts_on),
        "ends_on": _iso(group.ends_on),
        "blackouts": [day.isoformat() for day in sorted(group.blackouts)],
        "shares_members_with": sorted(group.shares_members_with),
        "tags": sorted(group.tags),
        "holiday_slots": {slot.value: f"{at:%H:%M}" for slot, at in group.holiday_slots.items()},
    }


def _natural_story(story: Story) -> dict[str, Any]:
    return {
        "id": story.id,
        "title": story.title,
        "product": story.product,
        "form": story.form,
        "forms": {slot.value: form for slot, form in story.forms.items()},
        "kinds": [kind.value for kind in GroupKind if kind in story.kinds],
        "tags": sorted(story.tags),
        "elements": list(story.elements),
        "promo": story.promo,
        "persona": story.persona,
        "arc": story.arc,
        "hook": story.hook,
        "quiz": story.quiz.question,
        "options": list(story.quiz.options),
        "answer": story.quiz.answer,
        "answer_why": story.quiz.why,
        "clue": story.clue,
        "solution": story.solution,
        "solution_title": story.solution_title,
        "steps": [_step(step) for step in story.steps],
        "theme": story.theme,
        "wants_photo": story.wants_photo,
        "valid_from": _iso(story.valid_from),
        "valid_to": _iso(story.valid_to),
        "sop": {slot.value: _filled(asdict(sop)) for slot, sop in story.sop.items()},
        "extras": dict(story.extras),
    }


def _iso(day: Any) -> str | None:
    return None if day is None else str(day.isoformat())


def _step(step: SolutionStep) -> str:
    return f"{step.title}：{step.note}" if step.note else step.title


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, "", [], {})}


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if name == "options":
            flat |= dict(zip(OPTION_COLUMNS, [*value, "", ""], strict=False))
        elif name == "steps":
            flat[name] = "\n".join(value)
        elif name == "extras":
            flat[name] = _extra_lines(value)
        elif name == "sop":
            flat |= {f"sop_{slot}": _sop_lines(value.get(slot, {})) for slot in Slot}
        else:
            flat[name] = _cell(value)
    return flat


def _extra_lines(extras: Mapping[str, str]) -> str:
    return "\n".join(f"{EXTRAS[name]}：{text}" for name, text in extras.items() if name in EXTRAS)


def _sop_lines(sop: Mapping[str, str]) -> str:
    return "\n".join(f"{SOP_NAMES[name]}：{text}" for name, text in sop.items())


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return _listed([f"{name}={at}" for name, at in value.items()])
    if isinstance(value, list):
        return _listed(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value


def _listed(words: Sequence[str]) -> str:
    """The words with semicolons, also behind a single one that has a blank or comma in it."""
    alone = len(words) == 1 and LOOSE.search(words[0])
    return ";".join(words) + (";" if alone else "")


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row.values()])
    return text.getvalue().encode("utf-8-sig")


def _write_xlsx(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    book = Workbook()
    page = book.worksheets[0]
    for across, name in enumerate(rows[0], start=1):
        page.cell(1, across, name).font = Font(bold=True)
        page.column_dimensions[get_column_letter(across)].width = 18
    for down, row in enumerate(rows, start=2):
        for across, value in enumerate(row.values(), start=1):
            put_text(page.cell(down, across), value)
    page.freeze_panes = "B2"
    write_workbook(path, book)
