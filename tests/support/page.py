"""Drives the portal as a browser would: open a page, check it, fill in its form, send it."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

LARGEST_PAGE = 100_000
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
)
REFERS = frozenset({"for", "aria-describedby", "aria-labelledby", "aria-controls"})
NEEDS_LABEL = frozenset({"input", "select", "textarea"})
NO_LABEL = frozenset({"hidden", "submit", "button", "reset", "image"})


@dataclass
class Control:
    """A field of a form, with what the page has filled in."""

    tag: str
    name: str
    kind: str
    attributes: dict[str, str]
    values: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)

    @property
    def is_file(self) -> bool:
        return self.kind == "file"


@dataclass
class Form:
    """A form as it stands on the page."""

    id: str
    action: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(self) -> MultiDict[str, str]:
        """What a browser would send if nobody touched anything."""
        return MultiDict(
            (control.name, value)
            for control in self.controls.values()
            if not control.is_file
            for value in control.values
        )


class Page(HTMLParser):
    """What a test needs to know about one HTML page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.forms: list[Form] = []
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.title = ""
        self.lang = ""
        self.links: list[str] = []
        self.inline: list[str] = []
        self.labelled: set[str] = set()
        self.unlabelled: list[tuple[str, str]] = []
        self.referred: list[tuple[str, str]] = []
        self._words: list[str] = []
        self._open: list[str] = []
        self._form: Form | None = None
        self._select: Control | None = None
        self._text: Control | None = None
        self._option: dict[str, str] | None = None
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        """The words of the page without its tags, spaces drawn together."""
        return " ".join(" ".join(self._words).split())

    def updatepos(self, i: int, j: int) -> int:
        """Count no lines: nobody asks where a tag stands, and it is a tenth of all reading."""
        return j

    def form(self, wanted: str | None = None) -> Form:
        """The form with this id or action; without either the only one outside the header."""
        if wanted is not None:
            found = [form for form in self.forms if wanted in (form.id, form.action)]
        else:
            found = [form for form in self.forms if form.method == "post" and not _of_frame(form)]
        names = [form.id or form.action for form in self.forms]
        assert len(found) == 1, f"{len(found)} forms match {wanted!r}; the page has {names}"
        return found[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        if "id" in found:
            self.ids.append(found["id"])
        self._note_inline(tag, found)
        self._note_references(found)
        if tag == "html":
            self.lang = found.get("lang", "")
        elif tag == "h1":
            self.headings.append("")
        elif tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif tag == "label" and "for" in found:
            self.labelled.add(found["for"])
        elif tag == "form":
            method = found.get("method", "get").lower()
            self._form = Form(found.get("id", ""), found.get("action", ""), method)
            self.forms.append(self._form)
        self._note_control(tag, found)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._settle_select()
        elif tag == "textarea":
            self._text = None
        elif tag == "option":
            self._option = None

    def handle_data(self, data: str) -> None:
        self._words.append(data)
        if "title" in self._open and "svg" not in self._open:
            self.title += data
        if "h1" in self._open:
            self.headings[-1] += data
        if self._text is not None:
            self._text.values = [(self._text.values or [""])[0] + data]
        if self._option is not None and "value" not in self._option and self._select:
            self._select.choices.append(data.strip())

    def _note_inline(self, tag: str, found: dict[str, str]) -> None:
        if tag == "style" or (tag == "script" and "src" not in found):
            self.inline.append(f"<{tag}>")
        for name in found:
            if name == "style" or name.startswith("on"):
                self.inline.append(f"{tag} {name}")

    def _note_references(self, found: dict[str, str]) -> None:
        for name in REFERS & found.keys():
            self.referred += [(name, wanted) for wanted in found[name].split()]

    def _note_control(self, tag: str, found: dict[str, str]) -> None:
        if tag == "option" and self._select is not None:
            self._note_option(found)
        elif tag in NEEDS_LABEL or tag == "button":
            kind = found.get("type", "submit" if tag == "button" else "text")
            self._need_label(tag, kind, found)
            form = self._owner(found)
            if form is None or not found.get("name"):
                return
            if tag == "button" or kind == "submit":
                form.buttons.append((found["name"], found.get("value", "")))
            elif "disabled" not in found:
                self._add_control(form, tag, kind, found)

    def _owner(self, found: dict[str, str]) -> Form | None:
        if "form" in found:
            return next((form for form in self.forms if form.id == found["form"]), None)
        return self._form

    def _add_control(self, form: Form, tag: str, kind: str, found: dict[str, str]) -> None:
        name = found["name"]
        control = form.controls.setdefault(name, Control(tag, name, kind, found))
        if tag == "select":
            self._select = control
        elif tag == "textarea":
            self._text = control
            control.values = [""]
        elif kind in {"radio", "checkbox"}:
            control.choices.append(found.get("value", "on"))
            if "checked" in found:
                control.values.append(found.get("value", "on"))
        elif kind != "file":
            control.values.append(found.get("value", ""))

    def _note_option(self, found: dict[str, str]) -> None:
        assert self._select is not None
        self._option = found
        if "value" in found:
            self._select.choices.append(found["value"])
            if "selected" in found:
                self._select.values.append(found["value"])

    def _settle_select(self) -> None:
        select, self._select = self._select, None
        if select and not select.values and select.choices and "multiple" not in select.attributes:
            select.values = [select.choices[0]]  # a browser shows, and sends, the first one

    def _need_label(self, tag: str, kind: str, found: dict[str, str]) -> None:
        if tag == "button" or kind in NO_LABEL or "label" in self._open:
            return
        if not {"aria-label", "aria-labelledby"} & found.keys():
            self.unlabelled.append((found.get("id", ""), found.get("name", tag)))


class Browser:
    """One person at the portal, with their cookies."""

    def __init__(self, client: FlaskClient, *, locale: str | None = None) -> None:
        self.client = client
        if locale:
            client.set_cookie("locale", locale)

    def open(self, url: str, *, status: int = 200) -> Page:
        """The page at the address, checked as every page of the portal must be."""
        answer = self.client.get(url)
        assert answer.status_code == status, f"{url} answered {answer.status}: {answer.text[:500]}"
        return checked(answer)

    def get(self, url: str) -> TestResponse:
        """Whatever the address answers."""
        return self.client.get(url)

    def submit(
        self, url: str, *, form: str | None = None, button: str | None = None, **answers: Any
    ) -> TestResponse:
        """Fill in the form on the page at `url` and send it; only fields it really has.

        `form` is the form's id or action, where the page has several; `button` is `name=value` of
        the button pressed. An answer may be a list, a file as `(stream, name)`, or None to leave
        the field out; a single box takes True or False.
        """
        page = self.open(url)
        found = page.form(form)
        data = found.filled()
        for name, answer in answers.items():
            _fill(found, data, name, answer, url)
        if button is not None:
            name, _, value = button.partition("=")
            assert (name, value) in found.buttons, f"no button {button}; there are {found.buttons}"
            data[name] = value
        target = urljoin(url, found.action) if found.action else url
        if found.method == "get":
            return self.client.get(target, query_string=data)
        return self.client.post(target, data=data)


def checked(answer: TestResponse) -> Page:
    """The page of an answer, once it has passed what holds for every page."""
    page = Page(answer.text)
    assert len(page.headings) == 1, f"a page has one h1, this one {page.headings}"
    assert page.headings[0].strip(), "the h1 is empty"
    assert page.title.split("·")[0].strip(), "the page has no title of its own"
    assert page.lang in {"en", "zh-Hans", "zh-Hant"}, f"lang is {page.lang!r}"
    ids = Counter(page.ids)
    twice = {name for name, times in ids.items() if times > 1}
    assert not twice, f"ids used twice: {sorted(twice)}"
    bare = [name for id_, name in page.unlabelled if not id_ or id_ not in page.labelled]
    assert not bare, f"controls without a label: {bare}"
    lost = [pair for pair in page.referred if pair[1] not in ids]
    assert not lost, f"references to nothing: {lost}"
    assert not page.inline, f"inline script or style: {page.inline}"
    assert len(answer.data) <= LARGEST_PAGE, f"the page weighs {len(answer.data)} bytes"
    return page


def _of_frame(form: Form) -> bool:
    return form.action.rsplit("/", 1)[-1] in {"locale", "theme", "sign-out"}


def _fill(form: Form, data: MultiDict[str, str], name: str, answer: Any, url: str) -> None:
    control = form.controls.get(name)
    assert control is not None, f"the form at {url} has no {name}; it has {sorted(form.controls)}"
    if answer is None or answer is False:
        data.poplist(name)
        return
    if answer is True:
        answer = control.choices[0]
    values = answer if isinstance(answer, list) else [answer]
    if control.is_file:
        data.setlist(name, values)
        return
    words = [str(value) for value in values]
    if control.choices:
        unknown = set(words) - set(control.choices)
        assert not unknown, f"{name} offers {control.choices}, not {sorted(unknown)}"
    data.setlist(name, words)
