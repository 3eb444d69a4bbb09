"""A week model as arrays, and the one place that speaks to the solver (HiGHS)."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from content.planner.problem.arrays import Bools, Ints
from content.planner.solver.week_model import Model


@dataclass(frozen=True, slots=True)
class Program:
    """maximise worth x with A x <= limits, 0 <= x <= most. A's entries are `factors`, row after row, in
    `columns`; `lengths` of the rows; exact bool [rows] as in the model."""

    worth: Ints
    most: Ints
    limits: Ints
    columns: Ints
    factors: Ints
    lengths: Ints
    exact: Bools

    @classmethod
    def of(cls, model: Model) -> "Program":
        rows = model.rows
        return cls(
            worth=np.array(model.worth, float),
            most=np.array(model.most),
            limits=np.array([row.limit for row in rows], float),
            columns=np.array([column for row in rows for column in row.columns], np.int32),
            factors=np.array([factor for row in rows for factor in row.factors], float),
            lengths=np.array([len(row.columns) for row in rows], np.int32),
            exact=np.array([row.exact for row in rows], bool),
        )

    def reduced(self, dual: Ints) -> Ints:
        """What is left of the worth of each column when the rows are paid at these values."""
        paid = self.factors * np.repeat(dual, self.lengths)
        left: Ints = self.worth - np.bincount(self.columns, weights=paid, minlength=len(self.worth))
        return left

    def dual(self) -> Ints:
        """A value of 0 or more for each row: the best the solver found."""
        if not len(self.limits):
            return self.limits
        dual: Ints = np.maximum(0, np.array(self._solved(self._highs()).getSolution().row_dual))
        return dual

    def best_in_whole(self, without: Bools) -> float:
        """What no solution in whole numbers is worth more than, with columns left `without`. This is the
        solver's own word."""
        problem, highspy = self._highs(), _highspy()
        problem.col_upper_ = np.where(without, 0.0, self.most)
        problem.integrality_ = [highspy.HighsVarType.kInteger] * len(self.worth)
        return float(self._solved(problem).getInfo().mip_dual_bound)

    def _highs(self) -> Any:
        highspy = _highspy()
        problem = highspy.HighsLp()
        problem.num_col_, problem.num_row_ = len(self.worth), len(self.limits)
        problem.sense_ = highspy.ObjSense.kMaximize
        problem.col_cost_, problem.col_lower_ = self.worth, np.zeros(len(self.worth))
        problem.col_upper_ = self.most
        problem.row_lower_, problem.row_upper_ = (
            np.full(len(self.limits), -highspy.kHighsInf),
            self.limits,
        )
        problem.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        problem.a_matrix_.start_ = np.append(0, self.lengths.cumsum()).astype(np.int32)
        problem.a_matrix_.index_, problem.a_matrix_.value_ = self.columns, self.factors
        return problem

    @staticmethod
    def _solved(problem: Any) -> Any:
        solver = _highspy().Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("mip_rel_gap", NEAR)
        solver.passModel(problem)
        solver.run()
        return solver


NEAR = 2e-4  # of the best in whole numbers; costs 0.0014 % of a bound, docs/measures/plan.md


def _highspy() -> Any:
    import highspy  # 12 MB that nothing else needs

    return highspy
