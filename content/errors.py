"""Everything that can go wrong, as one tree. Each error says what, which, and what to do next.

SishiError
├── WrongInput            a file, a field or an option is wrong: exit code 2
│   ├── BadSettings       sishi.toml cannot be used
│   ├── BadTable          rows of an imported table are wrong; nothing of it was taken
│   ├── UnknownId         nothing has this id
│   ├── OtherOrder        a place in a list that is sorted otherwise
│   └── OldModel          a model was learnt from features that are measured otherwise now
├── NotReady              the machine or the workspace is not as needed: exit code 2
│   ├── NoWorkspace       no sishi.toml where one was looked for
│   ├── Busy              another run is under way
│   ├── StoreError        the database cannot be used (locked, full, gone, of another version)
│   └── MissingFont       a font that a template needs is not installed
├── NotAllowed            somebody else may do it, and this person may not
├── NothingToSend         nothing that is asked for may be sent: exit code 1
├── PictureTakenBack      the author of a picture took it back: nothing shows it any more
├── IllegalMove           the rule book of posts or of consents forbids this move
└── PosterError           a poster cannot be drawn
    └── TextDoesNotFit    a text that must not be cut is too long for its box
"""

from collections.abc import Sequence

from content.messages import render
from content.model import NO_LONGER_SHOWN, ConsentState, Message

MOST_PROBLEMS = 20  # of a table, in its message
# The fields of our own templates that have a name in both languages.
BOXES = {
    "hook": Message("poster.box_hook"),
    "question": Message("poster.box_question"),
    "options": Message("poster.box_options"),
    "line": Message("poster.box_line"),
    "comment": Message("poster.box_comment"),
    "title": Message("poster.box_title"),
    "answer": Message("poster.box_answer"),
    "steps": Message("poster.box_steps"),
    "paragraph": Message("poster.box_paragraph"),
    "why": Message("poster.box_why"),
}


class SishiError(Exception):
    """The root. Its message is one sentence that a person can act on; `str()` has it in English."""

    def __init__(self, message: Message | str) -> None:
        super().__init__(message)
        self.message = (
            message if isinstance(message, Message) else Message("legacy.text", zh=message, en=message)
        )

    def __str__(self) -> str:
        return self.in_language("en")

    def in_language(self, language: str) -> str:
        """The sentence in a reader's language."""
        return render(self.message, language)


class WrongInput(SishiError):
    """What the user gave is wrong."""


class BadSettings(WrongInput):
    """sishi.toml cannot be used."""


class BadTable(WrongInput):
    """Rows of a table are wrong; `problems` lists each with its row number and column."""

    def __init__(self, source: str, problems: Sequence[Message]) -> None:
        listed = tuple(problems[:MOST_PROBLEMS])
        if more := len(problems) - len(listed):
            listed += (Message("table.more_problems", n=more),)
        super().__init__(Message("table.refused", source=source, problems=listed))
        self.source, self.problems = source, tuple(problems)


class UnknownId(WrongInput):
    """Nothing has this id."""


class OtherOrder(WrongInput):
    """A place in a list that is sorted otherwise."""


class OldModel(WrongInput):
    """A model was learnt from features that are measured otherwise now."""

    def __init__(self, version: int, learnt: int, now: int) -> None:
        super().__init__(Message("model.old", version=version, learnt=learnt, now=now))
        self.version, self.learnt, self.now = version, learnt, now


class NotAllowed(SishiError):
    """Somebody else may do it, and this person may not."""


class NothingToSend(SishiError):
    """Nothing that is asked for may be sent."""


class PictureTakenBack(SishiError):
    """The author of a picture took it back: nothing shows it any more."""

    def __init__(self, state: ConsentState) -> None:
        super().__init__(NO_LONGER_SHOWN[state])
        self.state = state


class NotReady(SishiError):
    """The machine or the workspace is not as needed."""


class NoWorkspace(NotReady):
    """No sishi.toml where one was looked for."""


class Busy(NotReady):
    """Another run is under way."""


class StoreError(NotReady):
    """The database cannot be used."""


class MissingFont(NotReady):
    """A font that a template needs is not installed."""

    def __init__(self, family: str, package: str) -> None:
        super().__init__(Message("machine.font_missing", family=family, package=package))
        self.family, self.package = family, package


class IllegalMove(SishiError):
    """The rule book of posts or of consents forbids this move."""


class PosterError(SishiError):
    """A poster cannot be drawn."""


class TextDoesNotFit(PosterError):
    """A text that must not be cut is too long for its box."""

    def __init__(self, box: str, chars: int, room: int) -> None:
        super().__init__(
            Message(
                "poster.text_does_not_fit",
                box=box,
                name=BOXES.get(box, box),
                chars=chars,
                room=room,
                less=chars - room,
            )
        )
        self.box, self.chars, self.room = box, chars, room
