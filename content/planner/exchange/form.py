"""The form in which anybody may bring a problem: PROBLEM.json, and a plan to check or to start from.

docs/plan-json.md says what each field means; docs/plan-problem.schema.json is made from this.
"""

from datetime import date, time
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails

from content.errors import WrongInput
from content.files import DATA_BYTES, cause_of, read_limited
from content.model import Message
from content.model.group import GroupKind
from content.model.rights import ConsentScope, ConsentState
from content.model.slot import Slot
from content.planner.problem.inputs import PlanWeights
from content.validation import BadValue, problem_of

Name = Annotated[str, Field(min_length=1, max_length=200)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Points = Annotated[int, Field(ge=0, le=1_000_000)]
Times = Annotated[int, Field(ge=0, le=10_000)]
Days = Annotated[int, Field(ge=1, le=366)]


class FormPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class FormRulePart(FormPart):
    kind: GroupKind
    weekday: Annotated[int, Field(ge=0, le=6, description="0 is Monday.")]
    slot: Slot
    forms: Annotated[frozenset[Name], Field(description="None: the slot is silent that day.")]


class CellRulePart(FormPart):
    """The same for one group on one day; it goes before the week's, but not into its silence."""

    group: Name
    day: date
    slot: Slot
    forms: Annotated[frozenset[Name], Field(description="None: the slot is silent that day.")]


def _one_word_a_cell(rules: tuple[FormRulePart, ...]) -> tuple[FormRulePart, ...]:
    seen: set[tuple[GroupKind, int, Slot]] = set()
    for place, rule in enumerate(rules):
        if (cell := (rule.kind, rule.weekday, rule.slot)) in seen:
            raise BadValue(Message("problem.cell_twice", place=place))
        seen.add(cell)
    return rules


FormRules = Annotated[tuple[FormRulePart, ...], AfterValidator(_one_word_a_cell)]


class ElementRulePart(FormPart):
    kind: GroupKind
    element: Name
    a_week: Annotated[int, Field(ge=1, le=7)] = 1


class ArcPart(FormPart):
    id: Name
    product: Name
    starts_on: date
    seeding_days: Annotated[int, Field(ge=0, le=366)] = 5
    conversion_days: Annotated[int, Field(ge=0, le=366)] = 6
    kinds: frozenset[GroupKind] = frozenset()
    groups: frozenset[Name] = frozenset()


class ChannelPart(FormPart):
    id: Name
    name: str = ""
    slots: tuple[Slot, ...] = tuple(Slot)
    a_day: Times | None = None
    a_week: Times | None = None
    a_month: Times | None = None
    by_hand: bool = False
    groups: frozenset[Name] = frozenset()


class RulesPart(FormPart):
    repeat_days: Days = 14
    photo_groups: Annotated[int, Field(ge=1, le=1_000_000)] = 8
    author_rest_days: Days = 7
    explore: bool = False
    form_bound: Annotated[int, Field(ge=0, le=1000)] = 500
    forms: FormRules = ()
    cells: tuple[CellRulePart, ...] = ()
    elements: tuple[ElementRulePart, ...] = ()
    arcs: tuple[ArcPart, ...] = ()
    roads: tuple[ChannelPart, ...] = ()


class WeightsPart(FormPart):
    fill: Points = PlanWeights().fill
    missing_photo: Annotated[int, Field(ge=-1_000_000, le=0)] = PlanWeights().missing_photo
    own_member: Annotated[int, Field(ge=0, le=100_000)] = PlanWeights().own_member
    same_product: Annotated[int, Field(ge=0, le=100_000)] = PlanWeights().same_product
    same_form: Annotated[int, Field(ge=0, le=100_000)] = PlanWeights().same_form
    season: Points = PlanWeights().season
    affinity: Points = PlanWeights().affinity
    chance: Annotated[int, Field(ge=0, le=100_000)] = PlanWeights().chance
    element: Points = PlanWeights().element
    arc: Points = PlanWeights().arc
    memory: Annotated[int, Field(ge=0, le=100_000)] = 0  # a problem that does not name it has none

    @model_validator(mode="after")
    def _full_days_pay(self) -> "WeightsPart":
        lost = PlanWeights(**self.model_dump()).most_lost
        if self.fill <= lost:
            raise BadValue(Message("problem.fill_too_small", lost=lost))
        return self


class GroupPart(FormPart):
    id: Name
    kind: GroupKind = GroupKind.DAILY
    slots: dict[Slot, time] = Field(default={slot: slot.usual_time for slot in Slot})
    promo_cap: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)] | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    blackouts: frozenset[date] = frozenset()
    shares_members_with: frozenset[Name] = frozenset()
    tags: frozenset[Name] = frozenset()

    @field_validator("slots", mode="before")
    @classmethod
    def _usual_times(cls, value: Any) -> Any:
        return {name: Slot(name).usual_time for name in value} if isinstance(value, list) else value

    @field_validator("slots")
    @classmethod
    def _in_order(cls, value: dict[Slot, time]) -> dict[Slot, time]:
        times = [value[slot] for slot in Slot if slot in value]
        if any(earlier >= later for earlier, later in pairwise(times)):
            raise BadValue(Message("problem.slots_out_of_order"))
        return value


