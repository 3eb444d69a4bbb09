"""A topic told in four parts; it lives in the library."""

from dataclasses import dataclass
from datetime import date

from content.model.group import GroupKind


@dataclass(frozen=True, slots=True)
class Quiz:
    """One question with two to four options and exactly one right answer, the letter of an option."""

    question: str
    options: tuple[str, ...]
    answer: str
    why: str

    @property
    def right(self) -> str:
        """The text of the right option."""
        return self.options["ABCD".index(self.answer)]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a solution poster: what to do, and a word on how."""

    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """`promo` is how much it sells, 0 (not at all) to 1; `kinds` empty means every kind of group.

    `hook` and `solution_title` may carry one line break where the poster should break.
    """

    id: str
    title: str
    product: str
    form: str
    hook: str
    quiz: Quiz
    clue: str
    solution: str
    solution_title: str = ""
    steps: tuple[Step, ...] = ()
    kinds: frozenset[GroupKind] = frozenset()
    elements: tuple[str, ...] = ()
    promo: float = 0.0
    theme: str = ""  # a palette of templates/posters/palettes.toml; empty: chosen by the story's id
    wants_photo: bool = False  # the morning too shows a member's photo of its own
    valid_from: date | None = None
    valid_to: date | None = None
