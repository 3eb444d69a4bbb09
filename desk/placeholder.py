"""What stands where a picture was: the reason, as a picture. A browser shows it in spite of its status."""

from html import escape
from textwrap import wrap

from starlette.responses import Response

_DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 480" role="img"><title>{title}</title>
<rect width="360" height="480" fill="#eee7da"/>
<path d="M110 130l140 140M250 130L110 270" stroke="#b3a993" stroke-width="4"/>
<g text-anchor="middle" font-family="sans-serif" font-size="19" fill="#5f5647">{lines}</g></svg>"""
_LINE = '<text x="180" y="{y}">{text}</text>'
_TOP, _STEP = 340, 30  # of the first line, and from line to line
LATIN, CHINESE = 31, 17  # characters on a line


def placeholder(status: int, why: str) -> Response:
    """A picture of a sentence, on as many lines as it needs."""
    parts = wrap(why, LATIN if why.isascii() else CHINESE)
    lines = "".join(_LINE.format(y=_TOP + n * _STEP, text=escape(part)) for n, part in enumerate(parts))
    drawing = _DRAWING.format(title=escape(why), lines=lines)
    return Response(drawing, status, {"Cache-Control": "no-store"}, "image/svg+xml")
