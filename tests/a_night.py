"""A night without Prefect, processes and posters: what the flows do, a step at a time."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from content.gather import Gathered
from content.night import NightOrder
from content.workspace import open_workspace
from services import nightly
from services.context import Context, utc_now
from services.sources import inbox_sources
from tests.in_this_process import InThisProcess


def context_at(root: Path, clock: Callable[[], datetime] = utc_now) -> Context:
    return Context(open_workspace(root), InThisProcess(1), clock)


def gather_all(context: Context, order: NightOrder) -> Gathered:
    """Every folder of the order's inboxes, in one go."""
    sources = inbox_sources(context, order.inboxes)
    return nightly.gather(context, order, sources, nightly.folders(context, sources))


def steps(context: Context, order: NightOrder, *, apart: bool = False) -> Iterator[str]:
    """The stages, each named once it is done; gathering, after each folder. `apart`: posts group by group."""
    nightly.begin(context, order)
    yield "begin"
    sources = inbox_sources(context, order.inboxes)
    for folder in nightly.folders(context, sources):
        nightly.gather(context, order, sources, [folder])
        yield "gather"
    nightly.feedback(context, order)
    yield "feedback"
    nightly.score(context, nightly.unscored(context))
    yield "score"
    nightly.shortlist(context, order)
    yield "shortlist"
    nightly.lay_out(context, order)
    yield "lay_out"
    groups = nightly.groups_to_compose(context, order)
    for chunk in [[group] for group in groups] if apart else [groups]:
        nightly.compose_groups(context, order, chunk)
        yield "compose"


def run_night(context: Context, order: NightOrder) -> dict[str, Any]:
    """All of it, to the end; the night's report."""
    for _ in steps(context, order):
        pass
    report = nightly.report(context, order)
    nightly.end(context, order, report)
    return report
