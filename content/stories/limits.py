"""How much text each way out takes. Bytes of UTF-8: a Chinese character is three of them."""

from dataclasses import dataclass

from content.model import Message


@dataclass(frozen=True, slots=True)
class Limit:
    name: Message
    bytes: int


# developer.work.weixin.qq.com: text.content of 群机器人 has at most 2048 bytes, of 创建企业群发 at most 4000.
ROBOT = Limit(Message("story.limit_robot"), 2_048)
WECOM = Limit(Message("story.limit_wecom"), 4_000)
LIMITS = (ROBOT, WECOM)


def bytes_of(text: str) -> int:
    return len(text.encode("utf-8", errors="surrogatepass"))


def exceeded(text: str) -> list[Limit]:
    """The ways out that do not take the text as it is. It is a person's to shorten, never the program's."""
    return [limit for limit in LIMITS if bytes_of(text) > limit.bytes]
