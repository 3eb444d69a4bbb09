"""A database from before posts were sent keeps its roads as channels, with what planning asks of them."""

from collections.abc import Callable

from content.model import Channel, ChannelKind, Slot, StaffMember
from content.store import Database
from content.store.schema import HEAD

COLUMNS = "id, place, name, slots, a_day, a_week, a_month, by_hand, groups"
FILLED = (
    f"INSERT INTO roads ({COLUMNS}) VALUES "  # noqa: S608 - of a test's own making
    """('mass', 0, '群发', '["evening", "noon"]', 1, 5, NULL, true, '[]'),"""
    """('robot', 1, '机器人', '["morning"]', NULL, NULL, 30, false, '["g1"]')"""
)


def test_roads_become_channels_that_nothing_goes_out_by_until_they_are_set_up(
    older: Callable[[str, str], Database],
) -> None:
    database = older("0016", FILLED)
    assert database.upgrade() == HEAD
    with database.ready()(reading=True) as store:
        mass, robot = store.channels.channels()
        assert store.planning_rules.week_rules().channels == (mass, robot)
        assert store.outbox.open_attempts() == []
    assert mass == Channel("mass", "群发", (Slot.EVENING, Slot.NOON), a_day=1, a_week=5, by_hand=True)
    assert (robot.kind, robot.groups, robot.a_month) == (ChannelKind.WECOM_ROBOT, frozenset({"g1"}), 30)
    assert (robot.secret_env, robot.base_url, robot.chats) == ("", "", {})


def test_staff_of_before_have_no_role_and_no_post_is_listed_for_a_name(
    older: Callable[[str, str], Database],
) -> None:
    database = older("0024", "INSERT INTO staff (member_id, name, confirmed) VALUES ('tian', '田甜', true)")
    assert database.upgrade() == HEAD
    with database.ready()(reading=True) as store:
        assert store.roster.staff() == [StaffMember("tian", "田甜")]
        assert store.consent_requests.removals() == []
