"""A nickname in an index or a sidecar is the member of the group who is called so, never a second person."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.gather.namesakes import Namesakes
from content.inbox import Record, RefusedItem
from content.messages import render
from content.model import Member
from content.review import upset
from content.rights.erasure import forget_member
from content.shortlist.candidates import candidate_of

DEER = Member("m012", "小鹿", "g1")


def known(community: Any, *members: Member) -> None:
    with community.open_store() as store:
        store.library.put_members(members)


def index(community: Any, *rows: str) -> None:
    for row in rows:
        community.drop(f"g1/{row.split(',')[0]}")
    file = community.root / "g1/index.csv"
    file.write_text("\n".join(["图片,昵称,成员,点赞", *rows]), encoding="utf-8")
    community.settle(file)


def authors(community: Any) -> dict[str | None, int]:
    found: dict[str | None, int] = {}
    for submission in community.submissions:
        found[submission.member] = found.get(submission.member, 0) + 1
    return found


@pytest.mark.parametrize("name", ["小鹿", " 小鹿 ", "小\u200b鹿", "小鹿\ufeff"])
def test_the_same_name_is_the_same_person(community: Any, name: str) -> None:
    known(community, DEER)
    index(community, f"a.jpg,{name},,")
    community.gather()
    assert authors(community) == {"m012": 1}
    with community.open_store(reading=True) as store:
        assert "小鹿" not in {member.id for member in store.library.members()}


def test_a_sidecar_may_name_the_nickname_alone(community: Any) -> None:
    known(community, DEER)
    community.drop("g1/a.jpg", member={"nickname": "小鹿"})
    community.drop("g1/b.jpg", member="小鹿")
    community.gather()
    assert authors(community) == {"m012": 2}


def test_letters_of_another_size_are_the_same_where_nobody_is_called_exactly_so(community: Any) -> None:
    known(community, Member("m1", "Ａｎｎａ", "g1"), Member("m2", "ben", "g1"), Member("m3", "Ben", "g1"))
    index(community, "a.jpg,anna,,", "b.jpg,Ben,,", "c.jpg,ben,,")
    community.gather()
    assert authors(community) == {"m1": 1, "m3": 1, "m2": 1}


def test_where_several_are_called_so_a_person_is_asked(community: Any) -> None:
    known(community, DEER, Member("m077", "小\u200b鹿", "g1"))
    index(community, "a.jpg,小鹿,,")
    community.gather()
    assert community.submissions == []
    with community.open_store(reading=True) as store:
        (held,) = store.inbox_index.quarantined()
    assert held.reason == "which_member"
    assert "m012" in render(held.why, "en")
    assert "m077" in render(held.why, "en")
    known(community, Member("m077", "老鹿", "g1"))
    community.gather("r2")
    assert authors(community) == {"m012": 1}
    assert community.refused() == {}


def test_an_id_written_beside_the_name_settles_it(community: Any) -> None:
    known(community, DEER, Member("m077", "小鹿", "g1"))
    index(community, "a.jpg,小鹿,m077,", "b.jpg,,m012,")
    community.gather()
    assert authors(community) == {"m077": 1, "m012": 1}


def test_somebody_of_another_group_is_somebody_else(community: Any) -> None:
    known(community, Member("m012", "小鹿", "g2"))
    index(community, "a.jpg,小鹿,,", "b.jpg,小鹿,,")
    community.gather()
    assert authors(community) == {"小鹿": 2}


def test_likes_are_of_who_is_called_so_and_nobody_likes_their_own(community: Any) -> None:
    known(community, DEER, Member("m1", "阿雅", "g1"))
    index(community, "a.jpg,小鹿,,阿雅;小鹿;谁")
    community.gather()
    (submission,) = community.submissions
    assert submission.likes == {"m1", "谁"}


def test_who_left_and_who_was_erased_is_meant_by_the_name_too(community: Any) -> None:
    known(community, DEER)
    index(community, "a.jpg,小鹿,,")
    community.gather()
    now = community.work.now
    upset.member_left(community.open_store, "m012", now.date() - timedelta(days=1), actor="小周", at=now)
    with community.open_store(reading=True) as store:
        assert candidate_of(store, community.submissions[0].id).left_on == now.date() - timedelta(days=1)
    with community.open_store() as store:
        forget_member(store, store.erasure.footprint("m012"), "erased-1a2b", at=now, by="小周")
    index(community, "c.jpg,小鹿,,", "d.jpg,阿雅,,小鹿")
    community.gather("r2")
    assert authors(community) == {"erased-1a2b": 1, "m1": 1}
    assert "erased" in community.refused().values()
    assert all("小鹿" not in submission.likes for submission in community.submissions)


def test_a_second_person_of_before_is_passed_over_for_who_has_an_id(community: Any) -> None:
    known(community, Member("小鹿", "小鹿", "g1"), DEER)
    index(community, "a.jpg,小鹿,,")
    community.gather()
    assert authors(community) == {"m012": 1}


@given(
    st.lists(st.sampled_from(["小鹿", "小\u200b鹿", "小雨", "Ben", "ben "]), max_size=5), st.text(max_size=5)
)
def test_a_name_is_one_member_a_new_one_or_a_question(names: list[str], asked: str) -> None:
    members = [Member(f"m{n}", name, "g1") for n, name in enumerate(names)]
    for name in (asked, *names):
        said = Record("g1", (Path("a.jpg"),), member=Member(name, name, "g1"))
        found = Namesakes(members).resolved(said)
        if isinstance(found, RefusedItem):
            assert sum(member.id in render(found.why, "en") for member in members) > 1
        else:
            assert found.member == said.member or found.member in members
