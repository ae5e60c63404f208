"""Pictures come as phones send them and leave upright, small and without what they knew."""

import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageDraw

from portal.files import pictures
from portal.files.pictures import PictureError, PictureFault, Place, check_picture, read_picture

SHANGHAI = ZoneInfo("Asia/Shanghai")
RED, BLUE = (220, 20, 20), (20, 20, 220)


def photo(size=(2400, 1800)):
    """A picture that is red above and blue below."""
    image = Image.new("RGB", size, BLUE)
    ImageDraw.Draw(image).rectangle((0, 0, size[0], size[1] // 2), fill=RED)
    return image


def exif(*, orientation=1, offset=None, gps=None):
    """What a phone writes about a picture."""
    written = Image.Exif()
    written[ExifTags.Base.Orientation] = orientation
    written[ExifTags.Base.Make] = "Telltale"
    details = written.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = "2026:11:20 10:30:00"
    if offset:
        details[ExifTags.Base.OffsetTimeOriginal] = offset
    if gps:
        written.get_ifd(ExifTags.IFD.GPSInfo).update(gps)
    return written


def encoded(image, kind="JPEG", **options):
    """The bytes of a picture."""
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def read(data):
    """The picture and its large version, decoded."""
    picture = read_picture(data, zone=SHANGHAI)
    return picture, Image.open(io.BytesIO(picture.large))


def is_red(image, x, y):
    red, _, blue = image.getpixel((x, y))
    return red > blue


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_each_kind_of_picture_becomes_two_jpegs(kind):
    picture, large = read(encoded(photo(), kind))
    small = Image.open(io.BytesIO(picture.small))

    assert (large.format, large.size) == ("JPEG", (1600, 1200))
    assert (small.format, small.size) == ("JPEG", (320, 240))
    assert (picture.width, picture.height) == (1600, 1200)
    assert is_red(large, 800, 100)
    assert not is_red(large, 800, 1100)


def test_a_small_picture_is_not_blown_up():
    assert read(encoded(photo((200, 100))))[1].size == (200, 100)


@pytest.mark.parametrize(
    ("orientation", "red_at"), [(1, (800, 50)), (3, (800, 1150)), (6, (1150, 800)), (8, (50, 800))]
)
def test_a_picture_is_turned_as_it_was_held(orientation, red_at):
    _, large = read(encoded(photo(), exif=exif(orientation=orientation)))

    assert is_red(large, *red_at)
    assert not is_red(large, large.width - 1 - red_at[0], large.height - 1 - red_at[1])


def test_nothing_of_the_exif_is_left():
    data = encoded(photo(), exif=exif(), comment=b"Telltale")

    picture, large = read(data)

    assert b"Telltale" in data
    assert b"Telltale" not in picture.large + picture.small
    assert not large.getexif()
    assert "comment" not in large.info


def test_the_time_is_that_of_the_zone_unless_the_camera_says_another():
    home = read_picture(encoded(photo(), exif=exif()), zone=SHANGHAI)
    abroad = read_picture(encoded(photo(), exif=exif(offset="+01:00")), zone=SHANGHAI)

    assert home.taken_at == datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
    assert abroad.taken_at == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def test_the_place_is_handed_back():
    gps = {1: "N", 2: (31.0, 13.0, 48.0), 3: "W", 4: (121.0, 30.0, 0.0)}

    picture = read_picture(encoded(photo(), exif=exif(gps=gps)), zone=SHANGHAI)

    assert picture.place == Place(31.23, -121.5)


@pytest.mark.parametrize("gps", [{1: "N"}, {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0, 0, 0)}])
def test_a_place_that_makes_no_sense_is_none(gps):
    assert read_picture(encoded(photo(), exif=exif(gps=gps)), zone=SHANGHAI).place is None


def test_a_picture_without_exif_has_neither_time_nor_place():
    picture = read_picture(encoded(photo()), zone=SHANGHAI)

    assert (picture.taken_at, picture.place) == (None, None)


def test_a_heic_keeps_its_time_whatever_it_is_called():
    heif = pillow_heif.from_pillow(photo())
    written = io.BytesIO()
    heif.save(written, exif=exif().tobytes())

    picture = read_picture(written.getvalue(), zone=SHANGHAI)

    assert picture.taken_at == datetime(2026, 11, 20, 2, 30, tzinfo=UTC)


def test_what_shines_through_lies_on_white():
    _, large = read(encoded(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG"))

    assert large.getpixel((25, 25)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "I;16"])
def test_unusual_colours_are_read(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"

    assert read(encoded(Image.new(mode, (40, 30)), kind))[1].mode == "RGB"


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", PictureFault.EMPTY),
        (b"%PDF-1.7 something", PictureFault.NOT_A_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PictureFault.NOT_A_PICTURE),
        (b"\xff\xd8\xff\xe0 and no more", PictureFault.BROKEN),
        (encoded(photo())[:9000], PictureFault.BROKEN),
    ],
)
def test_what_is_no_picture_is_refused_with_its_reason(data, fault):
    with pytest.raises(PictureError) as refused:
        read_picture(data, zone=SHANGHAI)

    assert refused.value.fault is fault


def test_too_many_pixels_are_refused_before_they_are_decoded():
    data = encoded(Image.new("1", (9000, 9000)), "PNG")

    with pytest.raises(PictureError) as refused:
        read_picture(data, zone=SHANGHAI)

    assert refused.value.fault is PictureFault.TOO_MANY_PIXELS


def test_too_many_bytes_are_refused(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_BYTES", 100)

    with pytest.raises(PictureError) as refused:
        check_picture(encoded(photo()))

    assert refused.value.fault is PictureFault.TOO_LARGE


@pytest.mark.filterwarnings("ignore")  # Pillow warns of what it skips.
@given(st.integers(2, 4000), st.binary(min_size=1, max_size=40))
@settings(deadline=None)
def test_a_damaged_picture_is_read_or_refused_and_nothing_else(place, damage):
    data = bytearray(encoded(photo((120, 90)), exif=exif(offset="+08:00")))
    data[place : place + len(damage)] = damage

    try:
        picture = read_picture(bytes(data), zone=SHANGHAI)
    except PictureError:
        return

    assert picture.width > 0
