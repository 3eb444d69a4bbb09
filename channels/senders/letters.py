"""How a letter becomes parts, for channels whose texts have no limit that a post reaches."""

from content.publish.sender import Letter, Part, PartKind


def in_parts(letter: Letter) -> list[Part]:
    """One part of text, picture, or both. A quiz is what the text asks."""
    if letter.picture is None:
        return [Part(1, PartKind.TEXT, letter.text)] if letter.text else []
    kind = PartKind.CAPTIONED if letter.text else PartKind.PICTURE
    return [Part(1, kind, letter.text, letter.picture)]
