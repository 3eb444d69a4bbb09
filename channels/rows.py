"""The rows of the tables that are read: their fields are the columns, in the order of writing."""

import unicodedata
from datetime import date, time
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, ValidationInfo, field_validator

from channels import cells, story_cells
from content.model import (
    USES,
    Consent,
    ConsentScope,
    ConsentState,
    Group,
    GroupKind,
    Message,
    Quiz,
    Slot,
    SolutionStep,
    Sop,
    Story,
)
from content.validation import BadValue

LETTERS = "ABCD"
OPTION_COLUMNS = tuple(f"option_{letter.lower()}" for letter in LETTERS)
SOP_COLUMNS = {f"sop_{slot}": slot.value for slot in Slot}
_SAME_IN_STORY = (
    *("id", "title", "product", "form", "forms", "promo", "persona", "arc", "hook", "clue", "solution"),
    *("solution_title", "theme", "wants_photo", "valid_from", "valid_to", "sop"),
)

Id = Annotated[str, BeforeValidator(cells.an_id)]
Line = Annotated[str, BeforeValidator(cells.a_line)]
Name = Annotated[str, BeforeValidator(cells.a_name)]
Day = Annotated[date, BeforeValidator(cells.a_day)]
Weight = Annotated[float, BeforeValidator(cells.a_weight)]
Words = Annotated[list[str], BeforeValidator(cells.several)]


class RowModel(BaseModel, extra="forbid"):
    """What the rows of every table share."""

    id: Id


class ProductRow(RowModel):
    name: Name


class MemberRow(RowModel):
    nickname: Name
    group: Id | None = None
    left_on: Day | None = None


class ConsentRow(RowModel):
    state: ConsentState
    groups: ConsentScope = ConsentScope.OWN
    uses: Annotated[list[str], BeforeValidator(cells.several)] = ["poster"]
    since: Day | None = None
    until: Day | None = None
    evidence: Line

    @field_validator("uses")
    @classmethod
    def _uses_are_known(cls, uses: list[str]) -> list[str]:
        if unknown := sorted(set(uses) - set(USES)):
            raise BadValue(Message("cell.no_use", use=unknown[0], known=tuple(USES)))
        return uses

    @field_validator("until")
    @classmethod
    def _ends_after_it_begins(cls, until: date | None, info: ValidationInfo) -> date | None:
        return not_before(until, info.data.get("since"), "since")

    def as_consent(self) -> Consent:
        return Consent(self.state, self.groups, frozenset(self.uses), self.since, self.until, self.evidence)


class GroupRow(RowModel):
    name: Name
    kind: Annotated[GroupKind, BeforeValidator(cells.a_kind)] = GroupKind.DAILY
    members: Annotated[int, BeforeValidator(cells.a_count)] = 0
    timezone: Annotated[str, BeforeValidator(cells.a_zone)] = "Asia/Shanghai"
    slots: Annotated[dict[Slot, time], BeforeValidator(cells.slot_times)] = Field(
        default_factory=lambda: {slot: slot.usual_time for slot in Slot}
    )
    promo_cap: Weight | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    blackouts: Annotated[list[Day], BeforeValidator(cells.several)] = []
    shares_members_with: Annotated[list[Id], BeforeValidator(cells.several)] = []
    tags: Words = []
    holiday_slots: Annotated[dict[Slot, time], BeforeValidator(cells.some_slot_times)] = {}

    @field_validator("holiday_slots")
    @classmethod
    def _keeps_the_order_of_the_day(
        cls, on_holidays: dict[Slot, time], info: ValidationInfo
    ) -> dict[Slot, time]:
        slots = info.data.get("slots", on_holidays)
        if others := [slot for slot in on_holidays if slot not in slots]:
            raise BadValue(Message("cell.no_holiday_slot", slot=others[0]))
        cells.in_order(slots | on_holidays)
        return on_holidays

    @field_validator("ends_on")
    @classmethod
    def _ends_after_it_starts(cls, ends: date | None, info: ValidationInfo) -> date | None:
        return not_before(ends, info.data.get("starts_on"), "starts_on")

    def as_group(self) -> Group:
        return Group(
            id=self.id,
            name=self.name,
            kind=self.kind,
            size=self.members,
            zone=self.timezone,
            slots=MappingProxyType(self.slots),
            promo_cap=self.promo_cap,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            blackouts=frozenset(self.blackouts),
            shares_members_with=frozenset(self.shares_members_with),
            tags=frozenset(self.tags),
            holiday_slots=self.holiday_slots,
        )


class StoryRow(RowModel):
    title: Name
    product: Id
    form: Line
    forms: Annotated[dict[Slot, str], BeforeValidator(story_cells.slot_forms)] = {}
    kinds: Annotated[
        list[Annotated[GroupKind, BeforeValidator(cells.a_kind)]], BeforeValidator(cells.several)
    ] = []
    tags: Words = []
    elements: Words = []
    promo: Annotated[float, BeforeValidator(cells.a_fraction)] = 0.0
    persona: str = ""
    arc: str = ""
    hook: Line
    quiz: Line
    options: Annotated[list[str], BeforeValidator(cells.texts)]
    answer: Line
    answer_why: str = ""
    clue: Line
    solution: Line
    solution_title: str = ""
    steps: Annotated[list[SolutionStep], BeforeValidator(cells.steps)] = []
    theme: str = ""
    wants_photo: Annotated[bool, BeforeValidator(cells.a_truth)] = False
    valid_from: Day | None = None
    valid_to: Day | None = None
    sop: Annotated[dict[Slot, Sop], BeforeValidator(story_cells.sops)] = {}

    @field_validator("options")
    @classmethod
    def _options_differ(cls, options: list[str]) -> list[str]:
        if not 2 <= len(options) <= len(LETTERS):
            raise BadValue(Message("cell.options_count", n=len(options)))
        if "" in options:
            raise BadValue(Message("cell.option_empty", letter=LETTERS[options.index("")]))
        alike = [unicodedata.normalize("NFKC", option).casefold() for option in options]
        for first, second in ((a, b) for b in range(len(alike)) for a in range(b)):
            if alike[first] == alike[second]:
                raise BadValue(
                    Message(
                        "cell.options_alike",
                        first=LETTERS[first],
                        second=LETTERS[second],
                        option=options[first],
                    )
                )
        return options

    @field_validator("answer")
    @classmethod
    def _answer_is_an_option(cls, answer: str, info: ValidationInfo) -> str:
        letter = unicodedata.normalize("NFKC", answer).upper()
        letters = LETTERS[: len(info.data.get("options", LETTERS))]
        if letter not in list(letters):
            raise BadValue(Message("cell.no_letter", answer=answer, known=tuple(letters)))
        return letter

    @field_validator("valid_to")
    @classmethod
    def _ends_after_it_begins(cls, ends: date | None, info: ValidationInfo) -> date | None:
        return not_before(ends, info.data.get("valid_from"), "valid_from")

    def as_story(self) -> Story:
        same = {name: getattr(self, name) for name in _SAME_IN_STORY}
        quiz = Quiz(self.quiz, tuple(self.options), self.answer, self.answer_why)
        return Story(
            **same,
            quiz=quiz,
            steps=tuple(self.steps),
            kinds=frozenset(self.kinds),
            tags=frozenset(self.tags),
            elements=tuple(self.elements),
        )


def not_before(ends: date | None, starts: date | None, name: str) -> date | None:
    if ends is not None and starts is not None and ends < starts:
        raise BadValue(Message("cell.before", ends=ends, name=name, starts=starts))
    return ends
