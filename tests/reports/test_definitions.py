"""A figure is defined in one place: what its function says is what the pages say."""

import inspect

from portal.i18n.words.scores import DEFINITIONS
from portal.reports.scores.figures import FIGURES


def test_the_pages_say_word_for_word_what_the_functions_do():
    documented = {
        figure: " ".join((inspect.getdoc(function) or "").split())
        for figure, function in FIGURES.items()
    }

    assert {figure: str(said._args[0]) for figure, said in DEFINITIONS.items()} == documented
