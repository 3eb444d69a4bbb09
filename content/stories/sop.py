"""The SOP of a slot: role, scene, time, form, action, goal. What a story leaves open has a sane answer."""

from dataclasses import fields, replace

from content.messages import render
from content.model import Message, Slot, Sop, Story

FORMS = frozenset({"choice", "riddle", "true-or-false", "guess-the-photo", "pictures", "before-after"})


def usual(slot: Slot, language: str) -> Sop:
    """What the catalogue says of a slot; nothing of who speaks and when. The noon's form is the story's."""

    def word(field: str) -> str:
        return render(Message(f"sop.{slot.value}_{field}"), language)

    form = "" if slot is Slot.NOON else word("form")
    return Sop(scene=word("scene"), form=form, action=word("action"), goal=word("goal"))


def sop_of(story: Story, slot: Slot, *, speaker: str, at: str, language: str = "zh") -> Sop:
    """The six fields of a slot, none of them empty; `at` is when it goes out, as it shall be written."""
    given = replace(usual(slot, language), role=speaker, time=at)
    if slot is Slot.NOON or slot in story.forms:
        given = replace(given, form=form_word(story.form_of(slot), language))
    own = story.sop.get(slot, Sop())
    return Sop(*(getattr(own, field.name) or getattr(given, field.name) for field in fields(Sop)))


def form_word(form: str, language: str) -> str:
    """What a form is called; one that nobody knows keeps its own name."""
    return render(Message(f"sop.form_{form.replace('-', '_')}"), language) if form in FORMS else form
