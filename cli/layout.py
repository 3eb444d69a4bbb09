"""Layouts of posters: pinned to a slot, banned from it, freed; for one group or for all."""

from dataclasses import dataclass

from cyclopts import Parameter

from cli.common import AsJson, WorkDir, print_json, print_table, say, who_is_here
from content.model import LayoutChange, Message, Slot

HERE = WorkDir()


@Parameter(name="*")
@dataclass(frozen=True)
class Where:
    """The group and the slot that a rule is for; without them all."""

    group: str = ""
    slot: Slot | None = None


EVERYWHERE = Where()


def pin(
    layout: str,
    *,
    where: Where = EVERYWHERE,
    place: WorkDir = HERE,
    by: str | None = None,
) -> None:
    """Take this layout for a slot wherever it can: of one group, or of all. It holds from the next night on.

    Example: `sishi poster pin hook-torn --group g001`
    """
    _change(LayoutChange.PIN, layout, where, place, who_is_here(by))


def ban(
    layout: str,
    *,
    where: Where = EVERYWHERE,
    place: WorkDir = HERE,
    by: str | None = None,
) -> None:
    """Never take this layout while another can: in one group, or in all. It holds from the next night on.

    Example: `sishi poster ban quiz-dark`
    """
    _change(LayoutChange.BAN, layout, where, place, who_is_here(by))


def free(
    layout: str,
    *,
    where: Where = EVERYWHERE,
    place: WorkDir = HERE,
    by: str | None = None,
) -> None:
    """Take back a pin or a ban: of one group, or what holds for all.

    Example: `sishi poster free quiz-dark`
    """
    _change(LayoutChange.FREE, layout, where, place, who_is_here(by))


def rules(*, place: WorkDir = HERE, json: AsJson = False) -> None:
    """List the layouts that are pinned and banned.

    Example: `sishi poster rules --json`
    """
    from services.layouts import layout_rules

    with place.context() as context:
        known = layout_rules(context)
    if json:
        return print_json(
            [
                {
                    "kind": rule.kind.value,
                    "template": rule.template,
                    "slot": rule.slot.value,
                    "group": rule.group,
                }
                for rule in known
            ]
        )
    if not known:
        say(Message("cli_poster.no_rules"))
    print_table(
        ("layout", "rule", "slot", "group"),
        [(rule.template, rule.kind.value, rule.slot.value, rule.group or "*") for rule in known],
    )
    return None


def _change(change: LayoutChange, template: str, where: Where, place: WorkDir, actor: str) -> None:
    from services.layouts import LayoutWish, set_layout

    with place.context() as context:
        wish = LayoutWish(change, template, where.slot, where.group)
        slots = tuple(set_layout(context, wish, actor=actor))
    if not slots:
        say(Message("cli_poster.nothing_to_free", template=template))
        return
    group = where.group or "*"
    say(Message(f"cli_poster.layout_{change}", template=template, slots=slots, group=group))
