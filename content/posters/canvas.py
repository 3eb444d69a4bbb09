"""The canvases a template fills from one file: 3:4 for chats, 1:1 for squares, 9:16 for full screens."""

from content.errors import WrongInput
from content.model import Message

Size = tuple[int, int]  # width and height in px

SIZES: dict[str, Size] = {"3:4": (1080, 1440), "1:1": (1080, 1080), "9:16": (1080, 1920)}
USUAL = "3:4"
LONG, LONG_WIDTH, TALLEST = "long", 750, 4000  # px: a page as tall as what it tells, to be scrolled


def size_named(name: str) -> Size:
    """Width and height in px; of a long page the most. WrongInput lists the names there are."""
    if name == LONG:
        return LONG_WIDTH, TALLEST
    if name not in SIZES:
        raise WrongInput(Message("poster.unknown_size", size=name, known=tuple(SIZES)))
    return SIZES[name]


def name_of(size: Size) -> str:
    """The name of a canvas of this size; WrongInput for a size that is none of ours."""
    if size[0] == LONG_WIDTH and size[1] <= TALLEST:
        return LONG
    for name, known in SIZES.items():
        if known == size:
            return name
    raise WrongInput(Message("poster.no_canvas", width=size[0], height=size[1], known=tuple(SIZES)))


def css_class(size: Size) -> str:
    """What style sheets ask for: s34, s11 or s916."""
    return "s" + name_of(size).replace(":", "")
