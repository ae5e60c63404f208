"""What the settings page and the document say of thresholds is what the simulation says."""

from datetime import timedelta

from models import AccusedOf, CaseAccused, Standing
from portal.installers.standing import owed_standing
from portal.settings.advice import ADVICE, RECOMMENDED_HELD_AT
from tests.bench.standing_simulation import (
    BAD_RATES,
    DOCUMENT,
    WINDOW,
    held_on,
    recommended,
    simulate,
    tables,
)
from tests.installers.complaints import bought_from
from tests.support.world import NOON


def test_the_settings_page_recommends_what_the_simulation_does():
    lines = simulate()
    worst = BAD_RATES.index(0.05)

    said = [(one.held_at, one.good_held, one.bad_found, one.days) for one in ADVICE]
    assert said == [
        (
            line.threshold,
            round(100 * line.good_held, 2),
            round(100 * line.bad_found[worst], 1),
            round(line.bad_days[worst]),
        )
        for line in lines
    ]
    assert recommended(lines) == RECOMMENDED_HELD_AT


def test_the_document_has_the_tables_of_this_very_simulation():
    assert tables() in DOCUMENT.read_text()


def test_the_simulated_rule_is_the_portals_own(world, session):
    days = [0, 40, WINDOW, WINDOW + 41, WINDOW + 120]
    for count in range(1, len(days) + 1):
        person = world.installer(dealer=world.dealer())
        heard = [NOON + timedelta(days=day) for day in days[:count]]
        for at in heard:
            case = bought_from(world, person, first_heard_at=at, opened_at=at)
            session.add(
                CaseAccused(case_id=case.id, installer_id=person.id, at=at, about=AccusedOf.WORK)
            )
            session.flush()

        owed = owed_standing(session, person.id, at=heard[-1])

        held_at_the_last = held_on(days[:count], 3) == days[count - 1]
        assert (owed is Standing.HELD) is held_at_the_last
        # Built past the rules that count at once: nothing of it is to be committed.
        session.rollback()
