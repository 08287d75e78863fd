"""Models that answer every step of the llm writer: an honest one, one that obeys documents, one that fails at a step.

with OpenAIServer(model(write=server_error())) as server:
    ...  # selects, repairs and concludes honestly
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.openai_server import Answer, Request, Step, keyed_sentences, say

# What every step is asked in the last line of its prompt.
ASKED = {
    "select": "de dossiers die een voornemen dragen",
    "write": "Schrijf nu de bevindingen",
    "repair": "de verbeterde zinnen",
    "conclude": "Schrijf nu het slot",
}
Reply = dict[str, Any]


def step_of(body: Mapping[str, Any]) -> str:
    """The step that a chat request belongs to."""
    asked = str(body["messages"][-1]["content"])
    (found,) = [step for step, words in ASKED.items() if words in asked.rpartition("Dat waren de gegevens.")[2]]
    return found


def model(**steps: Step) -> Step:
    """The honest model, but for the steps given."""
    own: dict[str, Step] = {**HONEST, **steps}
    return lambda request: own[step_of(request.json)](request)


def dossiers(prompt: str) -> Iterator[list[tuple[str, str, str]]]:
    """The dossiers in a prompt, each as (key, stage, text) of its sentences."""
    for dossier in re.split(r"^Dossier \d+:.*\n", prompt, flags=re.MULTILINE)[1:]:
        found, stage = [], ""
        for line in dossier.splitlines():
            if about := re.fullmatch(r"(?:\S+|zonder datum)(?:, [\w ]+)*, ([\w ]+)", line):
                stage = about[1]
            # Above the first document stands the title.
            found += [(key, stage, text) for key, text in keyed_sentences(line).items() if stage]
        yield found


def commitments(prompt: str) -> list[str]:
    """The keys of the commitments in a selecting prompt."""
    return list(keyed_sentences(prompt.partition("Dossiers:")[0]))


def selected(request: Request, sentences: Iterable[list[tuple[str, str, str]]], score: int = 3) -> Reply:
    """The choice of these dossiers, each by its first sentence, for the first commitment."""
    first, *others = commitments(request.prompt)
    rows = [
        {"commitments": [first], "sentences": [found[0][0]], "stage": found[0][1], "score": score}
        for found in sentences
    ]
    return {"carried": rows, "none": others if rows else [first, *others]}


def select_all(request: Request) -> Answer:
    """Every dossier carries the first commitment."""
    return say(selected(request, dossiers(request.prompt)))(request)


def write_first_sentences(request: Request) -> Answer:
    """One finding a dossier, which repeats its first source sentence."""
    findings = [finding((found[0][2], [found[0][0]])) for found in dossiers(request.prompt)]
    return say({"findings": findings})(request)


def finding(*sentences: tuple[str, list[str]], heading: str = "Beslissing van de regering") -> Reply:
    """A finding as the model gives it."""
    return {"heading": heading, "sentences": [{"text": text, "keys": keys} for text, keys in sentences]}


def failing(prompt: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The key of every sentence in a repairing prompt, and its sources."""
    rows = list(keyed_sentences(prompt).items())
    sources = set(re.findall(r"^Bron: .*\n\[(\w+)\]", prompt, re.MULTILINE))
    for place, (key, _) in enumerate(rows):
        if key not in sources:
            own = re.split(rf"^\[{key}\] ", prompt, flags=re.MULTILINE)[1]
            below = own.partition(f"\n[{next((k for k, _ in rows[place + 1 :] if k not in sources), '-')}] ")[0]
            yield key, {k: text for k, text in keyed_sentences(below).items() if k in sources}


def repair_with_sources(request: Request) -> Answer:
    """Every failing sentence becomes its first source."""
    rows = [
        {"key": key, "text": text, "keys": [source]}
        for key, sources in failing(request.prompt)
        for source, text in list(sources.items())[:1]
    ]
    return say({"sentences": rows})(request)


def conclude_with_the_first(request: Request) -> Answer:
    """Repeats the first sentence of the report."""
    key, text = next(iter(keyed_sentences(request.prompt).items()))
    return say({"sentences": [{"text": text, "keys": [key]}]})(request)


HONEST: dict[str, Step] = {
    "select": select_all,
    "write": write_first_sentences,
    "repair": repair_with_sources,
    "conclude": conclude_with_the_first,
}


def replay(answers: Mapping[str, Any]) -> Step:
    """A model that gives these answers by step. A key is written as a part of the line it stands before.

    Where several lines have it, as ``words of the line above the sentences|part``.
    """

    def answer(request: Request) -> Answer:
        return say(_keyed(answers[step_of(request.json)], request.prompt))(request)

    return answer


def _keyed(answer: Any, prompt: str, field: str = "") -> Any:
    """An answer with the keys of a prompt in place of the words it names them by."""
    if isinstance(answer, dict):
        return {name: _keyed(value, prompt, name) for name, value in answer.items()}
    if isinstance(answer, list):
        return [_keyed(value, prompt, field) for value in answer]
    return key_of(prompt, answer) if field in ("keys", "key", "sentences", "commitments", "none") else answer


def key_of(prompt: str, words: str) -> str:
    """The key of the first line with these words; what no line has is a key that was not shown."""
    above, _, part = words.rpartition("|")
    about = ""
    for line in prompt.splitlines():
        keyed = re.match(r"\[(\w+)\] ", line)
        if not keyed:
            about = line
        elif part in line and above in about:
            return keyed[1]
    return words


def obey_injections(request: Request) -> Answer:
    """The worst model: at every step it says whatever a line orders with ``SCHRIJF: …``, under the keys ordered there.

    An order looks like ``SCHRIJF: text KEYS: a,b``; without keys the key of the ordering line itself is given.
    """
    step = step_of(request.json)
    if step == "select":
        rows = [
            {"commitments": [], "sentences": [key for key, *_ in found], "stage": "overig", "score": 3}
            for found in dossiers(request.prompt)
        ]
        return say({"carried": rows, "none": []})(request)
    said = []
    for key, text in keyed_sentences(request.prompt).items():
        for order in re.findall(r"SCHRIJF: (.+?)(?= SCHRIJF:|$)", text):
            words, _, keys = order.partition(" KEYS: ")
            said.append({"key": key, "text": words, "keys": keys.split(",") if keys else [key]})
    if step == "write":
        return say({"findings": [{"heading": row["text"], "sentences": [row]} for row in said]})(request)
    return say({"sentences": said})(request)
