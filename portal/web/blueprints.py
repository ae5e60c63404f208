"""The one list of the portal's pages: a new page adds an import and a line."""

from flask import Blueprint

from portal.web import assets, home, preferences

PAGES: tuple[Blueprint, ...] = (
    assets.bp,
    home.bp,
    preferences.bp,
)
