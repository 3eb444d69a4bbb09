"""The commands by name. Each is imported when it is called, so that `sishi --help` is quick."""

import gc
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter

from cli.language import choose, language, speaking, text_of
from cli.misuse import wrong_use
from cli.page import HelpPage
from cli.spoken import SpokenApp, add_command, command_app
from content.errors import SishiError
from content.model import Message
from flows.ending import end_now, end_with_house

ALL_WELL, SOME_FAILED, WRONG_USE = 0, 1, 2
OBJECTS_UNTIL_COLLECTED = (
    50_000  # Python looks after 700: a sixth of what a command takes, nearly all imports
)

COMMANDS = {
    "init": "setup:init",
    "gather": "gather:gather",
    "run": "night:run",
    "replan": "night:replan",
    "desk": "desk:desk",
    "up": "night:up",
    "status": "night:status",
    "explain": "curation:explain",
    "score": "score:score",
    "dupes": "score:dupes",
    "text check": "text:check",
    "complaint list": "text:list_complaints",
    "calibrate": "calibrate:calibrate",
    "doctor": "setup:doctor",
    "completion": "completion:completion",
    "backup create": "backup:create",
    "backup list": "backup:list_all",
    "backup verify": "backup:verify",
    "backup restore": "backup:restore",
    "queue list": "posts:list_queue",
    "queue show": "posts:show",
    "queue export": "posts:export_queue",
    "post approve": "posts:approve",
    "channel add": "channel:add",
    "channel list": "channel:list_all",
    "channel test": "channel:try_now",
    "channel pause": "channel:pause",
    "channel resume": "channel:resume",
    "channel remove": "channel:remove",
    "channel ways": "channel:ways",
    "channel take": "channel:take",
    "send list": "send:list_sends",
    "send show": "send:show",
    "send mark": "send:mark_send",
    "send pause": "send:pause",
    "send resume": "send:resume",
    "send remind": "send:remind",
    "send ask": "send:ask",
    "send hand": "send:hand",
    "send test": "send:try_post",
    "send responses": "send:responses",
    "owner set": "owner:set_owner",
    "owner import": "owner:import_owners",
    "owner list": "owner:list_owners",
    "owner leave": "owner:leave",
    "owner link": "owner:link",
    "owner revoke": "owner:revoke",
    "intake link": "intake:link",
    "intake list": "intake:list_links",
    "intake revoke": "intake:revoke",
    "intake publish": "intake:publish",
    "intake serve": "intake:serve",
    "publisher": "publisher:publisher",
    "notices digest": "notices:digest",
    "plan show": "plan:show",
    "plan diff": "plan:diff",
    "plan explain": "plan:explain",
    "plan certify": "plan:certify",
    "plan rules": "plan:rules",
    "plan solve": "plan:solve",
    "plan check": "plan:check",
    "submission list": "submission:list_submissions",
    "submission set": "submission:set_fields",
    "shortlist list": "curation:list_shortlist",
    "quarantine list": "curation:list_quarantine",
    "quarantine retry": "curation:retry_quarantine",
    "group list": "library:list_groups",
    "group import": "library:import_groups",
    "group export": "library:export_groups",
    "group pause": "upset:pause",
    "group resume": "upset:resume",
    "member list": "library:list_members",
    "member import": "library:import_members",
    "member export": "member:export",
    "member left": "upset:left",
    "member merge": "people:merge",
    "member doubles": "people:doubles",
    "member naming": "member:naming",
    "member erase": "member:erase",
    "product list": "library:list_products",
    "product import": "library:import_products",
    "product export": "library:export_products",
    "story list": "library:list_stories",
    "story import": "library:import_stories",
    "story export": "library:export_stories",
    "story lint": "story:lint",
    "story retire": "upset:retire",
    "story sop": "sop:sop",
    "consent list": "consent:list_consents",
    "consent ask": "consent:ask",
    "consent grant": "consent:grant",
    "consent refuse": "consent:refuse",
    "consent withdraw": "consent:withdraw",
    "consent import": "consent:import_consents",
    "consent removed": "consent:removed",
    "days list": "days:list_days",
    "days import": "days:import_days",
    "model list": "model:list_models",
    "model show": "model:show",
    "model use": "model:use",
    "model train": "model:train",
    "insight": "insight:insight",
    "insight changes": "learning:changes",
    "insight accept": "learning:accept",
    "insight refuse": "learning:refuse",
    "insight undo": "learning:undo",
    "insight form": "learning:form",
    "insight learning": "learning:learning",
    "experiment new": "experiment:new",
    "experiment list": "experiment:list_experiments",
    "experiment show": "experiment:show",
    "experiment stop": "experiment:stop",
    "koc list": "koc:list_koc",
    "koc show": "koc:show",
    "koc move": "koc:move",
    "koc overrule": "koc:overrule",
    "koc orders": "koc:orders",
    "orders import": "orders:import_orders",
    "results import": "results:import_results",
    "results clicks": "results:import_clicks",
    "staff import": "staff:import_staff",
    "staff list": "staff:list_staff",
    "ledger show": "ledger:show",
    "report week": "report:report_week",
    "activity add": "activity:add",
    "activity list": "activity:list_activities",
    "activity rank": "activity:rank",
    "user add": "desk:add_user",
    "user list": "desk:list_users",
    "user disable": "desk:disable_user",
    "user password": "desk:set_password",
    "poster render": "poster:render",
    "poster lint": "poster_tools:lint",
    "poster proof": "poster_tools:proof",
    "poster preview": "poster_tools:preview",
    "poster new": "poster_tools:new",
    "poster tune": "tuning:tune",
    "poster day": "page_pictures:day",
    "poster nine": "page_pictures:nine",
    "poster pin": "layout:pin",
    "poster ban": "layout:ban",
    "poster free": "layout:free",
    "poster rules": "layout:rules",
    "db upgrade": "setup:upgrade_database",
    "db check": "setup:check_database",
}
"""What one types after `sishi`, and where it is: a module of cli and its function."""

