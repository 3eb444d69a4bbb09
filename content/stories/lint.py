"""What is wrong with a story before anybody reads it."""

from dataclasses import dataclass

from content.compose.copy_templates import CopyBook, Voice
from content.model import Story
from content.stories.answer import has_one_answer
from content.stories.finding import StoryFinding
from content.stories.rules import RULES, StoryCase
from content.stories.specimen import tell_specimen
from content.text.book import WordList


@dataclass(frozen=True, slots=True)
class House:
    """What stories are told with: copy templates, voices, and the words that the brand must not say."""

    copy: CopyBook
    voice: Voice
    claims: WordList


def lint(story: Story, house: House) -> list[StoryFinding]:
    """Every finding, in the order of the rules. WrongInput for a broken copy template."""
    texts = tell_specimen(story, house.copy, house.voice) if has_one_answer(story.quiz) else {}
    personas = house.copy.personas.keys() | house.voice.personas.keys()
    case = StoryCase(story, texts, house.claims, personas)
    return [finding for rule in RULES for finding in rule(case)]
