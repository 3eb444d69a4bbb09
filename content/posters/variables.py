"""What a template lets people turn without code: `[vars]` of template.toml, and the values they give.

Values come from anybody: each is read against its declaration, and what does not fit is refused, never bent.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator
from pydantic import Field as Limited

from content.errors import WrongInput
from content.model import Message
from content.validation import BadValue

OF_PALETTE = ("deep", "paper", "acc", "acc2")  # a colour may be one of these, whatever the palette
MOST_VARIABLES = 12
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_NUMBER = re.compile(r"-?\d{1,4}(\.\d{1,3})?", re.ASCII)
_NEAR = 1e-6  # of a step: what floats lose

Value = int | float | str


class VariableKind(StrEnum):
    """What a variable is, and its unit: px, px of type, percent, degrees; a colour; one of some words."""

    LENGTH = "length"
    SIZE = "size"
    SHARE = "share"
    ANGLE = "angle"
    COLOUR = "colour"
    CHOICE = "choice"


UNITS = {VariableKind.LENGTH: "px", VariableKind.SIZE: "px", VariableKind.SHARE: "%", VariableKind.ANGLE: "°"}
LIMITS = {  # the least and the most that a range may reach
    VariableKind.LENGTH: (-4000, 4000),
    VariableKind.SIZE: (8, 1000),
    VariableKind.SHARE: (0, 400),
    VariableKind.ANGLE: (-180, 180),
}


@dataclass(frozen=True, slots=True)
class Variable:
    """`default` is what the template draws with. Numbers run from `min` to `max` by `step`, in the unit of
    their kind; `options` are a choice's words with their labels, Chinese and English."""

    kind: VariableKind
    label: str
    label_en: str
    default: Value
    min: float = 0
    max: float = 0
    step: float = 1
    options: Mapping[str, tuple[str, str]] | None = None

    @property
    def unit(self) -> str:
        """px, %, ° or nothing."""
        return UNITS.get(self.kind, "")

    @property
    def is_number(self) -> bool:
        return self.kind in LIMITS

    @property
    def extremes(self) -> tuple[Value, ...]:
        """The values at the ends of its range; every option of a choice; none of a colour."""
        if self.is_number:
            return _tidy(self.min), _tidy(self.max)
        return tuple(self.options or ())

    def read(self, name: str, text: str) -> Value:
        """The value that somebody wrote for the variable `name`. WrongInput says what it may be."""
        match self.kind:
            case VariableKind.COLOUR:
                fits = text in OF_PALETTE or _COLOUR.fullmatch(text)
                return text if fits else _refuse(name, text, self)
            case VariableKind.CHOICE:
                return text if text in (self.options or {}) else _refuse(name, text, self)
        value = float(text) if _NUMBER.fullmatch(text) else None
        return _refuse(name, text, self) if value is None or not self.reaches(value) else _tidy(value)

    def reaches(self, value: float) -> bool:
        """Whether a number lies in the range, on one of its steps."""
        steps = (value - self.min) / self.step
        return self.min <= value <= self.max and abs(steps - round(steps)) < _NEAR


def _refuse(name: str, text: str, variable: Variable) -> Value:
    allowed: dict[str, Any]
    match variable.kind:
        case VariableKind.COLOUR:
            code, allowed = "colour", {"known": OF_PALETTE}
        case VariableKind.CHOICE:
            code, allowed = "choice", {"known": tuple(variable.options or ())}
        case _:
            code, (least, most) = "number", variable.extremes
            allowed = {"least": least, "most": most, "step": _tidy(variable.step)}
    raise WrongInput(Message(f"template.variable_{code}", name=name, value=text[:40], **allowed))


def _tidy(value: float) -> int | float:
    """7 for 7.0, so that px stay whole."""
    return int(value) if float(value).is_integer() else round(value, 3)


def values_in(variables: Mapping[str, Variable], palette: Mapping[str, str]) -> dict[str, Value]:
    """What each stands at; a colour of the palette as this one has it (#rrggbb)."""
    return {
        name: palette.get(str(variable.default), variable.default)
        if variable.kind is VariableKind.COLOUR
        else variable.default
        for name, variable in variables.items()
    }


Label = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f<>]+$")]
Option = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,23}$")]
Number = Annotated[float, Limited(allow_inf_nan=False)]


class OptionLabel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: Label
    en: Label


class VariableEntry(BaseModel):
    """One table of `[vars]` as written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: VariableKind
    label: Label
    label_en: Label
    default: int | float | str
    min: Number | None = None
    max: Number | None = None
    step: Number = Limited(default=1, gt=0, le=1000)
    options: dict[Option, OptionLabel] = Limited(default={}, max_length=8)

    @model_validator(mode="after")
    def fits_together(self) -> "VariableEntry":
        """BadValue where range, options and default do not belong to the kind or to one another."""
        if self.kind in LIMITS:
            self._check_range()
        elif self.min is not None or self.max is not None:
            raise BadValue(Message("template.variable_no_range", kind=self.kind.value))
        if bool(self.options) is not (self.kind is VariableKind.CHOICE):
            raise BadValue(Message("template.variable_options", kind=self.kind.value))
        try:
            self.variable()
        except WrongInput as error:
            raise BadValue(error.message) from error
        return self

    def _check_range(self) -> None:
        least, most = LIMITS[self.kind]
        if self.min is None or self.max is None or not least <= self.min < self.max <= most:
            kind = self.kind.value
            raise BadValue(Message("template.variable_range", kind=kind, least=least, most=most))

    def variable(self) -> Variable:
        """WrongInput for a default outside of what it declares."""
        labels = {word: (label.zh, label.en) for word, label in self.options.items()}
        span = partial(Variable, self.kind, self.label, self.label_en)
        declared = span("", self.min or 0, self.max or 0, self.step, labels or None)
        default = declared.read("default", _written(self.default))
        return span(default, declared.min, declared.max, declared.step, declared.options)


def _written(value: Value) -> str:
    return value if isinstance(value, str) else f"{_tidy(value)}"
