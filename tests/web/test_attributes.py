"""The attributes of fields are written as WTForms writes them."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from wtforms import widgets
from wtforms.widgets import core

from portal.web.attributes import attributes

# As WTForms has it, before any app has put ours in its place.
THEIRS = core.html_params
NAMES = st.sampled_from(
    ("id", "name", "class_", "for_", "aria_describedby", "data_module", "required", "value", "b_c")
)
WORDS = st.text(max_size=20)
VALUES = st.one_of(WORDS, WORDS.map(Markup), st.booleans(), st.integers(), st.none(), st.floats())


@given(st.dictionaries(NAMES, VALUES))
def test_they_are_what_wtforms_would_write(wanted):
    written = attributes(**wanted)

    assert written == THEIRS(**wanted)
    assert isinstance(written, Markup)


def test_a_word_cannot_leave_its_attribute():
    told = attributes(value='" onfocus="alert(1)', title=Markup('<b title="x">'))

    assert told == ('title="<b title=&quot;x&quot;>" value="&#34; onfocus=&#34;alert(1)"')


def test_every_widget_of_an_app_writes_them_so(shared_app):
    writers = [core, widgets, *(one for one in vars(core).values() if isinstance(one, type))]

    ways = {one.html_params for one in writers if "html_params" in vars(one)}

    assert ways == {attributes}
