"""Words of a text as the search index keeps them, whatever script and width they are written in.

Chinese has no spaces, so every character and every pair of neighbours is a token; of Latin words
and numbers, every two and three neighbours are, so that part of an order number finds it. A
query takes the longest tokens it can, all of them must be there, and who asks rechecks the
folded body with `strpos`: tokens say "perhaps", the recheck says "yes".
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

# A row of more distinct tokens than a short novel has would slow the index down for everybody.
MAX_INDEX_TOKENS = 20_000
MAX_QUERY_TERMS = 8
MAX_QUERY_CHARACTERS = 100

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA_AND_HANGUL = "\u3041-\u30ff\u31f0-\u31ff\uac00-\ud7a3"
_CJK = f"[{_HAN}{_KANA_AND_HANGUL}]"
_RUNS = re.compile(rf"({_CJK}+)|((?:(?!{_CJK})[^\W_])+)")
# Written apart in Taiwan's and the mainland's standards, and the same word to who searches.
_ALSO_ALIKE = {"著": "着", "甚": "什", "妳": "你", "牠": "它", "瞭": "了"}
# Surnames whose reading as a name is not the character's usual one.
_SURNAMES = {
    "曾": "zeng1",
    "单": "shan4",
    "單": "shan4",
    "解": "xie4",
    "仇": "qiu2",
    "查": "zha1",
    "区": "ou1",
    "區": "ou1",
    "朴": "piao2",
    "任": "ren2",
    "翟": "zhai2",
    "盖": "ge3",
    "蓋": "ge3",
    "尉": "yu4",
    "种": "chong2",
    "乐": "yue4",
    "樂": "yue4",
}


def fold(text: str) -> str:
    """The text with width, case, script and runs of blanks evened out.

    Characters are folded one by one and never by their company, so that a part of a text folds
    to a part of the folded text; `strpos` relies on that.
    """
    even = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    # PostgreSQL cannot store a zero character.
    return " ".join(even.replace("\x00", " ").translate(_simplified()).split())


def index_tokens(text: str) -> list[str]:
    """The distinct tokens a text is found by, in the order they first appear."""
    found: dict[str, None] = {}
    for run, is_cjk in runs(fold(text)):
        for size in (1, 2) if is_cjk else (1, 2, 3):
            found.update(dict.fromkeys(_grams(run, size)))
        if len(found) >= MAX_INDEX_TOKENS:
            break
    return list(found)[:MAX_INDEX_TOKENS]


def query_terms(query: str) -> list[str]:
    """The folded words, parted by blanks, each of which must stand in a body that is found."""
    return list(dict.fromkeys(fold(query[:MAX_QUERY_CHARACTERS]).split()))[:MAX_QUERY_TERMS]


def query_tokens(query: str) -> list[str]:
    """The tokens all of which a text must have to be worth rechecking."""
    found: dict[str, None] = {}
    for term in query_terms(query):
        for run, is_cjk in runs(term):
            longest = 2 if is_cjk else 3
            found.update(dict.fromkeys(_grams(run, min(longest, len(run)))))
    return list(found)


def sort_key(name: str, *, surname_first: bool = False) -> str:
    """Where a name stands in a list: by pinyin, tone and then character; Latin names by letter.

    It is stored beside the name, because the database knows no Chinese order (decision 12).
    `surname_first` reads the first character as the surname it is.
    """
    # Its dictionaries are a tenth of what a process loads, and few processes sort a name anew.
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - as above

    even = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    syllables = lazy_pinyin(even, style=Style.TONE3, neutral_tone_with_five=True)
    if surname_first and even[:1] in _SURNAMES:
        syllables[0:1] = [_SURNAMES[even[0]]]
    return f"{' '.join(part.strip() for part in syllables)} {even}".strip()


def runs(folded: str) -> Iterator[tuple[str, bool]]:
    """The unbroken words of a folded text; with each, whether it is Chinese or its like."""
    for found in _RUNS.finditer(folded):
        yield found[0], found[1] is not None


def _grams(run: str, size: int) -> list[str]:
    return [run[at : at + size] for at in range(len(run) - size + 1)]


@cache
def _simplified() -> dict[int, str]:
    """Each traditional character's simplified one; asked one by one, hence free of context."""
    import opencc  # noqa: PLC0415 - loaded with its dictionaries, once there is a text to fold

    blocks = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x2A6E0))
    characters = [chr(code) for block in blocks for code in block]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    table = {ord(a): b for a, b in zip(characters, converted, strict=True) if a != b}
    return table | {ord(a): b for a, b in _ALSO_ALIKE.items()}
