"""A page of help, and the box around a wrong use: cyclopts draws them, their words are ours."""

from typing import TYPE_CHECKING, Any

from cli.language import text_of
from content.model import Message

if TYPE_CHECKING:
    from cyclopts.help import HelpEntry, HelpPanel
    from cyclopts.help.specs import ColumnSpec
    from rich.console import Console, ConsoleOptions


class HelpPage:
    """A help formatter of cyclopts."""

    def __call__(self, console: "Console", options: "ConsoleOptions", panel: "HelpPanel") -> None:
        from cyclopts.help import DefaultFormatter

        columns = _columns if panel.format == "parameter" else None
        title = text_of(Message(f"cli.panel_{str(panel.title).lower()}"))
        DefaultFormatter(column_specs=columns)(console, options, panel.copy(title=title))

    def render_usage(self, console: "Console", options: "ConsoleOptions", usage: Any) -> None:  # noqa: ARG002
        from rich.text import Text

        line = text_of(Message("cli.usage", line=str(usage).strip()))
        console.print(Text(f"{line}\n", style="bold"))


def _columns(
    console: "Console", options: "ConsoleOptions", entries: "list[HelpEntry]"
) -> "tuple[ColumnSpec, ...]":
    """Those that cyclopts has, the last of them in our words."""
    from cyclopts.help.specs import ColumnSpec, get_default_parameter_columns

    *names, last = get_default_parameter_columns(console, options, entries)
    described = ColumnSpec(renderer=_described, header=last.header, overflow=last.overflow)
    return (*names, described)


def _described(entry: "HelpEntry") -> Any:
    """What a parameter is, with its choices, its variable and its default behind it."""
    from cyclopts.help import InlineText
    from rich.text import Text

    description = entry.description if isinstance(entry.description, InlineText) else InlineText(Text())
    for kind, value in (
        ("choices", ", ".join(entry.choices or ())),
        ("env_var", ", ".join(entry.env_var or ())),
        ("default", entry.default),
        ("required", entry.required),
    ):
        if value not in (None, "", False):
            note = text_of(Message(f"cli.note_{kind}", value=str(value)))
            description.append(Text(f"[{note}]", f"cyclopts.{kind}"))
    return description
