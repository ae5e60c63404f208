"""Dealers by score, one dealer's figures, and the cases behind each (domain B3)."""

import re

import pytest

from models import CaseStatus, Figure, Outcome, Role, ScoreRank, Setting, SettingChange
from tests.reports.conftest import DAY, HOUR, ONE_DAY
from tests.support.queries import counted
from tests.support.world import NOON

pytestmark = pytest.mark.usefixtures("least_of_one")


@pytest.fixture
def boss(as_user, world):
    return as_user(world.user(Role.SUPERVISOR))


def busy(world, dealings, dealer, *, good=1, bad=0):
    cases = [world.case(CaseStatus.RESOLVED, dealer, visit_at=NOON) for _each in range(good + bad)]
    for number, case in enumerate(cases):
        dealings.rung(case, Outcome.SETTLED if number < good else Outcome.NOT_SETTLED)
    return cases


def names(page, *known):
    return sorted((name for name in known if name in page.text), key=page.text.index)


class TestList:
    def test_before_the_first_night_the_page_says_so(self, boss):
        assert "No score has been counted yet" in boss.open("/scores").text

    def test_the_best_stand_first_and_every_column_turns_the_list(
        self, boss, world, dealings, nights
    ):
        for name, good in (("Avon", 1), ("Blyth", 3), ("Clyde", 2)):
            busy(world, dealings, world.dealer(name), good=good, bad=3 - good)
        nights.count()

        assert names(boss.open("/scores"), "Avon", "Blyth", "Clyde") == ["Blyth", "Clyde", "Avon"]
        for sort in ("score", "callbacks", "first_visit"):
            page = boss.open(f"/scores?sort={sort}")
            assert names(page, "Avon", "Blyth", "Clyde") == ["Avon", "Clyde", "Blyth"], sort
        assert names(boss.open("/scores?sort=-name"), "Avon", "Blyth") == ["Blyth", "Avon"]

    def test_the_list_pages_by_key_and_skips_nobody(self, boss, world, nights):
        nights.count()
        for number in range(53):
            shop = world.dealer(f"Shop {number:02d}")
            world.add(ScoreRank(dealer_id=shop.id, day=DAY, cases=1, score=9000 - number % 3))

        for sort in ("name", "-score", "cases", "-callbacks"):
            first = boss.open(f"/scores?sort={sort}")
            second = boss.open(next(link for link in first.links if "after=" in link))
            pages = [re.findall(r">(Shop \d\d)<", page.html) for page in (first, second)]

            assert [len(shown) for shown in pages] == [50, 3], sort
            assert len({*pages[0], *pages[1]}) == 53, sort

    def test_it_is_narrowed_by_name_kind_and_rank(self, boss, world, dealings, nights):
        busy(world, dealings, world.dealer("Avon"))
        team = world.own_team()
        team.name = "Head office"
        world.session.commit()
        busy(world, dealings, team)
        nights.count()

        assert names(boss.open("/scores?q=avo"), "Avon", "Head office") == ["Avon"]
        assert names(boss.open("/scores?kind=own_team"), "Avon", "Head office") == ["Head office"]
        assert names(boss.open("/scores?ranked=1"), "Avon", "Head office") == ["Avon"]

    def test_it_is_taken_out_as_a_file_and_that_is_on_record(
        self, boss, world, dealings, nights, session
    ):
        busy(world, dealings, world.dealer("=Avon"), good=2, bad=0)
        nights.count()

        answer = boss.submit(
            "/scores?kind=partner&sort=name", form="/scores/export?kind=partner&sort=name"
        )

        lines = answer.get_data(as_text=True).splitlines()
        assert lines[0].startswith("\ufeffDealer,Kind,City,Score,Rank,Cases,Times kept")
        assert lines[1].startswith("'=Avon,")
        assert ",100,1,2," in lines[1]
        taken = session.query(SettingChange).filter_by(what="export:scores").one()
        assert taken.after == {"kind": "partner", "sort": "name"}

    def test_however_many_dealers_it_asks_the_same(self, boss, world, dealings, nights, session):
        asked = []
        for _more in range(2):
            for _number in range(3):
                busy(world, dealings, world.dealer())
            nights.count()
            boss.open("/scores")
            with counted(session) as statements:
                boss.open("/scores")
            asked.append(len(statements))

        assert asked[0] == asked[1]

    @pytest.mark.parametrize(
        "odd", ["sort=nonsense", "kind=nonsense", "day=2026-99-99", "q=%25", "ranked=x"]
    )
    def test_what_is_no_choice_narrows_nothing(self, boss, world, dealings, nights, odd):
        busy(world, dealings, world.dealer("100%"))
        nights.count()

        assert "100%" in boss.open(f"/scores?{odd}").text


