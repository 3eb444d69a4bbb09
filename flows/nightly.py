"""The night: one flow, stages as tasks over chunks, never a flow inside a flow."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows import rounds
from flows.night import Night, run, run_name
from flows.params import NightlyParams


@flow(name="nightly", flow_run_name=run_name, log_prints=False, persist_result=False)
def nightly(order: NightlyParams) -> State[Any]:
    """From the inboxes to posts that wait for review. Running it again does only what is not done yet."""
    return run(order, whole_night)


def whole_night(night: Night) -> dict[str, Any]:
    """Every stage in its order. What the store reports wins over what the stages returned."""
    night.backs_up = True
    parts = {**rounds.gather(night), **rounds.feedback(night), **rounds.curate(night)}
    parts |= rounds.lay_out(night)
    drawn = rounds.render(night) if night.order.posters else rounds.NOTHING_DRAWN
    return {**parts, **drawn, **rounds.report(night)}
