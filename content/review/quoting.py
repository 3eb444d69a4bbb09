"""Whether a post quotes words of a member that the program would withhold."""

from content.model import Post, PosterSpec, RefusedAction
from content.posters.spec import LONGEST_LINE
from content.posters.typography import shorten
from content.review import sentences
from content.review.editors import PROGRAM
from content.sanitize import clean, one_line
from content.score.quotes import Withheld, quotable
from content.store import Store
from content.text.book import WordList

LEAST = 4  # characters: shorter words stand in a text by chance, unless they stand in quotation marks
EXCERPT = 60  # characters of a member's words that the shipped copy templates quote


def must_not_quote(store: Store, post: Post, words: WordList | None = None) -> RefusedAction | None:
    """Why the post must not quote its member: the program once put words there that are withheld now.

    Words that an editor put there are the editor's, and pass.
    """
    for submission in store.intake.submissions(sorted({key for key in (post.submission, post.photo) if key})):
        verdict = quotable(submission.text, words)
        if isinstance(verdict, Withheld) and _is_the_programs(store, post, clean(submission.text)):
            return sentences.quote_withheld(verdict)
    return None


def _is_the_programs(store: Store, post: Post, comment: str) -> bool:
    """Whether the words are in the post, and the program was the first to put them there."""
    if not comment:
        return False
    first = ""
    for version in store.history.versions(post.id):  # the newest first
        if version.number > post.version:
            continue
        if not _quotes(version.text, store.queue.specs([version.poster]), comment):
            break
        first = version.who
    return first == PROGRAM


def _quotes(text: str, specs: list[PosterSpec], comment: str) -> bool:
    excerpt = comment[:EXCERPT]
    spoken = excerpt in text if len(excerpt) >= LEAST else f"「{excerpt}" in text
    return spoken or any(_begins(spec.fields.get("line"), comment) for spec in specs)


def _begins(line: object, comment: str) -> bool:
    """Whether a poster's line is the comment, or as much of it as there was room for at that time."""
    kept = str(line or "").removesuffix("……")
    begins = len(kept) >= LEAST and one_line(comment).startswith(kept)
    return begins or line == shorten(comment, LONGEST_LINE)