class TestOneDealer:
    def test_each_figure_says_what_it_is_what_of_and_leads_to_its_cases(
        self, boss, world, dealings, nights
    ):
        dealer = world.dealer("Avon")
        good, bad = busy(world, dealings, dealer, good=1, bad=1)
        nights.count()

        page = boss.open(f"/scores/{dealer.id}")
        behind = boss.open(f"/scores/{dealer.id}/callbacks")
        against = boss.open(f"/scores/{dealer.id}/callbacks?which=against")

        assert "1 of 2" in page.text
        assert "in which the customer called it settled" in page.text
        assert f"/scores/{dealer.id}/callbacks" in page.links
        assert {good.number, bad.number} <= set(re.findall(r"HF\d\d-\d{6}-\d", behind.text))
        assert good.number not in against.text
        assert bad.number in against.text

    def test_the_number_of_cases_behind_a_figure_is_the_figure(self, boss, world, dealings, nights):
        dealer = world.dealer("Avon")
        busy(world, dealings, dealer, good=3, bad=2)
        nights.count()
        good, total = nights.figure(dealer, Figure.FIRST_VISIT)

        rows = {
            which: len(
                re.findall(
                    'scope="row"',
                    boss.open(f"/scores/{dealer.id}/first_visit?which={which}").html,
                )
            )
            for which in ("", "for", "against")
        }

        assert rows == {"": total, "for": good, "against": total - good}

    def test_a_past_week_still_opens_the_cases_it_was_counted_from(
        self, boss, world, dealings, nights, session
    ):
        dealer = world.dealer("Avon")
        (case,) = busy(world, dealings, dealer)
        nights.count()
        resolution = dealings.resolution(case)
        resolution.ended_by, resolution.ended_at = "reopened", NOON + 3 * ONE_DAY
        session.flush()
        nights.count(DAY + 7 * ONE_DAY)

        now = boss.open(f"/scores/{dealer.id}/first_visit")
        then = boss.open(f"/scores/{dealer.id}/first_visit?day={DAY}")

        assert "Settled, and reopened later" in now.text
        assert "Settled, and reopened later" not in then.text
        assert "Settled after one visit" in then.text
        assert f"day={DAY}" in boss.open(f"/scores/{dealer.id}").html

    def test_the_cases_page_by_key(self, boss, world, dealings, nights):
        dealer = world.dealer("Avon")
        case = world.case(CaseStatus.ACCEPTED, dealer)
        for number in range(53):
            dealings.clock(case, dealer, due=NOON - number * HOUR, dropped=NOON + HOUR)
        nights.count()

        first = boss.open(f"/scores/{dealer.id}/clocks")
        second = boss.open(next(link for link in first.links if "after=" in link))

        assert first.html.count('scope="row"') == 50
        assert second.html.count('scope="row"') == 3

    def test_however_many_cases_it_asks_the_same(self, boss, world, dealings, nights, session):
        dealer, asked = world.dealer("Avon"), []
        for _more in range(2):
            busy(world, dealings, dealer, good=3)
            nights.count()
            boss.open(f"/scores/{dealer.id}/callbacks")
            with counted(session) as statements:
                boss.open(f"/scores/{dealer.id}/callbacks")
                boss.open(f"/scores/{dealer.id}")
            asked.append(len(statements))

        assert asked[0] == asked[1]

    def test_too_few_are_said_to_be_too_few(self, boss, world, dealings, nights, session):
        session.get_one(Setting, "score_least").value = 5
        session.get_one(Setting, "score_least_cases").value = 4
        dealer = world.dealer("Avon")
        busy(world, dealings, dealer, good=2)
        nights.count()

        page = boss.open(f"/scores/{dealer.id}")

        assert "A score needs 4 cases; so far there are 2." in page.text
        assert "too few to say" in page.text
        assert "100%" not in page.text

    @pytest.mark.parametrize("locale", ["zh_Hans", "zh_Hant"])
    def test_the_definitions_are_said_in_the_readers_language(self, as_user, world, locale):
        page = as_user(world.user(Role.AGENT), locale=locale).open("/scores/definitions")

        assert "Of the" not in page.text
        assert "90" in page.text


class TestDesks:
    def test_the_supervisors_desk_shows_who_stands_last(self, boss, world, dealings, nights):
        busy(world, dealings, world.dealer("Avon"), good=1, bad=1)
        busy(world, dealings, world.dealer("Blyth"), good=2)
        nights.count()

        desk = boss.open("/supervisor")

        assert names(desk, "Avon", "Blyth") == ["Avon", "Blyth"]
        assert "rank 2 of 2" in desk.text

    def test_a_dealers_desk_shows_its_own_score_and_rank_alone(
        self, as_user, world, dealings, nights
    ):
        mine = world.dealer("Avon")
        busy(world, dealings, mine, good=1, bad=1)
        busy(world, dealings, world.dealer("Blyth"), good=2)
        nights.count()
        desk = as_user(world.user(Role.DEALER_DESK, mine))

        for url in ("/dealer", "/dealer/score", "/dealer/score/callbacks"):
            page = desk.open(url)
            assert "Blyth" not in page.text
        assert "rank 2 of 2" in desk.open("/dealer").text
        assert "Rank 2 of 2" in desk.open("/dealer/score").text

    def test_a_case_that_has_left_the_dealer_is_still_told_by_its_number(
        self, as_user, world, dealings, nights, session
    ):
        dealer = world.dealer("Avon")
        case = world.case(summary="Somebody else's matter now")
        dealings.clock(case, dealer, due=NOON, dropped=NOON + HOUR)
        nights.count()

        page = as_user(world.user(Role.DEALER_MANAGER, dealer)).open("/dealer/score/clocks")

        assert case.number in page.text
        assert "No longer with you" in page.text
        assert "Somebody else" not in page.text
        assert f"/cases/{case.number}" not in page.links
