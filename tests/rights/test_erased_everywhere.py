"""Who is erased is in no file under var: not by name, not by picture, not within an archive."""

import io
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import pytest
from PIL import Image, ImageChops, ImageFile, ImageStat

from content.night import NightOrder
from content.workspace import open_workspace
from services import nightly
from tests.a_night import context_at, gather_all

pytestmark = pytest.mark.slow

Sishi = Callable[..., tuple[int, str, str]]
NAME, ID = "小鹿在江边", "deer77"
ALIKE = 12.0  # grey levels of 255 that two sizes of one picture differ by, on average


def photo() -> Image.Image:
    """Unlike any other here: a slope with a bright corner."""
    picture = Image.linear_gradient("L").resize((900, 1200)).convert("RGB")
    picture.paste("#f8e020", (0, 0, 450, 400))
    picture.paste("#1020c0", (450, 800, 900, 1200))
    return picture


def gather_night(order: NightOrder, failed: Sequence[str] = ()) -> None:
    """A night that gathers, and reports that some of it failed."""
    context = context_at(Path(order.workspace))
    nightly.begin(context, order)
    gather_all(context, order)
    nightly.end(context, order, nightly.report(context, order) | {"failed": failed})


@pytest.fixture
def village(told_village: Path, sishi: Sishi) -> Path:
    """Deer sent a photo, a broken copy of it, a table row and an archive, and the team exported it."""
    inbox = told_village / "ugc_inbox/g1"
    said = {"member": {"id": ID, "nickname": NAME}, "text": "江边的落日", "product": "mug"}
    photo().save(inbox / f"{NAME}.jpg", quality=92)
    (inbox / "sun.json").write_text(
        json.dumps({"id": "i77", "media": [f"{NAME}.jpg"], "consent": {"state": "granted"}} | said),
        encoding="utf-8",
    )
    whole = (inbox / f"{NAME}.jpg").read_bytes()
    (inbox / "broken.jpg").write_bytes(whole[: len(whole) // 3])
    (inbox / "broken.json").write_text(json.dumps({"media": ["broken.jpg"]} | said), encoding="utf-8")
    (inbox / "alone-broken.jpg").write_bytes(whole[: len(whole) // 2])
    (inbox / "index.csv").write_text(f"图片,昵称\nnowhere.jpg,{NAME}\n", encoding="gb18030")
    with ZipFile(inbox / "old.zip", "w") as archive:
        archive.writestr("IMG_1.jpg", whole)
    for file in inbox.iterdir():
        os.utime(file, (1_700_000_000, 1_700_000_000))
    order = NightOrder(str(told_village), date(2026, 11, 23), 3, run="r9")
    gather_night(order, failed=[f"gather of g1/{NAME}.jpg: it broke"])
    for kind in ("posters/ab", "thumbs/ab", "sheets", "listings"):
        (told_village / "var" / kind).mkdir(parents=True, exist_ok=True)
    photo().resize((180, 240)).save(told_village / "var/thumbs/ab/m-1.jpg")
    (told_village / "var/listings/one.json").write_text(json.dumps({"path": NAME}))
    assert sishi("queue", "export", str(told_village / "week.csv"))[0] == 0
    return told_village


def pieces(file: Path) -> Iterator[bytes]:
    data = file.read_bytes()
    yield data
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    except BadZipFile:
        return


def holds_name(file: Path) -> bool:
    forms = [
        form
        for trace in (NAME, ID)
        for form in (trace.encode(), json.dumps(trace)[1:-1].encode(), trace.encode("utf-16-le"))
    ]
    return NAME in file.name or any(form in piece for piece in pieces(file) for form in forms)


def shows_photo(file: Path) -> bool:
    """The same to the eye, be it small, cropped to nothing or cut off half-way."""
    wanted = photo().resize((24, 32)).convert("L")
    for piece in pieces(file):
        try:
            ImageFile.LOAD_TRUNCATED_IMAGES = True
            with Image.open(io.BytesIO(piece)) as picture:
                seen = picture.convert("L").resize((24, 32))
        except (OSError, ValueError, SyntaxError):
            continue
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False
        upper = (0, 0, 24, 10)  # what is cut off is grey below
        apart = ImageChops.difference(seen.crop(upper), wanted.crop(upper))
        if ImageStat.Stat(apart).mean[0] < ALIKE:
            return True
    return False


def traces(village: Path) -> set[str]:
    return {
        str(file.relative_to(village / "var"))
        for file in (village / "var").rglob("*")
        if file.is_file() and (holds_name(file) or shows_photo(file))
    }


def test_no_file_under_var_knows_who_was_erased(village: Path, sishi: Sishi) -> None:
    before = traces(village)
    kinds = {name.partition("/")[0] for name in before}
    assert {"media", "quarantine", "thumbs", "listings"} <= kinds, "or the test proves nothing"
    assert any(name.startswith("sishi.db") for name in before)
    code, out, err = sishi("member", "erase", ID, "--yes", "--by", "小周")
    assert code == 0, err
    assert traces(village) == set()
    listed = set(out.splitlines())
    inbox = [file for file in (village / "ugc_inbox").rglob("*") if file.is_file()]
    theirs = {f"ugc_inbox/g1/{file.name}" for file in inbox if holds_name(file) or shows_photo(file)}
    theirs |= {"ugc_inbox/g1/index.csv", str(village / "week.csv")}
    assert theirs <= listed
    assert not [line for line in listed if "i00" in line or "i01" in line], "others' files are theirs"


def test_nothing_comes_back_while_the_files_lie_there_nor_when_they_are_deleted(
    village: Path, sishi: Sishi
) -> None:
    _, out, _ = sishi("member", "erase", ID, "--yes")
    order = NightOrder(str(village), date(2026, 11, 23), 3, run="r10")

    gather_night(order)
    with open_workspace(village).open_store(reading=True) as store:
        assert store.library.member(ID) is None
        assert NAME not in {member.nickname for member in store.library.members()}
    for line in out.splitlines():
        if line.startswith("ugc_inbox/") and "#" not in line and "!" not in line:
            (village / line).unlink(missing_ok=True)
    gather_night(order)
    open_workspace(village).database.shred()
    assert traces(village) == set()


def test_others_quarantine_stays(village: Path, sishi: Sishi) -> None:
    shutil.copy(village / "ugc_inbox/g1/i00.jpg", village / "ugc_inbox/g2/other.jpg")
    (village / "ugc_inbox/g2/other.jpg").write_bytes(b"no picture at all" * 99)
    os.utime(village / "ugc_inbox/g2/other.jpg", (1_700_000_000, 1_700_000_000))
    order = NightOrder(str(village), date(2026, 11, 23), 3, run="r11")
    gather_all(context_at(village), order)
    sishi("member", "erase", ID, "--yes")
    with open_workspace(village).open_store(reading=True) as store:
        (item,) = [one for one in store.inbox_index.quarantined() if one.path == "g2/other.jpg"]
    assert (village / "var/quarantine" / (item.copy or "")).is_file()
