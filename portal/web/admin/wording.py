"""`/admin/wording`: what each message says, in each language, with a preview before it holds."""

from typing import Any

from flask import Blueprint, current_app, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from models import Locale, NoticeKind, WordingGroup
from portal.access.permissions import Permission
from portal.errors import PortalError
from portal.i18n.words import word
from portal.infra import db
from portal.notices.wording.edit import edit_wording, edited_kinds, preview, reset_wording
from portal.notices.wording.texts import default_text, edited_text
from portal.notices.wording.variables import TO_CUSTOMER, variables_of
from portal.notices.wording.words import Text
from portal.web.forms import CaseForm
from portal.web.guard import actor, requires
from portal.web.language import chosen_locale
from portal.web.now import now
from portal.web.once import take_once
from portal.web.refusals import put_on_form

bp = Blueprint("admin_wording", __name__, url_prefix="/admin/wording")
ONE = (
    f"/<any({', '.join(NoticeKind)}):news>"
    f"/<any({', '.join(WordingGroup)}):group>/<any({', '.join(Locale)}):locale>"
)
Which = tuple[NoticeKind, WordingGroup, Locale]


class WordingForm(CaseForm):
    subject = StringField(_l("Subject"), [Optional(), Length(max=200)])
    body = TextAreaField(
        _l("Text"), [InputRequired(_l("Say something.")), Length(max=4000)],
        render_kw={"rows": "10"},
    )  # fmt: skip


@bp.get("")
@requires(Permission.SETTINGS_EDIT)
def index() -> ResponseReturnValue:
    edited = {(one.kind, one.wording, one.locale) for one in edited_kinds(db.session(), actor())}
    return render_template(
        "admin/wordings.html",
        kinds=list(NoticeKind),
        groups=list(WordingGroup),
        locales=list(Locale),
        locale=chosen_locale(),
        edited=edited,
    )


@bp.get(ONE)
@requires(Permission.SETTINGS_EDIT)
def show(news: str, group: str, locale: str) -> ResponseReturnValue:
    which = _which(news, group, locale)
    edited = edited_text(db.session(), *which)
    text = default_text(*which) if edited is None else Text(edited.subject, edited.body)
    version = None if edited is None else edited.version
    return _page(which, WordingForm(formdata=None, subject=text.subject, body=text.body,
                                    version=version))  # fmt: skip


@bp.post(ONE)
@requires(Permission.SETTINGS_EDIT)
def submit(news: str, group: str, locale: str) -> ResponseReturnValue:
    """Save it, look at it first, or go back to what the portal says by itself."""
    which, form = _which(news, group, locale), WordingForm()
    if not form.validate():
        return _page(which, form), 422
    try:
        if request.form.get("do") == "preview":
            return _page(which, form, shown=_preview(which, form))
        return take_once(form, lambda: _change(which, form))
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return _page(which, form), error.status


def _which(news: str, group: str, locale: str) -> Which:
    return NoticeKind(news), WordingGroup(group), Locale(locale)


def _change(which: Which, form: WordingForm) -> str:
    given: dict[str, Any] = {"version": form.version.data, "now": now()}
    if request.form.get("do") == "reset":
        reset_wording(db.session(), actor(), *which, **given)
        flash(_("The portal’s own wording holds again."), "ok")
    else:
        edit_wording(db.session(), actor(), *which, _text(form), **given)
        flash(_("Saved. It holds from the next message on."), "ok")
    return url_for("admin_wording.index")


def _preview(which: Which, form: WordingForm) -> Text:
    page = "t/A1b2C3d4E5f6G7h8J9k0" if which[0] in TO_CUSTOMER else "cases/HF26-004821-4"
    link = f"{current_app.config['BASE_URL']}/{page}"
    return preview(db.session(), actor(), *which, _text(form), link=link, now=now())


def _text(form: WordingForm) -> Text:
    return Text(form.subject.data or "", (form.body.data or "").replace("\r\n", "\n"))


def _page(which: Which, form: WordingForm, shown: Text | None = None) -> str:
    kind, group, locale = which
    return render_template(
        "admin/wording.html",
        kind=kind,
        group=group,
        locale=locale,
        form=form,
        shown=shown,
        variables=[f"{{{name}}}" for name in variables_of(kind)],
        is_mail=group is WordingGroup.MAIL,
        is_edited=form.version.data is not None,
        languages=[
            {
                "url": url_for("admin_wording.show", news=kind, group=group, locale=one),
                "label": word(one),
                "current": one is locale,
            }
            for one in Locale
        ],
    )
