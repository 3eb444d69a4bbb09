"""After two members were merged, sources that still name the other mean who stays."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.gather.namesakes import Namesakes
from content.inbox import Aside, ConsentEvent, Reaction, Record, RefusedItem, Reply
from content.model import Alias, ConsentState, Member, Message
from content.rights.erasure import forget_member
from services.people import doubles
from tests.gather.test_namesakes import authors, index, known
from tests.store.test_merging import merged

DEER, FAWN = Member("m012", "小鹿", "g1"), Member("m12", "鹿鹿", "g1")


def written(community: Any) -> Any:
    """Every submission, and every member."""
    with community.open_store(reading=True) as store:
        return store.intake.submissions(), store.library.members(), store.intake.count_submissions()


def look_at_all_again(community: Any) -> None:
    for file in community.root.rglob("*"):
        if file.is_file():
            community.settle(file, before=7200)


@pytest.mark.parametrize("other", ["m12", "鹿鹿"])
def test_gathering_the_same_again_changes_nothing(community: Any, other: str) -> None:
    known(community, DEER)
    community.drop("g1/a.jpg", member={"id": other, "nickname": "鹿鹿"}, likes=["m012", "m3"])
    community.drop("g1/b.jpg", member="m012", likes=[other])
    community.drop("g1/c.jpg", member={"id": "m3", "nickname": "阿雅"}, likes=[other, "m012"])
    community.gather()
    assert authors(community) == {other: 1, "m012": 1, "m3": 1}
    merged(community.open_store, "m012", other)
    before = written(community)
    look_at_all_again(community)
    again = community.gather("r2")
    assert (again.new, again.updated, again.quarantined) == (0, 0, 0)
    assert written(community) == before
    assert authors(community) == {"m012": 2, "m3": 1}


def test_what_the_other_sends_later_is_by_who_stays(community: Any) -> None:
    known(community, DEER, FAWN)
    merged(community.open_store, "m012", "m12")
    index(community, "a.jpg,鹿鹿,,", "b.jpg,,m12,", "c.jpg,小鹿,,m12;鹿鹿")
    community.gather()
    assert authors(community) == {"m012": 3}
    assert all(not submission.likes for submission in community.submissions)
    with community.open_store(reading=True) as store:
        assert not {"m12", "鹿鹿"} & {member.id for member in store.library.members()}


def test_a_name_that_meant_two_means_one_once_they_are_merged(community: Any) -> None:
    known(community, DEER, Member("m077", "小鹿", "g1"))
    index(community, "a.jpg,小鹿,,")
    community.gather()
    assert set(community.refused().values()) == {"which_member"}
    merged(community.open_store, "m012", "m077")
    community.gather("r2")
    assert authors(community) == {"m012": 1}
    assert community.refused() == {}


def test_who_is_erased_after_merging_comes_back_under_no_id(community: Any) -> None:
    known(community, DEER, FAWN)
    index(community, "a.jpg,,m12,", "b.jpg,鹿鹿,,")
    community.gather()
    merged(community.open_store, "m012", "m12")
    with community.open_store() as store:
        forget_member(store, store.erasure.footprint("m012"), "erased-1a2b", at=community.work.now, by="小周")
    for name in ("c", "d", "e", "f"):
        community.drop(f"g1/{name}.jpg")
    index(community, "c.jpg,,m12,", "d.jpg,鹿鹿,,", "e.jpg,小鹿,,", "f.jpg,,m012,")
    community.gather("r2")
    assert authors(community) == {"erased-1a2b": 2}
    assert doubles(community.open_store) == [], "a pseudonym is nobody's double"


def test_every_place_where_a_source_names_a_member_names_who_stays() -> None:
    names = Namesakes([DEER], [Alias("m12", "m012", "鹿鹿", "g1")])
    record = names.resolved(
        Record(
            "g1",
            (),
            member=FAWN,
            likes=frozenset({"m12", "m3"}),
            reactions=(Reaction("m12", "👍"),),
            thread=(Reply("r1", "m12", "好看", "q"),),
        )
    )
    assert isinstance(record, Record)
    assert (record.member, record.sent_as, record.likes) == (DEER, "m12", {"m3"})
    assert (record.reactions[0].member, record.thread[0].author) == ("m012", "m012")
    no = ConsentEvent(ConsentState.REFUSED, "e1", "m12")
    aside = names.resolved(Aside("wecom", (FAWN,), (no,), (Reply("a", "m12", "好", "q"),)))
    assert isinstance(aside, Aside)
    assert (aside.members, aside.answers[0].author) == ((DEER,), "m012")
    assert (aside.events[0].member, aside.events[0].said_as) == ("m012", "m12")
    refused = names.resolved(RefusedItem("erased", Message("refusal.erased"), member="m12"))
    assert isinstance(refused, RefusedItem)
    assert refused.member == "m012"


@given(
    st.sampled_from(["小鹿", "鹿鹿", "Deer", "deer", "m12", "m9"]),
    st.sampled_from(["g1", "g2"]),
    st.sampled_from(["m12", "鹿鹿", "Deer"]),
)
def test_no_alias_is_ever_a_member_again(name: str, group: str, alias: str) -> None:
    names = Namesakes([DEER], [Alias(alias, "m012", "Deer", "g1")])
    for member in (Member(name, name, group), Member(alias, name, group)):
        record = names.resolved(Record(group, (), member=member, likes=frozenset({alias})))
        assert isinstance(record, Record)
        assert record.member is not None
        assert record.member.id != alias
        assert alias not in record.likes
