"""R4 through pages: whatever process is killed while people write, nothing acknowledged is lost or half there."""

import pytest

from tests.faults.house import house
from tests.faults.page_drill import Drill

KILLS = 6


def test_r4_nothing_acknowledged_is_lost_whatever_is_killed(capsys: pytest.CaptureFixture[str]) -> None:
    with house() as built:
        figures = Drill(built).run(KILLS, seed=4)

    with capsys.disabled():
        print(f"\n{figures}")
    assert (figures.lost, sum(figures.half_written.values()), figures.doubled) == (0, 0, 0)
    assert figures.unclear == []
    assert figures.silent_while_alive == 0
    assert figures.acknowledged > KILLS
    assert figures.longest_silence_s < 60
