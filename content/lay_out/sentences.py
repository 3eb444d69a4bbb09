"""The words of a gap, in Chinese for editors and in English for everybody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from content.lay_out.given import Rules
from content.lay_out.problem import ARC, DATES, FORM, KIND, PROMO, RESTED, WEEK
from content.model.group import GroupKind
from content.model.placement import Gap, GapStep
from content.model.slot import Slot


@dataclass(frozen=True, slots=True)
class Words:
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a funnel with its words."""

    rule: str
    left: int
    words: Words


def gap(group: str, day: date, slot: Slot | None, steps: Sequence[Step], fix: Words) -> Gap:
    """The Gap with its sentences; its `fix` is the Chinese one."""
    zh = " → ".join(step.words.zh for step in steps)
    en = " → ".join(step.words.en for step in steps)
    return Gap(
        group=group,
        day=day,
        slot=slot,
        funnel=tuple(GapStep(step.rule, step.left) for step in steps),
        zh=f"{zh}；最近的办法：{fix.zh}。",
        en=f"{en}; nearest fix: {fix.en}.",
        fix=fix.zh,
    )


def story_step(rule: str, left: int, rules: Rules) -> Step:
    """A step of the funnel from the library to the stories that may go into a cell."""
    words = {
        "stories": Words(f"{left} 条剧情线", f"{left} {'story' if left == 1 else 'stories'}"),
        "kind": Words(f"适合本群 {left}", f"{left} suit the group"),
        "dates": Words(f"在有效期内 {left}", f"{left} valid that day"),
        "form": Words(f"合当天的周模板 {left}", f"{left} of a form that the week template has that day"),
        "arc": Words(f"合活动节奏 {left}", f"{left} in step with the campaigns"),
        "rested": Words(
            f"{rules.repeat_days} 天内没讲过 {left}", f"{left} not told within {rules.repeat_days} days"
        ),
        "promo": Words(f"促销额度内 {left}", f"{left} within the promo cap"),
    }
    return Step(rule, left, words[rule])


def photo_step(rule: str, left: int, product: str, rules: Rules) -> Step:
    """A step of the funnel from the shortlist to the photos that may fill a place."""
    rest, most = rules.author_rest_days, rules.photo_groups
    words = {
        "photos": Words(f"商品「{product}」的入选照片 {left} 张", f'{left} shortlisted of "{product}"'),
        "consent": Words(f"授权允许本群当天使用 {left}", f"{left} with consent for this group and day"),
        "unseen": Words(f"本群没用过 {left}", f"{left} new to the group"),
        "author_rested": Words(
            f"作者 {rest} 天内没出现过 {left}", f"{left} by an author rested for {rest} days"
        ),
        "photo_groups": Words(f"用过不到 {most} 个群 {left}", f"{left} shown in fewer than {most} groups"),
        "neighbours": Words(
            f"成员相同的群当天没用 {left}", f"{left} not shown that day where members are shared"
        ),
    }
    return Step(rule, left, words[rule])


def shortage(wanted: int, showings: int, product: str) -> Step:
    """Why no photo could be had by giving the others away otherwise."""
    return Step(
        "shortage",
        0,
        Words(
            f"{wanted} 处都要「{product}」，照片只够展示 {showings} 次",
            f'{wanted} places compete for {showings} showings of "{product}"',
        ),
    )


def story_fix(rule: int, title: str, day: date, kind: GroupKind, rules: Rules, excess: int) -> Words:
    """How to let a story in that one rule keeps out; `excess` is the promo above the cap, in thousandths."""
    return {
        KIND: Words(f"让《{title}》也适合{kind.zh}", f'let "{title}" suit {kind} groups'),
        DATES: Words(f"让《{title}》在 {day} 也有效", f'let "{title}" be valid on {day}'),
        FORM: Words(
            f"让周模板在 {day} 也收《{title}》的形式", f'let the week template take "{title}" on {day}'
        ),
        ARC: Words(
            f"让《{title}》在 {day} 不带促销，或改活动日期",
            f'take the promo out of "{title}" on {day}, or move the campaign',
        ),
        RESTED: Words(
            f"让《{title}》不满 {rules.repeat_days} 天就重讲",
            f'tell "{title}" again before {rules.repeat_days} days are over',
        ),
        PROMO: Words(
            f"把本群 {WEEK} 天促销额度提高 {excess / 1000:g}，放《{title}》",
            f'raise the promo cap of the group by {excess / 1000:g} for "{title}"',
        ),
    }[rule]


def new_story(kind: GroupKind) -> Words:
    return Words(
        f"新写一条适合{kind.zh}、不带促销的剧情线", f"write a story without promo that suits {kind} groups"
    )


def broken_pin(title: str, bits: int, rules: Rules) -> Step:
    """The one step of a pin that cannot be kept."""
    reasons = {
        DATES: Words("不在有效期内", "is not valid that day"),
        RESTED: Words(
            f"{rules.repeat_days} 天内在本群讲过", f"is told in this group within {rules.repeat_days} days"
        ),
        PROMO: Words(f"超出 {WEEK} 天促销额度", "goes over the promo cap"),
        ARC: Words("与活动节奏不合", "is out of step with a campaign"),
    }
    broken = [words for bit, words in reasons.items() if bits & bit]
    zh, en = "、".join(words.zh for words in broken), " and ".join(words.en for words in broken)
    return Step("pin", 0, Words(f"钉住的《{title}》{zh}", f'the pinned story "{title}" {en}'))


TORN_PIN = Step(
    "pin",
    0,
    Words(
        "这一天钉了几条不同的剧情线，或钉的剧情线不在库里", "different stories, or an unknown one, are pinned"
    ),
)
CLOSED = Step("closed", 0, Words("钉住的日子本群不发", "the pinned day is closed for the group"))
SLOTLESS = Step("slots", 0, Words("本群没有时段", "the group has no slots"))
LIFT_PIN = Words("取消这个钉，或改钉到别的日子", "remove the pin or move it to another day")
ONE_PIN = Words("只留一个钉", "keep one pin only")
GIVE_SLOTS = Words("给本群至少一个时段", "give the group a slot")


def ask_consent(photo: str) -> Words:
    return Words(f"请照片 {photo} 的作者授权本群当天使用", f"ask the author of photo {photo} for consent")


def one_group_more(photo: str, rules: Rules) -> Words:
    return Words(
        f"让照片 {photo} 用到第 {rules.photo_groups + 1} 个群", f"let photo {photo} go to one group more"
    )


def new_photo(product: str, rules: Rules) -> Words:
    rest = rules.author_rest_days
    return Words(
        f"再收一张「{product}」的晒单，作者 {rest} 天内没在本群出现过",
        f'collect a photo of "{product}" by an author who rested for {rest} days',
    )
