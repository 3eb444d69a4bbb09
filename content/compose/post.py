"""What one slot says and shows: its text and the spec of its poster. Pure: night and editors tell with it."""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date

from content.compose.copy_templates import CopyBook, Voice, evening_word
from content.compose.day_words import day_words
from content.compose.layouts import Layouts, SlotOfDay
from content.days import Days
from content.model import (
    Group,
    Member,
    Message,
    PhotoFacts,
    Post,
    PosterSpec,
    PostState,
    Slot,
    Story,
    Submission,
)
from content.posters.choice import LayoutCandidate
from content.posters.photo import PhotoTraits
from content.posters.spec import Layout, PosterSubject, Style, able, case_of, compose, poster_words
from content.posters.template import Template
from content.text.book import WordList

ORDERED = {Slot.NOON: "pictures", Slot.EVENING: "before-after"}  # forms whose photos stand as they were sent
MOST_SHOWN = 2  # posters of a day that show the same photo where there are others
# Which of several photos comes first: the afternoon shows them as they were sent, the others another one.
TURNS = {Slot.AFTERNOON: 0, Slot.MORNING: 1, Slot.NOON: 2, Slot.EVENING: 3}


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told with: voice, words, style, templates and the engine that will paint them.

    On `holidays` groups keep the times that they have for these. `words` need a person before a member is
    quoted with them (None: those that come with the program).
    """

    voice: Voice
    style: Style
    copy: CopyBook
    templates: Mapping[str, Template]
    engine_name: str
    holidays: AbstractSet[date] = frozenset()
    words: WordList | None = None
    days: Days | None = None  # what days are called; None: posters name no festival


@dataclass(frozen=True, slots=True)
class Scene:
    """What one slot tells. `presents`: the submission is the post's own, not a crop of the day's photo.

    `product` is the name of the story's, `focus` focal points, `traits` and `facts` of photos by sha256,
    `comment` an editor's word.
    `home` names the member's own group where it is not this one (see `home_of`).
    """

    group: Group
    story: Story
    product: str
    submission: Submission | None
    member: Member | None
    presents: bool
    focus: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    comment: str = ""
    home: str = ""
    traits: Mapping[str, PhotoTraits] = field(default_factory=dict)
    facts: Mapping[str, PhotoFacts] = field(default_factory=dict)


def home_of(
    member: Member | None, submission: Submission | None, group: Group, groups: Mapping[str, Group]
) -> str:
    """The name of the member's own group (else of where it was posted) as it is credited in `group`: "" at
    home, or where it is unknown."""
    if member is None or submission is None:
        return ""
    home = member.group or submission.group
    return groups[home].name if home != group.id and home in groups else ""


def cell_id(group: str, day: date, slot: Slot) -> str:
    """The id of the post of a cell: a post is its cell, and what moves is what it shows."""
    return f"{group}-{day}-{slot}"


@dataclass(frozen=True, slots=True)
class PosterOfSlot:
    """What a poster is for: with a `day` its layout is chosen for the group, from what it saw before."""

    slot: Slot
    scene: Scene
    evening: str
    day: date | None = None


@dataclass
class Posters:
    """The posters of one telling: groups that are told the same thing in the same layout share one.

    For submissions as they are now: one that changes needs another of these. `layouts` remember what groups
    saw; without them every poster is the one that suits best. `why` says for each cell why its layout.
    """

    telling: Telling
    layouts: Layouts | None = None
    known: dict[tuple[object, ...], PosterSpec] = field(default_factory=dict)
    able: dict[tuple[object, ...], list[LayoutCandidate]] = field(default_factory=dict)
    why: dict[str, tuple[Message, ...]] = field(default_factory=dict)
    calendars: dict[date, Mapping[str, str]] = field(default_factory=dict)
    photo_uses: dict[tuple[str, date], Counter[str]] = field(default_factory=dict)  # photos of a group's day

    def of(self, order: PosterOfSlot) -> PosterSpec:
        """The spec of a poster. PosterError if there is none."""
        scene, day = order.scene, order.day
        calendar = self._calendar(day) if day else {}
        special = (calendar.get("term"), calendar.get("solar_term"))
        submission = scene.submission and scene.submission.id
        pictured, layout = self.subject_of(order), Layout()
        turned = (pictured.turn, pictured.left_out)
        same = (order.slot, scene.story.id, submission, scene.presents, order.evening, scene.home, turned)
        if day and self.layouts:
            layout = self._layout(order, day, pictured, (*same, special), calendar)
        template = self.telling.templates.get(layout.template)
        dated = template is not None and not template.fields.keys().isdisjoint(calendar)
        key = (*same, layout, day if dated or template is None else None)
        if key not in self.known:
            self.known[key] = compose(
                order.slot,
                scene.story,
                pictured,
                self.telling.style,
                product=scene.product,
                evening=order.evening,
                templates=self.telling.templates,
                engine_name=self.telling.engine_name,
                layout=layout,
                day_words=calendar,
            )
        if day and self.layouts:
            self._uses_on(scene.group.id, day).update(set(self.known[key].photos.values()))
        return self.known[key]

    def _calendar(self, day: date) -> Mapping[str, str]:
        if day not in self.calendars:
            self.calendars[day] = day_words(day, self.telling.days)
        return self.calendars[day]

    def _uses_on(self, group: str, day: date) -> Counter[str]:
        return self.photo_uses.setdefault((group, day), Counter())

    def _layout(
        self,
        order: PosterOfSlot,
        day: date,
        pictured: PosterSubject,
        same: tuple[object, ...],
        calendar: Mapping[str, str],
    ) -> Layout:
        telling, scene, slot = self.telling, order.scene, order.slot
        if same not in self.able:
            words = poster_words(slot, scene.story, pictured, telling.style)
            words |= {"product": scene.product, "evening": order.evening, **calendar}
            case = case_of(slot, scene.story, pictured, telling.style, words)
            self.able[same] = able(case, telling.templates)
        first = next(iter(pictured.known), None)
        submission = scene.submission and scene.submission.id
        alike = (slot, scene.story.id, submission, scene.presents, pictured.turn, pictured.left_out)
        where = SlotOfDay(scene.group.id, day, slot, scene.story.id, scene.story.theme, first, alike)
        assert self.layouts is not None  # noqa: S101 - of() asks for a layout only with them
        layout, self.why[cell_id(scene.group.id, day, slot)] = self.layouts.choose(where, self.able[same])
        return layout

    def subject_of(self, order: PosterOfSlot) -> PosterSubject:
        """Whose pictures and words a poster has."""
        scene = order.scene
        in_order = scene.story.form_of(order.slot) == ORDERED.get(order.slot)
        turn, left_out = self._next_photo(order)
        return PosterSubject(
            scene.submission,
            scene.member.nickname if scene.member else "",
            scene.focus,
            scene.comment,
            must=scene.presents,
            words=self.telling.words,
            home=scene.home,
            traits=scene.traits,
            facts=scene.facts,
            turn=0 if in_order else turn,
            left_out=frozenset() if in_order else left_out,
        )

    def _next_photo(self, order: PosterOfSlot) -> tuple[int, frozenset[str]]:
        """Which of several photos the day has shown least, and those that it has shown often enough.

        A post that presents the submission keeps one of them in any case.
        """
        scene, turn = order.scene, TURNS[order.slot]
        hashes = [medium.sha256 for medium in scene.submission.media] if scene.submission else []
        if order.day is None or len(hashes) < 2:
            return turn, frozenset()
        uses = self._uses_on(scene.group.id, order.day)
        at = min(range(len(hashes)), key=lambda at: (uses[hashes[at]], (at - turn) % len(hashes)))
        often = {sha for sha in hashes if uses[sha] >= MOST_SHOWN}
        if scene.presents:
            return at, frozenset(often - {hashes[at]})
        room = (
            MOST_SHOWN * len(hashes) - sum(uses[sha] for sha in hashes) - _still_to_come(order, len(hashes))
        )
        return at, frozenset(often if room >= 1 else hashes)


def _still_to_come(order: PosterOfSlot, photos: int) -> int:
    """How many times later slots of the day will show one of so many photos, whatever is chosen now."""
    story, slot = order.scene.story, order.slot
    coming = int(slot in (Slot.MORNING, Slot.NOON))  # the afternoon shows one
    if slot is Slot.MORNING and story.form_of(Slot.NOON) == ORDERED[Slot.NOON]:
        coming += photos
    if slot is not Slot.EVENING and story.form_of(Slot.EVENING) == ORDERED[Slot.EVENING]:
        coming += min(photos, 2)
    return coming


def write_post(
    slot: Slot, day: date, scene: Scene, telling: Telling, posters: Posters | None = None
) -> tuple[Post, PosterSpec]:
    """The draft of a slot and its poster's spec. WrongInput for a copy template, PosterError for a poster."""
    story, submission, member = scene.story, scene.submission, scene.member
    group = scene.group.on_a_holiday() if day in telling.holidays else scene.group
    text = telling.copy.text(
        slot,
        story,
        group,
        telling.voice,
        submission,
        member,
        presents=scene.presents,
        words=telling.words,
        day=day,
        home=scene.home,
    )
    posters = posters or Posters(telling)
    spec = posters.of(PosterOfSlot(slot, scene, evening_word(group), day))
    presents = submission if scene.presents else None
    post = Post(
        id=cell_id(group.id, day, slot),
        group=group.id,
        day=day,
        slot=slot,
        goes_out_at=group.goes_out_at(slot, day),
        state=PostState.DRAFT,
        story=story.id,
        text=text,
        poster=spec.key,
        submission=presents.id if presents else None,
        member=presents.member if presents else None,
        photo=submission.id if submission and spec.photos else None,
    )
    return post, spec
