"""How fast the pages of insight are: a house of many groups, each page once cold and then many times.

    python -m benchmarks.insight_pages [--groups N] [--days N] [--messages N] [--times N] [--postgres URL]

Requests are made in this process, one at a time: milliseconds are of this machine, and the ratio to the
desk's shortest answer is what carries over. The night counts the last week before; cold is the first answer
of a desk that has just started. With --no-night the first answer works everything out. Figures:
docs/measures/insight-pages.md.
"""

import argparse
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

from starlette.testclient import TestClient

from benchmarks.insight_scale import Scale, clone, fill, keep_mark
from content.workers import Workers
from content.workspace import open_workspace
from desk.app import create_app
from desk.auth import COOKIE, local_cookie
from desk.context import DeskContext
from services.counted_pages import count_pages

PAGES = (
    *("/healthz", "/groups", "/groups?dense=1", "/groups?lack=kocs&sort=speakers", "/insight"),
    *("/insight/forms.csv", "/groups/made-0000", "/insight/business", "/reports", "/api/v1/insight/groups"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--groups", type=int, default=1000)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--messages", type=int, default=20)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--no-night", action="store_true", help="nothing was counted beforehand")
    parser.add_argument("--postgres", default="", help="the URL of an empty database, instead of SQLite")
    options = parser.parse_args()
    size = Scale(options.groups, options.days, options.messages)
    with tempfile.TemporaryDirectory() as folder:
        url = f'database = "{options.postgres}"\n' if options.postgres else ""
        (Path(folder) / "sishi.toml").write_text(url, encoding="utf-8")
        workspace = open_workspace(Path(folder))
        now = fill(workspace.open_store, size)
        clone(workspace.database, size)
        keep_mark(workspace.open_store)
        print(f"{size.groups} groups, {size.days} days, {size.messages} messages a day", flush=True)
        office = DeskContext(workspace, Workers(1), entry="x", clock=lambda: now + timedelta(days=2))
        if not options.no_night:
            count(office)
        client = TestClient(create_app(office), base_url="http://127.0.0.1")
        client.cookies.set(COOKIE, local_cookie(office))
        for path in PAGES:
            measure(client, path, options.times)
        office.beside.stop()
        workspace.database.close()


def count(office: DeskContext) -> None:
    begun, cpu = time.perf_counter(), time.process_time()
    count_pages(office)
    spent, cpu = time.perf_counter() - begun, time.process_time() - cpu
    print(f"counted by night: {spent:.1f} s, {cpu:.1f} s of CPU", flush=True)


def measure(client: TestClient, path: str, times: int) -> None:
    """The first answer of a page, then the middle one and the 95th of a hundred of those that follow."""
    cold = ask(client, path)
    warm = sorted(ask(client, path) for _ in range(times))
    p95 = warm[int(0.95 * times)]
    print(
        f"{path:40} cold {cold:8.0f} ms  p50 {median(warm):6.1f}  p95 {p95:6.1f}",
        flush=True,
    )


def ask(client: TestClient, path: str) -> float:
    begun = time.perf_counter()
    answer = client.get(path, headers={"Accept": "text/html"})
    if answer.status_code >= 400:
        raise SystemExit(f"{path} answers {answer.status_code}: {answer.text[:300]}")
    return 1000 * (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
