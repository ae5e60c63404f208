"""The one list of the portal's pages: a new page adds an import and a line."""

from flask import Blueprint

from portal.web import assets, customer_link, files, health, home, offer_link, preferences, search
from portal.web.accounts import account, invitation, signin
from portal.web.admin import calendars as admin_calendars
from portal.web.admin import (
    changes,
    channels,
    products,
    settings,
    sla,
    symptoms,
    user,
    users,
    wording,
)
from portal.web.admin import index as admin
from portal.web.audits import audit
from portal.web.audits import desk as qa_desk
from portal.web.audits import own as own_audits
from portal.web.audits import start as start_audit
from portal.web.cases import (
    abuse,
    accept,
    accused_contact,
    answer_dispute,
    appointment,
    book,
    call_back,
    cancel_booking,
    chase,
    claim_contact,
    close,
    comment,
    dealer_word,
    decline,
    details,
    hand_back,
    links,
    merge,
    messages,
    no_show,
    offer,
    parts,
    pause,
    photos,
    praise,
    promise,
    recheck,
    reopen,
    resolve,
    saved_views,
    similar_cases,
    take_away,
    tasks,
    unreachable,
    verify_claim,
    withdraw,
    withdraw_offer,
)
from portal.web.cases import index as cases
from portal.web.cases import show as case
from portal.web.contacts import numbers, vacant
from portal.web.customer import says as link_says
from portal.web.dealers import brand_contacts, closures, installers, prove_contact, robot
from portal.web.dealers import contact as contact_point
from portal.web.dealers import index as dealers
from portal.web.dealers import own as own_dealer
from portal.web.dealers import show as dealer
from portal.web.desks import dealer as dealer_desk
from portal.web.desks import handover, hotline, my_tasks, pauses, roster
from portal.web.desks import supervisor as supervisor_desk
from portal.web.imports import duplicates
from portal.web.imports import index as imports
from portal.web.imports import show as import_run
from portal.web.intake import customers, drafts, new_call, purchases, sales, similar
from portal.web.jobs import jobs
from portal.web.notices import lost, wishes
from portal.web.notices import own as notices
from portal.web.printed import alive as numbers_alive
from portal.web.printed import edition
from portal.web.printed import index as printed
from portal.web.scores import index as scores
from portal.web.scores import own as own_score
from portal.web.standing import barred_visits
from portal.web.standing import decide as standing
from portal.web.standing import own as own_standing

PAGES: tuple[Blueprint, ...] = (
    assets.bp,
    case.bp,
    cases.bp,
    saved_views.bp,
    similar_cases.bp,
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
    channels.bp,
    wording.bp,
    products.bp,
    symptoms.bp,
    admin_calendars.bp,
    sla.bp,
    offer.bp,
    accept.bp,
    decline.bp,
    withdraw_offer.bp,
    hand_back.bp,
    take_away.bp,
    dealer_desk.bp,
    own_dealer.bp,
    robot.bp,
    robot.own,
    dealers.bp,
    dealer.bp,
    contact_point.bp,
    prove_contact.bp,
    numbers.bp,
    vacant.bp,
    printed.bp,
    edition.bp,
    numbers_alive.bp,
    brand_contacts.bp,
    installers.bp,
    installers.person_bp,
    standing.bp,
    own_standing.bp,
    barred_visits.bp,
    qa_desk.bp,
    audit.bp,
    start_audit.bp,
    own_audits.bp,
    imports.bp,
    import_run.bp,
    duplicates.bp,
    new_call.bp,
    drafts.bp,
    sales.bp,
    similar.bp,
    customers.bp,
    purchases.bp,
    chase.bp,
    promise.bp,
    abuse.bp,
    claim_contact.bp,
    accused_contact.bp,
    verify_claim.bp,
    answer_dispute.bp,
    book.bp,
    cancel_booking.bp,
    no_show.bp,
    photos.bp,
    jobs.bp,
    call_back.bp,
    close.bp,
    comment.bp,
    dealer_word.bp,
    details.bp,
    links.bp,
    merge.bp,
    messages.bp,
    notices.bp,
    wishes.bp,
    lost.bp,
    parts.bp,
    pause.bp,
    praise.bp,
    recheck.bp,
    reopen.bp,
    resolve.bp,
    tasks.bp,
    unreachable.bp,
    withdraw.bp,
    supervisor_desk.bp,
    roster.bp,
    handover.bp,
    my_tasks.bp,
    pauses.bp,
    closures.bp,
    customer_link.bp,
    link_says.bp,
    offer_link.bp,
    appointment.bp,
    scores.bp,
    own_score.bp,
)
