"""The form that asks for an experiment: in an address to see how long it takes, and posted to fix it."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from content.model import ExperimentDesign, ExperimentMetric, ExperimentQuestion, Slot
from desk.fields_form import Line
from services.experiments import ExperimentWish


def _filled(value: Any) -> Any:
    """A field that was left empty is none."""
    return None if value == "" else value


Weeks = Annotated[int | None, BeforeValidator(_filled), Field(ge=1, le=52)]
FirstDay = Annotated[date | None, BeforeValidator(_filled)]
Metric = Annotated[ExperimentMetric | None, BeforeValidator(_filled)]


class ExperimentForm(BaseModel):
    """`slot`, `form_a` and `form_b` are of the question about forms, `slots` of the one about slots; `least`
    is in per cent of the usual."""

    model_config = ConfigDict(extra="forbid")

    name: Line = ""
    question: ExperimentQuestion = ExperimentQuestion.SLOTS
    design: ExperimentDesign = ExperimentDesign.SWITCHBACK
    slots: list[Slot] = Field(default=[], max_length=len(Slot))
    slot: Slot = Slot.NOON
    form_a: Line = ""
    form_b: Line = ""
    metric: Metric = None
    weeks: Weeks = None
    first_day: FirstDay = None
    least: Annotated[int, Field(ge=1, le=200)] = 20

    @property
    def wish(self) -> ExperimentWish:
        is_forms = self.question is ExperimentQuestion.FORMS
        chosen = tuple(slot for slot in Slot if slot in self.slots) or (Slot.MORNING, Slot.EVENING)
        return ExperimentWish(
            self.name,
            self.question,
            self.design,
            (self.slot,) if is_forms else chosen,
            (self.form_a.strip(), self.form_b.strip()) if is_forms else (),
            self.metric,
            first_day=self.first_day,
            periods=self.weeks,
            least=self.least / 100,
        )
