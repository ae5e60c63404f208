"""The one list of the portal's pages: a new page adds an import and a line."""

from flask import Blueprint

from portal.web import assets, files, health, home, preferences, search
from portal.web.accounts import account, invitation, signin
from portal.web.admin import changes, products, settings, symptoms, user, users
from portal.web.admin import index as admin
from portal.web.cases import (
    abuse,
    accept,
    chase,
    decline,
    hand_back,
    offer,
    promise,
    take_away,
    withdraw_offer,
)
from portal.web.cases import index as cases
from portal.web.cases import show as case
from portal.web.dealers import own as own_dealer
from portal.web.desks import dealer as dealer_desk
from portal.web.desks import hotline
from portal.web.intake import customers, drafts, new_call, purchases, sales

PAGES: tuple[Blueprint, ...] = (
    assets.bp,
    case.bp,
    cases.bp,
    files.bp,
    health.bp,
    home.bp,
    hotline.bp,
    preferences.bp,
    search.bp,
    signin.bp,
    account.bp,
    invitation.bp,
    admin.bp,
    users.bp,
    user.bp,
    settings.bp,
    changes.bp,
    products.bp,
    symptoms.bp,
    offer.bp,
    accept.bp,
    decline.bp,
    withdraw_offer.bp,
    hand_back.bp,
    take_away.bp,
    dealer_desk.bp,
    own_dealer.bp,
    new_call.bp,
    drafts.bp,
    sales.bp,
    customers.bp,
    purchases.bp,
    chase.bp,
    promise.bp,
    abuse.bp,
)
