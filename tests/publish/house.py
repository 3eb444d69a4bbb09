"""A workspace with groups, robots and approved posts, and a fake WeCom at its other end."""

import hashlib
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from PIL import Image

from channels.senders.http import Patience
from channels.senders.wecom_robot import WecomRobotSender
from content.model import (
    Attempt,
    Channel,
    ChannelKind,
    Delivery,
    Group,
    Message,
    Post,
    PosterSpec,
    PostState,
    Product,
    Rendered,
    Slot,
    own_words,
)
from content.publish.sender import Sender
from content.settings import Settings
from content.store import OpenStore
from content.workspace import Workspace
from services.approving import ApprovalOrder, approve_posts
from services.context import Context
from services.publisher import Publisher
from services.send_mark import PersonsWord, SendMark, mark
from services.sweep import Sweep
from tests.conftest import story
from tests.in_this_process import InThisProcess
from tests.platforms.wecom import KEY, FakeWecom

DAY = date(2026, 12, 1)
TIMES = {Slot.MORNING: time(8), Slot.NOON: time(12), Slot.AFTERNOON: time(15), Slot.EVENING: time(20)}
BEFORE = datetime(2026, 11, 30, 12, tzinfo=UTC)
QUICK = Patience(connect=2.0, pause=1.0, whole=2.0)
SHOWN_BY: dict[str, str] = {}  # md5 of a picture -> the post that shows it
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Clock:
    """Stands still until it is moved."""

    at: datetime = BEFORE

    def __call__(self) -> datetime:
        return self.at


@dataclass
class House:
    """`root` is the workspace; `clock` what all in it know of time; all robots are at `base_url`."""

    root: Path
    database: str
    open_store: OpenStore
    base_url: str = ""
    clock: Clock = field(default_factory=Clock)
    senders: Mapping[ChannelKind, Sender] = field(
        default_factory=lambda: {ChannelKind.WECOM_ROBOT: WecomRobotSender(QUICK)}
    )

    def __post_init__(self) -> None:
        (self.root / "sishi.toml").write_text(f'database = "{self.database}"\n', encoding="utf-8")
        self.workspace = Workspace(self.root, Settings(database=self.database))
        self.workspace.__dict__["open_store"] = self.open_store  # of the database that the fixture opened
        self.context = Context(self.workspace, InThisProcess(1), self.clock)

    # -- what there is ----------------------------------------------------------------------------
    def fill(self, groups: Sequence[Group] = (Group("g1", "一群"), Group("g2", "二群"))) -> None:
        with self.open_store() as store:
            store.library.put_groups(groups)
            store.library.put_products([Product("mug", "马克杯")])
            store.library.put_stories([story()])

    def robot(self, name: str = "robot", **fields: object) -> Channel:
        """A robot at the fake, its key in the environment."""
        chosen: dict[str, object] = {"kind": ChannelKind.WECOM_ROBOT, "base_url": self.base_url}
        channel = Channel(name, secret_env="ROBOT_KEY", **(chosen | fields))  # type: ignore[arg-type]
        with self.open_store() as store:
            store.channels.put(channel)
        return channel

    def post(self, group: str = "g1", slot: Slot = Slot.NOON, day: date = DAY, **fields: object) -> Post:
        """A post whose text and picture are like no other's, waiting for its approval."""
        name = f"{group}-{day}-{slot}"
        spec = PosterSpec("plain", "v1", "none", {"post": name}, {})
        content = picture_of(name)
        file = self.root / f"{spec.key}.png"
        file.write_bytes(content)
        chosen: dict[str, object] = {
            "goes_out_at": datetime.combine(day, TIMES[slot], UTC),
            "text": f"【{name}】周一",
        }
        post = Post(
            id=name,
            group=group,
            day=day,
            slot=slot,
            state=PostState.IN_REVIEW,
            story="s1",
            poster=spec.key,
            **(chosen | fields),  # type: ignore[arg-type]
        )
        with self.open_store() as store:
            digest = hashlib.sha256(content).hexdigest()
            SHOWN_BY[hashlib.md5(content, usedforsecurity=False).hexdigest()] = name
            store.queue.add_specs([spec])
            store.queue.add_rendered([Rendered(spec.key, file.name, digest, 32, 48, len(content))])
            store.queue.put_posts([post], actor="sishi", why=own_words("plan"), at=BEFORE, run="r")
        return post

    def approved(self, group: str = "g1", slot: Slot = Slot.NOON, day: date = DAY, **fields: object) -> Post:
        post = self.post(group, slot, day, **fields)
        self.approve(post.id)
        return self.current(post.id)

    def approve(self, *ids: str) -> None:
        was, self.clock.at = self.clock.at, BEFORE
        batch = approve_posts(self.context, ApprovalOrder(ids), actor="lin")
        assert not batch.refused, batch
        self.clock.at = was

    # -- what happens -----------------------------------------------------------------------------
    def publisher(self, **fields: object) -> Publisher:
        return Publisher(self.context, self.senders, variables={"ROBOT_KEY": KEY}, **fields)  # type: ignore[arg-type]

    def sweep(self, at: datetime | None = None) -> Sweep:
        """One sweep of a publisher that ends with it, as `--once`."""
        self.clock.at = at or self.clock.at
        publisher = self.publisher()
        try:
            return publisher.publish_due()
        finally:
            publisher.close()

    def say(self, target: str, word: SendMark) -> list[Delivery]:
        return mark(self.context, target, PersonsWord(word, "lin", "在群里看过了"))

    # -- what became of it ------------------------------------------------------------------------
    def current(self, post: str) -> Post:
        with self.open_store(reading=True) as store:
            return store.queue.post(post)

    def parts(self, post: str) -> list[Delivery]:
        with self.open_store(reading=True) as store:
            return store.outbox.deliveries([post]).get(post, [])

    def attempts(self, post: str) -> list[Attempt]:
        with self.open_store(reading=True) as store:
            return store.outbox.attempts([post]).get(post, [])

    def states(self, post: str) -> list[str]:
        """Those of its parts, in their order."""
        return [part.state.value for part in self.parts(post)]

    def change(self, post: str, **fields: object) -> Post:
        """As an editor does: the next version, and what was approved waits for another approval."""
        with self.open_store() as store:
            was = store.queue.lock_posts([post])[post]
            now = replace(was, state=PostState.IN_REVIEW, **fields)  # type: ignore[arg-type]
            changed = store.queue.change(was, now, kind="edit", actor="lin", why=None, at=self.clock.at)
        assert changed is not None
        return changed


def picture_of(name: str) -> bytes:
    """A small PNG that no other name has."""
    digest = hashlib.sha256(name.encode()).digest()
    image = Image.frombytes("RGB", (4, 2), digest[:24]).resize((32, 48), Image.Resampling.NEAREST)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def seen_in_chats(wecom: FakeWecom) -> Counter[str]:
    """What members can see: `POST/1` for each text and `POST/2` for each picture, and how often."""
    with wecom.lock:
        accepted = list(wecom.accepted)
    texts = [body["text"]["content"] for body in accepted if body["msgtype"] == "text"]
    pictures = [body["image"]["md5"] for body in accepted if body["msgtype"] == "image"]
    names = [text.partition("】")[0].removeprefix("【") for text in texts]
    return Counter([*(f"{name}/1" for name in names), *(f"{SHOWN_BY[md5]}/2" for md5 in pictures)])


def why(house: House, post: str) -> str:
    """The code of what the first of its parts says."""
    message = house.parts(post)[0].why
    assert isinstance(message, Message)
    return message.code
