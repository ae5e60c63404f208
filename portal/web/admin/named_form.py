"""What has a code and a name in each language: products, symptoms."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from portal.web.forms import PortalForm


class NamedForm(PortalForm):
    """The first four fields; a translatable name is never missing in one language."""

    code = StringField(_l("Code"), [InputRequired(_l("Enter a code.")), Length(max=40)])
    name_en = StringField(
        _l("Name in English"), [InputRequired(_l("Enter the name.")), Length(max=200)]
    )
    name_zh_hans = StringField(
        _l("Name in Simplified Chinese"), [InputRequired(_l("Enter the name.")), Length(max=200)]
    )
    name_zh_hant = StringField(
        _l("Name in Traditional Chinese"), [InputRequired(_l("Enter the name.")), Length(max=200)]
    )

    def named(self) -> dict[str, str]:
        """What was filled in, as the rules take it."""
        return {
            field.name: field.data or ""
            for field in (self.code, self.name_en, self.name_zh_hans, self.name_zh_hant)
        }
