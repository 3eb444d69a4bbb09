"""Two editors at one queue: random actions over HTTP, and what must hold of the desk's records after them.

`benchmarks/desk.py editors` runs them against a server, a test against the app. An editor acts upon what its
screen last showed, which the other may have changed: that is the point.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from threading import Thread
from typing import Any, Protocol

Json = dict[str, Any]
MOVES = ("return", "withdraw", "reopen", "lock", "unlock")


class Browser(Protocol):
    """What is used of httpx.Client and starlette's TestClient alike."""

    def request(self, method: str, url: str, *, json: Any = None, headers: Any = None) -> Any: ...


@dataclass(frozen=True, slots=True)
class Deed:
    """One answer to one item: what was seen of it, what was asked, how it ended."""

    verb: str
    item: str
    seen: Json
    request: str
    end: Json


@dataclass
class Editor:
    """`screen` is what each post looked like when it was last shown. `deeds` are all answers."""

    name: str
    browser: Browser
    chance: Random
    ids: Sequence[str]
    screen: dict[str, Json] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def act(self) -> None:
        """One random action upon a random post, in half the cases without looking at it again first."""
        post = self.chance.choice(self.ids)
        if post not in self.screen or self.chance.random() < 0.5:
            self.look(post)
        doing = self.chance.choices((self.amend, self.approve, self.move, self.back), (4, 3, 4, 2))[0]
        doing(post)

    def look(self, post: str) -> None:
        self.screen[post] = self._ask("GET", f"/api/v1/posts/{post}")

    def amend(self, post: str) -> None:
        seen = self.screen[post]
        text = f"{self.name} {len(self.deeds)} {self.chance.random()}"
        headers = {"If-Match": f'"{seen["revision"]}"'}
        reply = self._ask("PATCH", f"/api/v1/posts/{post}", {"text": text}, headers)
        status = {200: "done", 409: "conflict"}.get(self._last, "refused")
        end = {
            "status": status,
            "item": reply if status != "refused" else None,
            "message": reply.get("message", ""),
        }
        self._note("amend", post, text, end)

    def approve(self, post: str) -> None:
        seen = self.screen[post]
        sight = {key: seen[key] for key in ("id", "version", "text_sha256", "poster_sha256")}
        self._each("approve", {"items": [sight]})

    def move(self, post: str) -> None:
        verb = self.chance.choice(MOVES)
        seen = {"id": post, "revision": self.screen[post]["revision"]}
        self._each(verb, {"items": [seen], "why": "因为"})

    def back(self, _post: str) -> None:
        self._told(self.chance.choice(("undo", "undo", "redo")))

    def _each(self, verb: str, body: Json) -> None:
        for post, end in self._ask("POST", f"/api/v1/posts/{verb}", body)["outcomes"].items():
            self._note(verb, post, "", end)

    def _told(self, verb: str) -> None:
        for post, end in self._ask("POST", f"/api/v1/{verb}")["outcomes"].items():
            self._note(verb, post, "", end)

    def _note(self, verb: str, post: str, request: str, end: Json) -> None:
        self.deeds.append(Deed(verb, post, self.screen.get(post, {}), request, end))
        if end.get("item") and post in self.screen:  # whose poster no verb here changes
            poster = self.screen[post]["poster_sha256"]
            self.screen[post] = {**end["item"], "poster_sha256": end["item"]["poster_sha256"] or poster}

    def _ask(self, method: str, url: str, body: Json | None = None, headers: Json | None = None) -> Json:
        answer = self.browser.request(method, url, json=body, headers=headers)
        self._last = answer.status_code
        self.statuses[self._last] += 1
        reply: Json = answer.json()
        return reply


