"""The weekly report as a flow: written into the workspace, its lead sentence sent to whoever gets alerts."""

from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import BaseModel, ConfigDict, Field

from flows.private import sentence_of
from services.context import open_context
from services.weekly import deliver_weekly


class WeeklyParams(BaseModel):
    """Which workspace. Prefect shows these values to whoever may see the run."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    workspace: str = Field(description="The workspace's folder.")


@flow(name="weekly", log_prints=False, persist_result=False)
def weekly(order: WeeklyParams) -> State[Any]:
    """Write last week's report as a page, a picture and a workbook, and send its lead sentence."""
    try:
        with open_context(Path(order.workspace)) as context:
            delivered = deliver_weekly(context)
    except Exception as error:  # noqa: BLE001 - as of the night: a bug's words may name members
        return Failed(message=sentence_of(error), data=error)
    files = ", ".join(file.name for file in delivered.files)
    sent = "its sentence was sent" if delivered.is_sent else "nobody was written to"
    return Completed(message=f"{files}; {sent}.", data=delivered.as_json())
