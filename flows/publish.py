"""Sending as a flow, for whoever schedules everything with Prefect: a sweep now, and runs at the due minutes.

`sishi up` and `sishi publisher` need none of this: they look every few seconds. All call the same use case,
which sends nothing twice, so that overlapping runs are harmless and no concurrency limit is held.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.deployments import run_deployment
from prefect.events import emit_event
from prefect.runtime import deployment
from prefect.states import Completed, Failed
from pydantic import BaseModel, ConfigDict, Field

from flows.private import sentence_of
from services.context import Context, open_context
from services.publish_loop import due_minutes, sweep_once

SWEPT = "sishi.publish.swept"  # an automation that misses it for 20 minutes should tell somebody
AHEAD = timedelta(minutes=12)  # a little more than the 10 minutes between two sweeps


class PublishParams(BaseModel):
    """Which workspace. Prefect shows these values to whoever may see the run."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    workspace: str = Field(description="The workspace's folder.")


@flow(name="publish", log_prints=False, persist_result=False)
def publish(order: PublishParams) -> State[Any]:
    """Send what is due, then ask for a run at each minute at which a post goes out soon."""
    try:
        with open_context(Path(order.workspace)) as context:
            sweep = sweep_once(context)
            minutes = due_minutes(context, AHEAD)
            for minute in minutes:
                _run_at(minute, order)
            _say_swept(context)
    except Exception as error:  # noqa: BLE001 - as of the night: a bug's words may name members
        return Failed(message=sentence_of(error), data=error)
    counts = ", ".join(f"{name} {number}" for name, number in sweep.as_json().items() if number)
    name = "NeedsPerson" if sweep.needs_person else "Completed"
    return Completed(name=name, message=counts or "Nothing was due.", data=sweep.as_json())


def _run_at(minute: datetime, order: PublishParams) -> None:
    """Ask for a run at that minute, once: the key is the minute's. A run without a deployment asks for
    nothing."""
    if deployment.id is None:
        return
    run_deployment(
        deployment.id,
        parameters={"order": order.model_dump()},
        scheduled_time=minute,
        idempotency_key=f"publish:{minute.isoformat()}",
        timeout=0,
        as_subflow=False,
    )


def _say_swept(context: Context) -> None:
    emit_event(SWEPT, resource={"prefect.resource.id": f"sishi.workspace.{context.root.name}"})
