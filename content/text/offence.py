"""Offensive language: insults that no list of words has. What it finds needs a person, and proves nothing."""

from content.text.ngram_model import TextModel, log_odds

OFFENDS_FROM = 1.5  # log odds; docs/measures/text.md


def offends(plain: str) -> bool:
    """Whether a folded text reads like an insult."""
    return log_odds(TextModel.OFFENCE, plain) >= OFFENDS_FROM
