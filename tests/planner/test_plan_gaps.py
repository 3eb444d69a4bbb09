"""What a gap says to the editors, and what a placement knows about itself."""

from datetime import timedelta

from content.messages import render
from content.model import Consent, ConsentState, GroupKind
from content.planner import gaps, placements, plan
from content.planner.explain.gaps import StoriesLeftOut, over_before
from content.planner.problem.inputs import PlanWeights

NAMES = {"sauce": "酱料", "s": "三勺酱", "t": "拌面"}


def gaps_of(case):
    problem = case.posed()
    return gaps(problem, plan(problem), NAMES)


def funnel(gap):
    return [(step.rule, step.left) for step in gap.funnel]


def test_a_photo_gap_tells_how_the_photos_went_one_rule_at_a_time(kit):
    photos = [kit.photo(f"asked{n}", consent=Consent(ConsentState.ASKED)) for n in range(3)]
    photos += [
        kit.photo("seen", member="n"),
        kit.photo("tired", member="m"),
        kit.photo("old", "oil", member="m"),
    ]
    history = [kit.shown_on("a", kit.monday - timedelta(days=1), "gone", "old")]
    history.append(kit.shown_on("a", kit.monday - timedelta(days=40), "gone", "seen"))
    [gap] = gaps_of(kit.small([kit.group("a")], [kit.story("s")], photos, history, days=1))
    assert funnel(gap) == [("photos", 5), ("consent", 2), ("unseen", 1), ("author_rested", 0)]
    assert render(gap.sentence, "zh") == (
        "商品「酱料」的入选照片 5 张 → 授权允许本群当天使用 2 → 本群没用过 1 → 作者 7 天内没出现过 0"
        "；最近的办法：请照片 asked0 的作者授权本群当天使用。"
    )
    assert render(gap.sentence, "en") == (
        '5 shortlisted of "酱料" → 2 with consent for this group and day → 1 new to the group → '
        "0 by an author rested for 7 days; nearest fix: ask the author of photo asked0 for consent."
    )
    assert render(gap.fix, "zh") == "请照片 asked0 的作者授权本群当天使用"


def test_a_day_gap_tells_how_the_stories_went_one_rule_at_a_time(kit):
    stories = [
        kit.story("s", promo=0.5),
        kit.story("t"),
        kit.story("over", valid_to=kit.monday - timedelta(days=1), kinds=frozenset({GroupKind.DAILY})),
        kit.story("flash", kinds=frozenset({GroupKind.FLASH}), valid_to=kit.monday - timedelta(days=1)),
    ]
    history = [kit.shown_on("a", kit.monday - timedelta(days=2), "t")]
    case = kit.small([kit.group("a", promo_cap=0.2)], stories, [kit.photo("u")], history, days=1)
    [gap] = gaps_of(case)
    assert funnel(gap) == [("stories", 4), ("kind", 3), ("dates", 2), ("rested", 1), ("promo", 0)]
    assert render(gap.sentence, "zh").startswith(
        "4 条剧情线 → 适合本群 3 → 在有效期内 2 → 14 天内没讲过 1 → 促销额度内 0；"
    )


def test_the_nearest_fix_names_the_promo_that_is_missing(kit):
    [gap] = gaps_of(kit.small([kit.group("a", promo_cap=0.2)], [kit.story("s", promo=0.5)], [], days=1))
    assert render(gap.fix, "zh") == "把本群 7 天促销额度提高 0.3，放《三勺酱》"
    assert 'raise the promo cap of the group by 0.3 for "三勺酱"' in render(gap.sentence, "en")


def test_the_nearest_fix_may_be_a_date_a_kind_or_a_rest(kit):
    yesterday = kit.monday - timedelta(days=1)
    a, told = [kit.group("a")], [kit.shown_on("a", yesterday, "s")]
    fixes = [
        gaps_of(kit.small(a, [kit.story("s", valid_to=yesterday)], [], days=1))[0].fix,
        gaps_of(kit.small(a, [kit.story("s", kinds=frozenset({GroupKind.FLASH}))], [], days=1))[0].fix,
        gaps_of(kit.small(a, [kit.story("s")], [], told, days=1))[0].fix,
    ]
    assert [render(fix, "zh") for fix in fixes] == [
        "让《三勺酱》在 2026-03-02 也有效",
        "让《三勺酱》也适合日常群",
        "让《三勺酱》不满 14 天就重讲",
    ]


def test_a_photo_that_has_been_everywhere_may_go_to_one_group_more(kit):
    history = [kit.shown_on("gone", kit.monday - timedelta(days=9), "old", "u")]
    case = kit.small(
        [kit.group("a")], [kit.story("s")], [kit.photo("u")], history, rules=kit.rules(photo_groups=1)
    )
    [gap] = gaps_of(case.changed(days=1))
    assert funnel(gap)[-1] == ("photo_groups", 0)
    assert render(gap.fix, "zh") == "让照片 u 用到第 2 个群"


def test_without_any_photo_a_new_one_is_asked_for(kit):
    [gap] = gaps_of(kit.small([kit.group("a")], [kit.story("s")], [], days=1))
    assert render(gap.fix, "zh") == "再收一张「酱料」的晒单，作者 7 天内没在本群出现过"


def test_a_placement_knows_its_numbers(kit):
    stories = [kit.story("s"), kit.story("t", "oil")]
    photos = [
        kit.photo("u", home="a", score=0.8),
        kit.photo("v", score=0.6),
        kit.photo("w", "oil", score=0.1),
    ]
    problem = kit.small([kit.group("a")], stories, photos, days=1).posed()
    [placed] = placements(problem, plan(problem))
    assert (placed.story, placed.share, placed.runner_up) == ("s", "u", "t")
    assert placed.why["engagement"] == 4 * 500
    assert placed.why["affinity"] == PlanWeights().affinity // 3
    assert (placed.why["photo"], placed.why["own_member"]) == (800, PlanWeights().own_member)
    assert placed.why["price"] == 800  # room for seven groups more
    assert placed.why["margin"] > 0


def test_a_missing_photo_shows_in_the_numbers(kit):
    problem = kit.small([kit.group("a")], [kit.story("s")], [], days=1).posed()
    [placed] = placements(problem, plan(problem))
    assert (placed.why["photo"], placed.why["price"]) == (
        PlanWeights().missing_photo,
        PlanWeights().missing_photo,
    )
    assert placed.runner_up is None


def test_a_story_that_is_over_is_never_the_suggested_fix(kit):
    yesterday = kit.monday - timedelta(days=1)
    case = kit.small([kit.group("a")], [kit.story("s", valid_to=yesterday)], [], days=1)
    over = over_before(case.stories, kit.monday)
    problem = case.posed()
    [gap] = gaps(problem, plan(problem), NAMES, left_out=StoriesLeftOut(over))
    assert over == {"s"}
    assert render(gap.fix, "zh") == "新写一条适合日常群、不带促销的剧情线"
    assert over_before(case.stories, yesterday) == frozenset()
