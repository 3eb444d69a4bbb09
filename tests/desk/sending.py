"""A day of the village on its way: approved, by a robot to g1 and by hand to g2, published at instants."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from channels.senders import SENDERS
from channels.senders.http import Patience
from channels.senders.wecom_robot import WecomRobotSender
from content.model import ChannelKind, Delivery, PostState
from content.workers import Workers
from content.workspace import Workspace
from services.approving import ApprovalOrder, approve_posts
from services.channels import ChannelOrder, add_channel
from services.context import Context
from services.publisher import Publisher
from services.send_mark import PersonsWord, SendMark, mark
from tests.platforms.server import Behaviour
from tests.platforms.wecom import KEY, FakeWecom

DAY = date(2026, 11, 23)
NOON_POST, MORNING_POST, EVENING_POST = (f"g1-2026-11-23-{slot}" for slot in ("noon", "morning", "evening"))
BY_HAND = "g2-2026-11-23-morning"
SHORT = Patience(pause=0.2, whole=1.0)  # seconds
Publish: TypeAlias = Callable[..., None]


def at(hour: int, minute: int = 0) -> datetime:
    """That time of the day in Shanghai."""
    return datetime(2026, 11, 23, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)


@dataclass
class SendingDay:
    """The workspace and the platform that its robot talks to."""

    workspace: Workspace
    workers: Workers
    wecom: FakeWecom
    senders: dict[ChannelKind, object] = field(default_factory=lambda: {**SENDERS})

    def context(self, now: datetime) -> Context:
        return Context(self.workspace, self.workers, lambda: now)

    def begin(self) -> None:
        """Approve the day and connect the robot."""
        early = self.context(at(8).replace(day=22))
        approve_posts(early, ApprovalOrder(day=DAY), actor="local")
        order = ChannelOrder("robot", ChannelKind.WECOM_ROBOT, base_url=self.wecom.base_url, groups=["g1"])
        add_channel(early, replace(order, secret={"key": KEY}), actor="local")
        self.senders[ChannelKind.WECOM_ROBOT] = WecomRobotSender(SHORT)

    def publish(self, now: datetime, *behaviours: Behaviour) -> None:
        """One sweep at that instant; the platform's calls end so."""
        self.wecom.behave(*behaviours)
        publisher = Publisher(self.context(now), senders=self.senders)  # type: ignore[arg-type] # ours
        publisher.publish_due()
        publisher.close()

    def mark(self, post: str, what: SendMark, now: datetime) -> None:
        mark(self.context(now), post, PersonsWord(what, "local", "看过"))

    def parts(self, post: str) -> list[Delivery]:
        with self.workspace.open_store(reading=True) as store:
            return store.outbox.deliveries([post]).get(post, [])

    def state(self, post: str) -> PostState:
        with self.workspace.open_store(reading=True) as store:
            return store.queue.post(post).state
