"""What a linter has to say: which check, where, in a sentence."""

from dataclasses import dataclass
from enum import StrEnum

from content.messages import render
from content.model import Message
from content.posters.set_texts import Box


class Check(StrEnum):
    """What was looked at. The first four are read from the files; the others on the rendered picture."""

    CSS = "css"
    HTML = "html"
    FIELDS = "fields"
    SAMPLE = "sample"
    DRAWN = "drawn"  # the page can be filled and painted at all
    FIT = "fit"  # the longest allowed text fits
    CUT = "cut"  # no text is cut without an ellipsis
    EDGE = "edge"  # no text is too near the canvas's edge
    OVERLAP = "overlap"  # no text lies on another
    CONTRAST = "contrast"
    SUBJECT = "subject"  # no face is cut or covered, no words stand on what the photo shows
    TOFU = "tofu"  # no character is missing


@dataclass(frozen=True, slots=True)
class TemplateFinding:
    """`case` says how the template was filled: "3:4, longest texts, white photo"; `at` where it shows."""

    template: str
    check: Check
    what: Message
    case: str = ""
    field: str = ""
    at: Box | None = None

    def __str__(self) -> str:
        case = f" ({self.case})" if self.case else ""
        return f"{self.template}: {self.check}{case}: {render(self.what, 'en')}"
