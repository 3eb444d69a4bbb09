"""Mood words: short lists of what praises and what blames, each turned round by a negation before it."""

import math
import re
from dataclasses import dataclass

_PRAISE = frozenset(
    re.findall(
        r"\S+",
        """好吃 好喝 好看 好用 好香 好玩 好评 美味 鲜美 香甜 可口 入味 喜欢 最爱 开心 满意 满足 幸福 治愈 惊喜
        推荐 回购 种草 实惠 划算 超值 新鲜 干净 舒服 舒适 温馨 漂亮 精致 贴心 热情 周到 方便 不错 很棒 真棒
        超棒 太棒 赞 完美 值得 地道 正宗 爱了 绝了 耐用 省事 省心 顺手 结实 不漏 不粘 一滴不剩
        后悔买晚了 后悔没早买 相见恨晚 yyds nice love good great delicious""",
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
_NEGATIONS = "(?:不|没|(?<![特个分区])别)(?:太|是|很|怎么|够|算|有|多){0,2}"
_NEGATED = re.compile(f"{_NEGATIONS}$")
MOOD_WITH_NEGATION = re.compile(f"(?:{_NEGATIONS})?(?:{_MOOD.pattern})")
_LOOK_BACK = 5  # characters before a word, where its negation stands


@dataclass(frozen=True, slots=True)
class Mood:
    """The words that praise and those that blame, as they stand in a folded text, a negation with them."""

    praise: tuple[str, ...]
    blame: tuple[str, ...]

    @property
    def balance(self) -> float:
        """-1 blame, 0 neither, 1 praise; each further word counts less."""
        return math.tanh((len(self.praise) - 1.5 * len(self.blame)) / 2)


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
