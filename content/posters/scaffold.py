"""A new template to begin from: it draws in all three sizes and lints clean."""

import json
import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from content.errors import WrongInput
from content.files import write_whole
from content.model import Message, Slot
from content.posters.template import HTML, SAMPLE, TOML

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_NAME = 40
PALETTE = "coffee"
BRAND, CREDIT = "春日小家", "图 @阿雅"


def new_template(name: str, slot: str, folder: Path) -> Path:
    """Write the template's folder and return it. WrongInput for a name that is taken or cannot be one."""
    made = free_folder(name, folder)
    if slot not in set(Slot):
        raise WrongInput(Message("template.unknown_slot", slot=slot, known=tuple(Slot)))
    words = _words(name, slot)
    for file in (HTML, TOML):
        write_whole(made / file, _filled(_starter(file), words).encode())
    write_whole(made / SAMPLE, _sample(slot).encode())
    return made


def free_folder(name: str, folder: Path) -> Path:
    """Where a template of this name goes. WrongInput for a name that is taken or cannot be one."""
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise WrongInput(Message("template.bad_name", name=name[:80], most=LONGEST_NAME))
    if (folder / name).exists():
        raise WrongInput(Message("template.exists", path=str(folder / name)))
    return folder / name


def _words(name: str, slot: str) -> dict[str, str]:
    """What stands for @@word@@ in the starter's files."""
    own = {key: str(value).lstrip("\n") for key, value in _slots()[slot].items() if key != "sample"}
    own["fields"] = f"{own['fields']}\n"
    return {**own, "name": name, "slot": slot}


def _filled(text: str, words: Mapping[str, str]) -> str:
    return re.sub(r"@@([a-z]+)@@", lambda match: words[match[1]], text)


def _sample(slot: str) -> str:
    sample = {
        "palette": PALETTE,
        "photos": ["photo"],
        "fields": {**_slots()[slot]["sample"], "credit": CREDIT, "brand": BRAND},
    }
    return json.dumps(sample, ensure_ascii=False, indent=2) + "\n"


def _slots() -> dict[str, dict[str, dict[str, object]]]:
    return tomllib.loads(_starter("slots.toml"))


def _starter(file: str) -> str:
    return files("content.posters").joinpath("starter", file).read_text(encoding="utf-8")
