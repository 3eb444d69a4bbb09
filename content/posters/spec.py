"""A story and a submission become the spec of a poster: its template, look, colours and words."""

from collections.abc import Mapping
from typing import Any
from zlib import crc32

from content.errors import PosterError
from content.model import Member, PosterSpec, Slot, Story, Submission
from content.posters.template import Template
from content.posters.typography import initial, shorten

LONGEST_LINE = 40  # characters of a member's words set large; the poster's text has the rest


def compose(
    slot: Slot,
    story: Story,
    *,
    submission: Submission | None,
    member: Member | None,
    brand: str,
    sign_off: str,
    evening: str,
    focus: tuple[float, float],
    templates: Mapping[str, Template],
    engine_name: str,
    comment: str = "",
) -> PosterSpec:
    """The poster of one slot of a story. Template, look and palette follow from the story's id alone.

    `evening` says when the solution comes ("今晚八点"), `focus` is the focal point of the submission's first
    photo (fractions x, y), `comment` an editor's word. PosterError if no template serves the slot (one that
    must show a photo needs a submission with one).
    """
    photo = submission.media[0].sha256 if submission is not None and submission.media else None
    template, look = _chosen(slot, story.id, templates, with_photo=photo is not None)
    words = _words(slot, story, submission, member) | {
        "brand": brand,
        "sign_off": sign_off,
        "evening": evening,
        "comment": comment,
    }
    if photo is None:
        words.pop("credit")
    shown = {"photo": photo} if photo is not None and "photo" in template.photos else {}
    return PosterSpec(
        template=template.name,
        template_version=template.version,
        engine=engine_name,
        fields={"look": look} | {name: words[name] for name in template.fields if words.get(name)},
        palette=_palette(story, template),
        photos=shown,
        focus={name: (round(focus[0], 3), round(focus[1], 3)) for name in shown},
        width=template.width,
        height=template.height,
    )


def _words(slot: Slot, story: Story, submission: Submission | None, member: Member | None) -> dict[str, Any]:
    """Everything a template may ask for; it takes the fields that it names."""
    quiz, nickname = story.quiz, member.nickname if member else ""
    by = f"@{nickname}" if nickname else "群友来稿"
    said = submission.text if submission is not None else ""
    return {
        "sign": slot.sign,
        "job": slot.job,
        "hook": story.hook,
        "question": quiz.question,
        "options": list(quiz.options),
        "line": shorten(said or story.clue, LONGEST_LINE),
        "by": by,
        "initial": initial(nickname),
        "credit": f"摄影 {by if nickname else '群友'}",
        "title": story.solution_title or quiz.right,
        "letter": quiz.answer,
        "answer": f"答案 {quiz.answer} · {quiz.right}" if story.solution_title else f"答案 {quiz.answer}",
        "steps": [[step.title, step.note] for step in story.steps[:4]],
        "paragraph": "\n\n".join(filter(None, (story.solution, quiz.why))),
    }


def _chosen(
    slot: Slot, story_id: str, templates: Mapping[str, Template], *, with_photo: bool
) -> tuple[Template, str]:
    """The same story has the same look in each slot on every run; stories differ, so a week varies."""
    serving = [
        (template, look)
        for _, template in sorted(templates.items())
        if slot in template.slots and (with_photo or not template.needs_photo)
        for look in template.looks
    ]
    if not serving:
        lacking = "" if with_photo else " without a photo; give the slot a submission with one"
        raise PosterError(f"No template serves the {slot} slot of story {story_id!r}{lacking}.")
    return serving[_number(f"{story_id}/{slot}") % len(serving)]


def _palette(story: Story, template: Template) -> dict[str, str]:
    """The story's theme, alike for its four posters; a theme that is no palette counts as none."""
    names = sorted(template.palettes)
    name = story.theme if story.theme in template.palettes else names[_number(story.id) % len(names)]
    return template.palettes[name].colours()


def _number(text: str) -> int:
    """A number that depends on the text alone, alike on every machine and run."""
    return crc32(text.encode())
