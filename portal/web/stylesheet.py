"""One stylesheet out of many: Bootstrap, the tokens, then the components, in a fixed order."""

import re
from collections.abc import Iterator
from pathlib import Path

# Each mode's rules are repeated for readers who leave it to their device ("auto").
DEVICE_MODE = {
    mode: re.compile(rf"""\[data-bs-theme=["']?{mode}["']?\]""") for mode in ("light", "dark")
}
BLOCK = re.compile(r"([^{}]*)\{")
COMMENT = re.compile(r"/\*.*?\*/", re.S)


def one_stylesheet(bootstrap: Path, folder: Path) -> str:
    """Everything in one file: a page waits for one answer before it is drawn, not for twenty."""
    files = [
        bootstrap,
        *(folder / f"{name}.css" for name in ("tokens", "base", "main", "layout")),
        *sorted((folder / "components").glob("*.css")),
        *(folder / f"{name}.css" for name in ("narrow", "print")),
    ]
    plain = "\n".join(COMMENT.sub("", path.read_text()).strip() for path in files)
    return "".join(follow_device(plain))


def follow_device(css: str) -> Iterator[str]:
    """The rules, and after each one about light or dark its twin for the device's own mode."""
    for selector, body in _blocks(css):
        if body is None:
            yield selector
            continue
        if selector.lstrip().startswith("@") and "{" in body:
            inner = "".join(follow_device(body))
            yield f"{selector}{{{inner}}}"
            continue
        yield f"{selector}{{{body}}}"
        for mode, pattern in DEVICE_MODE.items():
            twins = [part for part in _parts(selector) if pattern.search(part)]
            if twins:
                auto = ",".join(pattern.sub('[data-bs-theme="auto"]', part) for part in twins)
                yield f"@media (prefers-color-scheme:{mode}){{{auto}{{{body}}}}}"


def _parts(selector: str) -> list[str]:
    """The selectors of a list, leaving the commas inside brackets alone."""
    return re.split(r",(?![^(]*\))", selector)


def _blocks(css: str) -> Iterator[tuple[str, str | None]]:
    """Each `selector { body }` at the top of the text, and the statements between them."""
    at = 0
    while match := BLOCK.search(css, at):
        start, depth, end = match.end(), 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        *statements, selector = re.split(r"(?<=;)", match.group(1))
        if statements:
            yield "".join(statements), None
        yield selector, css[start : end - 1]
        at = end
    yield css[at:], None
