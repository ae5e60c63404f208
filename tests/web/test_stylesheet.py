"""The stylesheet follows the device for readers who have chosen nothing, and keeps paper white."""

import re
from pathlib import Path

from portal.web.stylesheet import follow_device

TOKENS = Path(__file__).parent.parent.parent / "static" / "css" / "tokens.css"
ON_SCREEN = re.compile(r"@media screen[^{]*\{(?:[^{}]|\{[^{}]*\})*\}")


def followed(css: str) -> str:
    return "".join(follow_device(css))


def test_a_dark_rule_gets_a_twin_for_dark_devices():
    css = followed('[data-bs-theme="dark"]{color:white}')

    assert '@media (prefers-color-scheme:dark){[data-bs-theme="auto"]{color:white}}' in css


def test_a_rule_without_a_theme_stays_alone():
    assert followed(".a,.b:is(p,q){color:red}") == ".a,.b:is(p,q){color:red}"


def test_only_the_part_of_a_list_that_names_the_theme_is_repeated():
    css = followed(":root,[data-bs-theme=light]{color:black}")

    assert css.endswith('@media (prefers-color-scheme:light){[data-bs-theme="auto"]{color:black}}')


def test_a_rule_within_a_condition_keeps_it():
    css = followed('@media (prefers-contrast:more){[data-bs-theme="dark"]{color:white}}')

    assert css.startswith("@media (prefers-contrast:more){")
    assert css.endswith('{[data-bs-theme="auto"]{color:white}}}')


def test_statements_before_a_rule_survive():
    assert followed('@charset "UTF-8";p{margin:0}') == '@charset "UTF-8";p{margin:0}'


def test_dark_colours_stay_on_the_screen():
    elsewhere = ON_SCREEN.sub("", TOKENS.read_text())

    assert '[data-bs-theme="dark"]' not in elsewhere
    assert '[data-bs-theme="light"]' in elsewhere
