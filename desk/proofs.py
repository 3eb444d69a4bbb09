"""Proof sheets: a template against real captions, each cell drawn once and kept by what makes it."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any

from content.errors import SishiError
from content.files import write_whole
from content.messages import render
from content.model import ConsentState, Message
from content.posters.canvas import size_named
from content.posters.engine import Takumi
from content.posters.preview import OnePicture, sample_spec, small_preview, stand_in
from content.posters.proof import Caption, proof, read_captions
from content.posters.template import Template, load_templates
from content.sanitize import clean
from content.store.rail import RailFilter, RailSort
from content.store.views import RailItem
from content.workers import Failed
from desk.context import DeskContext
from desk.i18n import named

HARD = 7  # built-in captions on a sheet, whatever members wrote
HARDEST = frozenset(
    {"longest", "no punctuation", "much punctuation", "English", "mixed", "full-width digits"}
)
ACROSS = 480  # px of a cell's picture
AT_ONCE = 8  # new cells a request draws, in half a second or so: a sheet fills row by row
THUMB = 360  # px of a template's own picture
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")
LATIN, HAN = re.compile(r"[A-Za-z]{3}"), re.compile(r"[\u4e00-\u9fff]")
FULL_WIDTH, MARKS = re.compile(r"[０-９Ａ-Ｚａ-ｚ]|\d"), re.compile(r"[，。！？、；：…—]")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A finding: which check, and what; `at` is left, top, right, bottom in per mille of the canvas."""

    check: str
    what: Message | str
    at: tuple[int, int, int, int] | None


@dataclass(frozen=True, slots=True)
class ProofTile:
    """A caption on a template: the key of its picture, "" where it cannot be drawn, and what is wrong.

    One that `waits` is drawn by one of the next requests.
    """

    caption: Caption
    key: str
    wrong: tuple[Wrong, ...]
    waits: bool = False


@dataclass(frozen=True, slots=True)
class _Job:
    """What a worker process needs for one cell."""

    folders: tuple[Path, ...]
    name: str
    size: str
    palette: str
    photo: Path
    caption: Caption


def cells(
    office: DeskContext, template: Template, captions: Sequence[Caption], size: str, palette: str
) -> list[ProofTile]:
    """The sheet; of its new cells AT_ONCE are drawn, by the workers, in 0.15 s each."""
    folders = office.workspace.templates("posters")
    photo = photo_file(office)
    keys = [cell_key(template, size, palette, caption, photo) for caption in captions]
    jobs = {
        key: _Job(folders, template.name, size, palette, photo, caption)
        for key, caption in zip(keys, captions, strict=True)
        if not _notes(office, key).is_file()
    }
    now, later = list(jobs.items())[:AT_ONCE], list(jobs.items())[AT_ONCE:]
    unknown = {key: ProofTile(job.caption, "", (), waits=True) for key, job in later}
    for (key, job), made in zip(now, office.workers.map(_drawn, [job for _, job in now]), strict=True):
        if isinstance(made, Failed):  # not kept: the next look may find the machine well again
            unknown[key] = ProofTile(job.caption, "", (Wrong("drawn", render(made.why, "en"), None),))
            continue
        jpeg, wrong = made.value
        if jpeg:
            write_whole(cell_file(office, key), jpeg)
        write_whole(_notes(office, key), json.dumps([_noted(finding) for finding in wrong]).encode())
    return [
        unknown.get(key) or _kept(office, key, caption) for key, caption in zip(keys, captions, strict=True)
    ]


def cell_key(template: Template, size: str, palette: str, caption: Caption, photo: Path) -> str:
    """32 hex digits over all that makes a cell."""
    digest = blake2b(digest_size=16)
    for part in (
        template.name,
        template.version,
        template.sample,
        json.dumps(template.palettes[palette].colours()),
        size,
        caption.goes_to,
        caption.text,
        photo.name,
    ):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


def cell_file(office: DeskContext, key: str) -> Path:
    """Where the picture of a cell lies."""
    return office.thumbs / "proofs" / key[:2] / f"{key}.jpg"


def template_picture(office: DeskContext, template: Template) -> Path:
    """The template's own sample, drawn small; PosterError says why it cannot be."""
    photo = photo_file(office)
    made_of = f"{template.version}{template.sample}{photo.name}"
    digest = blake2b(made_of.encode(), digest_size=8).hexdigest()
    file = office.thumbs / "templates" / f"{template.name}-{digest}.jpg"
    if not file.is_file():
        job = _Job(
            office.workspace.templates("posters"),
            template.name,
            template.sizes[0] if "3:4" not in template.sizes else "3:4",
            "",
            photo,
            Caption(zh="-", en="-", text="-"),
        )
        (made,) = office.workers.map(_sample, [job])
        if isinstance(made, Failed):
            raise SishiError(Message("desk_picture.template_not_drawn", name=template.name, why=made.why))
        write_whole(file, made.value)
    return file


