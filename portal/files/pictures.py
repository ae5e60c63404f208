"""Turns a sent picture into two clean ones: decoded as proof, turned upright, without its EXIF.

When and where it was taken is handed back beside them, for columns that only the brand reads.
"""

import io
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

import filetype
import pillow_heif
from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError

MAX_BYTES: Final = 30 * 1024 * 1024
MAX_PIXELS: Final = 64_000_000
LARGE: Final = 1600
SMALL: Final = 320
MIME: Final = "image/jpeg"

_FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF")
_MIMES: Final = frozenset(
    {"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "image/heic-sequence"}
)
_BROKEN: Final = (OSError, SyntaxError, ValueError, EOFError, RuntimeError, MemoryError)
# A camera can write anything into its EXIF; a picture with a senseless one is still a picture.
_SENSELESS: Final = (*_BROKEN, TypeError, LookupError, ArithmeticError, struct.error)

pillow_heif.register_heif_opener()


class PictureFault(StrEnum):
    """Why a file is not taken as a picture."""

    EMPTY = "picture_empty"
    TOO_LARGE = "picture_too_large"
    TOO_MANY_PIXELS = "picture_too_many_pixels"
    NOT_A_PICTURE = "picture_not_a_picture"
    BROKEN = "picture_broken"


class PictureError(ValueError):
    """The file is refused, for the reason in `fault`."""

    def __init__(self, fault: PictureFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture was taken, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture fit to be shown: `large` and `small` are JPEGs, the sizes are those of `large`."""

    large: bytes
    small: bytes
    width: int
    height: int
    taken_at: datetime | None
    place: Place | None


def check_picture(data: bytes) -> None:
    """The gate before a file is stored: its size and its first bytes; raises `PictureError`."""
    if not data:
        raise PictureError(PictureFault.EMPTY)
    if len(data) > MAX_BYTES:
        raise PictureError(PictureFault.TOO_LARGE)
    # A name proves nothing: iPhones send HEIC as .jpg.
    kind = filetype.guess(data)
    if (kind is None or kind.mime not in _MIMES) and not pillow_heif.is_supported(data):
        raise PictureError(PictureFault.NOT_A_PICTURE)


def read_picture(data: bytes, *, zone: ZoneInfo) -> Picture:
    """Decode and re-encode; `zone` is where a camera that names none was set. Slow: for a job."""
    check_picture(data)
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise PictureError(PictureFault.TOO_MANY_PIXELS)
            exif = _exif_of(opened)
            taken_at, place = _taken_at(exif, zone), _place(exif)
            large = _upright(opened, LARGE)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(PictureFault.TOO_MANY_PIXELS) from error
    except UnidentifiedImageError as error:
        raise PictureError(PictureFault.NOT_A_PICTURE) from error
    except PictureError:
        raise
    except _BROKEN as error:
        raise PictureError(PictureFault.BROKEN) from error
    small = large.copy()
    small.thumbnail((SMALL, SMALL))
    return Picture(_jpeg(large), _jpeg(small), large.width, large.height, taken_at, place)


def _upright(opened: Image.Image, side: int) -> Image.Image:
    """The picture shrunk, turned as it was held, in sRGB on white."""
    # Shrinking first lets a JPEG be decoded at a fraction of its size.
    opened.thumbnail((side, side), reducing_gap=2.0)
    turned = _turned(opened)
    profile = opened.info.get("icc_profile")
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        seen = turned.convert("RGBA")
        flat = Image.new("RGB", seen.size, "white")
        flat.paste(seen, mask=seen.getchannel("A"))
        return flat
    return _in_srgb(turned, profile).convert("RGB")


def _in_srgb(picture: Image.Image, profile: Any) -> Image.Image:
    """Phones take colours of a wider range, which look pale once their profile is gone."""
    if not profile or picture.mode != "RGB":
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        return picture
    return changed or picture


def _jpeg(picture: Image.Image) -> bytes:
    # Nothing is copied into a new picture: neither EXIF nor comments nor an embedded preview.
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    written = io.BytesIO()
    clean.save(written, "JPEG", quality=82, optimize=True, progressive=True)
    return written.getvalue()


def _exif_of(opened: Image.Image) -> Image.Exif:
    try:
        return opened.getexif()
    except _SENSELESS:
        return Image.Exif()


def _turned(opened: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(opened)
    except _SENSELESS:
        # Decoding comes last, so that a broken picture is not taken for a senseless EXIF.
        opened.load()
        return opened


def _taken_at(exif: Image.Exif, zone: ZoneInfo) -> datetime | None:
    try:
        details = exif.get_ifd(ExifTags.IFD.Exif)
        written = details.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
        offset = str(details.get(ExifTags.Base.OffsetTimeOriginal, "")).strip()
        day, _, clock = str(written or "").strip(" \x00").partition(" ")
        local = datetime.fromisoformat(f"{day.replace(':', '-')}T{clock}{offset}")
        aware = local if local.tzinfo else local.replace(tzinfo=zone)
        return aware.astimezone(UTC)
    except _SENSELESS:
        return None


def _place(exif: Image.Exif) -> Place | None:
    try:
        where = exif.get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(where[ExifTags.GPS.GPSLatitude])
        longitude = _degrees(where[ExifTags.GPS.GPSLongitude])
        if where[ExifTags.GPS.GPSLatitudeRef] == "S":
            latitude = -latitude
        if where[ExifTags.GPS.GPSLongitudeRef] == "W":
            longitude = -longitude
    except _SENSELESS:
        return None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180) or latitude == longitude == 0:
        return None
    return Place(round(latitude, 6), round(longitude, 6))


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600
