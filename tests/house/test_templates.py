"""Rules about the templates that no linter checks."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2.meta import find_referenced_templates
from jinja2.nodes import FromImport, Macro, Name

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPONENTS = [path for path in TEMPLATES if path.parent.name == "components"]
SCRIPTS = ROOT / "static" / "js" / "modules"
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", re.I)
MODULES = re.compile(r'data-module="([\w -]+)"')


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_parses_and_finds_what_it_refers_to(shared_app: Flask, path):
    tree = shared_app.jinja_env.parse(path.read_text())

    for wanted in find_referenced_templates(tree):
        assert wanted is None or (ROOT / "templates" / wanted).exists()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_imports_only_what_it_uses(shared_app: Flask, path):
    tree = shared_app.jinja_env.parse(path.read_text())
    imported = {
        name[1] if isinstance(name, tuple) else name
        for node in tree.find_all(FromImport)
        for name in node.names
    }
    used = {node.name for node in tree.find_all(Name) if node.ctx == "load"}

    assert imported <= used


@pytest.mark.parametrize("path", COMPONENTS, ids=name_of)
def test_a_component_holds_one_macro_of_its_own_name(shared_app: Flask, path):
    tree = shared_app.jinja_env.parse(path.read_text())

    assert [macro.name for macro in tree.find_all(Macro)] == [path.stem]


@pytest.mark.parametrize("path", COMPONENTS, ids=name_of)
def test_a_component_says_what_it_is_for(path):
    assert path.read_text().startswith("{#")


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_script_or_style_stands_inside_a_template(path):
    assert not INLINE.findall(path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_behaviour_a_template_names_exists(path):
    named = {name for names in MODULES.findall(path.read_text()) for name in names.split()}

    assert {name for name in named if not (SCRIPTS / f"{name}.js").exists()} == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_icon_a_template_names_is_in_the_sprite(path):
    from portal.web.icons import ICONS

    named = set(re.findall(r'icon\("([a-z0-9-]+)"\)', path.read_text()))

    assert named <= ICONS
