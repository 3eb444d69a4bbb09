"""What the words beside a photo are worth: how much they tell, of what, in which mood.

Moods are told by short lists of words, each turned round by a negation before it: AUC .93 between reviews of
four and more stars and of two and fewer (docs/measures/curation.md), and nothing learnt from anybody.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from content.score.sub_scores import ramp
from content.text.fold import folded

LEAST, PLENTY = 4, 30  # different characters: from which on a text tells something, and enough
NEUTRAL = 0.5
_PRAISE = frozenset(
    re.findall(
        r"\S+",
        """好吃 好喝 好看 好用 好香 好玩 好评 美味 鲜美 香甜 可口 入味 喜欢 最爱 开心 满意 满足 幸福 治愈 惊喜
        推荐 回购 种草 实惠 划算 超值 新鲜 干净 舒服 舒适 温馨 漂亮 精致 贴心 热情 周到 方便 不错 很棒 真棒
        超棒 太棒 赞 完美 值得 地道 正宗 爱了 绝了 yyds nice love good great delicious""",
    )
)
_BLAME = frozenset(
    re.findall(
        r"\S+",
        """难吃 难喝 难看 难用 难闻 差评 差劲 很差 太差 极差 失望 后悔 生气 恶心 坑人 上当 骗人 骗子 退款 退货
        投诉 维权 破损 漏了 发霉 变质 过期 异味 臭 过敏 拉肚子 假货 质量问题 脏 慢死 无语 垃圾 再也不 敷衍
        冷漠 恶劣 refund terrible awful disappointed""",
    )
)
_MOOD = re.compile("|".join(sorted(_PRAISE | _BLAME, key=len, reverse=True)))
_NEGATIONS = "(?:不|没|别)(?:太|是|很|怎么|够|算|有|多){0,2}"
_NEGATED = re.compile(f"{_NEGATIONS}$")
MOOD_WITH_NEGATION = re.compile(f"(?:{_NEGATIONS})?(?:{_MOOD.pattern})")
_LOOK_BACK = 4  # characters before a word, where its negation stands
_COMPLAINTS = re.compile("退款|退货|投诉|维权|差评|骗子|骗人|假货|发霉|变质|过敏|拉肚子|破损|质量问题|refund")
_SELLING = re.compile(
    "包邮|领券|优惠券|满减|秒杀|到手价|立减|清仓|特价|抢购|现货|拍下|下单链接|戳链接|代购|批发|拿货|招代理|同款私|私我"
    "|私聊下单|进群|扫码"
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


@dataclass(frozen=True, slots=True)
class Mood:
    """The words that praise and those that blame, as they stand in a folded text, a negation with them."""

    praise: tuple[str, ...]
    blame: tuple[str, ...]

    @property
    def feeling(self) -> float:
        """0 blame, .5 neither, 1 praise; each further word counts less."""
        return NEUTRAL + 0.5 * math.tanh((len(self.praise) - 1.5 * len(self.blame)) / 2)


def mood(plain: str) -> Mood:
    """What praises and what blames in a folded text; a negation before a word turns it round."""
    praise: list[str] = []
    blame: list[str] = []
    for match in _MOOD.finditer(plain):
        before = plain[max(0, match.start() - _LOOK_BACK) : match.start()]
        negation = _NEGATED.search(before)
        good = (match.group() in _PRAISE) != bool(negation)
        (praise if good else blame).append((negation.group() if negation else "") + match.group())
    return Mood(tuple(praise), tuple(blame))


def feeling(plain: str) -> float:
    """0 blame, .5 neither, 1 praise, of a folded text; each further word counts less."""
    return mood(plain).feeling


def complaint_in(text: str) -> str:
    """The word that makes a text with more blame than praise a complaint; empty where it is none."""
    plain = folded(text)
    match = _COMPLAINTS.search(plain)
    return match.group() if match and feeling(plain) < NEUTRAL else ""


def selling_in(text: str) -> tuple[str, ...]:
    """What reads like an advertisement, each once: words that sell, then prices if there are such words."""
    plain = folded(text)
    words = list(dict.fromkeys(_SELLING.findall(plain)))
    return (*words, *_PRICE.findall(plain)[:1]) if words else ()


def _telling(plain: str) -> float:
    """How much a text tells, by how many different letters it has: "哈哈哈哈" has one."""
    different = sum(map(str.isalnum, set(plain)))
    return ramp(math.log1p(different), math.log1p(LEAST), math.log1p(PLENTY))
