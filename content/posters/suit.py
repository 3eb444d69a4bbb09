"""Which templates can tell a slot, and how well each suits its photos and words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from content.errors import PosterError
from content.model import Message, Slot, Story
from content.posters.choice import LayoutCandidate
from content.posters.manifest import Field, FieldType, Suits, TemplatePhoto
from content.posters.photo import PhotoTraits
from content.posters.template import Template

SELLS = 0.3  # promo of a story from which a template that sells may serve it
MOST_LOST = 0.16  # of the subject's box that a cut may lose
MOST_ENLARGED = 1.5  # px of the poster a px of the photo
POINTS = 20  # what each thing that suits is worth, or costs where it does not
FORM = 45  # a template made for the story's form
UNFIT = -400  # a cut subject, or a photo gone soft: only where nothing else is left
DAY = 1000  # a day of its own goes before everything
CALM_TOP = 0.3  # of a photo that a masthead may stand on


PosterWords = dict[str, Any]  # texts, lists of texts and pairs by the fields' names
GivenWords = Mapping[str, Any]  # the same, to be read


@dataclass(frozen=True)
class PosterCase:
    """What a poster has to show: the photos in their order and the words by the fields' names."""

    slot: Slot
    story: Story
    photos: tuple[PhotoTraits, ...]
    words: GivenWords
    size: str
    must_show: bool = False


def candidates(case: PosterCase, templates: Mapping[str, Template]) -> list[LayoutCandidate]:
    """The templates that can, by name. Empty where nothing can be filled with these words."""
    return [
        _candidate(template, case) for _, template in sorted(templates.items()) if can_tell(template, case)
    ]


def serves(template: Template, slot: Slot, story: Story, photos: int, *, must_show: bool = False) -> bool:
    """Whether a template is made for this slot of such a story with so many photos."""
    return (
        slot in template.slots
        and template.photos_needed <= photos
        and (not template.forms or story.form_of(slot) in template.forms)
        and (not template.sells or story.promo >= SELLS)
        and (not must_show or bool(template.photos))
    )


def can_tell(template: Template, case: PosterCase) -> bool:
    """Whether it serves the slot, has the canvas, and every text it needs is there and short enough; whether
    the photo that its words stand on is calm enough."""
    if not serves(template, case.slot, case.story, len(case.photos), must_show=case.must_show):
        return False
    if case.size not in template.sizes or not case.words.keys() >= template.needed:
        return False
    if any(
        traits.calmest < photo.calm or (photo.plain and not traits.plain)
        for photo, traits in _shown(template, case)
    ):
        return False
    try:
        template.checked(filled_fields(template, case.words))
    except PosterError:
        return False
    return True


def filled_fields(template: Template, words: GivenWords) -> PosterWords:
    """The fields of a template that these words fill; a text for a list is taken apart."""
    return {name: _typed(field, words[name]) for name, field in template.fields.items() if words.get(name)}


def _typed(field: Field, value: Any) -> Any:
    """A story's free text as its field has it: items between |, a title and its note by a colon."""
    if field.is_one or not isinstance(value, str):
        return value
    items = [item.strip() for item in value.replace("｜", "|").split("|") if item.strip()]
    if field.type is FieldType.TEXTS:
        return items
    return [[title.strip(), note.strip()] for title, _, note in (_parted(item) for item in items)]


def _parted(item: str) -> tuple[str, str, str]:
    return item.replace("：", ":").partition(":")


def _shown(template: Template, case: PosterCase) -> Iterator[tuple[TemplatePhoto, PhotoTraits]]:
    return zip(template.photos.values(), case.photos, strict=False)


def is_cut(photo: TemplatePhoto, traits: PhotoTraits) -> bool:
    """Whether a template's box would lose too much of a photo's subject, or a face."""
    if photo.whole:
        return False
    return traits.lost(photo.ratio) > MOST_LOST or traits.cuts_people(photo.ratio)


def is_enlarged(photo: TemplatePhoto, traits: PhotoTraits) -> bool:
    """Whether a photo has too few pixels for a template's box."""
    return traits.enlarged(photo.px, photo.ratio, whole=photo.whole) > MOST_ENLARGED


def _candidate(template: Template, case: PosterCase) -> LayoutCandidate:
    reasons = list(_reasons(template, case))
    points = sum(points for points, _ in reasons)
    why = tuple(Message(f"layout.{name}") for worth, name in reasons if worth > 0)
    return LayoutCandidate(template.name, template.skeleton, points, why)


def _reasons(template: Template, case: PosterCase) -> Iterator[tuple[int, str]]:
    """Points and the name of the reason, for each thing that speaks for or against a template."""
    if any(is_cut(photo, traits) for photo, traits in _shown(template, case)):
        yield UNFIT, "cut"
    if any(is_enlarged(photo, traits) for photo, traits in _shown(template, case)):
        yield UNFIT, "enlarged"
    if template.days:
        yield DAY, f"day_{template.days}"
    if template.forms:
        yield FORM, "form"
    for name, suits in _matches(template.suits, case):
        worth = FORM if name == "saying" else POINTS
        yield worth if suits else -worth, name
    if any(case.words.get(name) for name in template.suits.given):
        yield FORM, "given"


def _matches(suits: Suits, case: PosterCase) -> Iterator[tuple[str, bool]]:
    """Each thing that the template cares about and that is known: whether it is so."""
    first = case.photos[0] if case.photos else None
    options = case.words.get("options") or []
    main = next((case.words[name] for name in MAIN_OF[case.slot] if case.words.get(name)), "")
    if first and suits.aspect:
        yield "aspect", _within(first.aspect, suits.aspect)
    if first and first.faces and suits.people is not None:
        yield "people", suits.people
    if first and suits.calm_top is not None:
        yield "calm", (first.calm.get("top", 0.0) >= CALM_TOP) == suits.calm_top
    if suits.photos:
        yield "photos", _within(len(case.photos), suits.photos)
    if suits.length:
        yield "length", _within(len(main), suits.length)
    if suits.options:
        yield "options", len(options) == suits.options
    if suits.option_length and options:
        yield "option_length", _within(max(map(len, options)), suits.option_length)
    if suits.saying is not None:
        yield "saying", ("下一句" in main or "下半句" in main or "＿" in main) == suits.saying
    if suits.steps is not None:
        yield "steps", bool(case.words.get("steps")) == suits.steps


def _within(number: float, ends: tuple[float, float]) -> bool:
    return ends[0] <= number <= ends[1]


MAIN_OF = {
    Slot.MORNING: ("hook",),
    Slot.NOON: ("question",),
    Slot.AFTERNOON: ("line",),
    Slot.EVENING: ("title",),
}
