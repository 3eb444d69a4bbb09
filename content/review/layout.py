"""Layout: a template pinned to a slot, banned from it, or freed again; the post where it is said follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from content.errors import UnknownId, WrongInput
from content.model import (
    EVERY_GROUP,
    ActionOutcome,
    Batch,
    Done,
    LayoutChange,
    LayoutRule,
    LayoutRuleKind,
    Message,
    Post,
    RefusedAction,
    Seen,
    Slot,
    Verb,
)
from content.model.layout_rule import with_rule
from content.posters.template import Template
from content.review import sentences
from content.review.action import Action, for_each, may_rewrite
from content.review.swap import Retelling, Swap, told_instead
from content.store import OpenStore, Store


@dataclass(frozen=True, slots=True)
class LayoutOrder:
    """What becomes of a template in a slot of a group, or of all groups."""

    change: LayoutChange
    template: str
    slot: Slot
    group: str = EVERY_GROUP


@dataclass(frozen=True, slots=True)
class Relayout:
    """The same, said of the post that is on the screen: for its group, or everywhere."""

    seen: Seen
    change: LayoutChange
    template: str
    everywhere: bool = False


def order_layouts(
    open_store: OpenStore, orders: Sequence[LayoutOrder], *, actor: str, at: datetime
) -> int | None:
    """Change what holds from the next writing on; the journal's number, None where all is so already."""
    with open_store() as store:
        steps = [step for order in orders if (step := set_rule(store, order, actor=actor, at=at))]
        return store.journal.add_entry(actor, Verb.LAYOUT, steps, at=at) if steps else None


def relayout(
    open_store: OpenStore,
    requests: Sequence[Relayout],
    retelling: Retelling,
    *,
    actor: str,
    why: str = "",
) -> Batch[Post]:
    """Change the rule and lay the post out anew by it. A post that may not be rewritten now stays as it is;
    the rule holds for what is written next. Raises as `check_layout`."""

    def do(action: Action, post: Post, request: Relayout) -> ActionOutcome[Post]:
        group = EVERY_GROUP if request.everywhere else post.group
        order = LayoutOrder(request.change, request.template, post.slot, group)
        if order.change is not LayoutChange.FREE:
            check_layout(retelling.telling.templates, order)
        step = set_rule(action.store, order, actor=action.actor, at=action.at)
        if step:
            action.steps.append(step | {"post": post.id})
        return Done(post) if may_rewrite(action, post) else _laid_out(action, post, retelling)

    at = retelling.at
    return for_each(
        open_store, Verb.LAYOUT, requests, do, seen=lambda item: item.seen, actor=actor, at=at, why=why
    )


def check_layout(templates: Mapping[str, Template], order: LayoutOrder) -> None:
    """UnknownId where there is no such template, WrongInput where it is not made for the slot."""
    template = templates.get(order.template)
    if template is None:
        raise UnknownId(
            Message("template.unknown_among", template=order.template, known=tuple(sorted(templates)))
        )
    if order.slot not in template.slots:
        known = tuple(sorted(name for name, other in templates.items() if order.slot in other.slots))
        raise WrongInput(
            Message("layout.other_slot", template=order.template, slot=order.slot.value, known=known)
        )


def set_rule(store: Store, order: LayoutOrder, *, actor: str, at: datetime) -> dict[str, Any] | None:
    """The journal's step, None where it is so already."""
    before = store.layout_rules.of_slot(order.group, order.slot)
    after = tuple(rule for rule in before if rule.template != order.template)
    if order.change is not LayoutChange.FREE:
        kind = LayoutRuleKind(order.change.value)
        after = with_rule(before, LayoutRule(kind, order.template, order.slot, order.group))
    if after == before:
        return None
    store.layout_rules.set_slot(order.group, order.slot, after)
    was, now = (
        next((rule.kind.value for rule in rules if rule.template == order.template), "")
        for rules in (before, after)
    )
    where = f"{order.group or '*'} {order.slot.value}"
    store.write_down(
        Verb.LAYOUT,
        where,
        actor=actor,
        at=at,
        was=was,
        became=now or "free",
        detail={"template": order.template},
    )
    return {
        "kind": "layout",
        "id": where,
        "group": order.group,
        "slot": order.slot.value,
        "before": [rule.as_json() for rule in before],
        "after": [rule.as_json() for rule in after],
    }


def rule_back(
    store: Store, step: Mapping[str, Any], *, actor: str, at: datetime, verb: Verb
) -> ActionOutcome[tuple[LayoutRule, ...]]:
    """Undo or redo one change of a slot's rules."""
    slot, group = Slot(step["slot"]), str(step["group"])
    now = store.layout_rules.of_slot(group, slot)
    if [rule.as_json() for rule in now] != list(step["before"]):
        return sentences.layout_changed_since()
    rules = tuple(LayoutRule.from_json(given, slot, group) for given in step["after"])
    store.layout_rules.set_slot(group, slot, rules)
    store.write_down(verb, step["id"], actor=actor, at=at, became="layout")
    return Done(rules)


def _laid_out(action: Action, post: Post, retelling: Retelling) -> ActionOutcome[Post]:
    """The post with the poster that its group's rules ask for now; its words stay as they are."""
    again = told_instead(action.store, post, Swap(Seen(post.id, post.revision), post.story), retelling)
    if isinstance(again, RefusedAction):
        return Done(post)
    action.store.queue.add_specs([again.spec])
    return Done(action.rewrite(post, poster=again.spec.key))
