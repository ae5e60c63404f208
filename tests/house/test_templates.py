"""Rules about the templates that no linter checks."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2.meta import find_referenced_templates
from jinja2.nodes import FromImport, Macro, Name, Template

from portal.web.icons import ICONS

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPONENTS = [path for path in TEMPLATES if path.parent.name == "components"]
SCRIPTS = ROOT / "static" / "js" / "modules"
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", re.I)
MODULES = re.compile(r'data-module="([\w -]+)"')


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


@pytest.fixture(scope="module")
def trees(shared_app: Flask) -> dict[Path, Template]:
    """Every template as Jinja reads it: that it can is the first thing asked of each."""
    return {path: shared_app.jinja_env.parse(path.read_text(), name_of(path)) for path in TEMPLATES}


def test_every_template_finds_what_it_refers_to(trees):
    lost = [
        f"{name_of(path)}: {wanted}"
        for path, tree in trees.items()
        for wanted in find_referenced_templates(tree)
        if wanted is not None and not (ROOT / "templates" / wanted).exists()
    ]

    assert lost == []


def test_every_template_imports_only_what_it_uses(trees):
    idle = [f"{name_of(path)}: {sorted(left)}" for path in trees if (left := _idle(trees[path]))]

    assert idle == []


def _idle(tree: Template) -> set[str]:
    imported = {
        name[1] if isinstance(name, tuple) else name
        for node in tree.find_all(FromImport)
        for name in node.names
    }
    return imported - {node.name for node in tree.find_all(Name) if node.ctx == "load"}


def test_every_component_holds_one_macro_of_its_own_name(trees):
    held = {path.stem: [macro.name for macro in trees[path].find_all(Macro)] for path in COMPONENTS}

    assert held == {name: [name] for name in held}


def test_every_component_says_what_it_is_for():
    silent = [name_of(path) for path in COMPONENTS if not path.read_text().startswith("{#")]

    assert silent == []


def test_no_script_or_style_stands_inside_a_template():
    inside = {
        name_of(path): found for path in TEMPLATES if (found := INLINE.findall(path.read_text()))
    }

    assert inside == {}


def test_every_behaviour_a_template_names_exists():
    lost = [
        f"{name_of(path)}: {name}"
        for path in TEMPLATES
        for names in MODULES.findall(path.read_text())
        for name in names.split()
        if not (SCRIPTS / f"{name}.js").exists()
    ]

    assert lost == []


def test_every_icon_a_template_names_is_in_the_sprite():
    lost = [
        f"{name_of(path)}: {name}"
        for path in TEMPLATES
        for name in re.findall(r'icon\("([a-z0-9-]+)"\)', path.read_text())
        if name not in ICONS
    ]

    assert lost == []


def test_the_walk_finds_the_templates_it_is_about():
    assert {"base.html", "components/field.html"} <= {name_of(path) for path in TEMPLATES}
    assert len(COMPONENTS) > 10
