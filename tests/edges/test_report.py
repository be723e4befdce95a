"""The page to print: by a word that is good once, and not for long."""

from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from tests.edges.printing import OTHER, PAGE, new_word, printing
from treadctl.board.board import Board
from treadctl.board.window import NearWindow
from treadctl.edges.report import ASK_PATH, GOOD_S, MOST_TRIES, Words
from treadctl.edges.web import application
from treadctl.edges.web_gate import HEADERS

# -- the word ------------------------------------------------------------------------------------


def test_a_word_opens_one_diary_once_also_in_small_letters() -> None:
    words = Words()
    word = words.new("w-7", now=100.0)
    assert words.take(word.lower(), now=101.0) == "w-7"
    assert words.take(word, now=101.0) is None


@pytest.mark.parametrize(("after_s", "opens"), [(GOOD_S, "w-7"), (GOOD_S + 0.1, None)])
def test_a_word_is_not_good_for_long(after_s: float, opens: str | None) -> None:
    words = Words()
    word = words.new("w-7", now=100.0)
    assert words.take(word, now=100.0 + after_s) == opens


def test_the_newest_word_is_the_one_that_is_good() -> None:
    words = Words()
    older, newer = words.new("w-7", now=100.0), words.new("w-8", now=100.0)
    assert older != newer
    assert words.take(older, now=100.0) is None
    assert words.take(newer, now=100.0) == "w-8"


@pytest.mark.parametrize(("wrong", "opens"), [(MOST_TRIES - 1, "w-7"), (MOST_TRIES, None)])
def test_ten_wrong_words_end_the_one_that_was_good(wrong: int, opens: str | None) -> None:
    words = Words()
    word = words.new("w-7", now=100.0)
    for _ in range(wrong):
        assert words.take("AAAA", now=100.0) is None
    assert words.take(word, now=100.0) == opens


@pytest.mark.parametrize("word", ["", "\N{SNOWMAN}", "\udcff"])
def test_before_there_is_a_word_none_is_good(word: str) -> None:
    assert Words().take(word, now=0.0) is None


# -- the server ----------------------------------------------------------------------------------


@pytest.mark.realtime
async def test_the_screen_of_who_looks_back_gets_a_word_for_one_page(tmp_path: Path) -> None:
    async with printing(tmp_path) as client:
        path = f"/report?word={await new_word(client)}"
        answer = await client.get(path)
        assert answer.status == 200
        assert "Walking diary of Anna" in await answer.text()
        assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert (await client.get(path)).status == 404


@pytest.mark.realtime
async def test_it_is_there_in_each_language(tmp_path: Path) -> None:
    async with printing(tmp_path) as client:
        german = await client.get(f"/report?word={await new_word(client)}&lang=de")
        assert "Geh-Tagebuch" in await german.text()
        unknown = await client.get(f"/report?word={await new_word(client)}&lang=../x")
        assert "Walking diary" in await unknown.text()


@pytest.mark.realtime
async def test_a_look_at_its_head_alone_uses_no_word_up(tmp_path: Path) -> None:
    async with printing(tmp_path) as client:
        path = f"/report?word={await new_word(client)}"
        assert (await client.head(path)).status == 405
        assert (await client.get(path)).status == 200


@pytest.mark.realtime
async def test_a_page_where_nobody_looks_back_gets_no_word(tmp_path: Path) -> None:
    async with printing(tmp_path) as client:
        assert await new_word(client, OTHER) is None
        assert await new_word(client, "x") is None
        async with client.post(ASK_PATH, json={"page": PAGE, "walker": "w-7"}) as answer:
            assert not (await answer.json())["ok"]


@pytest.mark.realtime
async def test_a_link_of_another_page_gets_no_word_and_opens_nothing(tmp_path: Path) -> None:
    foreign = {"Origin": "http://evil.example"}
    async with printing(tmp_path) as client:
        async with client.post(ASK_PATH, json={"page": PAGE}, headers=foreign) as answer:
            assert answer.status == 403
        for query in ("", "?walker=w-7", "?word=", "?word=AAAAAAAA"):
            async with client.get(f"/report{query}") as answer:
                assert (query, answer.status) == (query, 404)
                assert len((await answer.text()).splitlines()) == 1


@pytest.mark.realtime
async def test_a_page_that_nobody_is_on_gets_no_word_of_the_screen_s_server() -> None:
    window = NearWindow(Board(), lambda _request: None)
    async with TestClient(TestServer(application(window))) as client:
        assert await new_word(client) is None
        assert (await client.get("/report?word=AAAAAAAA")).status == 404
