"""Raw answers of another writer: one JSON row a section with the answer, its references and what was in the prompt."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.reading import Loaded
from rag.documents import Document, Section
from rag.drafting.composing import reference_to
from rag.llm.usage import Usage
from rag.markdown import parse_blocks
from rag.report import Report
from rag.tokens import count_tokens


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as a report whose references know their documents, and what it must have taken in one call."""

    section: str
    loaded: Loaded
    usage: Usage


def read_answers(
    path: Path, sections: Mapping[str, Section], documents: Mapping[str, Document], model: str = "gpt-4"
) -> Iterator[Answer]:
    """The first answer for each of ``sections`` in a JSONL of ``{section, context, raw_response, body, references}``.

    ``context`` are the ids of the documents in the prompt; tokens are counted with the vocabulary of ``model``, for
    the section and the documents alone: the instruction around them is not in the file.
    """
    seen: set[str] = set()
    with path.open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            section = sections.get(row["section"])
            if section is None or section.id in seen:
                continue
            seen.add(section.id)
            cited = sorted((int(number), documents[identity]) for number, identity in row["references"].items())
            references = tuple(reference_to(document, number) for number, document in cited)
            report = Report(section.title, section.text, parse_blocks(row["body"]), references)
            prompt = count_tokens(section.text, model) + sum(
                count_tokens(documents[identity].text, model) for identity in row["context"]
            )
            usage = Usage(calls=1, prompt_tokens=prompt, completion_tokens=count_tokens(row["raw_response"], model))
            yield Answer(section.id, Loaded(path, report), usage)
