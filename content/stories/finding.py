"""What the story linter finds: which rule, where, what is wrong and how to fix it."""

from dataclasses import dataclass
from enum import StrEnum

from content.model import Message, Slot


class StoryRule(StrEnum):
    HOOK = "hook"  # the morning's first line is short, or a question
    QUIZ = "quiz"  # one question, one right answer
    SPOILER = "spoiler"  # nobody says the answer before the evening
    ANSWER = "answer"  # the evening names the noon's answer, and no other
    WHY = "why"  # and explains it
    BACK = "back"  # it refers back to the day
    ACT = "act"  # every slot invites to do something
    CLAIM = "claim"  # no words that advertising law forbids
    SELLING = "selling"  # restraint: nothing is sold before the evening, little in it
    LENGTH = "length"  # every way out takes the text
    PERSONA = "persona"  # who tells it is known


@dataclass(frozen=True, slots=True)
class StoryFinding:
    """`slot` None: the story as a whole."""

    story: str
    rule: StoryRule
    slot: Slot | None
    what: Message
    fix: Message
