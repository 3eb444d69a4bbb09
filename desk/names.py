"""What people are called: whoever signs in by a short name is shown by the one people know."""

from dataclasses import dataclass
from functools import cached_property

from fastapi import Request

from content.messages import render
from content.model import Message
from desk.auth import LOCAL, office_of
from desk.context import DeskContext
from desk.i18n import language_of, worded
from desk.labels import action_name

GUEST = "guest:"  # before what an outsider calls herself; no user's name has a colon
PROGRAM = "sishi"  # who tells and draws at night


@dataclass(frozen=True)
class Names:
    """name -> what to call it, for one page; the users are looked at only where somebody is named."""

    office: DeskContext
    language: str

    def __call__(self, name: str) -> str:
        if name.startswith(GUEST):
            return worded(Message("desk_name.guest", name=name.removeprefix(GUEST)), self.language)
        return self._known.get(name, name)

    def said(self, why: Message | None) -> str:
        """A Message in the reader's language, whoever acted by the name people know; "" for None."""
        return render(why.replacing(self._called), self.language) if why else ""

    def _called(self, param: str, text: str) -> str:
        """What a page calls a text among a Message's params: who acted, and what was done."""
        match param:
            case "actor":
                return self(text)
            case "verb":
                return worded(action_name(text), self.language)
        return text

    @cached_property
    def _known(self) -> dict[str, str]:
        return self.office.users.at(self.office.clock()) | {
            LOCAL.name: worded(Message("desk_name.this_machine"), self.language),
            PROGRAM: worded(Message("desk_name.program"), self.language),
        }


def names_for(request: Request) -> Names:
    """The names, as whoever asks is told them."""
    return Names(office_of(request), language_of(request))
