"""What one slot says and shows: its text and the spec of its poster. Pure: night and editors tell with it."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date

from content.compose.copy_templates import CopyBook, Voice, evening_word
from content.model import Group, Member, PhotoFacts, Post, PosterSpec, PostState, Slot, Story, Submission
from content.posters.spec import PosterSubject, Style, compose
from content.posters.template import Template
from content.text.book import WordList


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


@dataclass(frozen=True, slots=True)
class Scene:
    """What one slot tells. `presents`: the submission is the post's own, not a crop of the day's photo.

    `product` is the name of the story's, `focus` focal points and `facts` photo facts by sha256, `comment` an
    editor's word.
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


@dataclass
class Posters:
    """The posters of one telling: groups that are told the same thing share one, composed once.

    For submissions as they are now: one that changes needs another of these.
    """

    telling: Telling
    known: dict[tuple[object, ...], PosterSpec] = field(default_factory=dict)

    def of(self, slot: Slot, scene: Scene, evening: str) -> PosterSpec:
        """The spec of a poster; `evening` says when the solution comes. PosterError if there is none."""
        submission = scene.submission
        submission_id = submission and submission.id
        same = (slot, scene.story.id, submission_id, scene.presents, evening, scene.home)
        if same not in self.known:
            nickname = scene.member.nickname if scene.member else ""
            self.known[same] = compose(
                slot,
                scene.story,
                PosterSubject(
                    submission,
                    nickname,
                    scene.focus,
                    scene.comment,
                    must=scene.presents,
                    words=self.telling.words,
                    home=scene.home,
                    facts=scene.facts,
                ),
                self.telling.style,
                product=scene.product,
                evening=evening,
                templates=self.telling.templates,
                engine_name=self.telling.engine_name,
            )
        return self.known[same]


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
    spec = (posters or Posters(telling)).of(slot, scene, evening_word(group))
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
