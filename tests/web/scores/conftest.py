"""The nights of tests/reports, for the pages that show what they counted."""

from tests.reports.conftest import dealings, least_of_one, nights

__all__ = ("dealings", "least_of_one", "nights")
