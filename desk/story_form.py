"""The form of a story: what its fields are called, and back to a story."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from content.model import GroupKind, Quiz, Slot, SolutionStep, Story
from content.stories.answer import LETTERS
from desk.editing import BETWEEN

LONGEST = {
    "hook": 18,
    "question": 42,
    "why": 90,
    "clue": 60,
    "solution": 300,
    "solution_title": 20,
    "steps": 160,
}
STEP = 0.05  # of the slider of promo weight

Short = Annotated[str, Field(max_length=80)]
Line = Annotated[str, Field(max_length=400)]
Long = Annotated[str, Field(max_length=2400)]
Flag = Annotated[bool, Field()]
OptionalDay = Annotated[str, Field(pattern=r"^(|\d{4}-\d\d-\d\d)$")]


class StoryForm(BaseModel):
    """A story as the editor sends it: `revision` and `version` are what it saw (0: none there), `action` is
    save, use, drop or "fix N"; `photo` the submission it is tried on."""

    revision: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    action: Annotated[str, Field(pattern=r"^(save|use|drop|fix [0-9]{1,3})$")] = "save"
    photo: Annotated[str, Field(max_length=160)] = ""
    title: Short = ""
    product: Annotated[str, Field(max_length=160)] = ""
    form: Short = ""
    persona: Short = ""
    theme: Short = ""
    elements: Annotated[list[Short], Field(max_length=12)] = []
    promo: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.0
    kinds: Annotated[list[GroupKind], Field(max_length=len(GroupKind))] = []
    tags: Line = ""
    arc: Short = ""
    valid_from: OptionalDay = ""
    valid_to: OptionalDay = ""
    wants_photo: bool = False
    hook: Line = ""
    question: Line = ""
    option: Annotated[list[Line], Field(max_length=4)] = []
    answer: Annotated[str, Field(pattern=r"^[A-D]?$")] = ""
    why: Long = ""
    clue: Long = ""
    solution: Long = ""
    solution_title: Line = ""
    steps: Long = ""

    def story(self, base: Story) -> Story:
        """`base` with what the form says; what the form does not show stays."""
        return replace(
            base,
            title=self.title,
            product=self.product,
            form=self.form or base.form,
            persona=self.persona,
            theme=self.theme,
            elements=tuple(dict.fromkeys(self.elements)),
            promo=round(self.promo, 2),
            kinds=frozenset() if set(self.kinds) == set(GroupKind) else frozenset(self.kinds),
            tags=frozenset(self.tags.replace("，", " ").replace("、", " ").replace(",", " ").split()),
            arc=self.arc,
            valid_from=_day(self.valid_from),
            valid_to=_day(self.valid_to),
            wants_photo=self.wants_photo,
            hook=_lines(self.hook),
            quiz=self._quiz(),
            clue=_lines(self.clue),
            solution=_lines(self.solution),
            solution_title=_lines(self.solution_title),
            steps=tuple(_step(line) for line in _lines(self.steps).split("\n") if line.strip()),
        )

    def _quiz(self) -> Quiz:
        """The options without empty ones behind the last; the answer is the letter of one that is there."""
        options = [_lines(option).strip() for option in self.option]
        while len(options) > 2 and not options[-1]:
            options.pop()
        known = LETTERS[: len(options)]
        return Quiz(
            _lines(self.question),
            tuple(options),
            self.answer if self.answer in known else "",
            _lines(self.why),
        )


def steps_text(story: Story) -> str:
    """The steps as the form has them, a line each."""
    return "\n".join(BETWEEN.join(filter(None, (step.title, step.note))) for step in story.steps)


def fields_of_slot(slot: Slot) -> tuple[str, ...]:
    """The fields that stand below the poster of a slot."""
    return {
        Slot.MORNING: ("hook",),
        Slot.NOON: ("question", "options", "why"),
        Slot.AFTERNOON: ("clue",),
        Slot.EVENING: ("solution", "solution_title", "steps"),
    }[slot]


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _step(line: str) -> SolutionStep:
    title, _, note = line.partition("|")
    return SolutionStep(title.strip(), note.strip())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
