"""What template designers use: lint, proof, preview, new; tuning: tune."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

from cyclopts import Parameter

from cli.common import AsJson, print_json, put, say
from content.errors import WrongInput
from content.files import write_whole
from content.messages import render
from content.model import Message
from content.shipped import shipped

if TYPE_CHECKING:
    from content.posters import Template
    from content.posters.lint import TemplateFinding

ALL_WELL, FOUND = 0, 1


class FindingJson(TypedDict):
    """A finding as JSON tells it; `at` is left, top, right, bottom in px of the canvas."""

    template: str
    check: str
    what: str
    case: str
    field: str
    at: tuple[int, int, int, int] | None


Folders = Annotated[list[Path] | None, Parameter(name="--templates", negative="")]


def lint(*names: str, templates: Folders = None, as_json: AsJson = False) -> int:
    """Check templates: CSS, fields, contrast, overflow, missing characters. Exit code 1 with findings.

    Example: `sishi poster lint hook-full --templates my-templates`
    """
    from content.posters import load_templates
    from content.posters.lint.lint import SECONDS, lint_all
    from content.workers import Workers

    folders = template_folders(templates)
    aside: list[Message] = []
    known = load_templates(*folders, aside=aside)
    chosen = list(dict.fromkeys(_known(name, known) for name in names)) or sorted(known)
    with Workers(2, seconds=SECONDS, preload=("content.posters.lint.lint",)) as workers:
        findings = lint_all(chosen, folders, workers)
    if as_json:
        print_json([finding_json(finding) for finding in findings])
    else:
        for finding in findings:
            put(str(finding))
    for unfinished in aside:
        say(unfinished)
    say(Message("cli_poster.linted", templates=len(chosen), findings=len(findings) + len(aside)))
    return FOUND if findings or aside else ALL_WELL


def proof(
    name: str,
    *,
    captions: Path | None = None,
    size: str = "3:4",
    palette: str = "",
    photo: Path | None = None,
    out: Annotated[Path | None, Parameter(name=["--out", "-o"])] = None,
    templates: Folders = None,
) -> None:
    """Draw one template with thirty kinds of caption; what goes wrong is ringed.

    Example: `sishi poster proof hook-full --size 1:1 -o hook-full.html`
    """
    from content.posters import Takumi, load_templates
    from content.posters import proof as proofing
    from content.posters.preview import OnePicture
    from content.posters.proof_sheet import in_words, sheet_html, sheet_png

    target = out or Path(f"{name}-proof.png")
    if target.suffix not in (".png", ".html"):
        raise WrongInput(Message("cli_poster.sheet_name", name=target.name))
    known = load_templates(*template_folders(templates), aside=[])
    template, engine = known[_known(name, known)], Takumi()
    with tempfile.TemporaryDirectory() as folder:
        pictures = OnePicture(working_photo(photo, Path(folder)))
        done = proofing.proof(
            template, known, proofing.read_captions(captions), pictures, engine, size, palette
        )
    data = sheet_html(done).encode() if target.suffix == ".html" else sheet_png(done, engine)
    write_whole(target, data)
    say(Message("cli_poster.proof", file=str(target), n=len(done.cells), outcome=in_words(done)))


def new(
    name: str,
    *,
    slot: str = "",
    layout: Annotated[str, Parameter(name="--from")] = "",
    folder: Annotated[Path, Parameter(name="--dir")] = Path("templates/posters"),
    templates: Folders = None,
) -> None:
    """Begin a template: a folder that draws, lints clean and says what to change.

    With --from it is a copy of a layout, with its words and all that can be tuned in it.

    Example: `sishi poster new hook-window --from hook-torn --dir templates/posters`
    """
    from content.posters import load_templates
    from content.posters.scaffold import new_template
    from content.posters.tuning import OwnTemplate, write_own

    if layout:
        known = load_templates(*template_folders(templates), aside=[])
        made = write_own(known[_known(layout, known)], OwnTemplate(name, slot=slot), folder)
    else:
        made = new_template(name, slot or "morning", folder)
    put(str(made))
    say(Message("cli_poster.begun", name=name, folder=str(folder)))


def preview(
    name: str = "",
    *,
    templates: Folders = None,
    port: int = 0,
    photo: Path | None = None,
) -> None:
    """Open a page on this machine that shows templates as you write them, in both engines.

    Example: `sishi poster preview hook-full --templates my-templates --photo mug.jpg`
    """
    from content.posters import load_templates
    from desk.preview import serve

    folders = template_folders(templates)
    if name:
        _known(name, load_templates(*folders))
    with tempfile.TemporaryDirectory() as folder:
        serve(folders, working_photo(photo, Path(folder)), first=name, port=port, report=say)


def template_folders(own: list[Path] | None) -> tuple[Path, ...]:
    for folder in own or []:
        if not folder.is_dir():
            raise WrongInput(Message("cli_poster.not_a_folder", folder=str(folder)))
    return (shipped("templates/posters"), *(own or []))


def _known(name: str, known: "dict[str, Template]") -> str:
    if name not in known:
        raise WrongInput(Message("cli_poster.unknown_template", name=name, names=tuple(sorted(known))))
    return name


def working_photo(file: Path | None, folder: Path) -> Path:
    """A photo as a working copy in `folder`, or a drawn one. WrongInput for a file that is no photo."""
    from content.media import MediaFolder, ToShelve, shelve
    from content.model import Media
    from content.posters.preview import stand_in

    if file is None:
        stand_in().save(folder / "photo.jpg", quality=95)
        return folder / "photo.jpg"
    taken = shelve(ToShelve(file, folder, "UTC"))
    if not isinstance(taken, Media):
        raise WrongInput(Message("cli_poster.no_photo", file=str(file), why=taken.why))
    return MediaFolder(folder).working(taken.sha256)


def finding_json(finding: "TemplateFinding") -> FindingJson:
    return {
        "template": finding.template,
        "check": finding.check.value,
        "what": render(finding.what, "en"),
        "case": finding.case,
        "field": finding.field,
        "at": finding.at,
    }
