"""The four moments of a day, and the instant each of them is on a given day in a given zone."""

from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from content.model.message import Message


class Slot(StrEnum):
    """One of the four moments of a day. Their order is the order of the day."""

    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"

    @property
    def sign(self) -> str:
        """The one Chinese character that stands for the slot on boards and posters."""
        return _SIGNS[self]

    @property
    def job(self) -> str:
        """What the slot does in the day's story, in Chinese, as the team calls it."""
        return _JOBS[self]

    @property
    def greeting(self) -> str:
        """What members read beside its seal, in Chinese; a brand may say it otherwise."""
        return _GREETINGS[self]

    @property
    def label(self) -> Message:
        """What people call the slot."""
        return Message(f"slot.{self.value}")

    @property
    def usual_time(self) -> time:
        """When the slot goes out where a group says nothing else (group-local)."""
        return _USUAL_TIMES[self]

    @staticmethod
    def on(day: date, at: time, zone: ZoneInfo) -> datetime:
        """The instant of local time `at` on `day` in `zone`, aware, in that zone.

        A time that the clock skips (spring forward) becomes the same distance after the gap;
        a time that happens twice (autumn) is the first of the two.
        """
        local = datetime.combine(day, at, tzinfo=zone)
        return local.astimezone(UTC).astimezone(zone)


_SIGNS = {Slot.MORNING: "早", Slot.NOON: "午", Slot.AFTERNOON: "暮", Slot.EVENING: "晚"}
_JOBS = {Slot.MORNING: "埋梗", Slot.NOON: "猜猜看", Slot.AFTERNOON: "晒单", Slot.EVENING: "揭晓"}
_GREETINGS = {
    Slot.MORNING: "早安",
    Slot.NOON: "猜一猜",
    Slot.AFTERNOON: "大家在晒",
    Slot.EVENING: "今晚揭晓",
}
_USUAL_TIMES = {
    Slot.MORNING: time(8),
    Slot.NOON: time(12),
    Slot.AFTERNOON: time(16),
    Slot.EVENING: time(20),
}
