"""A name with a time, as a refusal's value: who could go, and from when.

It stands apart from the words that are made of it, so that rules can name it without Flask.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AtTime:
    """Shown as "Ding Yi (Wed 20 May, 15:48)"."""

    name: str
    at: datetime
