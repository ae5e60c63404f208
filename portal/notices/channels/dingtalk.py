"""DingTalk's group robots: the moment and its signature stand in the address."""

import json
from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from hmac import new as hmac
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

from portal.notices.channels.fitting import fitted
from portal.notices.channels.outgoing import Outgoing, RefusedByPeerError, Sent
from portal.notices.channels.peer import Patience, ask
from portal.notices.channels.robots import Robots, is_under, taken_or_not, words_of

BASE_URL: Final = "https://oapi.dingtalk.com"
MOST_BYTES: Final = 15000
# Busy; the ways in which it says "20 a minute for each robot".
LATER: Final = frozenset({-1, 90018, 90030, 130101, 410100})


def send(
    robots: Robots, message: Outgoing, *, now: datetime, patience: Patience | None = None
) -> Sent:
    """Say it in the group; with a secret each call is signed anew, it holds for an hour."""
    query = {"access_token": token_of(robots, message.address)}
    if secret := message.secret or robots.secret:
        at = str(int(now.timestamp() * 1000))
        query |= {"timestamp": at, "sign": signature(at, secret)}
    answer = ask(
        "POST",
        f"{robots.base_url}/robot/send?{urlencode(query)}",
        reach=robots.reach,
        content=_body(message),
        headers={"Content-Type": "application/json"},
        patience=patience,
    )
    return taken_or_not(answer.json(), code="errcode", text="errmsg", later=LATER)


def signature(timestamp: str, secret: str) -> str:
    """The secret signs the moment in milliseconds and itself."""
    words = f"{timestamp}\n{secret}".encode()
    return b64encode(hmac(secret.encode(), words, sha256).digest()).decode()


def token_of(robots: Robots, address: str) -> str:
    """The robot's token: given alone, or in the whole address as DingTalk shows it."""
    if "/" not in address:
        return address.strip()
    tokens = parse_qs(urlsplit(address).query).get("access_token", [])
    if len(tokens) != 1 or not is_under(address, robots.base_url):
        raise RefusedByPeerError("not_a_robot_of_dingtalk")
    return tokens[0]


def _body(message: Outgoing) -> bytes:
    content = fitted(words_of(message), MOST_BYTES)
    return json.dumps({"msgtype": "text", "text": {"content": content}}).encode()
