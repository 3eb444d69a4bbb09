"""`sishi poster preview`: a page on this machine that shows templates while they are written.

easel      what is drawn: in supervised processes, so that a template that hangs costs seconds, not the page
app         the page, its JSON and its stream of changes; loopback only, nothing is written
server      uvicorn on a free port, told to stop by Ctrl-C
static      the page itself: one HTML, one style sheet, ES modules of our own
"""

from desk.preview.app import create_app
from desk.preview.easel import Easel
from desk.preview.server import serve

__all__ = ["Easel", "create_app", "serve"]
