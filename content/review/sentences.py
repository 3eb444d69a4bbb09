"""Why an action is refused, in a sentence of each language."""

from collections.abc import Sequence
from datetime import date, datetime

from content.model import Consent, ConsentState, Group, Member, Post, Refused, Slot, Story, Submission
from content.score.quotes import Withheld

_NOT_ALLOWED = {
    ConsentState.UNKNOWN: ("还没问过作者", "its author has not been asked"),
    ConsentState.ASKED: ("作者还没有回复", "its author has not answered yet"),
    ConsentState.REFUSED: ("作者不同意", "its author refused"),
    ConsentState.WITHDRAWN: ("作者撤回了授权", "its author withdrew the consent"),
    ConsentState.EXPIRED: ("授权已过期", "the consent has run out"),
    ConsentState.GRANTED: (
        "授权不包括这个群、这一天或海报",
        "the consent does not cover this group, day or use",
    ),
}


def unknown(what: str) -> Refused:
    return Refused(f"没有 {what}", f"There is no {what}")


def locked(who: str) -> Refused:
    return Refused(f"{who} 锁定了这条", f"{who} has locked this post")


def about_to_go() -> Refused:
    return Refused(
        "离发送不到 30 分钟，不再改了；非改不可，请先退回",
        "It goes out within 30 minutes and stays as it is; return it first if it must change",
    )


def wrong_state(post: Post) -> Refused:
    return Refused(
        f"这条{post.state.zh}，不能这样改", f"This post is {post.state}: this cannot be done to it now"
    )


def no_reason() -> Refused:
    return Refused("请写明原因", "Say why")


def no_text() -> Refused:
    return Refused("文字不能为空", "The text must not be empty")


def too_long(most: int) -> Refused:
    return Refused(f"文字超过 {most} 字", f"The text is longer than {most} characters")


def claims(words: Sequence[str]) -> Refused:
    said = "、".join(f"「{word}」" for word in words)
    return Refused(
        f"品牌不能说{said}：请换个说法；确实可以说的，写进 words.toml 的 allow",
        f"A brand must not say {said}: put it otherwise, or allow it in words.toml",
    )


def quote_withheld(verdict: Withheld) -> Refused:
    return Refused(
        f"引用了群友的话，但{verdict.zh}：请改掉这句，或重新排期",
        f"It quotes the member, but {verdict.en}: rewrite that line, or plan again",
    )


def not_drawn() -> Refused:
    return Refused("海报还没画好", "The poster is not drawn yet")


def too_late(at: datetime) -> Refused:
    return Refused(f"时间 {at:%m-%d %H:%M} 已过", f"The time {at:%m-%d %H:%M} is over")


def own_edit() -> Refused:
    return Refused("自己改过的要由别人批", "Somebody else must approve what you changed")


def approved_already(who: str) -> Refused:
    return Refused(f"{who} 已经批过，要由另一人再批", f"{who} has approved it; somebody else must too")


def other_day(group: Group) -> Refused:
    return Refused(
        f"时间要在 {group.name} 的同一天（{group.zone}）",
        f"The time must be on the same day in {group.zone}, the zone of {group.name}",
    )


def no_slot(group: Group, slot: Slot) -> Refused:
    return Refused(f"{group.name} 没有「{slot.sign}」时段", f"{group.name} has no {slot} slot")


def closed(group: Group, day: date) -> Refused:
    return Refused(f"{group.name} {day} 不发", f"{group.name} sends nothing on {day}")


def taken(post: Post) -> Refused:
    return Refused(
        f"{post.day} {post.slot.sign} 已有一条（{post.state.zh}），请用对调",
        f"There is a post on {post.day} {post.slot} ({post.state}); exchange the two instead",
    )


def nothing_asked() -> Refused:
    return Refused("没有要改的", "Nothing is asked for")


def other_group() -> Refused:
    return Refused("只能在同一个群里对调", "Posts can be exchanged within one group only")


def other_slot(post: Post, slot: Slot) -> Refused:
    """A quiz in the place of a share would stand under a heading that is not its own."""
    return Refused(
        f"「{post.slot.sign}」的推送只能换到别的日子的「{post.slot.sign}」，不能放进「{slot.sign}」",
        f"A post of the {post.slot} can only go to the {post.slot} of another day, not to the {slot}",
        "other_slot",
    )


def no_consent(submission: Submission, consent: Consent) -> Refused:
    zh, en = _NOT_ALLOWED[consent.state]
    return Refused(
        f"{submission.id} 的照片不能用在这里：{zh}", f"The photo of {submission.id} may not be shown: {en}"
    )


def other_product(submission: Submission, story: Story) -> Refused:
    return Refused(
        f"{submission.id} 拍的不是「{story.title}」的产品",
        f"{submission.id} does not show the product of {story.id}",
    )


def needs_photo() -> Refused:
    return Refused("这个时段要有一张群友的照片", "This slot needs a member's photo")


def dropped_by(who: str) -> Refused:
    return Refused(f"{who} 挑图时不要这张", f"{who} dropped it while culling")


def approved_use(posts: int, approved: int) -> Refused:
    return Refused(
        f"它用在 {posts} 条推送里，其中 {approved} 条已批准：再淘汰一次，这些都会退回",
        f"It is used in {posts} posts, {approved} of them approved: drop it once more, and they come back",
        "approved_use",
    )


def has_left(member: Member) -> Refused:
    return Refused(f"{member.nickname} 已退群，不再展示", f"{member.nickname} has left")


def shown_here(day: date) -> Refused:
    return Refused(f"这个群 {day} 已用过这张照片", f"This group sees the photo on {day} already")


def shown_too_often(count: int) -> Refused:
    return Refused(f"这张照片已在 {count} 个群里用过", f"The photo is shown in {count} groups already")


def shown_to_neighbours(group: str) -> Refused:
    return Refused(f"同一天 {group} 也用这张，两群有共同成员", f"{group} sees it that day and shares members")


def author_rests(day: date, days: int) -> Refused:
    return Refused(
        f"同一作者 {day} 已出现，要隔 {days} 天", f"Its author appears on {day}; {days} days must lie between"
    )


def told_lately(story: Story, day: date, days: int) -> Refused:
    return Refused(
        f"「{story.title}」{day} 讲过，要隔 {days} 天",
        f"{story.id} is told on {day}; {days} days must lie between",
    )


def not_for_group(story: Story, group: Group) -> Refused:
    return Refused(f"「{story.title}」不适合{group.kind.zh}", f"{story.id} is not for {group.kind} groups")


def not_that_day(story: Story, day: date) -> Refused:
    return Refused(f"「{story.title}」{day} 不在有效期", f"{story.id} is not valid on {day}")


def sells_too_much(story: Story, cap: float) -> Refused:
    return Refused(
        f"加上「{story.title}」，七天内的促销超过 {cap:g}",
        f"With {story.id} the promo of seven days is over {cap:g}",
    )


def failed(error: Exception) -> Refused:
    """What the maker of texts or posters said, which is a sentence already."""
    return Refused(f"做不出来：{error}", str(error))


def nothing_to_undo() -> Refused:
    return Refused("没有可以撤销的", "There is nothing to undo")


def wrong_rating() -> Refused:
    return Refused("星级是 0 到 5", "A rating is 0 to 5")


def wrong_point() -> Refused:
    return Refused("焦点要在照片之内", "The focal point must lie within the photo")
