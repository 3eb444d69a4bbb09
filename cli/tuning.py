"""Templates turned without code: `sishi poster tune`, the same as the desk's page."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from cli.common import AsJson, print_json, put, say
from cli.language import language
from cli.poster_tools import Folders, finding_json, template_folders, working_photo
from content.errors import WrongInput
from content.files import write_whole
from content.model import Message
from content.posters.lint import TemplateFinding
from content.posters.lint.lint import SECONDS
from content.posters.template import Template
from content.posters.tuning import OwnTemplate
from content.posters.variables import OF_PALETTE, Variable
from content.workers import Workers
from services.tuning import (
    Tuning,
    TuningBench,
    save_tuned,
    tuned_findings,
    tuned_picture,
    tuned_template,
    tuned_zip,
)

PRELOAD = ("content.posters.lint.lint",)
WIDTH = 1080  # px of a picture written to a file


@Parameter(name="*")
@dataclass(frozen=True)
class TuneView:
    """What is turned, and how it is looked at."""

    values: Annotated[list[str] | None, Parameter(name="--set", negative="")] = None
    size: str = "3:4"
    palette: str = ""
    text: str = "sample"
    engine: str = "takumi"
    photo: Path | None = None

    def tuning(self, template: str) -> Tuning:
        """The template with what is turned in it."""
        values = _values(self.values or [])
        return Tuning(template, values, self.size, self.palette, self.text, self.engine, WIDTH)


@Parameter(name="*")
@dataclass(frozen=True)
class TuneKeep:
    """Where the picture goes, and the variant."""

    out: Annotated[Path | None, Parameter(name=["--out", "-o"])] = None
    save: str = ""
    title: str = ""
    folder: Annotated[Path, Parameter(name="--dir")] = Path("templates/posters")


AS_IT_COMES, NOWHERE = TuneView(), TuneKeep()


def tune(
    name: str,
    *,
    view: TuneView = AS_IT_COMES,
    keep: TuneKeep = NOWHERE,
    templates: Folders = None,
    as_json: AsJson = False,
) -> int:
    """Turn what a template declares, see what is wrong with it, keep the variant as one's own.

    Without --set it lists what can be turned. Exit code 1 with findings; --save writes only what has none.

    Example: `sishi poster tune hook-torn --set edge=-60 --set ground=acc -o torn.jpg --save hook-lower`
    """
    tuning = view.tuning(name)
    with tempfile.TemporaryDirectory() as scratch, Workers(2, seconds=SECONDS, preload=PRELOAD) as workers:
        photo = working_photo(view.photo, Path(scratch))
        bench = TuningBench(template_folders(templates), photo, workers)
        template = tuned_template(bench, tuning)
        findings = _kept(bench, tuning, keep) or []
    _tell(template, findings, as_json=as_json)
    return 1 if findings else 0


def _kept(bench: TuningBench, tuning: Tuning, keep: TuneKeep) -> list[TemplateFinding] | None:
    """What is wrong with the variant; it is drawn, and saved where nothing is."""
    own = OwnTemplate(keep.save or tuning.name, keep.title, keep.title)
    if keep.out is not None:
        _write(bench, tuning, own, keep.out)
    if findings := tuned_findings(bench, tuning):
        return findings
    saved = save_tuned(bench, tuning, own, keep.folder) if keep.save else None
    if isinstance(saved, Path):
        put(str(saved))
        return None
    return saved


def _values(written: Sequence[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in written]
    for name, equals, _ in pairs:
        if not equals:
            raise WrongInput(Message("cli_poster.set_name_and_value", text=name))
    return {name.strip(): value.strip() for name, _, value in pairs}


def _write(bench: TuningBench, tuning: Tuning, own: OwnTemplate, out: Path) -> None:
    """A .zip takes the folder, any other name the picture."""
    if out.suffix.lower() not in (".zip", ".jpg", ".jpeg"):
        raise WrongInput(Message("cli_poster.tuned_name", name=out.name))
    write = tuned_zip(bench, tuning, own) if out.suffix.lower() == ".zip" else tuned_picture(bench, tuning)
    write_whole(out, write)
    put(str(out))


def _tell(template: Template, findings: Sequence[TemplateFinding], *, as_json: bool) -> None:
    if as_json:
        print_json({"variables": variables_json(template), "findings": list(map(finding_json, findings))})
        return
    for name, variable in template.variables.items():
        say(_in_words(name, variable))
    for finding in findings:
        put(str(finding))
    say(Message("cli_poster.tuned", variables=len(template.variables), findings=len(findings)))


def _in_words(name: str, variable: Variable) -> Message:
    """Where a variable stands, and where it may."""
    label = variable.label if language() == "zh" else variable.label_en
    stands: dict[str, Any] = {"name": name, "value": variable.default, "label": label}
    if variable.is_number:
        least, most = variable.extremes
        return Message("cli_poster.variable_number", least=least, most=most, unit=variable.unit, **stands)
    known = tuple(variable.options or (*OF_PALETTE, "#rrggbb"))
    return Message("cli_poster.variable_word", known=known, **stands)


def variables_json(template: Template) -> list[dict[str, Any]]:
    """What can be turned in it, and where it stands."""
    return [
        {
            "name": name,
            "kind": variable.kind.value,
            "value": variable.default,
            "min": variable.extremes[0] if variable.is_number else None,
            "max": variable.extremes[-1] if variable.is_number else None,
            "step": variable.step if variable.is_number else None,
            "unit": variable.unit,
            "options": list(variable.options or ()),
            "label": variable.label,
            "label_en": variable.label_en,
        }
        for name, variable in template.variables.items()
    ]
