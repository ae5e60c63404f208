"""The one list of the portal's pages: a new page adds an import and a line."""

from flask import Blueprint

from portal.web import assets, files, health, home, preferences
from portal.web.accounts import signin
from portal.web.cases import index as cases
from portal.web.cases import show as case
from portal.web.desks import hotline

PAGES: tuple[Blueprint, ...] = (
    assets.bp,
    case.bp,
    cases.bp,
    files.bp,
    health.bp,
    home.bp,
    hotline.bp,
    preferences.bp,
    signin.bp,
)
