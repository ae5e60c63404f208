"""Every member of every enum has a word, in each language a real one."""

import importlib
import pkgutil
from enum import StrEnum

import pytest

import models
from portal.i18n.words import WORDS


def enums() -> list[type[StrEnum]]:
    found = []
    for module in pkgutil.iter_modules(models.__path__, "models."):
        for name, thing in vars(importlib.import_module(module.name)).items():
            if name.startswith("_") or getattr(thing, "__module__", "") != module.name:
                continue
            if isinstance(thing, type) and issubclass(thing, StrEnum):
                found.append(thing)
    return found


@pytest.mark.parametrize("members", enums(), ids=lambda members: members.__name__)
def test_every_member_has_a_word(members):
    assert set(WORDS.get(members, {})) == set(members)
