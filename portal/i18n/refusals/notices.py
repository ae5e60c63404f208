"""Refusals around messages and their wording."""

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "notice": _l("There is no such notice."),
    "delivery": _l("There is no such message."),
    "channel": _l("There is no such channel."),
    "channel_changed_meanwhile": _l(
        "These settings have changed meanwhile. Look at them and save once more."
    ),
    "wording_changed_meanwhile": _l(
        "This wording has changed meanwhile. Look at it and save once more."
    ),
    "wording_unknown_variable": _l(
        "Nothing can fill %(names)s here. The list below says what can stand in braces."
    ),
    "wording_loose_brace": _l("A brace is open or closed without its other half."),
    "wording_empty": _l("Say something."),
    "wording_too_long": _l("At most %(most)s characters, and the subject on one line."),
    "wording_without_link": _l(
        "{link} must stand in it: without an address nobody can do anything."
    ),
    "password_in_the_open": _l("A password is not sent unencrypted. Choose STARTTLS or TLS."),
    "address_wrong": _l("This is no mail address."),
    "gateway_method": _l(
        "GET carries its fields in the address: choose “query”, or another method."
    ),
    "gateway_says_no_yes": _l("Enter the code by which the gateway says yes."),
    "gateway_unknown_hole": _l("Nothing can fill %(names)s in the fields."),
    "gateway_needs_holes": _l("The fields need {to} and {text}."),
    "gateway_header": _l("A header has a plain name and one line of plain characters."),
    "channel_setting_unknown": _l("There is no setting %(name)s."),
    "channel_setting_missing": _l("Enter this."),
    "channel_setting_wrong": _l("This value does not fit."),
    "robot_secret_missing": _l("Enter the secret that the robot’s settings show."),
    "contact_point_is_no_robot": _l("%(spelled)s is no robot: it has no secret."),
    "robot_trial_under_way": _l("A trial is under way. Look again in a moment."),
    "robots_channel_is_off": _l(
        "No message can leave: “%(channel)s” is not switched on. An administrator does that on the"
        " page of channels."
    ),
    "no_such_way": _l("Choose one of the ways that are listed."),
    "message_was_seen_to": _l("Somebody has seen to this message already."),
    "quiet_hours_half": _l("Enter both times, or none."),
    "quiet_hours_empty": _l("The two times must differ."),
    "not_a_mobile_number": _l("Text messages go to a mobile number."),
}
