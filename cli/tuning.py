"""Templates turned without code: `sishi poster tune`, the same as the desk's page."""

import tempfile
from collections.abc import Sequence
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


def tune(
    name: str,
    *,
    values: Annotated[list[str] | None, Parameter(name="--set", negative="")] = None,
    size: str = "3:4",
    palette: str = "",
    text: str = "sample",
    engine: str = "takumi",
    photo: Path | None = None,
    out: Annotated[Path | None, Parameter(name=["--out", "-o"])] = None,
    save: str = "",
    title: str = "",
    folder: Annotated[Path, Parameter(name="--dir")] = Path("templates/posters"),
    templates: Folders = None,
    as_json: AsJson = False,
) -> int:
    """Turn what a template declares, see what is wrong with it, and keep the variant as a template of its own.

    Without --set it lists what can be turned. Exit code 1 with findings; --save writes only what has none.

    Example: `sishi poster tune hook-torn --set sheet=-60 --set tint=acc -o torn.jpg --save hook-lower`
    """
    tuning = Tuning(name, _values(values or []), size, palette, text, engine, WIDTH)
    with tempfile.TemporaryDirectory() as scratch, Workers(2, seconds=SECONDS, preload=PRELOAD) as workers:
        bench = TuningBench(template_folders(templates), working_photo(photo, Path(scratch)), workers)
        template = tuned_template(bench, tuning)
        findings = tuned_findings(bench, tuning)
        if out is not None:
            _write(bench, tuning, OwnTemplate(save or name, title, title), out)
        if save and not findings:
            saved = save_tuned(bench, tuning, OwnTemplate(save, title, title), folder)
            findings = [] if isinstance(saved, Path) else saved
            if isinstance(saved, Path):
                put(str(saved))
    _tell(template, findings, as_json=as_json)
    return 1 if findings else 0


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
        code = "cli_poster.variable_number" if variable.is_number else "cli_poster.variable_word"
        words = {"least": variable.extremes[0], "most": variable.extremes[-1]} if variable.is_number else {}
        label = variable.label if language() == "zh" else variable.label_en
        known = tuple(variable.options or ("deep", "paper", "acc", "acc2", "#rrggbb"))
        words |= {"unit": variable.unit} if variable.is_number else {"known": known}
        say(Message(code, name=name, value=variable.default, label=label, **words))
    for finding in findings:
        put(str(finding))
    say(Message("cli_poster.tuned", variables=len(template.variables), findings=len(findings)))


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
