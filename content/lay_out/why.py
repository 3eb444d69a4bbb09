"""Why each cell reads as it does: the numbers behind a placement, and the story that came second."""

from datetime import timedelta

import numpy as np

from content.lay_out.ledger import Ledger
from content.lay_out.planner import BLOCK
from content.lay_out.problem import FORBIDDEN, NONE, OPENER, OWN_MEMBER, SHARE, Ints, Plan, Problem
from content.lay_out.weeks import OwnPhotos, Weeks
from content.model.placement import Placement


def placements(problem: Problem, plan: Plan) -> list[Placement]:
    """Every cell that has a story, by day and group id, frozen ones included.

    `why` in milli-points: `engagement` expected likes over the group's slots; `affinity` of the group for the
    product; `photo` scores of its photos, MISSING_PHOTO for each that is missing; `own_member` what photos by
    own members add; `price` the score of the product's next photo that is still free (MISSING_PHOTO: none);
    `margin` how far the story is ahead of the runner-up at these prices, 0 where it was pinned or frozen
    there against a rule.
    """
    ledger = on_record(problem, plan)
    if not problem.stories.ids or not problem.groups.ids:
        return []
    prices = ledger.best_left().copy()
    second, margin = _runners_up(ledger, prices)
    cells = np.argwhere(plan.story.T != NONE).tolist()
    return [_placement(ledger, group, day, prices, second, margin) for day, group in cells]


def on_record(problem: Problem, plan: Plan) -> Ledger:
    """A ledger that holds `plan` as it is."""
    ledger = Ledger(problem)
    edge = problem.margin
    ledger.week[:, edge : edge + problem.days] = plan.story
    for place, group, day in np.argwhere(plan.photo != NONE).tolist():
        ledger.show(group, day, place, int(plan.photo[place, group, day]))
    return ledger


def _runners_up(ledger: Ledger, prices: Ints) -> tuple[Ints, Ints]:
    """[G, D] the best other story of each cell, or NONE, and how far the chosen one is ahead of it."""
    problem = ledger.problem
    second, margin = np.full(problem.shape, NONE, np.int32), np.zeros(problem.shape, np.int64)
    own, nothing_open = OwnPhotos(ledger), np.zeros(problem.shape, bool)
    groups = np.arange(problem.shape[0])
    for rows in np.split(groups, range(BLOCK, len(groups), BLOCK)):
        weeks = Weeks(ledger, rows, nothing_open, own)
        for day in range(problem.days):
            second[rows, day], margin[rows, day] = _second(weeks, day, prices)
    return second, margin


def _second(weeks: Weeks, day: int, prices: Ints) -> tuple[Ints, Ints]:
    column, rows = weeks.problem.column(day), np.arange(len(weeks.rows))
    story = weeks.week[:, column].copy()
    weeks.week[:, column] = NONE
    worths = weeks.worths(day, prices).astype(np.int64)
    weeks.week[:, column] = story
    mine = worths[rows, story]
    worths[rows, story] = FORBIDDEN
    best = worths.argmax(1)
    reached = worths[rows, best]
    legal = (mine != FORBIDDEN) & (reached != FORBIDDEN)
    return np.where(reached == FORBIDDEN, NONE, best), np.where(legal, mine - reached, 0)


def _placement(ledger: Ledger, group: int, day: int, prices: Ints, second: Ints, margin: Ints) -> Placement:
    problem = ledger.problem
    groups, stories = problem.groups, problem.stories
    story, runner_up = ledger.story(group, day), int(second[group, day])
    product, photos = int(stories.product[story]), ledger.photo[:, group, day].tolist()
    wanted = [photos[place] for place in ledger.places(group, story)]
    own = OWN_MEMBER * sum(photo != NONE and ledger.home[photo] == group for photo in wanted)
    why = {
        "engagement": int(groups.taste[group, day, stories.form[story]]),
        "affinity": int(groups.affinity[group, product]),
        "photo": sum(ledger.worth_of(group, photo) for photo in wanted) - own,
        "own_member": own,
        "price": int(prices[product]),
        "margin": int(margin[group, day]),
    }
    return Placement(
        group=groups.ids[group],
        day=problem.first_day + timedelta(days=day),
        story=stories.ids[story],
        share=_photo_id(problem, photos[SHARE]),
        opener=_photo_id(problem, photos[OPENER]),
        why=why,
        runner_up=None if runner_up == NONE else stories.ids[runner_up],
    )


def _photo_id(problem: Problem, photo: int) -> str | None:
    return None if photo == NONE else problem.photos.ids[photo]
