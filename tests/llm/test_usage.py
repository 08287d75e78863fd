from rag.llm.usage import Usage


def test_what_several_calls_took_is_counted_name_by_name() -> None:
    calls = [Usage(1, 0, 900, 30, 0.5), Usage(cached=1), Usage(2, 0, 100, 4, 0.25)]
    assert sum(calls, Usage()) == Usage(calls=3, cached=1, prompt_tokens=1000, completion_tokens=34, euros=0.75)
