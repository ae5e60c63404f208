"""WeCom's group robots: the key stands in the address, nothing is signed.

Its codes are those of developer.work.weixin.qq.com/document/path/90455: -1 busy, 45009 too many
calls (a robot has 20 a minute, path/91770), 45033 too many at once, 40033 for `\\uXXXX` in a
body. A key that is none is 93000, as WecomTeam and wes-lin/Cloud189Checkin #175 show it.
"""

import json
from datetime import datetime
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

from portal.notices.channels.fitting import fitted
from portal.notices.channels.outgoing import Outgoing, RefusedByPeerError, Sent
from portal.notices.channels.peer import Patience, ask
from portal.notices.channels.robots import Robots, is_under, taken_or_not, words_of

BASE_URL: Final = "https://qyapi.weixin.qq.com"
MOST_BYTES: Final = 2048
LATER: Final = frozenset({-1, 45009, 45033})


def send(
    robots: Robots, message: Outgoing, *, now: datetime, patience: Patience | None = None
) -> Sent:
    """Say it in the group."""
    del now  # nothing here is dated
    query = urlencode({"key": key_of(robots, message.address)})
    answer = ask(
        "POST",
        f"{robots.base_url}/cgi-bin/webhook/send?{query}",
        reach=robots.reach,
        content=_body(message),
        headers={"Content-Type": "application/json"},
        patience=patience,
    )
    return taken_or_not(answer.json(), code="errcode", text="errmsg", later=LATER, ref="msgid")


def key_of(robots: Robots, address: str) -> str:
    """The robot's key: given alone, or in the whole address as WeCom shows it."""
    if "/" not in address:
        return address.strip()
    keys = parse_qs(urlsplit(address).query).get("key", [])
    if len(keys) != 1 or not is_under(address, robots.base_url):
        raise RefusedByPeerError("not_a_robot_of_wecom")
    return keys[0]


def _body(message: Outgoing) -> bytes:
    content = fitted(words_of(message), MOST_BYTES)
    body = {"msgtype": "text", "text": {"content": content}}
    return json.dumps(body, ensure_ascii=False).encode()
