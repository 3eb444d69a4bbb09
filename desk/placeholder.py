"""What stands where a picture was: the reason, as a picture. A browser shows it in spite of its status."""

import re
from html import escape

from starlette.responses import Response

_DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 480" role="img"><title>{title}</title>
<rect width="360" height="480" fill="#eee7da"/>
<path d="M110 130l140 140M250 130L110 270" stroke="#b3a993" stroke-width="4"/>
<g text-anchor="middle" font-family="sans-serif" font-size="19" fill="#5f5647">{lines}</g></svg>"""
_LINE = '<text x="180" y="{y}">{text}</text>'
_TOP, _STEP = 340, 30  # of the first line, and from line to line


def placeholder(status: int, why: str) -> Response:
    """A picture of a sentence, a line for each of its parts."""
    parts = [part.strip() for part in re.split(r"(?<=，)|(?<=,) |(?<=so this picture) ", why)]
    lines = "".join(_LINE.format(y=_TOP + n * _STEP, text=escape(part)) for n, part in enumerate(parts))
    drawing = _DRAWING.format(title=escape(why), lines=lines)
    return Response(drawing, status, {"Cache-Control": "no-store"}, "image/svg+xml")
