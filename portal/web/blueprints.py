"""The one list of the portal's pages: a new page adds an import and a line."""

from flask import Blueprint

from portal.web import assets, files, health, home, preferences
from portal.web.accounts import signin

PAGES: tuple[Blueprint, ...] = (
    assets.bp,
    files.bp,
    health.bp,
    home.bp,
    preferences.bp,
    signin.bp,
)
