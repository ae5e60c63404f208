"""Every refusal that a rule can raise has a sentence for the person who meets it."""

import ast
from pathlib import Path

from portal import errors
from portal.i18n.refusals import FILES, SENTENCES

ROOT = Path(__file__).parent.parent.parent
REFUSALS = {
    name
    for name, thing in vars(errors).items()
    if isinstance(thing, type) and issubclass(thing, errors.PortalError)
}
SOURCES = sorted((ROOT / "portal").rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def codes_in(path: Path) -> set[str]:
    """The codes that a file gives to refusals, as far as they are written out."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in REFUSALS
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def test_every_code_raised_has_a_sentence():
    raised = {name_of(path): codes_in(path) for path in SOURCES}

    missing = [
        f"{file}: {code}" for file, codes in raised.items() for code in codes - SENTENCES.keys()
    ]

    assert missing == [], "add them to a file of portal/i18n/refusals/"
    assert len(set().union(*raised.values())) > 50, "the walk finds the codes it is about"


def test_no_two_files_give_a_code_different_sentences():
    codes = [code for file in FILES for code in file.SENTENCES]

    assert len(codes) == len(set(codes))
