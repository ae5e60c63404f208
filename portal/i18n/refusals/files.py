"""Refusals around photos."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "photos_none": _l("Choose at least one photo."),
    "photos_too_many": _l("Send at most %(most)s photos at once."),
    "picture_empty": _l("%(name)s is empty. Take the photo again."),
    "picture_too_large": _l("%(name)s is larger than 30 MB. Send it smaller."),
    "picture_too_many_pixels": _l("%(name)s has too many pixels. Send it smaller."),
    "picture_not_a_picture": _l("%(name)s is not a picture. Send a photo as JPEG, PNG or HEIC."),
    "picture_broken": _l("%(name)s cannot be opened. Take the photo again."),
    "picture_lost": _l("The photo did not arrive. Take it again."),
    "photo_on_imported_case": _l("This case was closed elsewhere; nothing is added to it here."),
}
