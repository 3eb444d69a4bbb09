"""What the words beside a photo are worth: how much they tell, of what, how they feel."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from content.score.feeling import feeling
from content.score.sub_scores import ramp
from content.text.fold import folded

LEAST, PLENTY = 4, 30  # different characters: from which on a text tells something, and enough
_SELLING = re.compile(
    "包邮|领券|优惠券|满减|秒杀|到手价|立减|清仓|特价|抢购|现货|拍下|下单链接|戳链接|代购|批发|拿货|招代理|同款私|私我"
    "|私聊下单|进群|扫码|(?:淘宝|天猫|京东|拼多多|闲鱼)(?:上)?搜|搜索?店铺"
)
_PRICE = re.compile(r"[¥￥]\s?\d|\d\s?(?:元|rmb)|\d(?:\.\d)?折")


@dataclass(frozen=True, slots=True)
class TextParts:
    """What a text says, as parts of a score: 0..1, neutral feeling at .5."""

    words: float
    mention: float
    feeling: float

    @property
    def parts(self) -> dict[str, float]:
        return {"words": self.words, "mention": self.mention, "feeling": self.feeling}


def said_in(text: str, names: Sequence[str] = ()) -> TextParts:
    """What a text says of a product that goes by these names."""
    plain = folded(text)
    mention = any(_folded_name(name) in plain for name in names if name)
    return TextParts(_telling(plain), float(mention), feeling(plain))


@cache
def _folded_name(name: str) -> str:
    return folded(name)


def selling_in(text: str) -> tuple[str, ...]:
    """What reads like an advertisement, each once: words that sell, then prices if there are such words."""
    plain = folded(text)
    words = list(dict.fromkeys(_SELLING.findall(plain)))
    return (*words, *_PRICE.findall(plain)[:1]) if words else ()


def _telling(plain: str) -> float:
    """How much a text tells, by how many different letters it has: "哈哈哈哈" has one."""
    different = sum(map(str.isalnum, set(plain)))
    return ramp(math.log1p(different), math.log1p(LEAST), math.log1p(PLENTY))
