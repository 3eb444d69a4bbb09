"""Stories as Markdown, a file each: front matter, a title, and a section for each of the four parts.

    ---
    id: mug-first-sip
    product: mug
    form: choice
    ---
    # 一杯醒神
    ## 早
    早上这口黑，
    谁先喝完？
    ## 午
    一杯咖啡喝下去，多久劲头上来？
    - [ ] 五分钟
    - [x] 半小时上下
    > 咖啡因要先被吸收。
    ## 暮
    杯子见底也别急。
    ## 晚
    ### 咖啡几点喝
    答案是 B，半小时上下。
    1. 先垫一口：别空着肚子就喝

A line of text that would read as one of these marks gets a backslash before it.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from channels.story_cells import LETTERS
from channels.tables import Row, Table, decode, read_file, read_mapping
from content.errors import BadTable, WrongInput
from content.files import MARKUP_BYTES
from content.model import Message, Slot

SUFFIXES = (".md", ".markdown")
SECTIONS = {name: slot for slot in Slot for name in (slot.sign, slot.value)}
_OPTION, _STEP = re.compile(r"- \[([ xX])\] ?(.*)"), re.compile(r"\d+\. +(.*)")


def is_markdown(path: Path) -> bool:
    """Whether `path` is where stories lie as Markdown: a file of that kind, or a folder."""
    return path.suffix.lower() in SUFFIXES or path.is_dir()


def read_markdown(path: Path) -> Table:
    """The stories of a file, or of every Markdown file of a folder, as rows of a table.

    WrongInput for a folder without any; BadTable names each file that has not the parts of a story.
    """
    files = (
        sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES)
        if path.is_dir()
        else [path]
    )
    if not files:
        raise WrongInput(Message("story.no_markdown", path=str(path)))
    rows: list[Row] = []
    problems: list[Message] = []
    for number, file in enumerate(files, start=1):
        try:
            rows.append(Row(number, _story(file.name, _text(file)), file.name))
        except WrongInput as error:
            problems.append(error.message)
    if problems:
        raise BadTable(path.name, problems)
    return Table(path.name, rows, "file")


def _text(file: Path) -> str:
    return decode(file.name, read_file(file, MARKUP_BYTES)).replace("\r\n", "\n").replace("\r", "\n")


def _story(name: str, text: str) -> dict[str, Any]:
    opened, _, rest = text.lstrip("\n").partition("---\n")
    matter, closed, body = rest.partition("\n---\n")
    if opened.strip() or not closed:
        raise WrongInput(Message("story.no_front_matter", file=name))
    front, told = read_mapping(name, matter), _told(name, body)
    if twice := sorted(front.keys() & told.keys()):
        raise WrongInput(Message("story.field_twice", file=name, field=twice[0]))
    return front | told


def _told(name: str, body: str) -> dict[str, Any]:
    head, sections = _sections(name, body)
    quiz, evening = sections.get(Slot.NOON, []), sections.get(Slot.EVENING, [])
    options, answer, question = _quiz(name, quiz)
    found = {
        "title": _marked("# ", head),
        "hook": _plain(sections.get(Slot.MORNING, [])),
        "quiz": _plain(question),
        "options": options,
        "answer": answer,
        "answer_why": _marked(">", quiz),
        "clue": _plain(sections.get(Slot.AFTERNOON, [])),
        "solution": _plain(
            [line for line in evening if not line.startswith("### ") and not _STEP.match(line)]
        ),
        "solution_title": _marked("### ", evening),
        "steps": [step[1] for line in evening if (step := _STEP.match(line))],
    }
    return {field: value for field, value in found.items() if value}


def _sections(name: str, body: str) -> tuple[list[str], Mapping[Slot, list[str]]]:
    head: list[str] = []
    sections: dict[Slot, list[str]] = {}
    lines = head
    for line in body.split("\n"):
        if line.startswith("## "):
            title = line[3:].split() or [""]
            slot = SECTIONS.get(title[0].lower())
            if slot is None or slot in sections:
                raise WrongInput(
                    Message(
                        "story.no_section",
                        file=name,
                        line=line,
                        known=tuple(f"## {slot.sign}" for slot in Slot),
                    )
                )
            lines = sections[slot] = []
        else:
            lines.append(line)
    return head, sections


def _quiz(name: str, lines: Sequence[str]) -> tuple[list[str], str, list[str]]:
    """Options, the letter of the right one, and the lines that are neither option nor reason."""
    options: list[str] = []
    right: list[str] = []
    others: list[str] = []
    for line in lines:
        if option := _OPTION.fullmatch(line):
            right += LETTERS[len(options) : len(options) + 1] if option[1] != " " else ""
            options.append(option[2])
        elif options and line.startswith("  "):
            options[-1] += "\n" + line[2:]
        elif not line.startswith(">"):
            others.append(line)
    if options and len(right) != 1:
        raise WrongInput(Message("story.right_options", file=name, n=len(right)))
    return options, "".join(right), others


def _marked(mark: str, lines: Sequence[str]) -> str:
    found = [line.removeprefix(mark) for line in lines if line.startswith(mark)]
    return "\n".join(line.removeprefix(" ") for line in found) if mark == ">" else "\n".join(found)


def _plain(lines: Sequence[str]) -> str:
    return "\n".join(line.removeprefix("\\") for line in lines).strip("\n")
