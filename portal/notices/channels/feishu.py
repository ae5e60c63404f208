"""Feishu's (and Lark's) group robots: the moment and its signature stand in the body.

Its guide (open.feishu.cn/document/ukTMukTMukTM/ucTM5YjL3ETO24yNxkjN): 100 messages a minute and
5 a second for a robot, 11232 beyond them and at busy hours; 20 KB for a body; 19021 signature,
19022 address, 19024 keyword, which no waiting mends. 9499 is two things: "Bad Request" there, and
"too many request" of its gateway (kubesphere/notification-manager #126); the words decide. 2200
is its own inner error (openclaw/openclaw #70879), 99991400 the limit of its platform.
"""

import json
from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from hmac import new as hmac
from typing import Any, Final
from urllib.parse import quote, urlsplit

from portal.notices.channels.fitting import fitted
from portal.notices.channels.outgoing import Outgoing, RefusedByPeerError, Sent
from portal.notices.channels.peer import Patience, ask
from portal.notices.channels.robots import Robots, is_under, taken_or_not, words_of

BASE_URL: Final = "https://open.feishu.cn"
PATH: Final = "/open-apis/bot/v2/hook/"
MOST_BYTES: Final = 15000
LATER: Final = frozenset({2200, 11232, 99991400})
_GATEWAY: Final = 9499


def send(
    robots: Robots, message: Outgoing, *, now: datetime, patience: Patience | None = None
) -> Sent:
    """Say it in the group; with a secret each call is signed anew, it holds for an hour."""
    answer = ask(
        "POST",
        f"{robots.base_url}{PATH}{quote(token_of(robots, message.address), safe='')}",
        reach=robots.reach,
        content=_body(message, message.secret or robots.secret, now),
        headers={"Content-Type": "application/json"},
        patience=patience,
    )
    said = answer.json()
    code, text = "code", "msg"
    if isinstance(said, dict) and code not in said and "StatusCode" in said:  # as it was once
        code, text = "StatusCode", "StatusMessage"
    return taken_or_not(said, code=code, text=text, later=LATER | _busy(said, text))


def signature(timestamp: str, secret: str) -> str:
    """The moment in seconds and the secret are the key; what is signed is empty."""
    key = f"{timestamp}\n{secret}".encode()
    return b64encode(hmac(key, b"", sha256).digest()).decode()


def token_of(robots: Robots, address: str) -> str:
    """The robot's token: given alone, or as the end of the whole address that Feishu shows."""
    if "/" not in address:
        return address.strip()
    path = urlsplit(address).path
    token = path.removeprefix(PATH)
    if not path.startswith(PATH) or not token or "/" in token:
        raise RefusedByPeerError("not_a_robot_of_feishu")
    if not is_under(address, robots.base_url):
        raise RefusedByPeerError("not_a_robot_of_feishu")
    return token


def _busy(said: Any, text: str) -> frozenset[int]:
    """Whether its gateway's one code means "not so fast" this time."""
    words = str(said.get(text) or "").casefold() if isinstance(said, dict) else ""
    return frozenset({_GATEWAY}) if "too many" in words else frozenset()


def _body(message: Outgoing, secret: str, now: datetime) -> bytes:
    content = {"text": fitted(words_of(message), MOST_BYTES)}
    body: dict[str, Any] = {"msg_type": "text", "content": content}
    if secret:
        at = str(int(now.timestamp()))
        body |= {"timestamp": at, "sign": signature(at, secret)}
    return json.dumps(body, ensure_ascii=False).encode()
