"""What a scorecard comes to (domain Q1)."""

import pytest

from portal.audits.scorecard import Question
from portal.audits.scoring import Answer, total_of

CARD = [
    Question(1, "Heard out?", 3, False),
    Question(2, "Judged rightly?", 1, False),
    Question(3, "Nobody pressed?", 2, True),
]


def score(*points):
    answers = {
        question.id: Answer(given)
        for question, given in zip(CARD, points, strict=False)
        if given != "open"
    }
    return total_of(CARD, answers)


@pytest.mark.parametrize(
    ("points", "percent"),
    [
        ((2, 2, 2), 100),
        ((1, 2, 2), 75),
        ((0, 2, 2), 50),
        ((0, 0, 2), 33),
        ((1, 1, None), 50),
        ((None, 1, 2), 83),
        ((2, 2, 0), 0),
    ],
)
def test_the_score_is_in_percent_of_what_applies(points, percent):
    assert score(*points).percent == percent


def test_a_question_that_does_not_apply_is_answered_all_the_same():
    total = score(2, None, 2)

    assert (total.percent, total.complete) == (100, True)


def test_where_nothing_applies_there_is_no_score():
    assert score(None, None, None).percent is None


def test_an_open_question_counts_neither_way():
    total = score(2, "open", "open")

    assert (total.percent, total.answered, total.complete) == (100, 1, False)


def test_a_note_alone_answers_nothing():
    total = total_of(CARD, {1: Answer(None, "Listen again.", answered=False)})

    assert (total.percent, total.answered) == (None, 0)


def test_a_fatal_no_stands_whatever_else_was_good():
    total = score(2, 2, 0)

    assert (total.percent, total.fatal) == (0, True)
