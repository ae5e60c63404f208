"""Refusals around signing in and people's accounts."""

from typing import Any

SENTENCES: dict[str, Any] = {}
