"""All checks of a template: what is read from its files first; only what passes is filled and painted."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from content.errors import PosterError, TextDoesNotFit
from content.model import Message, PosterSpec
from content.posters.draw import lost_subjects, page_of
from content.posters.engine import Engine, Takumi
from content.posters.lint import picture, tofu
from content.posters.lint.cases import LintCase, OnePhotoMedia, cases, hard_photos
from content.posters.lint.fields import static_findings
from content.posters.lint.finding import Check, TemplateFinding
from content.posters.pictures import PosterMedia
from content.posters.template import Template, base_css, load_templates
from content.workers import Failed, Workers

if TYPE_CHECKING:
    from PIL.Image import Image

SECONDS = 60.0  # for one template; ours take 2 to 4


@dataclass(frozen=True, slots=True)
class _Job:
    name: str
    folders: tuple[Path, ...]


def lint_all(names: Sequence[str], folders: tuple[Path, ...], workers: Workers) -> list[TemplateFinding]:
    """The findings of each template, in supervised processes: one that hangs or crashes is a finding too."""
    jobs = [_Job(name, folders) for name in names]
    findings: list[TemplateFinding] = []
    for job, result in zip(jobs, workers.map(_lint, jobs), strict=True):
        if isinstance(result, Failed):
            findings.append(
                TemplateFinding(job.name, Check.DRAWN, Message("lint.cannot_be_drawn", cause=result.why))
            )
        else:
            findings += result.value
    return findings


def lint(template: Template, templates: Mapping[str, Template], engine: Engine) -> list[TemplateFinding]:
    """Every finding, each kind once a place; an empty list is a clean template."""
    findings = static_findings(template)
    if findings:
        return findings
    with tempfile.TemporaryDirectory() as folder:
        photos = hard_photos(Path(folder))
        findings, photos_shown = _tofu(template, engine), set[str]()
        for case in cases(template, engine.name, photos):
            findings += _all_findings(case, templates, engine, photos_shown)
    if not any(finding.check is Check.DRAWN for finding in findings):
        findings += _not_shown(template, photos_shown)
    return once(findings)


def _all_findings(
    case: LintCase, templates: Mapping[str, Template], engine: Engine, photos_shown: set[str]
) -> list[TemplateFinding]:
    """Of a case whose texts do not all fit: each that does not, and what is wrong with the rest."""
    findings: list[TemplateFinding] = []
    for _ in range(len(case.spec.fields) + 1):
        new = case_findings(case, templates, engine, photos_shown)
        findings += new
        if not new or new[-1].check is not Check.FIT:
            break
        case = replace(case, spec=_shortened(case.spec, new[-1].field))
    return findings


def _shortened(spec: PosterSpec, name: str) -> PosterSpec:
    """The same with a field half as long."""
    value = spec.fields.get(name, "")
    shorter = _halved(value) if isinstance(value, str) else [_halved_item(item) for item in value]
    return replace(spec, fields={**spec.fields, name: shorter})


def _halved(text: str) -> str:
    return text[: (len(text) + 1) // 2]


def _halved_item(item: Any) -> Any:
    return _halved(item) if isinstance(item, str) else [_halved(text) for text in item]


def case_findings(
    case: LintCase, templates: Mapping[str, Template], engine: Engine, photos_shown: set[str] | None = None
) -> list[TemplateFinding]:
    """What is wrong with a template filled in one way; `photos_shown` takes the photos that it showed."""
    request = OnePhotoMedia(case.photo, set() if photos_shown is None else photos_shown)
    if case.template is not None:
        templates = {**templates, case.template.name: case.template}
    return examined(case.spec, templates, request, engine, case.name, cuts=case.longest)[1]


def examined(
    spec: PosterSpec,
    templates: Mapping[str, Template],
    pictures: PosterMedia,
    engine: Engine,
    case: str = "",
    *,
    cuts: bool = False,
) -> "tuple[Image | None, list[TemplateFinding]]":
    """The poster, None if it cannot be drawn, and what is wrong with it; `cuts` looks for cut texts too."""
    name = spec.template
    try:
        page = page_of(spec, templates, pictures, engine)
        seen = picture.look(page, engine)
    except TextDoesNotFit as error:
        return None, [TemplateFinding(name, Check.FIT, error.message, case, error.box)]
    except PosterError as error:
        return None, [TemplateFinding(name, Check.DRAWN, error.message, case)]
    facts = [*picture.facts(seen, page.size), *(picture.cuts(seen, page, engine) if cuts else ())]
    lost = [TemplateFinding(name, Check.SUBJECT, what, case) for what in lost_subjects(page)]
    return seen.picture, lost + [
        TemplateFinding(
            name, check, Message("lint.sentence", problem=what), case, field_of(line.text, spec), line.box
        )
        for check, what, line in facts
    ]


def field_of(text: str, spec: PosterSpec) -> str:
    """The field whose text a line shows, "" if the template wrote it itself."""
    line = "".join(text.split())
    given = {name: "".join(str(value).split()) for name, value in spec.fields.items()}
    whole = [name for name, value in given.items() if value == line]
    # A line that ends in an ellipsis, or is one of several, shows a part.
    begin = line[:6].rstrip("…") if len(line) > 1 else line
    first = [name for name, value in given.items() if value.lstrip("['").startswith(begin)]
    part = [name for name, value in given.items() if begin in value]
    return next(iter(whole + first + part), "")


def _not_shown(template: Template, photos_shown: set[str]) -> Iterator[TemplateFinding]:
    for photo in sorted(template.photos.keys() - photos_shown):
        what = Message("lint.photo_never_shown", photo=photo)
        yield TemplateFinding(template.name, Check.FIELDS, what, field=photo)


def _tofu(template: Template, engine: Engine) -> list[TemplateFinding]:
    lacking: dict[str, str] = {}
    for family in tofu.families(base_css() + template.css):
        if missing := tofu.missing(engine, family):
            lacking[family] = "".join(missing)
    return [
        TemplateFinding(template.name, Check.TOFU, Message("lint.tofu", family=family, characters=characters))
        for family, characters in lacking.items()
    ]


def once(findings: Sequence[TemplateFinding]) -> list[TemplateFinding]:
    """Of findings that say the same about the same field of the same size, the first."""
    kept: dict[tuple[Check, str, Message | str], TemplateFinding] = {}
    for finding in findings:
        size = finding.case.partition(",")[0]
        same = finding.field or finding.what
        kept.setdefault((finding.check, size, same), finding)
    return list(kept.values())


def _lint(job: _Job) -> list[TemplateFinding]:
    """Runs in a worker process."""
    templates = load_templates(*job.folders, aside=[])
    return lint(templates[job.name], templates, Takumi())
