"""What the editor of a story shows: four parts with poster, words, findings and the message, and where it is
planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from content.compose.copy_templates import CopyBook
from content.model import Message, Slot, Story, StoryUses
from content.store.views import RailItem
from content.stories.finding import StoryFinding
from content.stories.fixes import field_of, fix_of, texts_of, words_of
from content.stories.limits import ROBOT, bytes_of
from content.stories.sop import FORMS
from desk.context import DeskContext
from desk.story_form import LONGEST, fields_of_slot
from services.story_check import ToldPart, story_scene, told_part
from services.story_writing import StoryAtWork

Mark = tuple[str, bool]  # a piece of a text, and whether a finding is about it
MOST_PHOTOS = 8


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding where it stands: `number` is what its button sends, `fix` what that says."""

    finding: StoryFinding
    number: int
    fix: Message | None


@dataclass(frozen=True, slots=True)
class StoryField:
    """A field of the form: its text, cut where findings are about a piece of it; `longest` in characters."""

    name: str
    text: str
    marks: tuple[Mark, ...]
    findings: tuple[ShownFinding, ...]
    longest: int


@dataclass(frozen=True, slots=True)
class StorySlot:
    """One of the four parts: `picture` is the address of its poster, "" where `part` says why not."""

    slot: Slot
    fields: tuple[StoryField, ...]
    part: ToldPart
    picture: str

    @property
    def bytes(self) -> int:
        return bytes_of(self.part.text)

    @property
    def most_bytes(self) -> int:
        return ROBOT.bytes

    @property
    def findings(self) -> int:
        return sum(len(field.findings) for field in self.fields)


@dataclass(frozen=True, slots=True)
class StoryView:
    """All of it; `others` are findings about no slot, by field."""

    slots: tuple[StorySlot, ...]
    others: Mapping[str, Sequence[ShownFinding]]
    photos: Sequence[RailItem]
    photo: str
    uses: StoryUses


def story_view(office: DeskContext, open_story: StoryAtWork, photo: str) -> StoryView:
    """The editor of a story, tried on the photo of a submission: the best of its product where none of it is
    asked for."""
    story = open_story.story
    own = list(office.photos.at(office.clock()).get(story.product, ()))
    chosen = photo if any(item.id == photo for item in own) else (own[0].id if own else "")
    by_field = _by_field(open_story)
    with office.open_store(reading=True) as store:
        scene = story_scene(store, story, chosen or None)
        uses = store.story_drafts.uses(office.today, office.clock()).get(story.id, StoryUses())
    texts = texts_of(story)
    slots = []
    for slot in Slot:
        part = told_part(office, scene, slot, office.today)
        fields = [_field(name, texts[name], by_field.get(name, ())) for name in fields_of_slot(slot)]
        slots.append(StorySlot(slot, tuple(fields), part, picture_of(story, slot, part, chosen)))
    named = {field.name for slot in slots for field in slot.fields}
    others = {name: listed for name, listed in by_field.items() if name not in named}
    return StoryView(tuple(slots), others, own[:MOST_PHOTOS], chosen, uses)


def picture_of(story: Story, slot: Slot, part: ToldPart, photo: str) -> str:
    """The address of a slot's poster as it is written now, which changes with what it shows."""
    if part.spec is None:
        return ""
    query = {"k": part.spec.key[:16]} | ({"photo": photo} if photo else {})
    return f"/stories/{story.id}/poster/{slot.value}.jpg?{urlencode(query)}"


def forms_known(stories: Sequence[Story]) -> list[str]:
    """What a story's form may be: those that there are, and those that stories have."""
    return sorted(FORMS | {story.form for story in stories if story.form})


def personas_known(copy: CopyBook, names: Mapping[str, str]) -> dict[str, str]:
    """Who may tell a story: the word that stories use -> the name that members read."""
    return {key: names.get(key, key) for key in sorted({*copy.personas, *names})}


def ends_soon(story: Story, today: date) -> bool:
    return story.valid_to is not None and story.valid_to < today


def _by_field(open_story: StoryAtWork) -> dict[str, tuple[ShownFinding, ...]]:
    story, by_field = open_story.story, dict[str, tuple[ShownFinding, ...]]()
    for number, finding in enumerate(open_story.findings):
        fix = fix_of(finding, story, open_story.used)
        name = field_of(finding, story)
        by_field[name] = (*by_field.get(name, ()), ShownFinding(finding, number, fix.label if fix else None))
    return by_field


def _field(name: str, text: str, findings: Sequence[ShownFinding]) -> StoryField:
    words = [word for item in findings for word in words_of(item.finding)]
    return StoryField(name, text, _marked(text, words), tuple(findings), LONGEST.get(name, 60))


def _marked(text: str, words: Sequence[str]) -> tuple[Mark, ...]:
    """The text in pieces, those that are one of the words marked."""
    pieces: list[Mark] = [(text, False)]
    for word in filter(None, dict.fromkeys(words)):
        pieces = [cut for piece in pieces for cut in (_cut(piece[0], word) if not piece[1] else [piece])]
    return tuple(piece for piece in pieces if piece[0])


def _cut(text: str, word: str) -> list[Mark]:
    parts = text.split(word)
    return [mark for part in parts[:-1] for mark in ((part, False), (word, True))] + [(parts[-1], False)]