Tokens = Annotated[str, Parameter(show=False, allow_leading_hyphen=True)]


def build() -> App:
    """All commands, with their help in the language of now. `meta` is what takes --lang, before or behind."""
    app = SpokenApp(
        name="sishi",
        help=text_of(Message("cli.about")),
        help_format="markdown",
        help_formatter=HelpPage(),
        version=_version,
        version_flags=["--version"],
        version_format="plaintext",
        result_action="return_value",
        suppress_keyboard_interrupt=False,
        error_formatter=wrong_use,
    )
    app["--help"].help = text_of(Message("cli.show_help"))
    app["--version"].help = text_of(Message("cli.show_version"))
    _take_language(app)
    _add_commands(app)
    return app


def _version() -> str:
    from importlib.metadata import version  # an e-mail parser comes with it

    return version("sishi")


def _take_language(app: App) -> None:
    """Let every command have --lang, before it or behind it."""

    @app.meta.default
    def _in_a_language(
        *tokens: Tokens,
        lang: Literal["zh", "en"] | None = None,  # noqa: ARG001 - `choose` has read it
    ) -> object:
        return app(tokens, exit_on_error=False, print_error=True)


def _add_commands(app: App) -> None:
    folders: dict[str, App] = {}
    for name, target in COMMANDS.items():
        first, _, rest = name.partition(" ")
        if not rest:
            add_command(app, target, first)
            continue
        if first in COMMANDS:
            continue  # below a command: it adds them itself once it is called
        if first not in folders:
            folders[first] = command_app(first)
            app.command(folders[first])
        add_command(folders[first], target, first, rest)


def below(command: str) -> dict[str, str]:
    """What one may type after a command that does something by itself, and where it is."""
    names = {name.partition(" "): target for name, target in COMMANDS.items()}
    return {rest: target for (first, _, rest), target in names.items() if rest and first == command}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its code. Errors are one sentence on stderr, never a traceback."""
    gc.set_threshold(OBJECTS_UNTIL_COLLECTED)
    end_with_house()
    tokens = sys.argv[1:] if arguments is None else list(arguments)
    with speaking(choose(tokens)):
        code = _run(tokens)
    sys.exit(code if isinstance(code, int) else ALL_WELL)


def _run(tokens: Sequence[str]) -> object:
    try:
        return build().meta(tokens, exit_on_error=False, print_error=True)
    except CycloptsError:
        return WRONG_USE
    except SishiError as error:
        print(f"sishi: {error.in_language(language())}", file=sys.stderr)
        return WRONG_USE
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ALL_WELL
    except KeyboardInterrupt:
        end_now()
