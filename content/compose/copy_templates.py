"""The words around a story: the four texts of a day, from the copy templates and the clock of the group.

Copy templates are Jinja2 in a sandbox: `templates/copy/<slot>.txt.j2` (morning, noon, afternoon, evening),
and those of a persona in a folder of its name. They see the story, the member and what they wrote, and say
nothing that depends on the day they are rendered; which of their variants a group reads follows from the
group and the day it is for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

import regex
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from content.credit import credit, credit_en
from content.errors import WrongInput
from content.files import cause_of
from content.model import Group, Member, Message, Slot, Story, Submission
from content.sanitize import clean
from content.score.quotes import Quote, quotable
from content.stories.answer import says_answer
from content.text.book import WordList
from content.text.winners import form, without_marks

_GRAPHEME = regex.compile(r"\X")
_HOURS = "零一二三四五六七八九十"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: the brand's name, the persona in the groups, and the line at the foot of posters.

    `personas` are the names of those who tell stories of their own, by the word that stories use.
    """

    brand: str
    persona: str
    sign_off: str
    personas: Mapping[str, str] = field(default_factory=dict)

    def speaker(self, story: Story) -> str:
        """The name of who tells a story."""
        return self.personas.get(story.persona, self.persona)


@dataclass(frozen=True, slots=True)
class CopyBook:
    """One copy template for each slot, and those that personas have of their own. `names_winners`: evenings
    have a place for those who answered rightly."""

    templates: Mapping[Slot, Template]
    personas: Mapping[str, Mapping[Slot, Template]] = field(default_factory=dict)
    names_winners: bool = False

    def text(
        self,
        slot: Slot,
        story: Story,
        group: Group,
        voice: Voice,
        share: Submission | None,
        by: Member | None,
        *,
        presents: bool = True,
        words: WordList | None = None,
        day: date | None = None,
        home: str = "",
    ) -> str:
        """The text of one slot; `presents`: it shows the submission as the member's own.

        `day` is when it is for (None: any, for a look at a story); `home` names the member's own group where
        that is another one. The member is quoted only where `quotable` allows it; `words` are those that need
        a person. WrongInput names the template that cannot be filled.
        """
        template = self.personas.get(story.persona, {}).get(slot, self.templates[slot])
        quote = quotable(share.text, words) if share else None
        nickname = without_marks(clean(by.nickname)) if by else ""
        try:
            return template.render(
                story=story,
                quiz=story.quiz,
                hook=story.hook.replace("\n", ""),
                options=list(zip("ABCD", story.quiz.options, strict=False)),
                group=group,
                brand=voice.brand,
                persona=voice.speaker(story),
                evening=evening_word(group),
                evening_en=evening_word_en(group),
                slots=set(group.slots),
                said=without_marks(quote.text) if isinstance(quote, Quote) else "",
                nickname=nickname,
                author=credit(nickname, home),
                author_en=credit_en(nickname, home),
                presents=presents and share is not None,
                answered=says_answer(story.quiz, story.solution),
                pick=Variants(story.id if day is None else group.id, slot, day).pick,
                names_winners=self.names_winners,
                winners=form,
            ).strip()
        except TemplateError as error:
            raise WrongInput(
                Message("copy.cannot_be_filled", template=template.filename, cause=cause_of(error))
            ) from error


@dataclass(frozen=True, slots=True)
class Variants:
    """Which variant a group reads on a day: each group has an order of its own and goes round in it.

    So a list of n variants repeats in a group after n days and not before. Without a `day` it is always the
    first of the order of `key`.
    """

    key: str
    slot: Slot
    day: date | None

    def pick(self, choices: Sequence[T], name: str = "") -> T:
        """One of the choices; lists of one template with another `name` go round in another order."""
        if not choices:
            raise TemplateError("pick() needs at least one variant")
        seed = f"{self.key}/{self.slot}/{name}"
        order = sorted(range(len(choices)), key=lambda at: _hash(f"{seed}/{at}"))
        return choices[order[(self.day.toordinal() if self.day else 0) % len(choices)]]


def _hash(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=8).digest()


def load_copy(folders: Sequence[Path], *, names_winners: bool = False) -> CopyBook:
    """The copy templates of these folders; a later folder wins. WrongInput if one is broken."""
    environment = copy_environment(folders)
    try:
        return CopyBook(
            {slot: environment.get_template(_file(slot)) for slot in Slot},
            _own_templates(environment, folders),
            names_winners,
        )
    except TemplateError as error:
        where = getattr(error, "name", None) or error.message
        line = Message("copy.in_line", line=error.lineno) if hasattr(error, "lineno") else ""
        raise WrongInput(Message("copy.unusable", template=where, line=line, cause=error.message)) from error


def copy_environment(folders: Sequence[Path]) -> Environment:
    """What finds and fills copy templates; a later folder wins."""
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in reversed(folders)]),
        autoescape=False,  # plain text for a chat; posters and pages escape on their own
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["excerpt"] = excerpt
    return environment


def _own_templates(environment: Environment, folders: Sequence[Path]) -> dict[str, dict[Slot, Template]]:
    """The templates that lie in folders of their own, by the folder's name."""
    templates: dict[str, dict[Slot, Template]] = {}
    for slot in Slot:
        for persona in {path.parent.name for folder in folders for path in folder.glob(f"*/{_file(slot)}")}:
            templates.setdefault(persona, {})[slot] = environment.get_template(f"{persona}/{_file(slot)}")
    return templates


def _file(slot: Slot) -> str:
    return f"{slot}.txt.j2"


def excerpt(text: str, longest: int) -> str:
    """The text, or its first `longest` characters and a word that there is more: no silent cut."""
    if len(text) <= longest:
        return text
    whole = _GRAPHEME.findall(text[: longest + 1])[:-1]  # the last one may go on
    return "".join(whole).rstrip() + "……（节选）"


def evening_word(group: Group) -> str:
    """When the solution comes, as one says it: 今晚八点, 今晚七点半, 今晚 19:40, 晚些时候."""
    at = group.slots.get(Slot.EVENING)
    return f"今晚{_hour(at)}" if at else "晚些时候"


def evening_word_en(group: Group) -> str:
    """The same in English: tonight at 8 pm, tonight at 7:30 pm, later."""
    at = group.slots.get(Slot.EVENING)
    if at is None:
        return "later"
    minutes = f":{at:%M}" if at.minute else ""
    return f"tonight at {(at.hour + 11) % 12 + 1}{minutes} {'pm' if at.hour >= 12 else 'am'}"


def _hour(at: time) -> str:
    if at.minute not in (0, 30) or not 18 <= at.hour <= 22:
        return f" {at:%H:%M}"
    return f"{_HOURS[at.hour - 12]}点{'半' if at.minute else ''}"
