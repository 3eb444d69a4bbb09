"""The stages as flows of their own, for whoever schedules them apart. `nightly` does not call these."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows import rounds
from flows.night import run, run_name
from flows.params import NightlyParams

AS_NIGHTLY: dict[str, Any] = {"flow_run_name": run_name, "log_prints": False, "persist_result": False}


@flow(name="gather", **AS_NIGHTLY)
def gather(order: NightlyParams) -> State[Any]:
    """Take in what is new in the inboxes."""
    return run(order, rounds.gather)


@flow(name="feedback", **AS_NIGHTLY)
def feedback(order: NightlyParams) -> State[Any]:
    """Count what came back to the posts that went out."""
    return run(order, rounds.feedback)


@flow(name="curate", **AS_NIGHTLY)
def curate(order: NightlyParams) -> State[Any]:
    """Score what is new and choose the shortlist."""
    return run(order, rounds.curate)


@flow(name="lay_out", **AS_NIGHTLY)
def lay_out(order: NightlyParams) -> State[Any]:
    """Lay out the coming days and write their posts."""
    return run(order, rounds.lay_out)


@flow(name="replan", **AS_NIGHTLY)
def replan(order: NightlyParams) -> State[Any]:
    """Lay out the coming days anew after something happened to what was planned, and draw what changed."""
    return run(order, lambda night: {**rounds.lay_out(night), **rounds.render(night), **rounds.report(night)})


@flow(name="render", **AS_NIGHTLY)
def render(order: NightlyParams) -> State[Any]:
    """Draw the posters of the coming days."""
    return run(order, rounds.render)
