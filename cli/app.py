"""The commands by name. Each is imported when it is called, so that `sishi --help` is quick."""

import os
import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError

from content.errors import SishiError

ALL_WELL, SOME_FAILED, WRONG_USE = 0, 1, 2

app = App(
    name="sishi",
    help="""四时：从社群晒单到每群每天四条推送。

From what a community photographs and says to four linked posts a day for every group.

Start with `sishi init DIR --sample`, then `sishi run --workspace DIR`.
Every listing takes `--json`; the workspace is `--workspace DIR`, else `$SISHI_WORKSPACE`, else this folder.
""",
    help_format="markdown",
    version_flags=["--version"],
    result_action="return_value",
)


def _lazily(parent: App, name: str, target: str, text: str) -> None:
    parent.command(f"cli.{target}", name=name, help=text)


def _folder(name: str, text: str) -> App:
    folder = App(name=name, help=text, help_format="markdown")
    app.command(folder)
    return folder


_lazily(app, "init", "setup:init", "Make a workspace: sishi.toml, an inbox, a folder for templates.")
_lazily(app, "gather", "gather:gather", "Look into an export or a folder of photos, and take it in.")
_lazily(app, "run", "night:run", "Run one night now: gather, score, shortlist, lay out, tell, draw.")
_lazily(app, "desk", "desk:desk", "Open the review desk: see the week, cull, approve.")
_lazily(app, "up", "night:up", "Open the desk and start the nightly schedule, with Prefect's pages.")
_lazily(app, "status", "night:status", "Say what is there, what waits, and how the last run went.")
_lazily(app, "explain", "curation:explain", "Tell why a submission, a post or a day is as it is.")
_lazily(
    app,
    "doctor",
    "setup:doctor",
    "Check fonts, database, disk, Prefect and clock, with the fix for each finding.",
)
_lazily(app, "completion", "completion:completion", "Print what makes the shell complete commands.")

_queue = _folder("queue", "The posts that wait to go out.")
_lazily(_queue, "list", "posts:list_queue", "List posts by the time they go out.")
_lazily(_queue, "show", "posts:show", "Show one post with its text, its reasons and its history.")
_lazily(_queue, "export", "posts:export_queue", "Write the queue as csv, xlsx, json, ics, html or zip.")

_shortlist = _folder("shortlist", "What was kept of the members' submissions.")
_lazily(_shortlist, "list", "curation:list_shortlist", "List the kept submissions, best first.")

_quarantine = _folder("quarantine", "What could not be taken in, and why.")
_lazily(_quarantine, "list", "curation:list_quarantine", "List what waits for a person.")
_lazily(
    _quarantine, "retry", "curation:retry_quarantine", "Let the next run look at quarantined items again."
)

for _name, _what in (
    ("group", "groups"),
    ("member", "members"),
    ("product", "products"),
    ("story", "stories"),
):
    _things = _folder(_name, f"The {_what} of the workspace.")
    _lazily(_things, "list", f"library:list_{_what}", f"List the {_what}.")
    _lazily(
        _things,
        "import",
        f"library:import_{_what}",
        f"Add or replace {_what} from csv, xlsx, yaml, toml or json.",
    )
    _lazily(_things, "export", f"library:export_{_what}", f"Write the {_what} as csv, xlsx, yaml or json.")

_user = _folder("user", "Who may sign in to the desk.")
_lazily(_user, "add", "desk:add_user", "Let somebody sign in.")
_lazily(_user, "list", "desk:list_users", "List who may sign in.")
_lazily(_user, "disable", "desk:disable_user", "Let somebody no longer sign in.")
_lazily(_user, "password", "desk:set_password", "Give somebody another password.")

_poster = _folder("poster", "Posters and their templates.")
_lazily(_poster, "render", "poster:render", "Draw a poster from a template, JSON and photos; or a batch.")
_lazily(_poster, "lint", "poster_tools:lint", "Check templates: CSS, fields, contrast, overflow, characters.")
_lazily(_poster, "proof", "poster_tools:proof", "Draw one template with thirty kinds of caption.")
_lazily(_poster, "preview", "poster_tools:preview", "A page that shows templates as they are written.")
_lazily(_poster, "new", "poster_tools:new", "Begin a template of one's own.")

_db = _folder("db", "The database.")
_lazily(_db, "upgrade", "setup:upgrade_database", "Bring the tables to this program's version.")
_lazily(_db, "check", "setup:check_database", "Say which version the tables are of.")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its code. Errors are one sentence on stderr, never a traceback."""
    try:
        code = app(arguments, exit_on_error=False, print_error=True)
    except CycloptsError:
        code = WRONG_USE
    except SishiError as error:
        print(f"sishi: {error}", file=sys.stderr)
        code = WRONG_USE
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = ALL_WELL
    except KeyboardInterrupt:
        print("sishi: stopped; run again to do the rest.", file=sys.stderr)
        code = 130
    sys.exit(code if isinstance(code, int) else ALL_WELL)
