"""What a source is called on a page: its profile's title, where there still is such a profile."""

from portal.errors import InvalidError
from portal.imports.profile import load_profile, shipped_profiles


def title_of(profile: str) -> str:
    """The title of a shipped profile; one's own is known by its name."""
    if profile not in shipped_profiles():
        return profile
    try:
        return load_profile(profile).title
    except InvalidError:
        return profile
