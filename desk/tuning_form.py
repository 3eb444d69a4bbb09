"""What the page of a template's variables sends: names and values in pairs, the view, a copy's name."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from content.errors import WrongInput
from content.model import Message
from content.posters.manifest import Name
from content.posters.template import Template
from content.posters.tuning import OwnTemplate
from content.posters.variables import MOST_VARIABLES, VariableKind
from desk.context import DeskContext
from desk.proofs import photo_file
from services.tuning import Tuning, TuningBench

SMALL = 480  # px: width of a picture on the page
OWN = "own"  # a colour that is none of the palette's: it is in a field of its own

Value = Annotated[str, StringConstraints(max_length=40)]
Names = Annotated[list[Name], Field(max_length=MOST_VARIABLES)]
Values = Annotated[list[Value], Field(max_length=MOST_VARIABLES)]


class TuningForm(BaseModel):
    """`var` and `val` belong together one by one, and so do `own_of` and `own`, colours (#rrggbb).

    `name` and `title` are of the copy; `v` is the version of the template that a picture is asked for.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    var: Names = []
    val: Values = []
    own_of: Names = []
    own: Values = []
    size: Literal["", "3:4", "1:1", "9:16"] = ""
    palette: Value = ""
    text: Literal["sample", "longest", "shortest"] = "sample"
    engine: Literal["takumi", "chromium"] = "takumi"
    name: Value = ""
    title: Value = ""
    v: Annotated[str, StringConstraints(max_length=32)] = ""

    @property
    def values(self) -> dict[str, str]:
        """The value of each variable. WrongInput where names and values do not pair."""
        if len(self.var) != len(self.val) or len(self.own_of) != len(self.own):
            raise WrongInput(Message("desk_request.invalid"))
        own = dict(zip(self.own_of, self.own, strict=True))
        return {
            name: own.get(name, value) if value == OWN else value
            for name, value in zip(self.var, self.val, strict=True)
        }

    def tuning(self, template: Template) -> Tuning:
        """What is turned in the template, drawn small on the canvas that is looked at."""
        size = self.size if self.size in template.sizes else template.sizes[0]
        return Tuning(template.name, self.values, size, self.palette, self.text, self.engine, SMALL)

    def own_template(self, template: Template) -> OwnTemplate:
        """What the copy is called; without a name, after the template."""
        name = self.name.strip() or f"{template.name[:36]}-own"
        return OwnTemplate(name, self.title.strip(), self.title.strip())


def bench_of(office: DeskContext) -> TuningBench:
    """The desk's own templates and workers, and the photo that its proofs show."""
    return TuningBench(office.workspace.templates("posters"), photo_file(office), office.workers)


def address_of(template: Template, tuning: Tuning, **beside: str) -> list[tuple[str, str]]:
    """The query that asks for this variant again."""
    pairs = [("v", template.version), ("size", tuning.size), ("text", tuning.text)]
    pairs += [("palette", tuning.palette)] if tuning.palette else []
    for name, value in tuning.values.items():
        pairs += [("var", name), ("val", value)]
    return [*pairs, *beside.items()]


def is_own_colour(template: Template, name: str) -> bool:
    """Whether a variable stands at a colour that is none of the palette's."""
    variable = template.variables[name]
    return variable.kind is VariableKind.COLOUR and str(variable.default).startswith("#")