def race(editors: Sequence[Editor], actions: int) -> None:
    """All at once, each this many actions; the first error of a thread is raised here."""
    failed: list[BaseException] = []

    def work(editor: Editor) -> None:
        try:
            for _ in range(actions):
                editor.act()
        except BaseException as error:  # noqa: BLE001 - a thread's error is nobody's else
            failed.append(error)

    threads = [Thread(target=work, args=(editor,)) for editor in editors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def problems(editors: Sequence[Editor], ask: Callable[[str], Json]) -> list[str]:
    """What does not hold; `ask` reads an address of the API. Empty is as it should be."""
    ids = sorted({post for editor in editors for post in editor.ids})
    audits = {post: _audit(ask, post) for post in ids}
    texts = {post: {v["number"]: v for v in ask(f"/api/v1/posts/{post}/versions")["items"]} for post in ids}
    broken = [f"{e.name}: an answer {code}" for e in editors for code in e.statuses if code >= 500]
    for post in ids:
        broken += _chain(post, audits[post], ask(f"/api/v1/posts/{post}"))
    for editor in editors:
        for deed in editor.deeds:
            if deed.end["status"] == "done":
                broken += _done(editor.name, deed, audits[deed.item], texts[deed.item])
            else:
                broken += _not_done(deed)
    return broken


def _audit(ask: Callable[[str], Json], post: str) -> list[Json]:
    """Every entry about a post, the oldest first."""
    entries: list[Json] = []
    more = ""
    while True:
        page = ask(f"/api/v1/audit?item={post}{more}")
        entries += page["items"]
        if page["next"] is None:
            return sorted(entries, key=lambda entry: int(entry["id"]))
        more = f"&after={page['next']}"


def _chain(post: str, audit: Sequence[Json], now: Json) -> Iterable[str]:
    """Each revision has one entry, each entry goes on where the one before ended, the last one is now."""
    revisions = [entry["detail"]["revision"] for entry in audit]
    if revisions != list(range(1, now["revision"] + 1)):
        yield f"{post}: revisions {revisions} in the audit, {now['revision']} in the queue"
    for before, after in pairwise(audit):
        if after["was"] != before["became"]:
            yield f"{post}: {before['became']} became {after['was']} without an entry"
    if audit[-1]["became"] != now["state"]:
        yield f"{post}: the audit ends at {audit[-1]['became']}, the queue says {now['state']}"


def _done(editor: str, deed: Deed, audit: Sequence[Json], texts: dict[int, Json]) -> Iterable[str]:
    """What was done was done to what was seen, is written down, and its words are kept."""
    item = deed.end["item"]
    if deed.verb in ("lock", "unlock") and item["revision"] == deed.seen["revision"]:
        return  # it was so already
    mine = [entry for entry in audit if entry["who"] == editor and entry["kind"] == deed.verb]
    written = [entry for entry in mine if entry["detail"]["revision"] <= item["revision"]]
    if not written:
        yield f"{deed.item}: {editor} did {deed.verb}, and the audit does not know"
    elif deed.verb in ("amend", *MOVES) and written[-1]["detail"]["revision"] != deed.seen["revision"] + 1:
        seen = deed.seen["revision"]
        yield f"{deed.item}: {editor} did {deed.verb} to revision {seen} over somebody's change"
    if deed.verb == "approve" and item["version"] != deed.seen["version"]:
        yield f"{deed.item}: {editor} approved version {item['version']}, having seen {deed.seen['version']}"
    if deed.verb == "amend" and texts[item["version"]]["text"] != deed.request:
        yield f"{deed.item}: the words of {editor} in version {item['version']} are lost"


def _not_done(deed: Deed) -> Iterable[str]:
    """A conflict shows what is there now; a refusal says why."""
    end = deed.end
    if end["status"] == "conflict":
        if deed.verb != "undo" and deed.verb != "redo" and end["item"]["revision"] == deed.seen["revision"]:
            yield f"{deed.item}: a conflict of {deed.verb} with nobody ({end['message']})"
        if "changed_by" in end and not end["changed_by"]:
            yield f"{deed.item}: a conflict that does not say with whom"
    elif not end["message"]:
        yield f"{deed.item}: {deed.verb} was refused without a word"
