"""Whatever two people do in whatever order: what is approved is what the approver's screen showed last."""

from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from content import review
from content.messages import render
from content.model import Conflict, Done, Post, PostState, Rendered, Sight, text_hash
from content.model.slot import Slot
from tests.properties import examples

EXAMPLES = count()
CELLS = [f"g1-2026-11-23-{slot}" for slot in (Slot.NOON, Slot.EVENING)]
EDITORS = ("小林", "小周")
DEEDS = ("open", "type", "words", "leave", "save", "approve", "approve", "return", "undo", "redo")
steps = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.sampled_from(EDITORS), st.sampled_from(CELLS)),
    min_size=2,
    max_size=16,
)


@dataclass
class Screen:
    """What one person sees of a post, as the page keeps it: what the desk had, and words not saved yet."""

    sight: Sight
    post: Post
    text: str
    poster: str
    fields: dict[str, Any] = field(default_factory=dict)
    stale: bool = False  # somebody else, or an undo, changed the post since

    @property
    def is_dirty(self) -> bool:
        return bool(self.fields) or self.text != self.post.text


@dataclass
class Room:
    """Two people before their screens."""

    desk: Any
    screens: dict[tuple[str, str], Screen] = field(default_factory=dict)
    approved: dict[tuple[str, int], tuple[str, str, str]] = field(default_factory=dict)

    def open(self, actor: str, key: str) -> None:
        post = self.desk.post(key)
        self.screens[actor, key] = Screen(self.desk.sight(key)[0], post, post.text, post.poster)

    def words(self, screen: Screen, number: int) -> None:
        """Type into the poster; the page shows it drawn."""
        screen.fields = {"question": f"问题 {number}？", "title": f"题 {number}"}
        with self.desk.open_store() as store:
            (spec,) = store.queue.specs([screen.post.poster])
            drawn = review.reworded(spec, screen.fields, self.desk.telling)
            store.queue.add_specs([drawn])
            store.queue.add_rendered([Rendered(drawn.key, "x.jpg", f"{drawn.key:0>64}", 1080, 1440, 9)])
        screen.poster = drawn.key

    def approve(self, actor: str, screen: Screen) -> None:
        text = None if screen.text == screen.post.text else screen.text
        draft = review.Draft(text, screen.poster, screen.fields) if screen.is_dirty else None
        key, before = screen.post.id, self.desk.post(screen.post.id)
        drafts = review.Drafts(self.desk.telling, {key: draft} if draft else {})
        said = {"rules": self.desk.rules, "actor": actor, "at": self.desk.now, "drafts": drafts}
        end = review.approve(self.desk.open_store, [screen.sight], **said).outcomes[key]
        now = self.desk.post(key)
        if isinstance(end, Done):
            assert (now.text, now.poster) == (screen.text, screen.poster), (
                "what is approved was on the screen"
            )
            assert now.state is PostState.APPROVED
            self.approved[key, now.version] = (actor, text_hash(screen.text), screen.poster)
            self.touched(actor, key)
            self.open(actor, key)
        else:
            assert now == before, "who is refused has changed nothing"
            assert screen.stale or not isinstance(end, Conflict), "nobody is in conflict with oneself"

    def save(self, actor: str, screen: Screen) -> None:
        key = screen.post.id
        edit = review.Amend(self.desk.seen(key)[0], screen.text, screen.fields)
        if self.desk.sight(key)[0] == screen.sight:
            said = {"telling": self.desk.telling, "actor": actor, "at": self.desk.now}
            review.amend(self.desk.open_store, [edit], **said)
            self.touched(actor, key)
            self.open(actor, key)

    def touched(self, actor: str, key: str) -> None:
        for (other, of), screen in self.screens.items():
            screen.stale |= of == key and other != actor

    def act(self, deed: str, actor: str, key: str, number: int) -> None:
        screen = self.screens.get((actor, key))
        if deed in ("undo", "redo"):
            batch = getattr(review, deed)(self.desk.open_store, actor, at=self.desk.now)
            for undone in batch.outcomes:
                for (_, of), each in self.screens.items():
                    each.stale |= of == undone
                if (mine := self.screens.get((actor, undone))) and not mine.is_dirty:
                    self.open(actor, undone)  # the page renews what is not being typed into
        elif deed == "open" or screen is None:
            self.open(actor, key)
        elif deed == "type":
            screen.text = f"第 {number} 版"
        elif deed == "words":
            self.words(screen, number)
        elif deed == "leave":
            del self.screens[actor, key]
        elif deed == "save":
            self.save(actor, screen)
        elif deed == "return":
            seen = self.desk.seen(key)
            review.return_(self.desk.open_store, seen, why="再想想", actor=actor, at=self.desk.now)
        else:
            self.approve(actor, screen)

    def check(self) -> None:
        """Every post that is approved is so for what an approver saw, byte for byte."""
        with self.desk.open_store(reading=True) as store:
            for post in store.queue.posts(states=[PostState.APPROVED]):
                who, text, poster = self.approved[post.id, post.version]
                assert (text_hash(post.text), post.poster) == (text, poster)
                assert who in store.boards.card(post.id).approved_by


