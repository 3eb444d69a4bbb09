"""The form that sets author, product, words and group of photos, with and without scripts."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from content.review import Correct
from content.review.correct import LONGEST_TEXT

Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class FieldsForm(BaseModel):
    """Each field as it is in the form, and in `*_was` as the page showed it: what is the same stays.

    `ids` are the marked photos, `id` the one that is shown; `clear` takes the words away.
    """

    model_config = ConfigDict(extra="forbid")

    id: Line = ""
    ids: list[Line] = Field(default=[], max_length=500)
    author: Line = ""
    author_was: Line = ""
    product: Line = ""
    product_was: Line = ""
    text: str = Field(default="", max_length=2 * LONGEST_TEXT)
    text_was: str = Field(default="", max_length=2 * LONGEST_TEXT)
    group: Line = ""
    group_was: Line = ""
    new_author: Literal["", "1"] = ""
    clear: Literal["", "text"] = ""

    @property
    def wanted(self) -> list[Correct]:
        """What to set, of each photo."""
        text = "" if self.clear else _changed(_unix(self.text), _unix(self.text_was))
        keys = dict.fromkeys(filter(None, [*self.ids, self.id]))
        return [
            Correct(
                key,
                author=_changed(self.author, self.author_was),
                product=_changed(self.product, self.product_was),
                text=text,
                group=_changed(self.group, self.group_was),
                new_author=bool(self.new_author),
            )
            for key in keys
        ]


def _changed(now: str, was: str) -> str | None:
    return None if now == was else now


def _unix(text: str) -> str:
    """Forms send lines with carriage returns."""
    return text.replace("\r\n", "\n")
