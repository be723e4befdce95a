"""The way from the treadmill's screen to a phone."""

import re

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application

from treadctl.edges.phone.address import Listen
from treadctl.edges.phone.invitation import PATH, Invitations, add_invitation, picture
from treadctl.edges.phone.tickets import CODE_S
from treadctl.errors import Refused

LISTEN = Listen("192.168.1.5", 8081)


async def test_each_code_is_another_and_lets_one_phone_in() -> None:
    invitations = Invitations()
    first, second = invitations.new_code(), invitations.new_code()
    assert first != second and re.fullmatch("[A-Z2-9]{10}", second)
    with pytest.raises(Refused):
        invitations.admit(first)
    key = invitations.admit(second)
    assert invitations.knows(key)
    with pytest.raises(Refused):
        invitations.admit(second)


async def test_nobody_is_let_in_before_there_is_a_code() -> None:
    with pytest.raises(Refused):
        Invitations().admit("")
    assert not Invitations().knows("")


def test_the_picture_is_one_piece_of_svg_without_a_script() -> None:
    drawn = picture("http://192.168.1.5:8081/#ABCDEFGH23")
    assert drawn.startswith("<svg") and drawn.rstrip().endswith("</svg>")
    assert "script" not in drawn and "http://192.168.1.5:8081/#ABCDEFGH23" in drawn


@pytest.mark.realtime
async def test_the_screen_gets_the_address_with_a_code_in_it() -> None:
    app, invitations = Application(), Invitations()
    add_invitation(app, invitations, LISTEN)
    async with TestClient(TestServer(app)) as screen:
        assert await (await screen.get(PATH)).json() == {"offered": True}
        told = await (await screen.post(PATH, json={})).json()
    assert told["url"] == f"http://192.168.1.5:8081/#{told['code']}"
    assert told["good_for_s"] == CODE_S
    assert invitations.knows(invitations.admit(told["code"]))