class StoryPart(FormPart):
    id: Name
    product: Name
    form: Name
    title: str = ""
    forms: dict[Slot, Name] = {}
    tags: frozenset[Name] = frozenset()
    promo: Share = 0.0
    kinds: frozenset[GroupKind] = frozenset()
    elements: tuple[Name, ...] = ()
    wants_photo: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    freshness: Points = 0


class ConsentPart(FormPart):
    state: ConsentState = ConsentState.GRANTED
    scope: ConsentScope = ConsentScope.ALL
    uses: frozenset[str] = frozenset({"poster"})
    since: date | None = None
    until: date | None = None


class PhotoPart(FormPart):
    id: Name
    product: Name
    home: str = ""
    member: str | None = None
    score: Share
    consent: ConsentPart = ConsentPart()


class ShownPart(FormPart):
    group: Name
    day: date
    story: Name
    photos: tuple[Name, ...] = ()


class CellPart(FormPart):
    group: Name
    day: date
    story: Name
    share: Name | None = None
    opener: Name | None = None


class PinPart(FormPart):
    group: Name
    day: date
    story: Name


class UsePart(FormPart):
    road: Name
    group: Name
    day: date
    posts: Times


class LearntPart(FormPart):
    kind: GroupKind
    slot: Slot
    form: Name
    liked: Points
    sent: Points


class FormWorthPart(FormPart):
    kind: GroupKind | None = None
    slot: Slot
    form: Name
    mean: Annotated[int, Field(ge=0, le=100_000)]
    spread: Annotated[int, Field(ge=0, le=100_000)] = 0


class AffinityPart(FormPart):
    group: Name
    product: Name
    worth: Points


class ProblemForm(FormPart):
    """A problem of laying out days."""

    sishi: Literal["plan-problem/1"]
    first_day: date
    days: Annotated[int, Field(ge=1, le=62)]
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    rules: RulesPart = RulesPart()
    weights: WeightsPart = WeightsPart()
    groups: tuple[GroupPart, ...]
    stories: tuple[StoryPart, ...]
    photos: tuple[PhotoPart, ...] = ()
    history: tuple[ShownPart, ...] = ()
    frozen: tuple[CellPart, ...] = ()
    pins: tuple[PinPart, ...] = ()
    road_use: tuple[UsePart, ...] = ()
    engagement: tuple[LearntPart, ...] = ()
    form_worth: tuple[FormWorthPart, ...] = ()
    affinity: tuple[AffinityPart, ...] = ()

    @field_validator("first_day")
    @classmethod
    def _within_the_calendar(cls, value: date) -> date:
        if not 1970 <= value.year <= 9000:
            raise BadValue(Message("problem.year"))
        return value

    @field_validator("groups", "stories", "photos")
    @classmethod
    def _named_once(cls, value: tuple[Any, ...]) -> tuple[Any, ...]:
        seen: set[str] = set()
        for place, part in enumerate(value):
            if part.id in seen:
                raise BadValue(Message("problem.id_twice", place=place, id=part.id))
            seen.add(part.id)
        return value


class PlacementForm(CellPart):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class GapForm(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    group: Name
    day: date
    slot: Slot | None = None


class WayForm(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    group: Name
    day: date
    slot: Slot
    road: Name | None = None


class PlanForm(BaseModel):
    """As much of a plan as is needed to check it or to start from it."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    sishi: Literal["plan/1"]
    placements: tuple[PlacementForm, ...]
    objective: int | None = None
    bound: int | None = None
    gaps: tuple[GapForm, ...] | None = None
    roads: tuple[WayForm, ...] = ()


class RulesForm(FormPart):
    """The rules of a workspace's weeks, and its pins."""

    forms: FormRules = ()
    elements: tuple[ElementRulePart, ...] = ()
    arcs: tuple[ArcPart, ...] = ()
    roads: tuple[ChannelPart, ...] = ()
    pins: tuple[PinPart, ...] = ()


MOST_PROBLEMS = 10  # of a file, in the refusal
Form = TypeVar("Form", bound=BaseModel)


def read_form(form: type[Form], file: Path) -> Form:
    """WrongInput names the file and each field that is wrong, ten at most."""
    try:
        return form.model_validate_json(read_limited(file, DATA_BYTES))
    except OSError as error:
        raise WrongInput(Message("file.unreadable", file=str(file), cause=cause_of(error))) from error
    except ValidationError as error:
        problems = [_problem(details) for details in error.errors(include_url=False)]
        listed = problems[:MOST_PROBLEMS]
        if more := len(problems) - len(listed):
            listed.append(Message("table.more_problems", n=more))
        raise WrongInput(Message("problem.unusable", file=str(file), problems=tuple(listed))) from error


def _problem(details: ErrorDetails) -> Message:
    return Message("value.in_field", field=_field(details["loc"]), problem=problem_of(details))


def _field(steps: tuple[int | str, ...]) -> Message | str:
    """groups[3].slots, as one would write it."""
    written = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return written.removeprefix(".") or Message("problem.the_file")


def schema() -> dict[str, Any]:
    """The JSON Schema of PROBLEM.json; docs/plan-problem.schema.json is this."""
    schema_of_form = ProblemForm.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema_of_form
