"""Specs become files: each drawn once, nothing half written, one bad spec costs one poster."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from content.errors import MissingFont
from content.media import MediaFolder
from content.messages import render as worded
from content.model import NotRendered, PosterSpec
from content.posters import DrawnPoster, PosterPlaces, Template, poster_file, render, render_posters
from content.posters.preview import sample_spec
from content.workers import Workers

BUILT_IN = Path(__file__).parents[2] / "templates/posters"
Render = Callable[[Sequence[PosterSpec]], list[DrawnPoster | NotRendered]]


@pytest.fixture
def render_all(tmp_path: Path, workers: Workers) -> Render:
    def render_all(specs: Sequence[PosterSpec]) -> list[DrawnPoster | NotRendered]:
        return render_posters(
            specs, PosterPlaces(tmp_path, tmp_path / "posters", (BUILT_IN,), tmp_path / "media"), workers
        )

    return render_all


@pytest.fixture
def quiz(templates: Mapping[str, Template]) -> PosterSpec:
    return sample_spec(templates["quiz-dark"], "takumi-0.1.5")


def _file(root: Path, spec: PosterSpec) -> Path:
    return poster_file(root / "posters", spec.key)


def test_a_poster_is_drawn_once_and_found_again(tmp_path: Path, render_all: Render, quiz: PosterSpec) -> None:
    (first,) = render_all([quiz])
    file = _file(tmp_path, quiz)
    data, written_at = file.read_bytes(), file.stat().st_mtime_ns
    assert isinstance(first, DrawnPoster)
    assert not first.reused
    assert first.rendered.path == f"posters/{quiz.key[:2]}/{quiz.key}.jpg"
    assert (first.rendered.sha256, first.rendered.bytes) == (sha256(data).hexdigest(), len(data))
    assert (first.rendered.width, first.rendered.height) == (1080, 1440)
    (again,) = render_all([quiz])
    assert again == DrawnPoster(first.rendered, reused=True)
    assert file.stat().st_mtime_ns == written_at


@pytest.mark.parametrize("left_over", [b"", b"\xff", b"\xff\xd8\xff\xe0 cut off"])
def test_a_broken_file_is_drawn_again(
    tmp_path: Path, render_all: Render, quiz: PosterSpec, left_over: bytes
) -> None:
    file = _file(tmp_path, quiz)
    file.parent.mkdir(parents=True)
    file.write_bytes(left_over)
    (outcome,) = render_all([quiz])
    assert isinstance(outcome, DrawnPoster)
    assert not outcome.reused
    assert len(file.read_bytes()) == outcome.rendered.bytes > 10_000


def test_equal_specs_share_one_file_and_nothing_else_is_left(
    tmp_path: Path, render_all: Render, quiz: PosterSpec
) -> None:
    one, other = render_all([quiz, replace(quiz)])
    assert one == other
    assert [path.name for path in (tmp_path / "posters").rglob("*.*")] == [f"{quiz.key}.jpg"]


def test_one_bad_spec_costs_one_poster(
    tmp_path: Path, render_all: Render, quiz: PosterSpec, templates: Mapping[str, Template], photo: Path
) -> None:
    share = sample_spec(templates["share-polaroid"], "takumi-0.1.5")
    gone, here = replace(share, photos={"photo": "ab" * 32}), replace(share, photos={"photo": "cd" * 32})
    working = MediaFolder(tmp_path / "media").working("cd" * 32)
    working.parent.mkdir(parents=True)
    working.write_bytes(photo.read_bytes())
    long = replace(quiz, fields={**quiz.fields, "options": ["水", "囍" * 25]})
    no_photo, too_long, fine, old = render_all([gone, long, here, replace(quiz, template_version="0")])
    assert isinstance(fine, DrawnPoster)
    assert isinstance(no_photo, NotRendered)
    assert no_photo.key == gone.key
    assert "is not in the workspace" in worded(no_photo.why, "en")
    assert isinstance(too_long, NotRendered)
    assert "'options' has 25 characters" in worded(too_long.why, "en")
    assert isinstance(old, NotRendered)
    assert "Tell it again" in worded(old.why, "en")


def test_without_the_fonts_nothing_is_begun(
    render_all: Render, quiz: PosterSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_fonts() -> None:
        raise MissingFont("LXGW WenKai", "fonts-lxgw-wenkai")

    monkeypatch.setattr(render, "font_files", no_fonts)
    with pytest.raises(MissingFont):
        render_all([quiz])
    assert render_all([]) == []


def test_a_job_that_takes_too_long_is_not_rendered_and_says_so(tmp_path: Path, quiz: PosterSpec) -> None:
    with Workers(1, seconds=0.01) as hurried:
        (outcome,) = render_posters([quiz], PosterPlaces(tmp_path, tmp_path, (BUILT_IN,), tmp_path), hurried)
    assert isinstance(outcome, NotRendered)
    assert "took longer than 0.01 s, twice" in worded(outcome.why, "en")
