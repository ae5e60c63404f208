"""The one list of the portal's pages: a new page adds an import and a line."""

from flask import Blueprint

from portal.web import assets, health, home, preferences

PAGES: tuple[Blueprint, ...] = (
    assets.bp,
    health.bp,
    home.bp,
    preferences.bp,
)
