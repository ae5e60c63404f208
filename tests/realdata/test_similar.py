"""Similar texts are found among texts that nobody here wrote."""

import csv
from collections import defaultdict

from sqlalchemy import text

from portal.cases.similar import SAME_WORDS_FROM
from portal.search.alike import Pool, find_alike
from portal.search.count import count_tokens
from portal.search.keep import keep_likeness, what_happened
from portal.search.score import read_groups, score_groups

BASELINE = {1: 0.317, 5: 0.587, 10: 0.703}
POOL = Pool("told_texts", "told_counts")
COUNTED_EVERY = 1000


def test_similar_questions_are_found_far_better_than_by_pairs_of_characters(real_data, session):
    groups = read_groups(real_data / "zh" / "atec_pool500_dev.json")

    scores = score_groups(session, groups)

    assert scores.asked == 1004
    assert scores.hits[1] >= BASELINE[1] + 0.04
    assert scores.hits[5] >= BASELINE[5] + 0.08
    assert scores.hits[10] >= BASELINE[10] + 0.08


def messages(real_data):
    """As they were sent: id, what is kept of them, and the body that tells repeats."""
    with (real_data / "zh" / "gov_messages_2018_2020.csv").open(encoding="utf-8-sig") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["留言时间"], row["留言编号"]))
    return [
        (
            number,
            what_happened(row["留言主题"].strip(), row["留言详情"].strip()),
            row["留言详情"].strip(),
        )
        for number, row in enumerate(rows, start=1)
    ]


def test_bodies_that_are_told_again_surface_as_repeats_as_they_come_in(real_data, session):
    session.execute(
        text("CREATE TEMPORARY TABLE told_texts (LIKE case_likeness INCLUDING INDEXES)")
    )
    session.execute(
        text("CREATE TEMPORARY TABLE told_counts (LIKE likeness_counts INCLUDING INDEXES)")
    )
    told = messages(real_data)
    by_body = defaultdict(list)
    for number, _said, body in told:
        by_body[body].append(number)
    groups = {body: numbers for body, numbers in by_body.items() if len(numbers) > 1}
    entered, missed, waiting = set(), [], []

    for number, said, body in told:
        if entered & set(groups.get(body, ())):
            keep_likeness(session, waiting, pool=POOL)
            waiting = []
            nearest = find_alike(session, said, pool=POOL)[0]
            if nearest.key not in groups[body] or nearest.score < SAME_WORDS_FROM:
                missed.append((number, nearest))
        waiting.append((number, said))
        entered.add(number)
        if number % COUNTED_EVERY == 0:
            keep_likeness(session, waiting, pool=POOL)
            waiting = []
            count_tokens(session, pool=POOL)

    assert (len(groups), sum(map(len, groups.values()))) == (96, 200)
    assert missed == []
