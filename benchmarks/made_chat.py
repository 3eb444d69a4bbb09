"""A made group chat whose truth is known: which texts are the words of which picture.

40 members talk by turns and at once. A picture's words come before it, after it, in a quote of it, or never.
Between come stickers, greetings, quiz letters, questions about others' pictures and their answers, and at
times a sentence of the author that has nothing to do with the picture.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from channels.readers.messages import Author, ChatMessage, MessagePicture

MEMBERS = 40
START = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
PRODUCTS = ("珐琅锅", "手冲壶", "马克杯", "香薰蜡烛", "亚麻围裙", "台灯")
WORDS = (
    "第一次用{p}炖汤，一家人都说香",
    "{p}到货啦，颜色比图上还好看",
    "周末在阳台拍的，光线刚刚好",
    "给妈妈做的早餐，她拍了好多照片",
    "今天的晚饭，简单但是好吃",
    "把{p}放在窗边，整个角落都亮了",
    "孩子抢着要用{p}，买对了",
    "用了一个月的{p}，一点没掉色",
    "新手第一次做，形状有点歪，味道不错",
    "刚烤好的，趁热拍一张",
    "谢谢店家的{p}，包装很用心",
    "这个角度拍出来像杂志封面",
    "Sunday brunch with my new mug",
    "做了三个小时，值了",
    "边上有点磕，客服已经答应换了",
)
SMALL = (
    "哈哈哈哈",
    "好的",
    "收到",
    "[强][强]",
    "早上好",
    "B",
    "选C",
    "+1",
    "谢谢",
    "😂😂",
    "嗯嗯",
    "666",
    "来啦",
    "1",
)
TALK = (
    "今天路上堵得厉害",
    "明天几点开始直播？",
    "有人知道快递到哪了吗",
    "周末一起去逛街吧",
    "下雨了大家记得带伞",
    "我家楼下新开了一家面馆",
)
QUESTIONS = ("好漂亮！哪里买的？", "这个多少钱呀？", "是自己做的吗", "用的什么滤镜呢")
ANSWERS = ("是的，就在店里买的", "没有，就是手机直出", "谢谢夸奖", "楼下那家店", "不是，是我先生做的")


@dataclass(frozen=True, slots=True)
class MadeChat:
    """The messages by time, and picture -> ids of its words; `kind` says how they were told."""

    messages: tuple[ChatMessage, ...]
    words: dict[str, frozenset[str]]
    kind: dict[str, str]


class _Maker:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.messages: list[ChatMessage] = []
        self.words: dict[str, frozenset[str]] = {}
        self.kind: dict[str, str] = {}

    def say(
        self, member: int, at: datetime, text: str = "", *, picture: bool = False, quotes: str = ""
    ) -> str:
        key = f"m{len(self.messages)}"
        pictures = (MessagePicture((f"{key}.jpg",), f"{key}.jpg"),) if picture else ()
        kind = "image" if picture else "text"
        author = Author(f"u{member}", f"群友{member}")
        message = ChatMessage(key, kind, author, at, text, "chat", pictures=pictures, quotes=quotes or None)
        self.messages.append(message)
        return key

    def seconds(self, low: float, high: float) -> timedelta:
        return timedelta(seconds=round(self.random.uniform(low, high), 1))

    def post(self, member: int, at: datetime) -> datetime:
        """One member shows a picture, alone or in a row, and says something of it or not; when that ends."""
        kind = self.random.choices(("after", "before", "quoted", "absent", "both"), (50, 14, 6, 24, 6))[0]
        text = [self.random.choice(WORDS).format(p=self.random.choice(PRODUCTS)) for _ in range(3)]
        mine: set[str] = set()
        if kind in ("before", "both"):
            mine.add(self.say(member, at, text[0]))
            at += self.seconds(2, 35)
        shown = [self.say(member, at, picture=True)]
        for _ in range(self.random.choices((0, 1, 3), (75, 15, 10))[0]):
            at += self.seconds(1, 4)
            shown.append(self.say(member, at, picture=True))
        at = self._interrupt(member, at, kind)
        if kind in ("after", "both"):
            at += self.seconds(2, 60)
            mine.add(self.say(member, at, text[1]))
            if self.random.random() < 0.15:
                at += self.seconds(2, 8)
                mine.add(self.say(member, at, text[2]))
        if kind == "quoted":
            at += self.seconds(20, 3_000)
            mine.add(self.say(member, at, text[1], quotes=shown[0]))
        if kind == "absent" and self.random.random() < 0.04:  # what nobody can tell apart by its form
            at += self.seconds(5, 80)
            self.say(member, at, self.random.choice(TALK))
        self.words |= dict.fromkeys(shown, frozenset(mine))
        self.kind |= dict.fromkeys(shown, kind)
        return at

    def _interrupt(self, member: int, at: datetime, kind: str) -> datetime:
        """What others throw in, and what the author says to that."""
        other = (member + self.random.randint(1, MEMBERS - 1)) % MEMBERS
        chance = self.random.random()
        if chance < 0.30:
            at += self.seconds(1, 20)
            self.say(other, at, self.random.choice(SMALL))
        elif chance < 0.38 and kind in ("absent", "before"):
            at += self.seconds(5, 30)
            self.say(other, at, self.random.choice(QUESTIONS))
            at += self.seconds(5, 30)
            self.say(member, at, self.random.choice(ANSWERS))
        elif chance < 0.43 and kind in ("absent", "before"):
            at += self.seconds(5, 30)
            self.say(member, at, f"@群友{other} {self.random.choice(TALK)}")
        elif chance < 0.50:
            at += self.seconds(1, 10)
            self.say(member, at, self.random.choice(SMALL))
        return at


def make_chat(seed: int, pictures: int = 2_000) -> MadeChat:
    """The same chat for the same seed. Two posts in ten begin while another member's goes on."""
    maker = _Maker(Random(seed))  # noqa: S311  # a chat to test with, no secret
    at = START
    while len(maker.words) < pictures:
        member = maker.random.randrange(MEMBERS)
        end = maker.post(member, at)
        if maker.random.random() < 0.2:
            maker.post(
                (member + 7) % MEMBERS,
                at + (end - at) * maker.random.uniform(0.6, 1.3) + maker.seconds(0, 30),
            )
        for _ in range(maker.random.randrange(4)):
            end += maker.seconds(10, 300)
            talk = maker.random.choice((*SMALL, *TALK))
            maker.say(maker.random.randrange(MEMBERS), end, talk)
        at = end + maker.seconds(30, 1_500)
    ordered = sorted(maker.messages, key=lambda message: (message.at or START, int(message.id[1:])))
    return MadeChat(tuple(ordered), maker.words, maker.kind)
