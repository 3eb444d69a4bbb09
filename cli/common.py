"""What all commands share: the workspace, results on stdout, everything else on stderr."""

import getpass
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from cli.language import language, text_of
from content.errors import WrongInput
from content.model import Message

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from content.model import Member, Slot
    from content.workspace import Workspace
    from services.context import Context


@Parameter(name="*")
@dataclass(frozen=True)
class WorkDir:
    """Where to work."""

    workspace: Annotated[Path, Parameter(env_var="SISHI_WORKSPACE")] = Path()

    def open(self) -> "Workspace":
        from content.workspace import open_workspace  # half a second that `sishi run` spends elsewhere

        return open_workspace(self.workspace)

    def context(self) -> "AbstractContextManager[Context]":
        """What use cases work in, with processes that read pictures; they end with it."""
        from services.context import open_context

        return open_context(self.workspace)


AsJson = Annotated[bool, Parameter(name="--json", negative="")]
Yes = Annotated[bool, Parameter(negative="")]


class Labelled(Protocol):
    """A kind, a state, a role: what people call it."""

    @property
    def label(self) -> Message: ...


class Worded(Protocol):
    """What was worded in both languages where it happened."""

    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


def label(kind: Labelled) -> str:
    return text_of(kind.label)


def sign(slot: "Slot") -> str:
    return slot.sign if language() == "zh" else slot.value


def in_language(worded: Worded) -> str:
    return worded.zh if language() == "zh" else worded.en


def a_date(text: str | None) -> date | None:
    """A date written as 2026-11-23. WrongInput otherwise."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongInput(Message("cli.no_date", text=text)) from None


def an_instant(text: str | None, zone: ZoneInfo) -> datetime | None:
    """An instant written as 2026-12-01T12:00+08:00; without an offset it is the team's time. WrongInput."""
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise WrongInput(Message("cli.no_instant", text=text)) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=zone)


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, default=_as_text))


def _as_text(value: object) -> str:
    """How JSON has a date or a path. A Message has to be rendered first, in each language it is wanted in."""
    if isinstance(value, Message):
        raise TypeError(f"{value} is not rendered")
    return str(value)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table on a terminal, with the headings `column.NAME`; tab-separated lines otherwise."""
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(_one_line(cell) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    headings = (text_of(Message(f"column.{column}")) for column in columns)
    table = Table(*headings, box=None, header_style="bold")
    for row in rows:
        table.add_row(*(Text(_one_line(cell)) for cell in row))
    Console().print(table)


def who_is_here(by: str | None) -> str:
    """Who is written down as having done it: the name given, else who is signed in to this machine."""
    return by or getpass.getuser()


def put(*lines: Message | str) -> None:
    """Lines of the result."""
    print("\n".join(map(text_of, lines)))


def say(text: Message | str) -> None:
    """A word to the person, beside the result."""
    print(text_of(text), file=sys.stderr)


def say_who_is_called_alike(members: "Iterable[Member]", verb: str) -> None:
    """Name others of the group with the same nickname: an index may have made a second person of it."""
    for member in members:
        nickname = _one_line(member.nickname)
        say(Message("cli.called_alike", id=member.id, nickname=nickname, group=member.group, verb=verb))


def _one_line(cell: object) -> str:
    """The cell without line breaks, tabs and terminal controls: nicknames are other people's words."""
    text = text_of(cell) if isinstance(cell, Message) else "" if cell is None else str(cell)
    return "".join(letter if letter.isprintable() else " " for letter in text)
