"""What a gap is explained with: the steps of its funnel, and the nearest fix."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from content.model.group import GroupKind
from content.model.message import Message
from content.model.placement import Gap, GapStep
from content.model.slot import Slot
from content.planner.problem.arrays import ARC, DATES, FORM, KIND, PROMO, RESTED, WEEK
from content.planner.problem.inputs import PlanRules


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One step of a funnel with its words."""

    rule: str
    left: int
    words: Message


def gap(group: str, day: date, slot: Slot | None, steps: Sequence[FunnelStep], fix: Message) -> Gap:
    """The Gap with its funnel in words."""
    funnel = tuple(GapStep(step.rule, step.left) for step in steps)
    return Gap(group, day, slot, funnel, _chain("gap.then", (step.words for step in steps)), fix)


def _chain(code: str, messages: Iterable[Message]) -> Message:
    """Several as one: the first and the next, those and the one after, ..."""
    return reduce(lambda before, after: Message(code, before=before, after=after), messages)


def stories_step(stories: int, unready: int) -> FunnelStep:
    """The first step: what the library has, and how many stories wait for somebody to fix them."""
    words = Message("gap.stories", n=stories)
    if unready:
        words = Message("gap.stories_unready", stories=words, unready=unready)
    return FunnelStep("stories", stories, words)


def story_step(rule: str, left: int, rules: PlanRules) -> FunnelStep:
    """A step of the funnel from the library to the stories that may go into a cell."""
    match rule:
        case "rested":
            words = Message("gap.step_rested", days=rules.repeat_days, left=left)
        case _:
            words = Message(f"gap.step_{rule}", left=left)
    return FunnelStep(rule, left, words)


def photo_step(rule: str, left: int, product: str, rules: PlanRules) -> FunnelStep:
    """A step of the funnel from the shortlist to the photos that may fill a place."""
    match rule:
        case "photos":
            words = Message("gap.photos", product=product, left=left)
        case "author_rested":
            words = Message("gap.photos_author_rested", days=rules.author_rest_days, left=left)
        case "photo_groups":
            words = Message("gap.photos_photo_groups", most=rules.photo_groups, left=left)
        case _:
            words = Message(f"gap.photos_{rule}", left=left)
    return FunnelStep(rule, left, words)


def shortage(wanted: int, showings: int, product: str) -> FunnelStep:
    """Why no photo could be had by giving the others away otherwise."""
    words = Message("gap.shortage", wanted=wanted, showings=showings, product=product)
    return FunnelStep("shortage", 0, words)


def story_fix(rule: int, title: str, day: date, kind: GroupKind, rules: PlanRules, excess: int) -> Message:
    """How to let a story in that one rule keeps out; `excess` is the promo above the cap, in thousandths."""
    return {
        KIND: Message("gap.fix_kind", title=title, kind=kind.value, label=kind.label),
        DATES: Message("gap.fix_dates", title=title, day=day),
        FORM: Message("gap.fix_form", title=title, day=day),
        ARC: Message("gap.fix_arc", title=title, day=day),
        RESTED: Message("gap.fix_rested", title=title, days=rules.repeat_days),
        PROMO: Message("gap.fix_promo", title=title, window=WEEK, excess=excess / 1000),
    }[rule]


def new_story(kind: GroupKind) -> Message:
    return Message("gap.fix_new_story", kind=kind.value, label=kind.label)


def broken_pin(title: str, bits: int, rules: PlanRules) -> FunnelStep:
    """The one step of a pin that cannot be kept."""
    reasons = {
        DATES: Message("gap.pin_dates"),
        RESTED: Message("gap.pin_rested", days=rules.repeat_days),
        PROMO: Message("gap.pin_promo", window=WEEK),
        ARC: Message("gap.pin_arc"),
    }
    broken = _chain("gap.and", (reason for bit, reason in reasons.items() if bits & bit))
    return FunnelStep("pin", 0, Message("gap.pin_broken", title=title, reasons=broken))


TORN_PIN = FunnelStep("pin", 0, Message("gap.pin_torn"))
CLOSED = FunnelStep("closed", 0, Message("gap.pin_closed"))
SLOTLESS = FunnelStep("slots", 0, Message("gap.no_slots"))
LIFT_PIN = Message("gap.lift_pin")
UNREADY_PIN = FunnelStep("pin", 0, Message("gap.unready_pin"))
FIX_STORY = Message("gap.fix_story")
ONE_PIN = Message("gap.one_pin")
GIVE_SLOTS = Message("gap.give_slots")


def ask_consent(photo: str) -> Message:
    return Message("gap.ask_consent", photo=photo)


def one_group_more(photo: str, rules: PlanRules) -> Message:
    return Message("gap.one_group_more", photo=photo, number=rules.photo_groups + 1)


def new_photo(product: str, rules: PlanRules) -> Message:
    return Message("gap.new_photo", product=product, days=rules.author_rest_days)
