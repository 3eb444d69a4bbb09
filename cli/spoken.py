"""Commands whose help is in the catalogues, in the language that the command line speaks.

`help.queue.list` is what `sishi queue list` does, its first line for the list of commands. `option.from` says
what --from is wherever it means the same, `option.days.list.from` what it is for one command alone.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from cyclopts import App, Parameter
from cyclopts.argument import ArgumentCollection

from cli.language import text_of
from cli.page import HelpPage
from content.model import Message


class SpokenApp(App):
    """A command, or a folder of commands; `path` is what one types after `sishi`."""

    path: tuple[str, ...] = ()

    def assemble_argument_collection(
        self, *, default_parameter: Parameter | None = None, parse_docstring: bool = False
    ) -> ArgumentCollection:
        """The parameters; where they are to be read, each says what it is."""
        arguments = super().assemble_argument_collection(
            default_parameter=default_parameter, parse_docstring=parse_docstring
        )
        for argument in arguments if parse_docstring else ():
            if argument.show:
                described = Parameter(help=option_help(self.path, argument.name))
                argument.parameter = Parameter.combine(argument.parameter, described)
        return arguments


def command_app(*path: str, command: Callable[..., Any] | None = None) -> SpokenApp:
    """A command, or a folder where there is nothing to run, with its help in the language of now."""
    app = SpokenApp(
        name=path[-1],
        default_command=command,
        help=command_help(path),
        help_format="markdown",
        help_formatter=HelpPage(),
    )
    app["--help"].help = text_of(Message("cli.show_help"))
    app.path = path
    return app


def command_help(path: tuple[str, ...]) -> str:
    """What a command does; its first line stands alone in a list of commands."""
    return text_of(Message(f"help.{_code(*path)}"))


def option_help(path: tuple[str, ...], name: str) -> str:
    """What a parameter is: for this command, else for all that have it. KeyError where nothing says it."""
    option = _code(name.strip("-").lower())
    try:
        return text_of(Message(f"option.{_code(*path)}.{option}"))
    except KeyError:
        return text_of(Message(f"option.{option}"))


def _code(*names: str) -> str:
    return ".".join(name.replace("-", "_") for name in names)


def add_command(folder: App, target: str, *path: str) -> None:
    """Let a folder have a command, imported when it is called: `target` is `module:function` of cli."""
    module, _, function = target.partition(":")
    place = f"{__name__}:{' '.join((module, function, *path))}"
    folder.command(place, name=path[-1], help=command_help(path))


def __getattr__(name: str) -> SpokenApp:
    """The command that `add_command` named, for cyclopts, to which a command is a module's attribute."""
    module, _, rest = name.partition(" ")
    if not rest:
        raise AttributeError(name)
    function, *path = rest.split(" ")
    app = command_app(*path, command=getattr(import_module(f"cli.{module}"), function))
    for under, target in import_module("cli.app").below(path[0]).items() if len(path) == 1 else ():
        add_command(app, target, path[0], under)
    return app
