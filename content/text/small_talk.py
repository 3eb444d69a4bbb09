"""Chat lines that describe nothing: laughter, thanks, acknowledgements, votes, answers to a quiz.

Such a line may follow a picture within seconds and still say nothing of it. What the lists do not know counts
as words of one's own.
"""

import re

from content.text.fold import folded

_STICKERS = re.compile(
    r"\[[^\[\]\s]{1,8}\]|:[a-z0-9_+-]{2,30}:"
)  # [捂脸] of WeChat, :joy: of Slack and Discord
_ADDRESSES = re.compile(r"(?:https?://|www\.)\S+")
_MENTIONS = re.compile(r"@[^\s@]{1,30}(?:\s|$)")
_NO_LETTERS = re.compile(r"[\W_]+")
_FILLERS = re.compile(
    r"(?:哈|嘿|呵|嘻|嘎|啊|呀|哇|哦|噢|喔|嗯|恩|额|呃|唉|哎|诶|欸|呜|嗷|吼|啦|咯|喽|吧|呢|嘛|的|了|h|2(?=3)|3)*"
)
_PARTICLES = "啊呀哇哦噢啦咯喽吧呢嘛哈的了哟呦滴"
_PHRASE_LINES = """
好 好的 好好 好嘞 好滴 好哒 行 可以 收到 明白 知道 懂 了解 没事 没关系 不客气 不用谢 谢谢 谢谢大家
谢谢你 感谢 多谢 谢 辛苦 加油 早 早安 早上好 上午好 中午好 下午好 晚上好 晚安 在 在吗 来 来啦 我来
走起 冲 报名 加一 同求 同问 签到 打卡 顶 赞 牛 厉害 棒 真棒 羡慕 恭喜 欢迎 欢迎新人 哈喽 你好
大家好 对 对对 对对对 是 是是 没有 没 不是 不 没错 确实 真的 真的吗 不会吧 天哪 天啊 我也 我也是
同款 一样 等等 稍等 等一下 马上 发错 发错了 手滑 ok okay okk yes no yep yeah hi hello hey thx
thanks thank thankyou lol lmao haha hahaha wow nice cool great goodmorning goodnight same congrats
"""
_PHRASES = frozenset(_PHRASE_LINES.split())
_VOTE = re.compile(r"(?:\+|加)?\d{1,3}|(?:我?选|答案?是?)?[a-d1-4一二三四]")
_CHAINS = re.compile(r"#?接龙")
_ANSWERS = re.compile(r"是的|是啊|对的|对啊|对呀|没有|不是|不用|嗯|好的|可以的|在的|有的|哈哈|yes\b|no\b")
_SHORT_ANSWERS = re.compile(
    r"(?:谢|感谢|不客气|thanks|thank you).{0,6}$"
)  # longer thanks are for more than a reply

_MAY_ASK = re.compile("[?⁇⁈⁉︖﹖？么吗呢嗎麼麽]")  # all that folds to a question mark or its particles


def is_small_talk(text: str) -> bool:
    """Whether a line says nothing of its own: no letters, a filler, a vote, a chain, an address alone."""
    plain = _ADDRESSES.sub(" ", _STICKERS.sub(" ", folded(text)))
    words = _NO_LETTERS.sub("", plain)
    if not words or words in _PHRASES or _CHAINS.match(plain.strip()):
        return True
    if words.rstrip(_PARTICLES) in _PHRASES:
        return True
    return bool(_FILLERS.fullmatch(words) or _VOTE.fullmatch(words))


def speaks_to_somebody(text: str) -> bool:
    """Whether a line begins by naming whom it is for: @小雨 几点集合."""
    return bool(_MENTIONS.match(text.strip()))


def begins_as_an_answer(text: str) -> bool:
    """Whether a line begins as answers to others do: 是的, 没有, 谢谢."""
    plain = folded(text).strip()
    return bool(_ANSWERS.match(plain) or _SHORT_ANSWERS.match(plain))


def asks(text: str) -> bool:
    """Whether a line asks something: a question mark, or the particle that stands for one at its end."""
    if not _MAY_ASK.search(text):
        return False
    plain = folded(text).strip()
    return "?" in plain or plain.endswith(("吗", "呢", "么"))
