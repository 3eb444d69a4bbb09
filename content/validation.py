"""What pydantic and our own validators find wrong with a value, as Messages (validation, pydantic)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from content.messages import render
from content.model import Message

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

# pydantic's kinds of errors that the catalogue words, each with the part of its context that is told.
WORDED = {
    "missing": "",
    "extra_forbidden": "",
    "int_type": "",
    "int_parsing": "",
    "int_from_float": "",
    "float_type": "",
    "float_parsing": "",
    "finite_number": "",
    "bool_type": "",
    "bool_parsing": "",
    "string_type": "",
    "list_type": "",
    "tuple_type": "",
    "dict_type": "",
    "model_type": "class_name",
    "date_type": "",
    "datetime_type": "",
    "timezone_aware": "",
    "greater_than": "gt",
    "greater_than_equal": "ge",
    "less_than": "lt",
    "less_than_equal": "le",
    "string_pattern_mismatch": "pattern",
    "enum": "expected",
    "literal_error": "expected",
    "date_from_datetime_parsing": "error",
    "datetime_from_date_parsing": "error",
    "json_invalid": "error",
}
COUNTED = {
    "string_too_short": "min_length",
    "string_too_long": "max_length",
    "too_short": "min_length",
    "too_long": "max_length",
}


class BadValue(ValueError):
    """A value that is not as it must be. Its message is one clause, without a full stop."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return render(self.message, "en")


def problem_of(details: "ErrorDetails") -> Message:
    """What is wrong with the value, in one clause. What nobody has worded is quoted as pydantic says it."""
    kind, context = details["type"], details.get("ctx", {})
    if isinstance(error := context.get("error"), BadValue):
        return error.message
    if kind in COUNTED:
        return _counted(kind, context)
    if kind not in WORDED:
        return Message("value.other", text=details["msg"].removeprefix("Value error, "))
    limit_name = WORDED[kind]
    return Message(f"value.{kind}", **({"expected": _number(context[limit_name])} if limit_name else {}))


def _counted(kind: str, context: dict[str, Any]) -> Message:
    return Message(
        f"value.{kind}",
        n=context[COUNTED[kind]],
        kind=context.get("field_type"),
        actual=context.get("actual_length") or ("more" if kind == "too_long" else 0),
    )


def _number(value: Any) -> Any:
    """1 for 1.0, as pydantic writes it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def field_of(steps: Iterable[int | str]) -> str:
    """`plan.days`: where in the value a field is."""
    return ".".join(map(str, steps))


def in_field(details: "ErrorDetails") -> Message:
    """`plan.days: Input should be a valid integer`."""
    return Message("value.in_field", field=field_of(details["loc"]), problem=problem_of(details))
