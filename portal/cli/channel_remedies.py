"""What to do about each way in which a message can fail, as the doctor says it."""

from collections.abc import Mapping
from typing import Final

_SIGN_IN: Final = "Enter user name and password once more at {page}; they were refused."
_BUSY: Final = "Nothing: there were too many messages, and they go on by themselves."
_GONE: Final = (
    "The robot is not in its group any more: put its new address in the place of the old one"
    " among the contact points."
)
_SAFETY: Final = (
    "Look at the security settings of the robot in its group: the secret (enter it at the robot"
    " among the contact points), the keyword, or the addresses that may call it."
)
_OUR_SETTINGS: Final = "Look at the settings at {page}: the other side did not understand us."
REMEDIES: Final[Mapping[str, str]] = {
    "timeout": "Is the other side slow, or does a firewall swallow our calls? Try from here.",
    "unreachable": "Is the address at {page} right, and may this machine call out to it?",
    "tls": "The certificate does not fit the name at {page}, or its authority is not known here.",
    "channel_settings": "Look at {page}: a setting is missing or its secret cannot be read.",
    "not_understood": _OUR_SETTINGS,
    "no_secret": "Enter the secret that signs at {page}.",
    "address_not_https": "Use https, or allow calls without encryption at {page}.",
    "address_is_private": "Allow calls into our own network at {page}, if it is meant to be there.",
    "address_not_understood": "Correct the address at {page}: it is none.",
    "header_not_possible": "Look at the sender’s name and address at {page}.",
    # Mail: RFC 4954 and 5321.
    "530": _SIGN_IN,
    "534": _SIGN_IN,
    "535": _SIGN_IN,
    "550": "The recipient’s address is refused. Who sends it again sees it at /messages/failed.",
    "552": "The recipient’s mailbox is full, or the letter too large for it.",
    "553": "The server does not let us send as the sender’s address at {page}.",
    "554": "The server takes us for a sender of junk: look at SPF, DKIM and its block lists.",
    # Calls by HTTP.
    "http_400": _OUR_SETTINGS,
    "http_401": "Enter the key or the secret once more at {page}; it was refused.",
    "http_403": "The key at {page} may not do this, or this machine’s address is not let in.",
    "http_404": "The address at {page} leads nowhere.",
    "http_429": _BUSY,
    # The robots.
    **dict.fromkeys(("45009", "45033", "90030", "130101", "410100", "11232", "99991400"), _BUSY),
    **dict.fromkeys(("310000", "19021", "19022", "19024"), _SAFETY),
    **dict.fromkeys(("93000", "300005", "300001", "400013", "400102", "19001"), _GONE),
    "not_a_robot_of_wecom": _GONE,
    "not_a_robot_of_dingtalk": _GONE,
    "not_a_robot_of_feishu": _GONE,
}


def remedy_of(kind: str, code: str) -> str:
    """By the code that stands first in what the other side said."""
    page = f"/admin/channels/{kind!s}"
    known = REMEDIES.get(code)
    if known is None and code.startswith("http_5"):
        known = "The other side is in trouble: messages are tried again for four hours."
    if known is None and code[:1] == "4" and len(code) == 3:
        known = "The mail server is busy: messages are tried again for four hours."
    return (known or "Look at {page}, and ask whoever runs the other side.").format(page=page)
