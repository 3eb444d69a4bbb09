"""What 82 public reports complain of does not happen here; each case is rebuilt as a small input.

The cases are real reports' inputs and lie beside the checkout; where they are absent these tests are skipped.
"""

import shutil
from pathlib import Path

import pytest

from tests.cases.run_cases import cases, problems, run, sample

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cases")]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample(tmp_path_factory.mktemp("cases") / "sample")


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_reported_input_is_taken_as_it_should_be(case: Path, template: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    shutil.copytree(template, workspace)
    assert not problems(case, run(case, workspace))
