"""What uploading costs: photos of 3 MB over loopback, against gathering the same photos from a folder.

    python benchmarks/upload.py [--photos N] [--rounds N]

The desk runs as `sishi desk` does, in a process of its own with two workers. Three files are on their way at
once, in pieces of 2 MB, as the browser sends them, two seconds after they were dragged in. The first
thumbnail is asked for as soon as its file is here. Photos are drawn: noise on soft fields, as large as a
phone's. Figures: docs/measures/desk.md.
"""

import argparse
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from threading import Lock

import numpy as np
from PIL import Image

from channels.readers.collect import sources_of
from content.gather import Gathered, Gathering, gather
from content.model import Group
from content.workers import MEMORY, Workers
from content.workspace import open_workspace

SIDE = (3000, 4000)  # px, as a phone takes them
BASES = 6  # different pictures; a comment makes each copy of them its own file
NOISE = 13.0  # grey levels: a JPEG of some 3 MB
AT_ONCE, PIECE = 3, 1 << 21
A_DRAG = 2.0  # seconds from the first photo dragged over the desk until it is let go


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--photos", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3, help="of each; the median counts")
    options = parser.parse_args()
    pictures = drawn(options.photos)
    print(f"{'mean size of a photo':34s} {statistics.mean(map(len, pictures)) / 1e6:.2f} MB")
    folder_times, firsts, alls = [], [], []
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as name:
            folder_times.append(from_folder(a_workspace(Path(name, "a")), pictures))
            first, all_here = uploaded(a_workspace(Path(name, "b")), pictures)
        firsts.append(first)
        alls.append(all_here)
    gathered, sent = statistics.median(folder_times), statistics.median(alls)
    print(f"{'gathered from a folder':34s} {gathered:.2f} s")
    print(f"{'uploaded, all here and looked into':34s} {sent:.2f} s, {sent / gathered:.2f} times")
    print(f"{'first thumbnail':34s} {statistics.median(firsts):.2f} s, worst {max(firsts):.2f} s")
    return 0


def drawn(count: int) -> list[bytes]:
    rng = np.random.default_rng(7)
    bases = []
    for _ in range(BASES):
        fields = Image.fromarray(rng.integers(40, 220, (6, 8, 3), dtype=np.uint8))
        soft = np.asarray(fields.resize(SIDE[::-1], Image.Resampling.BICUBIC), np.float32)
        noisy = (soft + rng.normal(0, NOISE, (*SIDE, 1))).clip(0, 255).astype(np.uint8)
        out = io.BytesIO()
        Image.fromarray(noisy).save(out, "JPEG", quality=82)
        bases.append(out.getvalue())
    return [commented(bases[n % BASES], n) for n in range(count)]


def commented(jpeg: bytes, number: int) -> bytes:
    """The same picture as another file: a comment behind its first marker."""
    text = f"photo {number}".encode()
    return jpeg[:2] + b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text + jpeg[2:]


def a_workspace(root: Path) -> Path:
    (root / "ugc_inbox" / "g1").mkdir(parents=True)
    (root / "sishi.toml").write_text("[workers]\ncount = 2\n")
    workspace = open_workspace(root)
    with workspace.open_store() as store:
        store.library.put_groups([Group("g1", "一群")])
    workspace.database.close()
    return root


def from_folder(root: Path, pictures: Sequence[bytes]) -> float:
    """Seconds of gathering the photos from an inbox, workers warm."""
    past = time.time() - 60
    for number, data in enumerate(pictures):
        file = root / "ugc_inbox" / "g1" / f"{number}.jpg"
        file.write_bytes(data)
        os.utime(file, (past, past))
    workspace, now = open_workspace(root), datetime.now(UTC)
    with workspace.open_store() as store:
        store.runs.begin_run("r1", {}, now)
    with Workers(2, memory=MEMORY, preload=("content.media",)) as workers:
        list(workers.map(abs, [-1, -2]))
        begin = time.perf_counter()
        total = Gathered()
        for source in sources_of(workspace, root / "ugc_inbox", "ugc_inbox", now):
            work = Gathering(source, workspace.media, workspace.var / "quarantine", workers, now, "r1")
            total += sum((gather(workspace.open_store, work, f) for f in source.folders()), Gathered())
        taken = time.perf_counter() - begin
    assert total.new == len(pictures), total
    return taken


def uploaded(root: Path, pictures: Sequence[bytes]) -> tuple[float, float]:
    """Seconds to the first thumbnail, and until all photos are here and looked into."""
    command = [sys.executable, "-m", "cli", "desk", "--workspace", str(root), "--port", "0", "--lang", "en"]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as desk:
        try:
            assert desk.stdout
            link = next(line for line in desk.stdout if "enter?token=" in line).split()[-1]
            desk_client = Client(link)
            desk_client.ask("GET", "/cull/intake/targets")  # as when somebody begins to drag
            time.sleep(A_DRAG)
            return timed(desk_client, pictures)
        finally:
            desk.terminate()


class Client:
    """A browser of this machine, by its cookie."""

    def __init__(self, link: str) -> None:
        self.host = link.split("/")[2]
        opener = urllib.request.build_opener(NoRedirect)
        try:
            answer = opener.open(link)
            headers = answer.headers
        except urllib.error.HTTPError as error:
            headers = error.headers
        self.cookie = headers["Set-Cookie"].split(";")[0]

    def ask(
        self, method: str, path: str, body: bytes | None = None, kind: str = "application/json", **more: str
    ) -> bytes:
        connection = HTTPConnection(self.host)
        headers = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin", "Content-Type": kind, **more}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        assert answer.status == 200, (answer.status, data[:200])
        return data


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


def begin_batch(client: Client, pictures: Sequence[bytes]) -> str:
    files = [{"name": f"{n}.jpg", "bytes": len(data)} for n, data in enumerate(pictures)]
    body = json.dumps({"files": files, "group": "g1"}).encode()
    return str(json.loads(client.ask("POST", "/api/v1/uploads", body))["id"])


def timed(client: Client, pictures: Sequence[bytes]) -> tuple[float, float]:
    first, lock = [0.0], Lock()
    begin = time.perf_counter()
    key = begin_batch(client, pictures)

    def send(number: int) -> None:
        data, sum_of_all = pictures[number], sha256(pictures[number]).hexdigest()
        for offset in range(0, len(data), PIECE):
            client.ask(
                "PATCH",
                f"/api/v1/uploads/{key}/files/{number}",
                data[offset : offset + PIECE],
                "application/offset+octet-stream",
                **{"Upload-Offset": str(offset), "Upload-Checksum": f"sha256 {sum_of_all}"},
            )
        with lock:
            if not first[0]:
                client.ask("GET", f"/cull/intake/{key}/{number}.jpg")
                first[0] = time.perf_counter() - begin

    with ThreadPoolExecutor(AT_ONCE) as senders:
        list(senders.map(send, range(len(pictures))))
    return first[0], time.perf_counter() - begin


if __name__ == "__main__":
    raise SystemExit(main())
