"""Similar texts are found among texts that nobody here wrote."""

from portal.search.score import read_groups, score_groups

BASELINE = {1: 0.317, 5: 0.587, 10: 0.703}


def test_similar_questions_are_found_far_better_than_by_pairs_of_characters(real_data, session):
    groups = read_groups(real_data / "zh" / "atec_pool500_dev.json")

    scores = score_groups(session, groups)

    assert scores.asked == 1004
    assert scores.hits[1] >= BASELINE[1] + 0.04
    assert scores.hits[5] >= BASELINE[5] + 0.08
    assert scores.hits[10] >= BASELINE[10] + 0.08
