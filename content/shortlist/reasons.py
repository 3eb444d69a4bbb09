"""The sentence of each reason, for the content editor: Chinese and English, with the evidence in it."""

from collections.abc import Mapping
from types import MappingProxyType

from content.model import Dropped, Kept, Reason

SENTENCES: Mapping[Reason, tuple[str, str]] = MappingProxyType(
    {
        Reason.KEPT: ("入选第 {rank} 名，得分 {score:.2f}", "Number {rank} of the choice, score {score:.2f}"),
        Reason.NO_PHOTO: ("没有照片", "There is no photo"),
        Reason.UNREADABLE: ("照片读不出来（{why}）", "The photo cannot be read: {why}"),
        Reason.NO_MEMBER: ("不知道作者是谁，无法署名", "Nobody knows the author, so nobody can be credited"),
        Reason.MEMBER_LEFT: ("作者已退群（{on}）", "Its author has left ({on})"),
        Reason.NO_PRODUCT: ("没有说明拍的是哪个产品", "It does not say which product it shows"),
        Reason.CONSENT_UNKNOWN: ("还没问过作者能不能用", "The author has not been asked yet"),
        Reason.CONSENT_ASKED: ("已问过作者，还没有回复", "The author was asked and has not answered yet"),
        Reason.CONSENT_REFUSED: ("作者不同意使用", "The author refused"),
        Reason.CONSENT_WITHDRAWN: ("作者撤回了授权", "The author withdrew the consent"),
        Reason.CONSENT_EXPIRED: ("授权已过期{until}", "The consent has run out{until}"),
        Reason.TOO_OLD: ("{days} 天前发的，超过 {most} 天", "Posted {days} days ago, more than {most}"),
        Reason.TOO_SMALL: ("短边 {side} 像素，低于 {least}", "The short side has {side} px, below {least}"),
        Reason.TOO_DARK: (
            "太暗：亮部 {light:.0f}，低于 {least:.0f}（最亮 255）",
            "Too dark: its lights reach {light:.0f} of 255, below {least:.0f}",
        ),
        Reason.BLURRED: ("焦点 {focus:.3f}，低于 {least:.3f}", "Focus {focus:.3f}, below {least:.3f}"),
        Reason.LOOKS_DRAWN: (
            "像海报或截图（图形感 {graphic:.2f}，超过 {most:.2f}），要人看过",
            "It looks like a poster or screenshot ({graphic:.2f}, above {most:.2f}): a person must look",
        ),
        Reason.SELLS: (
            "像广告（{found}），要人看过",
            "It reads like an advertisement ({found}): a person must look",
        ),
        Reason.SAID_BY_MANY: (
            "{count} 位群友发了几乎一样的话（最早是 {first}），像群发，要人看过",
            "{count} members posted nearly the same words (first in {first}), like a chain message: a person "
            "must look",
        ),
        Reason.SHOP_PICTURE: (
            "和店家自己的图 {shop} 是同一张，要人看过",
            "It is the shop's own picture {shop}: a person must look",
        ),
        Reason.COMPLAINS: (
            "像投诉（{found}），先请人处理",
            "It reads like a complaint ({found}): a person must answer",
        ),
        Reason.HAS_QR_CODE: ("照片里有二维码", "There is a QR code in the photo"),
        Reason.HAS_CONTACT: ("文字里有联系方式：{found}", "There is a contact in the text: {found}"),
        Reason.HAS_WORD: ("文字里有要人看过的词：{found}", "A person must look at the words: {found}"),
        Reason.SHOWS_PEOPLE: ("照片里有人，要人看过", "It shows people: a person must look"),
        Reason.PEOPLE_UNKNOWN: (
            "不知道照片里有没有人，要人看过",
            "Nothing tells whether it shows people: a person must look",
        ),
        Reason.EXACT_DUPLICATE: ("与 {of} 的照片文件完全相同", "The photo is the very file of {of}"),
        Reason.NEAR_DUPLICATE: ("与 {of} 是同一张照片", "It is the same photo as {of}"),
        Reason.CONTESTED: (
            "与 {of} 是同一张照片，分不清是谁拍的，请人工确认",
            "It is the same photo as {of}, and nothing tells whose it is: a person must say",
        ),
        Reason.MEMBER_QUOTA: ("{who} 本期已有 {count} 张", "{who} already has {count} in this round"),
        Reason.PRODUCT_QUOTA: ("{what} 本期已有 {count} 张", "{what} already has {count} in this round"),
        Reason.GROUP_QUOTA: ("{what} 本期已有 {count} 张", "{what} already has {count} in this round"),
        Reason.DAY_QUOTA: (
            "{what} 这天发的已有 {count} 张",
            "{count} of those posted on {what} are in this round already",
        ),
        Reason.BELOW_THE_LINE: (
            "得分 {score:.2f}，排在本期 {size} 个名额之后",
            "Score {score:.2f}, behind the {size} places of this round",
        ),
        Reason.DROPPED_BY_HAND: ("{who} 挑图时不要这张{why}", "{who} dropped it while culling{why}"),
    }
)
UNKNOWN_PRODUCT = (
    "没有「{product}」这个产品：请用产品的编号或全名，或先导入它",
    "Unknown product «{product}»: write a product's id or whole name, or import it first",
)
NOT_FOR_POSTERS = ("作者没有同意用在海报上", "The author did not agree to posters")


def dropped(
    reason: Reason, *, score: float | None = None, of: str | None = None, **evidence: object
) -> Dropped:
    """The verdict with its sentences; `evidence` names what the sentence of the reason shows."""
    zh, en = (sentence.format(score=score, of=of, **evidence) for sentence in SENTENCES[reason])
    return Dropped(reason, zh, en, score, of)


def kept_by_hand(score: float, rank: int, who: str) -> Kept:
    """The verdict on what a person wants in, whatever the quotas say."""
    zh, en = (
        f"{who} 挑入，第 {rank} 名，得分 {score:.2f}",
        f"{who} picked it: number {rank}, score {score:.2f}",
    )
    return Kept(score, rank, zh, en)


def kept_by_lot(score: float, rank: int, chance: float) -> Kept:
    """The verdict on what a newcomer's lot drew; `chance` is that of its being drawn."""
    zh, en = (
        f"新人抽签入选，第 {rank} 名，得分 {score:.2f}（中签机会 {chance:.0%}）",
        f"A newcomer's lot drew it: number {rank}, score {score:.2f}, chance {chance:.0%}",
    )
    return Kept(score, rank, zh, en, chance=chance)


def kept(score: float, rank: int) -> Kept:
    zh, en = (sentence.format(score=score, rank=rank) for sentence in SENTENCES[Reason.KEPT])
    return Kept(score, rank, zh, en)
