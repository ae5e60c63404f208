"""Whose address counts where a proxy stands in front, and where none does."""

import pytest
from flask import request

from portal.app import create_app

SENT = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    "proxies, address, scheme",
    [
        (0, "127.0.0.1", "http"),  # whoever writes such a header is not believed
        (1, "198.51.100.7", "https"),
        (2, "203.0.113.9", "http"),
    ],
)
def test_as_many_addresses_are_believed_as_there_are_proxies(proxies, address, scheme):
    app = create_app(
        {"SECRET_KEY": "for-tests-only", "DATABASE_URL": "postgresql+psycopg://", "FILES": "",
         "BASE_URL": "https://portal.example.com", "PROXIES": proxies}
    )  # fmt: skip

    with app.test_client() as client:
        client.get("/static/none.css", headers=SENT)
        seen = (request.remote_addr, request.scheme)

    assert seen == (address, scheme)
