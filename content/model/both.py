"""What the program writes down in Chinese and English at once: 小雨 已退群 小雨 has left.

It stands in the trail and on posts that came back, often under the name of the person who gave the cause:
it is known by its words.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from content.model.rights import ConsentState


@dataclass(frozen=True, slots=True)
class Both:
    """A sentence in Chinese and English; {names} stand for what it speaks of."""

    zh: str
    en: str

    def of(self, **names: object) -> "Both":
        """The sentence with its names filled in."""
        return Both(self.zh.format(**names), self.en.format(**names))

    def because(self, why: str) -> str:
        """As it is written down, with a person's own words where there are some."""
        return f"{self}: {why}" if why else str(self)

    def __str__(self) -> str:
        return f"{self.zh} {self.en}"


PLANNED = Both("夜间排期", "nightly plan")
PLAN_CHANGED = Both("排期已变", "the plan changed")
DRAWN = Both("海报已画好", "the poster is drawn")
TOO_FEW = Both("样本太少", "too few examples")
RAN_OUT = Both("到期", "it ran out")
TO_BE_ERASED = Both("成员要求删除", "the member asked to be erased")
STORY_RETIRED = Both("剧情「{title}」已下架", "Story {story} was retired")
GROUP_PAUSED = Both("{group} 从 {first} 到 {last} 暂停", "{group} pauses from {first} to {last}")
GROUP_RESUMED = Both("{group} 从 {first} 恢复", "{group} goes on from {first}")
MEMBER_LEFT = Both("{member} 已退群", "{member} has left")
PHOTO_DROPPED = Both("{who} 挑图时去掉了照片 {photo}", "{who} dropped the photo {photo}")
NOT_TO_BE_SHOWN = {
    ConsentState.UNKNOWN: Both("还没问过作者", "its author has not been asked"),
    ConsentState.ASKED: Both("作者还没有回复", "its author has not answered yet"),
    ConsentState.GRANTED: Both("授权不包括这里", "the consent does not cover this"),
    ConsentState.REFUSED: Both("作者不同意使用", "its author refused"),
    ConsentState.EXPIRED: Both("授权已过期", "the consent has run out"),
    ConsentState.WITHDRAWN: Both("作者撤回了授权", "its author withdrew the consent"),
}
WRITTEN = (
    *(PLANNED, PLAN_CHANGED, DRAWN, TOO_FEW, RAN_OUT, TO_BE_ERASED),
    *(STORY_RETIRED, GROUP_PAUSED, GROUP_RESUMED, MEMBER_LEFT, PHOTO_DROPPED),
    *NOT_TO_BE_SHOWN.values(),
)


def half(text: str, language: str) -> str:
    """Of what the program wrote down in both languages, the words in this one; a person's own stay whole."""
    for pattern in _patterns():
        if found := pattern.fullmatch(text):
            colon, words = ("：", found["zh"]) if language == "zh" else (": ", found["en"])
            return f"{words}{colon}{found['why']}" if found["why"] else words
    return text


def renamed(text: str, names: Collection[str], now: str) -> str:
    """What was written down, with whoever bears one of these names called `now`.

    The program's own sentences stay as they are around the name, however short or common that is.
    """
    if not names:
        return text
    named = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    for said, pattern in zip(WRITTEN, _patterns(), strict=True):
        if found := pattern.fullmatch(text):
            filled = found.groupdict()
            why = named.sub(now, filled["why"] or "")
            member = now if filled.get("member") in names else filled.get("member")
            return said.of(**filled | {"member": member}).because(why)
    return named.sub(now, text)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(map(_pattern, WRITTEN))


def _pattern(said: Both) -> re.Pattern[str]:
    """What the sentence looks like with any names in it; who is named twice is named alike."""
    met: set[str] = set()

    def name(found: re.Match[str]) -> str:
        again = found[1] in met
        met.add(found[1])
        return f"(?P={found[1]})" if again else f"(?P<{found[1]}>.*?)"

    halves = f"(?P<zh>{re.escape(said.zh)}) (?P<en>{re.escape(said.en)})"
    return re.compile(re.sub(r"\\{(\w+)\\}", name, halves) + "(: (?P<why>.+))?", re.DOTALL)
