"""A proof sheet as a picture, painted by the engine itself, and as one HTML file that needs nothing else."""

from base64 import b64encode
from collections.abc import Callable
from html import escape
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

from content.messages import render
from content.posters.canvas import size_named
from content.posters.engine import Engine
from content.posters.lint.finding import Check, TemplateFinding
from content.posters.proof import Proof, ProofCell

if TYPE_CHECKING:
    from PIL.Image import Image

ACROSS, COLUMNS = 290, 6  # px of a cell's picture; 6 x 290 + 5 x 24 + 2 x 48 make the sheet 1,960 px wide
WIDE = 1960
FINE = 2  # px of the HTML's pictures a px of the sheet, for screens that show more

SAYS = {
    Check.FIT: ("放不下", "do not fit"),
    Check.CUT: ("被截断", "cut"),
    Check.EDGE: ("太靠边", "near the edge"),
    Check.OVERLAP: ("重叠", "overlap"),
    Check.CONTRAST: ("对比度不足", "low contrast"),
    Check.DRAWN: ("画不出", "not drawn"),
    Check.SUBJECT: ("挡住主体", "on the subject"),
}


def in_words(proof: Proof) -> str:
    """How many captions are fine, and in how many what goes wrong: 25 fine, 5 do not fit."""
    fine = sum(not cell.findings for cell in proof.cells)
    wrong = (f"{count} {SAYS.get(check, (check, check))[1]}" for check, count in proof.counts.items())
    return ", ".join((f"{fine} fine", *wrong))


Source = Callable[[int, "Image"], str]  # what to write in src for the picture of a cell


def sheet_png(proof: Proof, engine: Engine) -> bytes:
    """The sheet, 1,960 px wide and as high as it needs to be."""
    images: dict[str, bytes] = {}

    def source(at: int, picture: "Image") -> str:
        images[f"asset:cell-{at}"] = _jpeg(picture, ACROSS, proof.size)
        return f"asset:cell-{at}"

    html, css = _body(proof, source), _css()
    height = round(engine.measure(html, css, WIDE).height)
    out = BytesIO()
    engine.paint(html, css, (WIDE, height), images).convert("RGB").save(out, "PNG", optimize=True)
    return out.getvalue()


def sheet_html(proof: Proof) -> str:
    """The sheet as a page: pictures within it, no scripts, no requests."""

    def source(_: int, picture: "Image") -> str:
        jpeg = _jpeg(picture, ACROSS * FINE, proof.size)
        return f"data:image/jpeg;base64,{b64encode(jpeg).decode('ascii')}"

    title = escape(f"{proof.template.title} · 校样 proof")
    wide = "body{background:#F7F4EE}.proof{width:auto;max-width:1960px;margin:0 auto}"
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
        "style-src 'unsafe-inline'\">"
        f"<style>{_css()}{wide}</style></head><body>{_body(proof, source)}</body></html>"
    )


def _css() -> str:
    return files("content.posters").joinpath("proof.css").read_text(encoding="utf-8")


def _body(proof: Proof, source: Source) -> str:
    cells = "".join(_cell(proof, at, cell, source) for at, cell in enumerate(proof.cells))
    return f'<div class="proof">{_head(proof)}<div class="cells">{cells}</div></div>'


def _head(proof: Proof) -> str:
    template = proof.template
    wrong = "".join(
        f'<div class="fact wrong">{count} {SAYS.get(check, (check, check))[0]} · '
        f"{SAYS.get(check, (check, check))[1]}</div>"
        for check, count in proof.counts.items()
    )
    well = sum(not cell.findings for cell in proof.cells)
    return (
        f'<div class="title"><div class="serif">{escape(template.title)}</div>'
        f'<div class="en">{escape(template.title_en)}</div></div><div class="facts">'
        f'<div class="fact">{escape(template.name)}</div><div class="fact">{proof.size}</div>'
        f'<div class="fact">{escape(proof.palette)}</div>'
        f'<div class="fact">{len(proof.cells)} 条 · captions</div>'
        f'<div class="fact good">{well} 无误 · fine</div>{wrong}</div>'
    )


def _cell(proof: Proof, at: int, cell: ProofCell, source: Source) -> str:
    high = _high(proof.size)
    if cell.picture is None:
        frame = f'<div class="frame none wrong" style="height:{high}px">×</div>'
    else:
        rings = "".join(_ring(finding, proof.size) for finding in cell.findings)
        wrong = " wrong" if cell.findings else ""
        frame = (
            f'<div class="frame{wrong}" style="height:{high}px">'
            f'<img src="{source(at, cell.picture)}" width="{ACROSS}" height="{high}">{rings}</div>'
        )
    why = "".join(
        f'<div class="why">{escape(render(finding.what, "en"))}</div>' for finding in cell.findings[:3]
    )
    label = f'<div>{escape(cell.caption.zh)}</div><div class="en">{escape(cell.caption.en)}</div>'
    return f'<div class="cell">{frame}<div class="label">{label}</div>{why}</div>'


def _ring(finding: TemplateFinding, size: str) -> str:
    if finding.at is None:
        return ""
    scale = ACROSS / size_named(size)[0]
    left, top, right, low = (round(edge * scale) for edge in finding.at)
    left, top = max(left - 8, 0), max(top - 4, 0)
    style = f"left:{left}px;top:{top}px;width:{max(right - left, 12)}px;height:{max(low - top, 12)}px"
    return f'<div class="ring" style="{style}"></div>'


def _high(size: str) -> int:
    width, height = size_named(size)
    return round(ACROSS * height / width)


def _jpeg(picture: "Image", across: int, size: str) -> bytes:
    from PIL import Image  # here: who only reads captions needs no pixels

    width, height = size_named(size)
    small = picture.resize((across, round(across * height / width)), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "JPEG", quality=88)
    return out.getvalue()
