"""Templates turned without code: a variant drawn, looked over, and taken along as a template of its own."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from content.errors import NotReady, PosterError, SishiError, WrongInput
from content.model import Message, PosterSpec
from content.posters.canvas import USUAL
from content.posters.draw import page_of, painted
from content.posters.encode import Out, encoded
from content.posters.engine import TAKUMI
from content.posters.engines import NAMES, engine_named
from content.posters.lint import TemplateFinding
from content.posters.lint.cases import longest_fields, shortest_fields
from content.posters.lint.fields import static_findings
from content.posters.lint.lint import examined, lint, once
from content.posters.looking import looked_at
from content.posters.preview import OnePicture, sample_spec
from content.posters.scaffold import free_folder
from content.posters.template import Template, load_templates
from content.posters.tuning import OwnTemplate, own_files, tuned, write_own
from content.score.face_search import FaceSearch
from content.workers import Failed, Workers
from services.context import Context

SKETCH = 540  # px: width of a variant while somebody turns it
TEXTS = ("sample", "longest", "shortest")  # what a variant may be filled with
STARTING = 60.0  # seconds: the first picture by Chromium starts a browser
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class TuningBench:
    """Where variants are drawn: folders of templates, a photo for every place that shows one, processes."""

    folders: tuple[Path, ...]
    photo: Path
    workers: Workers


@dataclass(frozen=True)
class Tuning:
    """A template and what is turned in it: `values` as somebody wrote them. `palette` "" is the sample's,
    `text` one of TEXTS."""

    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    size: str = USUAL
    palette: str = ""
    text: str = TEXTS[0]
    engine: str = NAMES[0]
    width: int = SKETCH


def tuned_template(bench: TuningBench, tuning: Tuning) -> Template:
    """The template with its values. WrongInput for one that is unknown, or out of its range."""
    return _tuned(tuning, load_templates(*bench.folders, aside=[]))


def tuned_picture(bench: TuningBench, tuning: Tuning) -> bytes:
    """The variant as JPEG, `width` px wide. A SishiError says what is wrong, NotReady what to install."""
    job = _job(bench, tuning)
    if tuning.engine == NAMES[0]:
        return _in_worker(bench.workers, _drawn, [job])[0]
    with Workers(1, seconds=STARTING) as browsing:  # Chromium reserves terabytes: no limit of memory
        return _in_worker(browsing, _drawn, [job])[0]


def tuned_findings(bench: TuningBench, tuning: Tuning) -> list[TemplateFinding]:
    """What is wrong with the variant on each of its canvases, in its sample's words and in the longest."""
    template = tuned_template(bench, tuning)
    if findings := static_findings(template):
        return findings
    jobs = [_job(bench, replace(tuning, size=size)) for size in template.sizes]
    of_sizes = _in_worker(bench.workers, _looked, jobs)
    return once([finding for findings in of_sizes for finding in findings])


def tuned_zip(bench: TuningBench, tuning: Tuning, own: OwnTemplate) -> bytes:
    """The variant as a folder in a .zip, to put into templates/posters."""
    free_folder(own.name, Path())
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in own_files(tuned_template(bench, tuning), own).items():
            archive.writestr(zipfile.ZipInfo(f"{own.name}/{name}"), data)
    return out.getvalue()


def save_tuned(
    bench: TuningBench, tuning: Tuning, own: OwnTemplate, folder: Path
) -> Path | list[TemplateFinding]:
    """The folder of the variant, written below `folder`: from then on nights choose it. What a linter finds
    is handed back instead, and nothing is written."""
    template = tuned_template(bench, tuning)
    if own.name in load_templates(*bench.folders, aside=[]):
        raise WrongInput(Message("template.exists", path=own.name))
    free_folder(own.name, folder)
    if findings := tuned_lint(bench, tuning):
        return findings
    return write_own(template, own, folder)


def keep_tuned(
    context: Context, bench: TuningBench, tuning: Tuning, own: OwnTemplate, *, actor: str
) -> Path | list[TemplateFinding]:
    """The same into the workspace's own templates, written down in the audit."""
    kept = save_tuned(bench, tuning, own, context.root / "templates" / "posters")
    if isinstance(kept, Path):
        with context.open_store() as store:
            store.layout_rules.write_down(
                "template", own.name, actor=actor, at=context.clock(), was=tuning.name, became=own.name
            )
    return kept


