"""What people are called: whoever signs in by a short name is shown by the one people know."""

import re
from dataclasses import dataclass
from functools import cached_property

from fastapi import Request

from content.model import Message, Verb
from content.model.both import half
from desk.i18n import language_of, worded
from desk.labels import action_name
from desk.office import Office
from desk.people import LOCAL, office_of

UNDONE = re.compile(rf"(?P<verb>{'|'.join(Verb)}) #(?P<entry>\d+)")  # what an undo or redo was for
PROGRAM = "sishi"  # who tells and draws at night


@dataclass(frozen=True)
class Names:
    """name -> what to call it, for one page; the users are looked at only where somebody is named."""

    office: Office
    language: str

    def __call__(self, name: str) -> str:
        return self._known.get(name, name)

    def said(self, why: str) -> str:
        """Why something was done: a person's own words, the program's in the reader's language."""
        if undone := UNDONE.fullmatch(why):
            return f"{worded(action_name(undone['verb']), self.language)} #{undone['entry']}"
        sentence = half(why, self.language)
        return sentence if sentence == why else self.named(sentence)

    def named(self, sentence: str) -> str:
        """A sentence of the program that begins with who did it, who is no user where it was this machine."""
        who, space, rest = sentence.partition(" ")
        return f"{self(who)}{space}{rest}" if who == LOCAL.name else sentence

    @cached_property
    def _known(self) -> dict[str, str]:
        return self.office.users.at(self.office.clock()) | {
            LOCAL.name: worded(Message("desk_name.this_machine"), self.language),
            PROGRAM: worded(Message("desk_name.program"), self.language),
        }


def names_for(request: Request) -> Names:
    """The names, as whoever asks is told them."""
    return Names(office_of(request), language_of(request))
