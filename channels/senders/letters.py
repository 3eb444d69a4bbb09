"""How a letter becomes parts, for the channels that divide alike."""

from content.publish.sender import Letter, Part, PartKind


def in_parts(letter: Letter, *, captioned: bool, quiz: bool = False) -> list[Part]:
    """The picture with its text in one message where `captioned`, else the text, then the picture.

    The quiz comes last, where the channel has native ones; elsewhere the text asks it.
    """
    parts: list[Part] = []
    if letter.picture and letter.text and captioned:
        parts.append(Part(1, PartKind.CAPTIONED, letter.text, letter.picture))
    else:
        if letter.text:
            parts.append(Part(1, PartKind.TEXT, letter.text))
        if letter.picture:
            parts.append(Part(len(parts) + 1, PartKind.PICTURE, picture=letter.picture))
    if quiz and letter.quiz:
        parts.append(Part(len(parts) + 1, PartKind.QUIZ, quiz=letter.quiz))
    return parts
