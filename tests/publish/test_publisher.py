"""What a sweep does with what is due: sent once, held with a reason, or given up, and never lost."""

from datetime import UTC, datetime, time

from tests.platforms.wecom import FakeWecom
from tests.publish.house import DAY, House, seen_in_chats

NOON = datetime.combine(DAY, time(12), UTC)


def test_a_post_goes_out_as_text_and_picture_once(house: House, wecom: FakeWecom) -> None:
    post = house.approved()
    assert house.sweep(NOON).sent == 2
    assert house.sweep(NOON).sent == 0
    assert house.states(post.id) == ["sent", "sent"]
    assert house.current(post.id).state == "sent"
    assert seen_in_chats(wecom) == {f"{post.id}/1": 1, f"{post.id}/2": 1}
