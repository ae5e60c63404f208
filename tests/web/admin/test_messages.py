"""The administrators' pages about channels and wording."""

import pytest
from sqlalchemy import select

from models import ChannelSecret, DeliveryChannel, MessageTemplate, OutChannel, Role, SettingChange
from portal.notices.office import Office
from portal.notices.own_links import OwnLinks
from portal.notices.sealing import seal, unseal
from portal.notices.take import _settings
from tests.support.world import NOON

SECRET_KEY = "for-tests-only"
MAIL = "/admin/channels/email"
WORDING = "/admin/wording/offer_made/mail/en"


@pytest.fixture
def admin(world, as_user):
    return as_user(world.user(Role.ADMIN))


@pytest.fixture
def office():
    return Office(SECRET_KEY, "http://localhost", OwnLinks.of(SECRET_KEY, "http://localhost"))


def test_a_channel_is_set_and_its_password_is_kept_sealed_and_never_shown(session, admin):
    admin.submit(
        MAIL, host="mail.example", sender="portal@brand.example", username="portal",
        password="a word nobody guesses", enabled=True,
    )  # fmt: skip

    channel = session.scalars(select(OutChannel)).one()
    kept = session.scalars(select(ChannelSecret)).one()
    assert (channel.enabled, channel.config["host"]) == (True, "mail.example")
    assert b"nobody guesses" not in kept.sealed
    assert unseal(SECRET_KEY, kept.sealed) == {"password": "a word nobody guesses"}
    assert "nobody guesses" not in admin.open(MAIL).html
    changes = session.scalars(select(SettingChange.after)).all()
    assert "nobody guesses" not in str(changes)


def test_an_empty_password_leaves_the_one_that_is_kept(session, admin):
    given = {"host": "mail.example", "sender": "portal@brand.example", "enabled": True}
    admin.submit(MAIL, password="the first", **given)

    admin.submit(MAIL, **{**given, "host": "other.example"})

    session.expire_all()
    assert session.scalars(select(OutChannel)).one().config["host"] == "other.example"
    kept = session.scalars(select(ChannelSecret)).one()
    assert unseal(SECRET_KEY, kept.sealed) == {"password": "the first"}


@pytest.mark.parametrize(
    "answers",
    [
        {"host": ""},
        {"sender": "nobody"},
        {"security": "none", "username": "portal", "password": "secret"},
    ],
)
def test_what_cannot_work_is_refused_before_any_message_finds_out(session, admin, answers):
    given = {"host": "mail.example", "sender": "portal@brand.example"} | answers

    answer = admin.submit(MAIL, **given)

    assert answer.status_code == 422
    assert session.scalars(select(OutChannel)).all() == []


def test_a_gateways_fields_are_secret_and_must_have_room_for_number_and_text(session, admin):
    url = "/admin/channels/sms"

    def send(fields):
        data = dict(admin.open(url).form().filled())
        return admin.client.post(
            url, data=data | {"url": "https://sms.example/send", "fields": fields}
        )

    refused = send('{"to": "{to}"}')
    send('{"to": "{to}", "text": "{text}", "key": "K"}')

    assert refused.status_code == 422
    assert "https://sms.example/send" in refused.text
    kept = session.scalars(select(ChannelSecret)).one()
    assert unseal(SECRET_KEY, kept.sealed)["fields"]["key"] == "K"


def test_one_secret_is_changed_without_writing_the_others_anew(session, admin, office):
    def send(**given):
        page = admin.open("/admin/channels/sms")
        data = page.form().filled().to_dict() | {"url": "https://sms.example/send"}
        admin.client.post("/admin/channels/sms", data=data | given)

    send(fields='{"to": "{to}", "text": "{text}"}', headers='{"Key": "first"}')

    send(headers='{"Key": "second"}')

    session.expire_all()
    channel = session.scalars(select(OutChannel)).one()
    found = _settings(session, office, channel)
    assert found["fields"] == {"to": "{to}", "text": "{text}"}
    assert found["headers"] == {"Key": "second"}
    last = session.scalars(select(SettingChange).order_by(SettingChange.id.desc()).limit(1)).one()
    assert (last.after["headers"], "fields" in last.after) == ("written", False)


def test_what_was_kept_as_one_bundle_still_counts_until_it_is_written_anew(
    world, session, admin, office
):
    channel = world.add(
        OutChannel(
            kind=DeliveryChannel.SMS, enabled=True, changed_at=NOON,
            config={"url": "https://sms.example/send"},
        )
    )  # fmt: skip
    old = {"fields": {"to": "{to}", "text": "{text}"}, "headers": {"Key": "old"}}
    world.add(ChannelSecret(channel_id=channel.id, sealed=seal(SECRET_KEY, old)))

    page = admin.open("/admin/channels/sms")
    admin.client.post(
        "/admin/channels/sms", data=page.form().filled().to_dict() | {"headers": "{}"}
    )

    session.expire_all()
    found = _settings(session, office, session.scalars(select(OutChannel)).one())
    assert (found["fields"], found["headers"]) == (old["fields"], {})


@pytest.mark.parametrize("kind", list(DeliveryChannel))
def test_every_channel_has_its_page(admin, kind):
    assert admin.open(f"/admin/channels/{kind.value}").form()


def test_wording_is_previewed_with_invented_values_and_not_saved_by_it(session, admin):
    page = admin.submit(
        WORDING, subject="Take {number}", body="Until {due}: {link}", button="do=preview"
    )

    assert page.status_code == 200
    assert "Take HF26-004821-4" in page.text
    assert session.scalars(select(MessageTemplate)).all() == []


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("{colour} {link}", "{colour}"),
        ("{link} {", "brace"),
        ("Nothing to press", "{link} must stand in it"),
    ],
)
@pytest.mark.parametrize("button", ["do=preview", "do=save"])
def test_unknown_variables_are_refused_and_what_was_typed_stays(session, admin, body, why, button):
    answer = admin.submit(WORDING, body=body, button=button)

    assert answer.status_code == 422
    assert why in answer.text
    assert body in answer.text
    assert session.scalars(select(MessageTemplate)).all() == []


def test_wording_is_saved_and_the_portals_own_comes_back(session, admin):
    admin.submit(WORDING, subject="Yours: {number}", body="See {link}", button="do=save")
    edited = session.scalars(select(MessageTemplate.subject)).all()
    admin.submit(WORDING, button="do=reset")

    assert edited == ["Yours: {number}"]
    assert session.scalars(select(MessageTemplate)).all() == []
    assert admin.open(WORDING).form().controls["subject"].values[0].startswith("Case {number}")


@pytest.mark.parametrize("path", ["/admin/channels", "/admin/wording", MAIL, WORDING])
def test_nobody_else_sets_channels_or_wording(world, as_user, path):
    as_user(world.user(Role.SUPERVISOR)).open(path, status=403)
