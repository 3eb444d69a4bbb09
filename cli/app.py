"""The commands by name. Each is imported when it is called, so that `sishi --help` is quick."""

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

from cyclopts import App, CycloptsError

from content.errors import SishiError
from flows.ending import end_now, end_with_house

ALL_WELL, SOME_FAILED, WRONG_USE = 0, 1, 2

app = App(
    name="sishi",
    help="""四时：从社群晒单到每群每天四条推送。

From what a community photographs and says to four linked posts a day for every group.

Start with `sishi init DIR --sample`, then `sishi run --workspace DIR`.
Every listing takes `--json`; the workspace is `--workspace DIR`, else `$SISHI_WORKSPACE`, else this folder.
""",
    help_format="markdown",
    version=lambda: version("sishi"),
    version_flags=["--version"],
    result_action="return_value",
    suppress_keyboard_interrupt=False,
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
_lazily(app, "replan", "night:replan", "Plan the coming days anew after something happened, and draw.")
_lazily(app, "desk", "desk:desk", "Open the review desk: see the week, cull, approve.")
_lazily(app, "up", "night:up", "Open the desk and start the nightly schedule, with Prefect's pages.")
_lazily(app, "status", "night:status", "Say what is there, what waits, and how the last run went.")
_lazily(app, "explain", "curation:explain", "Tell why a submission, a post or a day is as it is.")
_lazily(app, "score", "score:score", "Say how good photos are, and why; no workspace is needed.")
_lazily(app, "dupes", "score:dupes", "Say which photos are the same photo; no workspace is needed.")
_lazily(app, "calibrate", "calibrate:calibrate", "Propose thresholds from what the team dropped and kept.")
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

_plan = _folder("plan", "Which story each group reads on each day, and whose photos go with it.")
_lazily(_plan, "show", "plan:show", "Say how full the days are, and which photos are wanted most.")
_lazily(_plan, "diff", "plan:diff", "Say what a night's plan moved, and why.")
_lazily(_plan, "explain", "plan:explain", "Tell why a group's day is as it is.")
_lazily(_plan, "certify", "plan:certify", "Say how far the plan may be from the best there is.")
_lazily(_plan, "rules", "plan:rules", "Print or replace week templates, elements, arcs, roads and pins.")
_lazily(_plan, "solve", "plan:solve", "Lay out a problem that is written as JSON.")
_lazily(_plan, "check", "plan:check", "Hold a plan written as JSON against its problem.")

_submission = _folder("submission", "What members sent.")
_lazily(_submission, "list", "submission:list_submissions", "List what members sent, with its consent.")

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
    _export = "member:export" if _name == "member" else f"library:export_{_what}"
    _lazily(_things, "export", _export, f"Write the {_what} as csv, xlsx, yaml or json.")
_lazily(app["group"], "pause", "upset:pause", "Send a group nothing for some days.")
_lazily(app["group"], "resume", "upset:resume", "Send a group its posts again.")
_lazily(app["member"], "left", "upset:left", "Show no more of what somebody sent who has left.")
_lazily(app["member"], "erase", "member:erase", "Erase a member's words, photos and posters.")

_consent = _folder("consent", "Who allows which photo, where and until when.")
_lazily(_consent, "list", "consent:list_consents", "List who allows what, and what must be taken down.")
_lazily(_consent, "ask", "consent:ask", "Write the words to send to authors, with a code to answer.")
_lazily(_consent, "grant", "consent:grant", "Record that an author agreed.")
_lazily(_consent, "refuse", "consent:refuse", "Record that an author said no.")
_lazily(_consent, "withdraw", "consent:withdraw", "Record that an author takes the consent back.")
_lazily(_consent, "import", "consent:import_consents", "Record consents from csv, xlsx, yaml, toml or json.")
_lazily(_consent, "removed", "consent:removed", "Record that posts were taken down by hand.")

_story = app["story"]
_lazily(_story, "lint", "story:lint", "Check stories before anybody reads them.")
_lazily(_story, "retire", "upset:retire", "Tell a story no more.")
_lazily(_story, "sop", "sop:sop", "Write the SOP of a story or of a group's week, to print.")

_days = _folder("days", "What days are called: days off, festivals, solar terms, sales.")
_lazily(_days, "list", "days:list_days", "List the days that have a name.")
_lazily(_days, "import", "days:import_days", "Take the days off of a year that was announced.")

_model = _folder("model", "What was learnt from the team's decisions.")
_lazily(_model, "list", "model:list_models", "List what was learnt, with how well it orders.")
_lazily(_model, "show", "model:show", "Show a model card, or what its parts add to one submission.")
_lazily(_model, "use", "model:use", "Say which model counts, or go back to the one before.")
_lazily(_model, "train", "model:train", "Learn now from all that was decided.")

_koc = _folder("koc", "Who matters to the community.")
_lazily(_koc, "list", "koc:list_koc", "List active members by their axes, with types and rungs.")
_lazily(_koc, "show", "koc:show", "Show one member, what to do next, and what was done.")
_lazily(_koc, "move", "koc:move", "Move a member a rung up or down.")
_lazily(_koc, "overrule", "koc:overrule", "Say a member's type, or let held likes count.")
_lazily(_koc, "orders", "koc:orders", "Take in the shop's list of orders.")

_activity = _folder("activity", "Calls for photos: 晒图 and 集赞.")
_lazily(_activity, "add", "activity:add", "Make a call for photos.")
_lazily(_activity, "list", "activity:list_activities", "List the calls for photos.")
_lazily(_activity, "rank", "activity:rank", "Rank the photos that answer a call.")

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
    end_with_house()
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
        end_now()
    sys.exit(code if isinstance(code, int) else ALL_WELL)
