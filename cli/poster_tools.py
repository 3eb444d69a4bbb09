"""What template designers use: lint, proof, preview, new."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.common import AsJson, print_json, say
from content.errors import WrongInput
from content.files import write_whole
from content.messages import render
from content.shipped import shipped

if TYPE_CHECKING:
    from content.posters import Template
    from content.posters.lint import Finding

ALL_WELL, FOUND = 0, 1

Folders = Annotated[
    list[Path] | None,
    Parameter(name="--templates", negative="", help="A folder of templates of your own; repeatable."),
]


def lint(*names: str, templates: Folders = None, as_json: AsJson = False) -> int:
    """Check templates: CSS, fields, contrast, overflow, missing characters. Exit code 1 with findings.

    Example: `sishi poster lint hook-full --templates my-templates`
    """
    from content.posters import load_templates
    from content.posters.lint.lint import SECONDS, lint_all
    from content.workers import Workers

    folders = _folders(templates)
    aside: list[str] = []
    known = load_templates(*folders, aside=aside)
    chosen = list(dict.fromkeys(_known(name, known) for name in names)) or sorted(known)
    with Workers(2, seconds=SECONDS, preload=("content.posters.lint.lint",)) as workers:
        found = lint_all(chosen, folders, workers)
    if as_json:
        print_json([_as_json(finding) for finding in found])
    else:
        print("\n".join(map(str, found)), end="\n" if found else "")
    for sentence in aside:
        say(sentence)
    say(f"{len(chosen)} templates, {len(found) + len(aside)} findings.")
    return FOUND if found or aside else ALL_WELL


def proof(
    name: str,
    *,
    captions: Annotated[Path | None, Parameter(help="TOML as the built-in one, or a line each.")] = None,
    size: Annotated[str, Parameter(help="3:4, 1:1 or 9:16.")] = "3:4",
    palette: Annotated[str, Parameter(help="A palette's name; else the sample's.")] = "",
    photo: Annotated[Path | None, Parameter(help="A photo to show; else a drawn one.")] = None,
    out: Annotated[Path | None, Parameter(name=["--out", "-o"], help="A .png or .html to write.")] = None,
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
        raise WrongInput(f"{target.name!r} must end in .png or .html.")
    known = load_templates(*_folders(templates), aside=[])
    template, engine = known[_known(name, known)], Takumi()
    with tempfile.TemporaryDirectory() as folder:
        pictures = OnePicture(_photo(photo, Path(folder)))
        done = proofing.proof(
            template, known, proofing.read_captions(captions), pictures, engine, size, palette
        )
    data = sheet_html(done).encode() if target.suffix == ".html" else sheet_png(done, engine)
    write_whole(target, data)
    say(f"{target}: {len(done.cells)} captions, {in_words(done)}.")


def new(
    name: str,
    *,
    slot: Annotated[str, Parameter(help="morning, noon, afternoon or evening.")] = "morning",
    folder: Annotated[Path, Parameter(name="--dir", help="The folder of templates to put it in.")] = Path(
        "templates/posters"
    ),
) -> None:
    """Begin a template: a folder that draws, lints clean and says what to change.

    Example: `sishi poster new hook-window --slot morning --dir templates/posters`
    """
    from content.posters.scaffold import new_template

    made = new_template(name, slot, folder)
    print(made)
    say(f"See it change as you write: sishi poster preview {name} --templates {folder}")


def preview(
    name: str = "",
    *,
    templates: Folders = None,
    port: Annotated[int, Parameter(help="0 takes a free one.")] = 0,
    photo: Annotated[Path | None, Parameter(help="A photo to show; else a drawn one.")] = None,
) -> None:
    """Open a page on this machine that shows templates as you write them, in both engines.

    Example: `sishi poster preview hook-full --templates my-templates --photo mug.jpg`
    """
    from content.posters import load_templates
    from desk.preview import serve

    folders = _folders(templates)
    if name:
        _known(name, load_templates(*folders))
    with tempfile.TemporaryDirectory() as folder:
        serve(folders, _photo(photo, Path(folder)), first=name, port=port, told=say)


def _folders(own: list[Path] | None) -> tuple[Path, ...]:
    for folder in own or []:
        if not folder.is_dir():
            raise WrongInput(f"{folder} is no folder. Give one that holds folders of templates.")
    return (shipped("templates/posters"), *(own or []))


def _known(name: str, known: "dict[str, Template]") -> str:
    if name not in known:
        raise WrongInput(f"There is no template {name!r}; there are: {', '.join(sorted(known))}.")
    return name


def _photo(file: Path | None, folder: Path) -> Path:
    """A photo as a working copy in `folder`, or a drawn one. WrongInput for a file that is no photo."""
    from content.media import MediaFolder, ToShelve, shelve
    from content.model import Media
    from content.posters.preview import stand_in

    if file is None:
        stand_in().save(folder / "photo.jpg", quality=95)
        return folder / "photo.jpg"
    taken = shelve(ToShelve(file, folder, "UTC"))
    if not isinstance(taken, Media):
        raise WrongInput(f"{file}: {render(taken.why, 'en')}.")
    return MediaFolder(folder).working(taken.sha256)


def _as_json(finding: "Finding") -> dict[str, object]:
    return {
        "template": finding.template,
        "check": finding.check.value,
        "what": render(finding.what, "en"),
        "case": finding.case,
        "field": finding.field,
        "at": finding.at,
    }
