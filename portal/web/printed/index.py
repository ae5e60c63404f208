"""`/printed`: editions in use, dead numbers still in print, recalls, a new one (P3)."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from models import Dealer, PrintedKind
from portal.access.permissions import Permission
from portal.access.scope import visible
from portal.contacts.editions import Printed, add_edition, list_editions, open_recalls
from portal.infra import db
from portal.web.deadline import Deadline
from portal.web.forms import PortalForm, choice, choices_of
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.odd_input import number_asked
from portal.web.take import take

bp = Blueprint("printed", __name__)
URL = "/printed"
_MOST = 500


class EditionForm(PortalForm):
    """What was printed, where it lies, and which numbers stand on it."""

    dealer = SelectField(_l("Whose"), validate_choice=False)
    kind = SelectField(_l("Kind"), choices=choices_of(PrintedKind), validators=[InputRequired()])
    title = StringField(
        _l("Title"), validators=[InputRequired(_l("Enter a title")), Length(max=120)]
    )
    edition = StringField(_l("Edition"), validators=[Length(max=60)])
    printed_on = DateField(_l("Printed on"), validators=[Optional()])
    copies = IntegerField(_l("Copies"), validators=[Optional(), NumberRange(min=0)])
    where_used = StringField(
        _l("Where it is in use"),
        description=_l("In which shops, packs or pages it lies or stands"),
        validators=[Length(max=300)],
    )
    numbers = TextAreaField(
        _l("Numbers and addresses on it"),
        description=_l("One in each line, as they are printed"),
        validators=[InputRequired(_l("Enter what is printed on it")), Length(max=2000)],
    )


@bp.get(URL)
@requires(Permission.PRINTED_KEEP)
def show() -> ResponseReturnValue:
    return _page(EditionForm(formdata=None))


@bp.post(URL)
@requires(Permission.PRINTED_KEEP)
def submit() -> ResponseReturnValue:
    form = EditionForm()

    def add() -> str:
        made = add_edition(
            db.session(),
            actor(),
            actor().dealer_id or number_asked(form.dealer.data),
            Printed(
                kind=PrintedKind(form.kind.data),
                title=form.title.data or "",
                edition=form.edition.data or "",
                printed_on=form.printed_on.data,
                copies=form.copies.data,
                where_used=form.where_used.data or "",
                numbers=(form.numbers.data or "").splitlines(),
            ),
            now=now(),
        )
        flash(_("%(title)s is on record.", title=made.title), "ok")
        return url_for("edition.show", edition_id=made.id)

    return take(form, add, lambda: _page(form))


def _page(form: EditionForm) -> str:
    session, who = db.session(), actor()
    if who.dealer_id is None:
        dealers = session.execute(
            visible(who, Dealer)
            .with_only_columns(Dealer.id, Dealer.name)
            .order_by(Dealer.name_sort, Dealer.id)
            .limit(_MOST)
        )
        form.dealer.choices = [
            choice("", _("Brand")),
            *(choice(str(dealer_id), name) for dealer_id, name in dealers),
        ]
    lost = request.args.get("lost") == "1"
    return render_template(
        "printed/index.html",
        form=form,
        lines=list_editions(session, who, lost_only=lost),
        lost=lost,
        recalls=[
            (recall, edition, Deadline(recall.due_at))
            for recall, edition in open_recalls(session, who)
        ],
        brand=who.dealer_id is None,
    )
