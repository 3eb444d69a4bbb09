"""What a run may be asked for, as Prefect keeps it: small, JSON-able, and never a member's data."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field


class NightlyParams(BaseModel):
    """One night's order. Prefect shows these values to whoever may see the run, so no rows travel here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    workspace: str = Field(description="The workspace's folder.")
    day: date | None = Field(default=None, description="First day to lay out; none: the day after the start.")
    days: int | None = Field(
        default=None, ge=1, le=62, description="Days to lay out; none: as set in sishi.toml."
    )
    groups: tuple[str, ...] = Field(default=(), description="Only these groups; none: all.")
    inboxes: tuple[str, ...] = Field(default=(), description="Only these inboxes; none: those of sishi.toml.")
    seed: int = Field(default=0, ge=0, description="Breaks ties between equal plans.")
    posters: bool = Field(default=True, description="Draw the posters too.")


def business_day(scheduled: datetime, zone: str) -> date:
    """The day after the scheduled start, as the calendar of `zone` has it.

    A late run, a retried one, and one that was missed in an outage all keep the day they were meant for.
    """
    return scheduled.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