def real_captions(items: Iterable[RailItem], most: int) -> list[Caption]:
    """Texts of members, each of another kind first: shortest, longest, emoji, English, mixed, digits, marks.

    Then others by length, evenly, and a few built-in ones for what members have not written yet.
    """
    texts = sorted({text for item in items if (text := clean(item.text).strip())}, key=lambda t: (len(t), t))
    chosen = [caption_of(kind, text) for kind, text in _kinds(texts)]
    taken = {caption.text for caption in chosen}
    others = [text for text in texts if text not in taken]
    room = max(0, most - len(chosen) - HARD)
    step = max(1, len(others) // room) if room else 1
    chosen += [caption_of("submission", text) for text in others[::step][:room]]
    names = sorted({item.nickname for item in items if item.nickname}, key=len)
    if names:
        chosen.append(caption_of("longest_name", names[-1], goes_to="name"))
    kinds = {caption.en for caption in chosen}
    built_in = [caption for caption in read_captions() if caption.en not in kinds]
    return (chosen + sorted(built_in, key=lambda caption: caption.en not in HARDEST))[:most]


def caption_of(kind: str, text: str, *, goes_to: str = "main") -> Caption:
    """A text under the name of its kind; `goes_to` is what of a template it fills."""
    kind_name = Message(f"desk_proof.caption_{kind}")
    zh, en = render(kind_name, "zh"), render(kind_name, "en")
    return Caption.model_validate({"zh": zh, "en": en, "text": text, "as": goes_to})


def check_name(check: str) -> Message | str:
    """What a check of a poster finds, in a word or two."""
    return named(Message(f"desk_proof.check_{check}"), check)


def _kinds(texts: Sequence[str]) -> Iterable[tuple[str, str]]:
    if not texts:
        return
    yield "shortest", texts[0]
    wanted = (
        ("emoji", lambda t: EMOJI.search(t)),
        ("english", lambda t: LATIN.search(t) and not HAN.search(t)),
        ("mixed", lambda t: LATIN.search(t) and HAN.search(t)),
        ("digits", lambda t: FULL_WIDTH.search(t)),
        ("marks", lambda t: len(MARKS.findall(t)) > 3),
        ("lines", lambda t: "\n" in t),
    )
    taken = {texts[0], texts[-1]}
    for kind, fits in wanted:
        for text in reversed(texts):
            if text not in taken and fits(text):
                taken.add(text)
                yield kind, text
                break
    if len(texts) > 1:
        yield "longest", texts[-1]


def photo_file(office: DeskContext) -> Path:
    """What proofs show: the best photo that members allowed, the same on every sheet; else a drawn one."""
    with office.open_store(reading=True) as store:
        best = RailFilter(kept=True, consent=ConsentState.GRANTED, today=office.today)
        best_items = store.rail.page(best, sort=RailSort.SCORE, most=1).items
    cover = best_items[0].cover if best_items else None
    file = office.workspace.media.working(cover.sha256) if cover else None
    return file if file is not None and file.is_file() else _stand_in_file(office)


def _stand_in_file(office: DeskContext) -> Path:
    file = office.thumbs / "stand-in.jpg"
    if not file.is_file():
        out = BytesIO()
        stand_in().save(out, "JPEG", quality=92)
        write_whole(file, out.getvalue())
    return file


def _notes(office: DeskContext, key: str) -> Path:
    return cell_file(office, key).with_suffix(".json")


def _noted(finding: Wrong) -> dict[str, Any]:
    what = finding.what.to_json() if isinstance(finding.what, Message) else finding.what
    return {"check": finding.check, "what": what, "at": finding.at}


def _read(note: Mapping[str, Any]) -> Wrong:
    what = Message.from_json(note["what"]) if isinstance(note["what"], dict) else note["what"]
    return Wrong(note["check"], what, tuple(note["at"]) if note["at"] else None)


def _kept(office: DeskContext, key: str, caption: Caption) -> ProofTile:
    wrong = [_read(note) for note in json.loads(_notes(office, key).read_text(encoding="utf-8"))]
    return ProofTile(caption, key if cell_file(office, key).is_file() else "", tuple(wrong))


# What runs in a worker process.


def _drawn(job: _Job) -> tuple[bytes, list[Wrong]]:
    templates = load_templates(*job.folders, aside=[])
    made = proof(
        templates[job.name], templates, [job.caption], OnePicture(job.photo), Takumi(), job.size, job.palette
    )
    (cell,) = made.cells
    width, height = size_named(job.size)
    wrong = [
        Wrong(
            str(finding.check),
            render(finding.what, "en"),
            _per_mille(finding.at, width, height) if finding.at else None,
        )
        for finding in cell.findings
    ]
    if cell.picture is None:
        return b"", wrong
    out = BytesIO()
    cell.picture.convert("RGB").resize((ACROSS, round(ACROSS * height / width))).save(out, "JPEG", quality=86)
    return out.getvalue(), wrong


def _sample(job: _Job) -> bytes:
    templates, engine = load_templates(*job.folders, aside=[]), Takumi()
    spec = sample_spec(templates[job.name], engine.name, job.size)
    out = BytesIO()
    small_preview(spec, templates, engine, job.photo, THUMB).save(out, "JPEG", quality=86)
    return out.getvalue()


def _per_mille(at: tuple[int, int, int, int], width: int, height: int) -> tuple[int, int, int, int]:
    left, top, right, low = at
    return (
        max(0, round(left * 1000 / width)),
        max(0, round(top * 1000 / height)),
        min(1000, round(right * 1000 / width)),
        min(1000, round(low * 1000 / height)),
    )