TYPED_AND_APPROVED = [(deed, "小林", CELLS[0]) for deed in ("open", "type", "words", "approve", "undo")]


@examples(20)  # of a tenth of a second each, on both databases
@given(steps)
@example(TYPED_AND_APPROVED)
@example([*TYPED_AND_APPROVED[:3], ("return", "小林", CELLS[0]), ("approve", "小林", CELLS[0])])
@example([*TYPED_AND_APPROVED[:3], ("approve", "小周", CELLS[0]), ("approve", "小周", CELLS[0])])
def test_what_is_approved_is_what_the_approvers_screen_showed(desk: Any, did: list[Any]) -> None:
    room = Room(desk)
    with desk.open_store(reading=True) as store:
        given_before = store.queue.posts(states=[PostState.APPROVED])
    for post in given_before:  # left over by the example before
        review.reopen(desk.open_store, desk.seen(post.id), actor="test", at=desk.now)
    example = next(EXAMPLES)  # new people each time: an undo is of what they did in this one
    for number, (deed, who, key) in enumerate(did):
        room.act(deed, f"{who} {example}", key, number)
        room.check()


def test_a_poster_that_was_not_the_one_on_the_screen_is_not_approved(desk: Any) -> None:
    (sight,) = desk.sight(CELLS[0])
    draft = review.Draft(None, "0" * 32, {"question": "几度？"})
    drafts = review.Drafts(desk.telling, {CELLS[0]: draft})
    said = {"rules": desk.rules, "actor": "小林", "at": desk.now, "drafts": drafts}
    end = review.approve(desk.open_store, [sight], **said).outcomes[CELLS[0]]
    assert isinstance(end, Conflict)
    assert end.what == ("poster",)
    assert desk.sight(CELLS[0]) == [sight]


def test_with_four_eyes_nobody_saves_and_approves(desk: Any) -> None:
    (sight,), before = desk.sight(CELLS[0]), desk.post(CELLS[0])
    drafts = review.Drafts(desk.telling, {CELLS[0]: review.Draft("我写的", before.poster)})
    rules = replace(desk.rules, editor_may_approve=False)
    said = {"rules": rules, "actor": "小林", "at": desk.now, "drafts": drafts}
    batch = review.approve(desk.open_store, [sight], **said)
    assert "由别人批" in render(batch.refused[CELLS[0]].why, "zh")
    assert desk.post(CELLS[0]) == before


def test_of_two_approvals_the_first_saves_the_words_and_the_second_sees_them(desk: Any) -> None:
    (sight,), before = desk.sight(CELLS[0]), desk.post(CELLS[0])
    drafts = review.Drafts(desk.telling, {CELLS[0]: review.Draft("我写的", before.poster)})
    said = {"rules": replace(desk.rules, second_approver=True), "at": desk.now}
    review.approve(desk.open_store, [sight], actor="小林", drafts=drafts, **said)
    assert (desk.post(CELLS[0]).text, desk.post(CELLS[0]).state) == ("我写的", PostState.IN_REVIEW)
    assert review.approve(desk.open_store, [sight], actor="小周", **said).conflicts
    review.approve(desk.open_store, desk.sight(CELLS[0]), actor="小周", **said)
    assert desk.post(CELLS[0]).state is PostState.APPROVED
