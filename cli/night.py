"""Running the night: now, or every night; and how it went."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli.common import AsJson, WorkDir, Yes, a_date, print_json, put, say
from cli.language import language, text_of
from cli.words import in_words, stage_name
from content.errors import WrongInput
from content.messages import in_each, render
from content.model import Message, PostState

if TYPE_CHECKING:
    from flows.params import NightlyParams

HERE = WorkDir()
ALL_WELL, SOME_FAILED = 0, 1
NOTHING = "-"  # stands where a line of the status has nothing to say


def run(
    *,
    place: WorkDir = HERE,
    inbox: list[Path] | None = None,
    date: str | None = None,
    days: int | None = None,
    groups: Annotated[list[str] | None, Parameter(consume_multiple=True)] = None,
    seed: int = 0,
    posters: bool = True,
    verbose: Yes = False,
    json: AsJson = False,
) -> int:
    """Run one night now: gather, score, shortlist, lay out, tell, draw. Running it again moves nothing.

    Example: `sishi run --workspace my-brand --inbox ~/photos --date 2026-11-23 --days 7`
    """
    from flows.ending import ending_soon
    from flows.local import run_night
    from flows.watch import watching
    from services.report import refused_in

    params = _params(place, inbox, date, days, groups, seed, posters=posters)
    with ending_soon(), _progress() as watcher, watching(watcher):
        report = run_night(params, verbose=verbose)
    if json:
        print_json(_with_sentences(report))
    else:
        workspace = place.open()
        put(*in_words(report, workspace.root, refused_in(workspace.open_store, report["run_id"])))
    return SOME_FAILED if report["failed"] or report["quarantined"] else ALL_WELL


def replan(
    *,
    place: WorkDir = HERE,
    date: str | None = None,
    days: int | None = None,
    verbose: Yes = False,
    json: AsJson = False,
) -> int:
    """Plan the coming days anew, now, and draw what changed; what need not move stays. Each night does so.

    Example: `sishi replan`
    """
    from flows.ending import ending_soon
    from flows.local import run_night
    from flows.watch import watching
    from services.report import refused_in

    params = _params(place, None, date, days, None, 0, posters=True)
    with ending_soon(), _progress() as watcher, watching(watcher):
        report = run_night(params, flow="replan", verbose=verbose)
    if json:
        print_json(_with_sentences(report))
    else:
        workspace = place.open()
        put(*in_words(report, workspace.root, refused_in(workspace.open_store, report["run_id"])))
    return SOME_FAILED if report["failed"] else ALL_WELL


def _with_sentences(report: Mapping[str, Any]) -> dict[str, Any]:
    """The report as programs read it: what failed is sentences in English."""
    return {**report, "failed": [render(Message.from_json(stored), "en") for stored in report["failed"]]}


def _params(
    place: WorkDir,
    inboxes: list[Path] | None,
    date: str | None,
    days: int | None,
    groups: list[str] | None,
    seed: int,
    *,
    posters: bool,
) -> "NightlyParams":
    from pydantic import ValidationError

    from flows.params import NightlyParams

    try:
        return NightlyParams(
            workspace=str(place.workspace.resolve()),
            day=a_date(date),
            days=days,
            groups=tuple(groups or ()),
            inboxes=tuple(str(folder.absolute()) for folder in inboxes or ()),
            seed=seed,
            posters=posters,
        )
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        raise WrongInput(
            Message("run_report.wrong_option", name=f"--{wrong['loc'][0]}", why=wrong["msg"])
        ) from error


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None]]:
    """A bar on a terminal, a line for each stage otherwise; both on stderr."""
    if not sys.stderr.isatty():
        stages: list[str] = []

        def line(stage: str, percent: float) -> None:
            if stage not in stages:
                stages.append(stage)
                say(Message("run_report.progress", percent=percent, stage=stage_name(stage)))

        yield line
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    look = (TextColumn("{task.description:<10}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*look, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("prefect", total=100)
        yield lambda stage, percent: bar.update(
            task, description=text_of(stage_name(stage)), completed=percent
        )


def up(
    *,
    place: WorkDir = HERE,
    port: int | None = None,
    host: str = "127.0.0.1",
    desk: bool = True,
    publisher: bool = True,
) -> None:
    """Open the review desk and the members' page, send approved posts at their time and run the nights, until
    Ctrl-C.

    Example: `sishi up --workspace my-brand`
    """
    from flows.up import up as start

    workspace = place.open()
    place_here = ["--workspace", str(workspace.root)]
    opened = [sys.executable, "-m", "cli", "--lang", language()]
    beside = []
    if desk:
        beside.append([*opened, "desk", *place_here, "--port", str(workspace.settings.desk.port)])
    if publisher:
        beside.append([*opened, "publisher", *place_here])
    if workspace.settings.intake.address:
        beside.append([*opened, "intake", "serve", *place_here])
    start(workspace.root, port=port or workspace.settings.prefect.port, host=host, extra=beside)


def status(*, place: WorkDir = HERE, json: AsJson = False) -> None:
    """Say what is there, what waits, how the last runs went, and what to do next.

    Example: `sishi status --json`
    """
    from services.next_step import as_json, next_step

    workspace = place.open()
    step = next_step(workspace, datetime.now(UTC))
    with workspace.open_store(reading=True) as store:
        posts = store.queue.posts()
        runs = store.runs.newest(5)
        waiting = store.replans.pending_replans()
        by_state = Counter(post.state for post in posts)
        status_fields = {
            "workspace": str(workspace.root),
            "database": workspace.database.name,
            "groups": len(store.library.groups()),
            "members": len(store.library.members()),
            "products": len(store.library.products()),
            "stories": len(store.library.stories()),
            "submissions": store.intake.count_submissions(),
            "verdicts": store.curation.count_verdicts(),
            "quarantined": len(store.inbox_index.quarantined()),
            "posts_by_state": {state.value: by_state[state] for state in sorted(by_state)},
            "failed_posters": {
                failed.key: render(failed.why, "en") for failed in store.queue.failed_posters()
            },
            "pending_replans": [" · ".join(in_each(replan.why).values()) for replan in waiting],
            "last_day": max((post.day for post in posts), default=None),
            "runs": [
                {"id": r.id, "began_at": r.began_at.isoformat(), "finished": r.report is not None}
                for r in runs
            ],
            "next": as_json(step),
        }
    if json:
        print_json(status_fields)
        return
    worded = {
        "posts_by_state": {text_of(state.label): by_state[state] for state in PostState if by_state[state]},
        "pending_replans": [text_of(replan.why) for replan in waiting],
        "runs": [f"{run.began_at:%Y-%m-%d %H:%M}" for run in runs if run.report is not None],
        "next": text_of(step or Message("next.nothing")),
    }
    for name, value in (status_fields | worded).items():
        put(Message(f"cli_status.{name}", value=_in_one_line(value)))


def _in_one_line(value: object) -> str:
    """A value of the status as people read it: lists and counts with commas, a dash for nothing."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {number}" for name, number in value.items()) or NOTHING
    if isinstance(value, list):
        return ", ".join(map(str, value)) or NOTHING
    return NOTHING if value is None else str(value)
