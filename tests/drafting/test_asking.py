from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from rag.config import LlmConfig
from rag.drafting.asking import SHARES, Desk, Line, Question, Unasked, clip, page
from rag.errors import ModelError
from rag.llm.cache import ReplyCache
from rag.llm.client import ChatClient
from rag.tokens import count_tokens
from tests.drafting.writing_samples import prompts
from tests.llm.time import Time
from tests.openai_server import OpenAIServer, Step, say

LIMIT = 4000


class Said(BaseModel):
    """A short answer."""

    said: str


@pytest.fixture
def honest() -> Iterator[OpenAIServer]:
    with OpenAIServer(say({"said": "ja"})) as server:
        yield server


def client(server: OpenAIServer, cache: ReplyCache, *, dry: bool = False) -> ChatClient:
    config = LlmConfig(base_url=server.base_url, model="test-model")
    return ChatClient(config, cache, dry=dry, pace=Time().pace())


def pages(*sizes: int) -> list[object]:
    """Prompts of so many words."""
    return [lambda size=size: page({"zinnen": [Line("woord " * size, "a")]}, bronnen_per_zin="3") for size in sizes]


def ask(desk: Desk, *sizes: int) -> str:
    question = Question("repair", prompts()["herstellen"], Said)
    return desk.ask(question, pages(*sizes), lambda page, said: said.said)  # type: ignore[arg-type]


def sent(server: OpenAIServer) -> int:
    return sum(count_tokens(message["content"]) for body in server.chats for message in body["messages"])


def test_the_longest_prompt_that_fits_is_asked(honest: OpenAIServer, cache: ReplyCache) -> None:
    desk = Desk(client(honest, cache), LIMIT)
    room = desk.room("repair")
    assert ask(desk, 50_000, 9_000, 2_000, 1_000, 10) == "ja"
    assert 2_000 < sent(honest) <= room


def test_what_does_not_fit_is_not_asked(honest: OpenAIServer, cache: ReplyCache) -> None:
    with pytest.raises(ModelError, match=r"nothing fits in \d+ tokens") as caught:
        ask(Desk(client(honest, cache), LIMIT), 50_000, 9_000)
    assert (caught.value.code, honest.chats) == ("prompt.size", [])


def test_what_a_step_leaves_a_later_one_may_use(honest: OpenAIServer, cache: ReplyCache) -> None:
    desk = Desk(client(honest, cache), LIMIT)
    assert desk.room("select") == LIMIT - int(LIMIT * sum(list(SHARES.values())[1:]))
    ask(desk, 1_000)
    left = desk.room("conclude")
    assert int(LIMIT * SHARES["conclude"]) < left <= LIMIT - sent(honest)


def test_a_server_that_counts_more_tokens_than_we_do_is_believed(honest: OpenAIServer, cache: ReplyCache) -> None:
    desk = Desk(client(honest, cache), LIMIT)
    ask(desk, 10)
    assert sent(honest) < 500
    assert desk.room("conclude") == LIMIT - 1000  # what the scripted server says


@pytest.mark.parametrize("answer", [say("geen JSON"), say({"anders": 1}), say("")])
def test_unusable_answers_never_make_the_prompts_exceed_the_limit(cache: ReplyCache, answer: Step) -> None:
    with OpenAIServer(answer) as server:
        desk = Desk(client(server, cache), 2 * LIMIT)
        for _ in range(4):
            with pytest.raises(ModelError):
                ask(desk, 3_000, 1_500, 300, 10)
        assert len(server.chats) > 1
        assert LIMIT < sent(server) <= 2 * LIMIT


def test_an_unusable_answer_is_asked_again_where_there_is_room(cache: ReplyCache) -> None:
    with OpenAIServer(say(""), say({"said": "toch"})) as server:
        assert ask(Desk(client(server, cache), LIMIT), 100) == "toch"
        assert len(server.chats) == 2


def test_a_dry_client_ends_at_the_first_answer_it_does_not_know(honest: OpenAIServer, cache: ReplyCache) -> None:
    with pytest.raises(Unasked) as caught:
        ask(Desk(client(honest, cache, dry=True), LIMIT), 10)
    assert (caught.value.step, honest.chats) == ("repair", [])
    ask(Desk(client(honest, cache), LIMIT), 10)
    assert ask(Desk(client(honest, cache, dry=True), LIMIT), 10) == "ja"


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=4), st.data())
def test_no_line_can_name_a_key_end_its_block_or_start_another(texts: list[str], data: st.DataObject) -> None:
    shown = page({"a": [Line(text, f"n{place}") for place, text in enumerate(texts)], "b": [Line("slot")]})
    copied = data.draw(st.sampled_from([shown.values["markering"], *shown.names]))
    again = page({"a": [Line(copied, "n0"), *(Line(text, f"n{n}") for n, text in enumerate(texts, 1))]})
    assert copied not in {again.values["markering"], *again.names}
    assert shown.values["a"].count("\n") == len(texts) - 1
    assert [shown.name(f" [{key}] ") for key in shown.names] == [f"n{place}" for place in range(len(texts))]
    assert shown.name("anders") is None


def test_a_clipped_text_ends_at_a_word() -> None:
    assert clip("een  twee\ndrie", 12) == "een twee …"
    assert clip("een twee", 8) == "een twee"
