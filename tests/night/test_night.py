"""A whole night over a village: what comes out, that it comes out the same, and that a kill loses nothing."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import text

from content.model import OPEN, Message, PostState, own_words
from content.workspace import open_workspace

pytestmark = pytest.mark.xdist_group("night")  # one night is looked at by many tests
PROJECT = Path(__file__).parents[2]
Night = Callable[..., dict[str, Any]]
# no file of its own: each worker process would run that again, and import all that it imports
DRIVER = "from tests.night.night_driver import main; main()"


@pytest.fixture(scope="module")
def driver() -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", DRIVER]
    with subprocess.Popen(
        command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process


@pytest.fixture(scope="module")
def night(driver: "subprocess.Popen[str]") -> Night:
    """night(root, run, days=, killed_at=): a night over a workspace in a process of its own; its report."""
    assert driver.stdin is not None
    assert driver.stdout is not None
    requests, answers = driver.stdin, driver.stdout

    def run(
        root: Path, run: str = "r1", *, days: int = 3, killed_at: tuple[str, int] | None = None
    ) -> dict[str, Any]:
        order = {"workspace": str(root), "first_day": "2026-11-23", "days": days, "run": run}
        print(json.dumps([json.dumps(order), *(killed_at or ())]), file=requests, flush=True)
        answer = json.loads(answers.readline())
        if killed_at:
            assert answer == -signal.SIGKILL, "it was not killed"
            return {}
        assert isinstance(answer, dict), "it failed, and said why on stderr"
        assert json.loads(answers.readline()) == 0
        return answer

    return run


def rows(root: Path) -> dict[str, int]:
    """How many rows each table has: nothing doubled, nothing lost."""
    tables = (
        "submissions",
        "media",
        "features",
        "scores",
        "verdicts",
        "tellings",
        "posts",
        "posters",
        "quarantine",
    )
    with open_workspace(root).database.engine.connect() as connection:
        return {t: connection.scalar(text(f"SELECT count(*) FROM {t}")) or 0 for t in tables}  # noqa: S608 - our names


@pytest.fixture(scope="module")
def one_night(
    night: Night, built_village: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any]]:
    root = Path(shutil.copytree(built_village, tmp_path_factory.mktemp("night") / "village"))
    return root, night(root)


@pytest.fixture
def told(one_night: tuple[Path, dict[str, Any]], village: Path) -> dict[str, Any]:
    """What the night made of the village, which stands as it left it."""
    root, report = one_night
    shutil.rmtree(village)
    shutil.copytree(root, village)
    return report


def test_every_group_gets_its_slots_each_day(village: Path, told: dict[str, Any]) -> None:
    assert told["posts"] == 3 * 4 + 3 * 2
    assert told["gaps"] == []
    with open_workspace(village).open_store(reading=True) as store:
        posts = store.queue.posts()
        quarantined = [item.path for item in store.inbox_index.quarantined()]
    assert {post.state for post in posts} == {PostState.IN_REVIEW}
    assert all(post.submission for post in posts if post.slot == "afternoon")
    assert quarantined == ["g1/broken.jpg"]


@pytest.mark.usefixtures("told")
def test_every_post_has_its_poster_on_disk(village: Path) -> None:
    with open_workspace(village).open_store(reading=True) as store:
        drawn = store.queue.rendered()
        assert {post.poster for post in store.queue.posts()} == set(drawn)
    for poster in drawn.values():
        with Image.open(village / poster.path) as picture:
            assert picture.size == (1080, 1440)


def test_a_second_night_moves_and_draws_nothing(night: Night, village: Path, told: dict[str, Any]) -> None:
    before = rows(village)
    again = night(village, "r2")
    assert again["digest"] == told["digest"]
    assert again["drawn"] == 0
    assert rows(village) == before


def test_a_fresh_workspace_makes_the_same_queue(
    night: Night, village: Path, told: dict[str, Any], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(village, other, ignore=shutil.ignore_patterns("media", "posters", "sishi.db*"))
    with open_workspace(village).open_store(reading=True) as store:
        library = (
            store.library.groups(),
            store.library.products(),
            store.library.members(),
            store.library.stories(),
        )
    with open_workspace(other).open_store() as store:
        groups, products, members, stories = library
        store.library.put_groups(groups)
        store.library.put_products(products)
        store.library.put_members(members)
        store.library.put_stories(stories)
    assert night(other)["digest"] == told["digest"]


@pytest.mark.usefixtures("told")
def test_what_was_approved_comes_back_to_the_editors_once_its_photo_is_withdrawn(
    night: Night, village: Path
) -> None:
    workspace = open_workspace(village)
    with workspace.open_store() as store:
        post = next(post for post in store.queue.posts() if post.slot == "afternoon")
        store.queue.move(
            post.id, PostState.APPROVED, actor="编辑", why=own_words("好"), at=store.runs.newest()[0].began_at
        )
    sidecar = next((village / "ugc_inbox").rglob(f"{post.submission}.json"))
    sidecar.write_text(sidecar.read_text(encoding="utf-8").replace("granted", "withdrawn"), encoding="utf-8")
    night(village, "r2")
    with workspace.open_store(reading=True) as store:
        assert store.queue.post(post.id).state is not PostState.APPROVED
        returned = [why for _, _, _, became, why in store.queue.audit(post.id) if became == "returned"]
        assert Message("withheld.withdrawn") in returned
        showing = [p for p in store.queue.posts() if p.submission == post.submission and p.state in OPEN]
    assert showing == []


KILLS = {  # in the order of the night: each goes on where the one before was killed
    "gather, before the second folder's submissions": ("content.store.intake:Intake.add_submissions", 2),
    "gather, before an item is marked as seen": ("content.store.inbox_index:InboxIndex.see", 1),
    "score, before anything is kept": ("content.store.curation:Curation.add_outcomes", 1),
    "shortlist": ("content.store.curation:Curation.set_verdicts", 1),
    "lay out, between placements and gaps": ("content.store.plan:Plan.set_gaps", 1),
    "tell, between specs and posts": ("content.store.queue:Queue.put_posts", 1),
    "tell, after the first group": ("content.store.queue:Queue.put_posts", 2),
    "render, after the files are drawn": ("content.store.queue:Queue.add_rendered", 1),
    "render, between posters and posts": ("content.store.queue:Queue.drafts_with", 1),
    "report": ("content.store.runs:RunLog.end_run", 1),
}


@pytest.fixture(scope="module")
def undisturbed(night: Night, calm_village: Path) -> dict[str, Any]:
    """What a night over the village makes when nothing happens."""
    root = Path(shutil.copytree(calm_village, calm_village.with_name("undisturbed")))
    return {"digest": night(root, days=1)["digest"], "rows": rows(root)}


@pytest.fixture(scope="module")
def calm_village(built_village: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The village with a single worker process: most of so short a night is spent on starting them."""
    root = Path(shutil.copytree(built_village, tmp_path_factory.mktemp("calm") / "village"))
    (root / "sishi.toml").write_text("[workers]\ncount = 1\n", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def killed(night: Night, calm_village: Path) -> dict[str, Path]:
    """One night that is killed again and again, each time a little later; what each kill left behind."""
    root = Path(shutil.copytree(calm_village, calm_village.with_name("killed")))
    left = {}
    for number, (name, killed_at) in enumerate(KILLS.items()):
        night(root, f"r{number}", days=1, killed_at=killed_at)
        left[name] = Path(shutil.copytree(root, root.with_name(f"killed-{number}")))
    return left


@pytest.mark.parametrize("name", KILLS)
def test_a_night_that_is_killed_is_completed_by_the_next(
    night: Night, killed: dict[str, Path], name: str, undisturbed: dict[str, Any]
) -> None:
    after = night(killed[name], "again", days=1)
    assert after["digest"] == undisturbed["digest"]
    assert rows(killed[name]) == undisturbed["rows"]
    assert not list((killed[name] / "var").rglob(".*.part"))
