"""A story as its row has it, and as JSON: what drafts and versions keep, and the journal."""

from dataclasses import asdict
from datetime import date
from types import SimpleNamespace
from typing import Any, TypeAlias

from content.model import GroupKind, Quiz, Slot, SolutionStep, Sop, Story

StoryJson: TypeAlias = dict[str, Any]  # a story by column
DAYS = ("valid_from", "valid_to")


def story_json(story: Story) -> StoryJson:
    """A story by column, its days as text."""
    row = story_row(story)
    return row | {name: row[name].isoformat() if row[name] else None for name in DAYS}


def story_from_json(kept: StoryJson) -> Story:
    """What `story_json` made."""
    days = {name: date.fromisoformat(kept[name]) if kept[name] else None for name in DAYS}
    return story_of(SimpleNamespace(**{**kept, **days}))


def story_of(row: Any) -> Story:
    return Story(
        id=row.id,
        title=row.title,
        product=row.product_id,
        form=row.form,
        hook=row.hook,
        quiz=Quiz(row.question, tuple(row.options), row.answer, row.answer_why),
        clue=row.clue,
        solution=row.solution,
        solution_title=row.solution_title,
        steps=tuple(SolutionStep(title, note) for title, note in row.steps),
        forms={slot: row.forms[slot] for slot in Slot if slot in row.forms},
        kinds=frozenset(GroupKind(kind) for kind in row.kinds),
        tags=frozenset(row.tags),
        elements=tuple(row.elements),
        promo=row.promo,
        persona=row.persona,
        arc=row.arc,
        theme=row.theme,
        wants_photo=row.wants_photo,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        sop={slot: Sop(**row.sop[slot]) for slot in Slot if slot in row.sop},
        extras=dict(row.extras),
    )


def story_row(story: Story) -> StoryJson:
    return {
        "id": story.id,
        "title": story.title,
        "product_id": story.product,
        "form": story.form,
        "forms": {slot.value: form for slot, form in story.forms.items()},
        "kinds": sorted(kind.value for kind in story.kinds),
        "tags": sorted(story.tags),
        "elements": list(story.elements),
        "promo": story.promo,
        "persona": story.persona,
        "arc": story.arc,
        "hook": story.hook,
        "question": story.quiz.question,
        "options": list(story.quiz.options),
        "answer": story.quiz.answer,
        "answer_why": story.quiz.why,
        "clue": story.clue,
        "solution": story.solution,
        "solution_title": story.solution_title,
        "steps": [[step.title, step.note] for step in story.steps],
        "theme": story.theme,
        "wants_photo": story.wants_photo,
        "valid_from": story.valid_from,
        "valid_to": story.valid_to,
        "sop": {slot.value: asdict(sop) for slot, sop in story.sop.items()},
        "extras": dict(story.extras),
    }
