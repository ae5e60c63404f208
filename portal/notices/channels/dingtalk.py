"""DingTalk's group robots: the moment and its signature stand in the address.

A robot has 20 messages a minute; beyond them it is shut for ten minutes, and says so as 130101
(ccfos/nightingale #369), as 410100 in the newer definition of the call, or as 90030 "webhook over
limit" (developer.aliyun.com/ask/595588); -1 is busy in its table of global codes. A wrong
signature, a missing keyword and a forbidden address are one code, 310000, told apart by the words
that stand beside it (developer.aliyun.com/ask/585233): those do not mend themselves.
"""

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
LATER: Final = frozenset({-1, 90030, 130101, 410100})


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
    body = {"msgtype": "text", "text": {"content": content}}
    return json.dumps(body, ensure_ascii=False).encode()
