"""`sishi score` and `sishi dupes`: photos without a workspace, whatever they are."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageOps

from cli import score as module
from cli.calibrate import with_numbers
from cli.score import dupes, score
from content.errors import WrongInput
from content.score.phash import CROPS
from content.workers import Completed, Failed, unforeseen

Photo = Callable[..., Image.Image]


class Here:
    """Workers of this process."""

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def __enter__(self) -> "Here":
        return self

    def __exit__(self, *_: object) -> None: ...

    def map(self, work: Callable[[Any], Any], items: list[Any]) -> list[Completed[Any] | Failed]:
        return [self._one(work, item) for item in items]

    def _one(self, work: Callable[[Any], Any], item: Any) -> Completed[Any] | Failed:
        try:
            return Completed(work(item))
        except Exception as error:  # noqa: BLE001 - as the real ones do
            return Failed(unforeseen(error))


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "Workers", Here)


@pytest.fixture
def photos(tmp_path: Path, photo: Photo) -> Path:
    folder = tmp_path / "photos"
    (folder / "more").mkdir(parents=True)
    photo(1).save(folder / "b.jpg")
    photo(2).save(folder / "a.png")
    ImageOps.mirror(photo(1)).resize((320, 240)).save(folder / "more/c.webp")
    (folder / "torn.jpg").write_bytes((folder / "b.jpg").read_bytes()[:3000])
    (folder / "notes.txt").write_text("no picture")
    (folder / ".hidden.jpg").write_text("no picture")
    return folder


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_for_each_picture_in_the_order_of_its_name(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert score([photos / "more/c.webp", photos], json=True) == 1
    told = lines(capsys)
    names = [Path(each["path"]).name for each in told]
    assert names == ["c.webp", "a.png", "b.jpg", "c.webp", "torn.jpg"]
    assert [name for name, each in zip(names, told, strict=True) if "unreadable" in each] == ["torn.jpg"]
    good = told[1]
    assert set(good) == {"path", "score", "features", "sub_scores", "flags", "hashes"}
    assert 0 <= good["score"] <= 1
    assert all(0 <= value <= 1 for value in good["sub_scores"].values())
    assert [len(each) for each in good["hashes"]] == [16] * len(CROPS)


def test_a_named_file_is_looked_at_whatever_it_is_called(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert score([photos / "notes.txt"], json=True) == 1
    assert "unreadable" in lines(capsys)[0]
    assert score([photos / "b.jpg"], json=True) == 0


def test_faults_are_flagged(tmp_path: Path, capsys: pytest.CaptureFixture[str], photo: Photo) -> None:
    photo(3, (300, 200)).point(lambda level: level // 8).save(tmp_path / "dark.png")
    score([tmp_path], json=True)
    assert {"too_small", "too_dark"} <= set(lines(capsys)[0]["flags"])


def test_a_name_that_is_no_text_is_carried_by_escapes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], photo: Photo
) -> None:
    photo(1).save(tmp_path / "a\nb\u202e\udcff.png")
    assert score([tmp_path], json=True) == 0
    assert lines(capsys)[0]["path"].endswith("a\nb\u202e\udcff.png")


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match="Name a photo or a folder"):
        score([tmp_path / "nowhere"])


def test_an_empty_folder_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert score([tmp_path], json=True) == 0
    assert "There is no photo in" in capsys.readouterr().err


def test_the_best_of_the_same_photo_comes_first(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dupes([photos], json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["clusters"] == [{"best": str(photos / "b.jpg"), "others": [str(photos / "more/c.webp")]}]
    assert [Path(each["path"]).name for each in told["unreadable"]] == ["torn.jpg"]


@pytest.mark.parametrize(
    "before, after",
    [
        ("", "[shortlist]\nmin_focus = 0.3\n"),
        ('zone = "Asia/Shanghai"\n', 'zone = "Asia/Shanghai"\n\n[shortlist]\nmin_focus = 0.3\n'),
        ("[shortlist] # ours\nsize = 9\n\n[plan]\ndays = 3\n",
         "[shortlist] # ours\nmin_focus = 0.3\nsize = 9\n\n[plan]\ndays = 3\n"),
        ("[shortlist]\nmin_focus = 0.1 # soft\nsize = 9\n", "[shortlist]\nmin_focus = 0.3\nsize = 9\n"),
    ],
)  # fmt: skip
def test_a_number_is_put_where_it_belongs(before: str, after: str) -> None:
    assert with_numbers(before, "shortlist", {"min_focus": 0.3}) == after