def tuned_lint(bench: TuningBench, tuning: Tuning) -> list[TemplateFinding]:
    """Everything that `sishi poster lint` says of the variant; takes seconds."""
    return _in_worker(bench.workers, _linted, [_job(bench, tuning)])[0]


def _tuned(tuning: Tuning, templates: Mapping[str, Template]) -> Template:
    if tuning.name not in templates:
        raise WrongInput(
            Message("cli_poster.unknown_template", name=tuning.name[:80], names=tuple(sorted(templates)))
        )
    template = tuned(templates[tuning.name], tuning.values)
    if tuning.size not in template.sizes:
        raise WrongInput(Message("template.sizes", template=template.name, known=template.sizes))
    if tuning.palette and tuning.palette not in template.palettes:
        known = tuple(sorted(template.palettes))
        raise WrongInput(Message("poster.unknown_palette", palette=tuning.palette[:40], known=known))
    if tuning.text not in TEXTS:
        raise WrongInput(Message("template.unknown_text", text=tuning.text[:40], known=TEXTS))
    return template


# What runs in a worker process.


@dataclass(frozen=True)
class _Job:
    folders: tuple[Path, ...]
    photo: Path
    tuning: Tuning
    version: str  # of the template as it comes, so that what was read of it is not read again


@dataclass(frozen=True, slots=True)
class _NotDrawn:
    """A SishiError as it travels between processes."""

    message: Message | str


def _job(bench: TuningBench, tuning: Tuning) -> _Job:
    """What a worker needs, once the values are known to be good."""
    templates = load_templates(*bench.folders, aside=[])
    _tuned(tuning, templates)
    return _Job(bench.folders, bench.photo, tuning, templates[tuning.name].version)


@lru_cache(maxsize=4)
def _templates(folders: tuple[Path, ...], name: str, version: str) -> dict[str, Template]:  # noqa: ARG001 - the cache's
    return load_templates(*folders, aside=[])


def _in_worker(
    workers: Workers, work: "Callable[[_Job], Answer | _NotDrawn]", jobs: Sequence[_Job]
) -> list[Answer]:
    answers = []
    for outcome in workers.map(work, jobs):
        if isinstance(outcome, Failed):
            raise PosterError(Message("desk_picture.not_drawn", why=outcome.why))
        if isinstance(outcome.value, _NotDrawn):
            raise PosterError(outcome.value.message)
        answers.append(outcome.value)
    return answers


def _drawn(job: _Job) -> bytes | _NotDrawn:
    try:
        spec, templates = _spec(job)
        engine = engine_named(job.tuning.engine)
        spec, pictures = replace(spec, engine=engine.name), OnePicture(job.photo)
        spec = looked_at(spec, pictures, FaceSearch())
        page = page_of(spec, templates, pictures, engine, job.tuning.width / spec.width)
        return encoded(painted(page, engine), Out("JPEG", 10_000_000))
    except NotReady:
        raise
    except SishiError as error:
        return _NotDrawn(error.message)


def _looked(job: _Job) -> list[TemplateFinding] | _NotDrawn:
    pictures, engine = OnePicture(job.photo), engine_named(NAMES[0])
    findings: list[TemplateFinding] = []
    for text in TEXTS[:2]:
        case = f"{job.tuning.size}, {text}"
        try:
            spec, templates = _spec(replace(job, tuning=replace(job.tuning, text=text)))
            findings += examined(spec, templates, pictures, engine, case, cuts=text == "longest")[1]
        except SishiError as error:
            return _NotDrawn(error.message)
    return findings


def _linted(job: _Job) -> list[TemplateFinding] | _NotDrawn:
    templates = _templates(job.folders, job.tuning.name, job.version)
    template = _tuned(job.tuning, templates)
    try:
        return lint(template, {**templates, template.name: template}, engine_named(NAMES[0]))
    except SishiError as error:
        return _NotDrawn(error.message)


def _spec(job: _Job) -> tuple[PosterSpec, Mapping[str, Template]]:
    templates = _templates(job.folders, job.tuning.name, job.version)
    template, tuning = _tuned(job.tuning, templates), job.tuning
    spec = replace(
        sample_spec(template, TAKUMI, tuning.size), photos={name: name for name in template.photos}
    )
    if tuning.palette:
        spec = replace(spec, palette=template.palettes[tuning.palette].colours())
    if tuning.text != TEXTS[0]:
        fill = longest_fields if tuning.text == "longest" else shortest_fields
        spec = replace(spec, fields=fill(template))
    return spec, {**templates, template.name: template}
