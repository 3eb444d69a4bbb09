"""The words around a story: the four texts of a day, from the copy templates and the clock of the group.

Copy templates are Jinja2 in a sandbox: `templates/copy/<slot>.txt.j2`. They see the story, the member and
what they wrote, and say nothing that depends on the day they are rendered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from zlib import crc32

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from content.errors import WrongInput
from content.model import Group, Member, Slot, Story, Submission
from content.plain import clean

_HOURS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: the brand's name, the persona in the groups, and the line at the foot of posters."""

    brand: str
    persona: str
    sign_off: str


@dataclass(frozen=True, slots=True)
class CopyBook:
    """One copy template for each slot."""

    templates: Mapping[Slot, Template]

    def text(
        self,
        slot: Slot,
        story: Story,
        group: Group,
        voice: Voice,
        share: Submission | None,
        by: Member | None,
    ) -> str:
        """The text of one slot. WrongInput names the template that cannot be filled."""
        template = self.templates[slot]
        try:
            return template.render(
                story=story,
                quiz=story.quiz,
                hook=story.hook.replace("\n", ""),
                options=list(zip("ABCD", story.quiz.options, strict=False)),
                group=group,
                brand=voice.brand,
                persona=voice.persona,
                evening=evening_word(group),
                slots=set(group.slots),
                said=clean(share.text) if share else "",
                nickname=clean(by.nickname) if by else "",
                pick=lambda choices: choices[crc32(f"{story.id}/{slot}".encode()) % len(choices)],
            ).strip()
        except TemplateError as error:
            raise WrongInput(f"The copy template {template.filename} cannot be filled: {error}.") from error


def load_copy(folders: Sequence[Path]) -> CopyBook:
    """The copy templates of these folders; a later folder wins. WrongInput if one is broken."""
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in reversed(folders)]),
        autoescape=False,  # plain text for a chat; posters and pages escape on their own
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    try:
        return CopyBook({slot: environment.get_template(f"{slot}.txt.j2") for slot in Slot})
    except TemplateError as error:
        where = getattr(error, "name", None) or error.message
        line = f", line {error.lineno}" if hasattr(error, "lineno") else ""
        raise WrongInput(f"The copy template {where}{line} cannot be used: {error.message}.") from error


def evening_word(group: Group) -> str:
    """When the solution comes, as one says it: 今晚八点, 今晚七点半, 今晚 19:40, 晚些时候."""
    at = group.slots.get(Slot.EVENING)
    return f"今晚{_hour(at)}" if at else "晚些时候"


def _hour(at: time) -> str:
    if at.minute not in (0, 30) or not 18 <= at.hour <= 22:
        return f" {at:%H:%M}"
    return f"{_HOURS[at.hour - 12]}点{'半' if at.minute else ''}"
