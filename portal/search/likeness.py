"""How alike two texts are: characters and pairs of them, weighed by how rare they are.

A text in the index is known by its tokens: each Chinese character, each pair of neighbours, each
other word. The few that the index proposes are ranked here, by BM25 over four views of a text:
characters, neighbours, how the characters sound (a slip of the keyboard is mostly a homophone),
and both once more with the words of our trade made one (`portal.search.trade`). The order of the
signs counts at the end. The measure is a share of what the text reaches against itself.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz

from portal.search.tokens import fold, runs
from portal.search.trade import in_one_word

# What lies behind it says the same again, and each sign costs time.
LONGEST: Final = 400
# They stand in every sentence, whatever it is about.
_FILLERS: Final = frozenset(
    "的了吗呢啊吧呀嘛么是我你他她它们这那在有就都也还很着过和与及或把被给让对从到为要会能可以想说请问"
    "一个下上里中后前"
)
_SATURATION: Final = 1.2
_LENGTH: Final = 0.6
_RARITY: Final = 0.7
_ORDER: Final = 0.4
# What a token of each view counts for beside its rarity.
_WEIGHTS: Final = {
    "pairs and words": 0.3,
    "signs": 0.5,
    "sounds": 0.2,
    "meant signs": 0.5,
    "meant pairs and words": 0.3,
}
_HALF: Final = 0.5


class Alike(NamedTuple):
    """Which text, and how near it is: 1 is the same, 0 has nothing in common."""

    key: int
    score: float


def likeness_tokens(folded: str) -> list[str]:
    """The distinct tokens of a folded text that the index keeps, in the order they appear."""
    said = folded[:LONGEST]
    found: dict[str, None] = {}
    for text in (said, in_one_word(said)):
        for run, is_cjk in runs(text):
            found.update(dict.fromkeys((*run, *_pairs(run)) if is_cjk else (run,)))
    return list(found)


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many texts there are, and how many of them hold a token."""

    total: int
    of: Mapping[str, int]

    def rarity(self, token: str) -> float:
        held = min(self.of.get(token, 0), self.total)
        odds: float = math.log(1 + (self.total - held + 0.5) / (held + 0.5))
        return float(odds**_RARITY)


def rank(text: str, others: Sequence[tuple[int, str]], frequencies: Frequencies) -> list[Alike]:
    """The others by how alike they are, given as (key, folded body); among equals the newest."""
    wanted = _read(fold(text)[:LONGEST])
    bodies = [(key, _read(body[:LONGEST])) for key, body in others]
    weights = _weights(wanted, frequencies)
    typical = sum(len(body.said) for _key, body in [(0, wanted), *bodies]) / (1 + len(bodies)) or 1
    whole = _reached(weights, wanted, typical) or 1.0
    found = []
    for key, body in bodies:
        reached = _reached(weights, body, typical) / whole
        order = fuzz.ratio(wanted.meant, body.meant) / 100
        found.append(Alike(key, (reached + _ORDER * order) / (1 + _ORDER)))
    return sorted(found, key=lambda one: (one.score, one.key), reverse=True)


class _Text(NamedTuple):
    """A folded text, once more in the words of our trade, and how often each view has what."""

    said: str
    meant: str
    views: tuple[Counter[str], ...]


def _read(said: str) -> _Text:
    meant = in_one_word(said)
    signs, others = _taken_apart(said)
    meant_signs, meant_others = _taken_apart(meant)
    sounds = Counter([_sound(sign) for sign in signs])
    views = (Counter(others), Counter(signs), sounds, Counter(meant_signs), Counter(meant_others))
    return _Text(said, meant, views)


def _taken_apart(text: str) -> tuple[list[str], list[str]]:
    """The characters, and besides them the pairs of neighbours and the words of letters."""
    signs: list[str] = []
    others: list[str] = []
    for run, is_cjk in runs(text):
        if is_cjk:
            signs += run
            others += _pairs(run)
        else:
            others.append(run)
    return signs, others


def _weights(wanted: _Text, frequencies: Frequencies) -> list[dict[str, float]]:
    """Of each view, what each of its tokens counts for."""
    others, signs, sounds, meant_signs, meant_others = wanted.views
    rarity = {
        token: frequencies.rarity(token) * (_HALF if token in _FILLERS else 1.0)
        for view in (others, signs, meant_signs, meant_others)
        for token in view
    }
    # A sound is as common as the commonest of its signs that were asked for.
    heard: dict[str, float] = {}
    for sign in signs:
        heard[_sound(sign)] = min(rarity[sign], heard.get(_sound(sign), rarity[sign]))
    return [
        {token: _WEIGHTS[name] * (heard if name == "sounds" else rarity)[token] for token in view}
        for name, view in zip(_WEIGHTS, wanted.views, strict=True)
    ]


def _reached(weights: Sequence[Mapping[str, float]], body: _Text, typical: float) -> float:
    """BM25 over all views."""
    damp = _SATURATION * (1 - _LENGTH + _LENGTH * len(body.said) / typical)
    return sum(
        weight * view[token] * (_SATURATION + 1) / (view[token] + damp)
        for wanted, view in zip(weights, body.views, strict=True)
        for token, weight in wanted.items()
        if token in view
    )


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


@lru_cache(maxsize=30_000)
def _sound(sign: str) -> str:
    """How it is read, without its tone."""
    return lazy_pinyin(sign)[0]
