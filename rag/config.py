"""config.yaml: every key has a default; a wrong key, type or value is an error that names the line and the fix."""

import difflib
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from rag.errors import ConfigError

MAX_BYTES = 1_000_000


def _web_address(value: str) -> str:
    if not value.startswith(("http://", "https://")) or " " in value:
        raise ValueError("write a web address that starts with http:// or https://")
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return value


def _server_address(value: str) -> str:
    if not value.startswith("postgresql://") or " " in value:
        raise ValueError("write postgresql://USER@HOST/DATABASE")
    if urlsplit(value).password is not None or "password=" in value:
        raise ValueError("a password does not belong in a file: put it in PGPASSWORD or ~/.pgpass")
    return value


Address = Annotated[str, AfterValidator(_web_address)]
ServerAddress = Annotated[str, AfterValidator(_server_address)]
Pattern = Annotated[str, AfterValidator(_pattern)]
# YAML reads 2024-10-21 as a date.
Version = Annotated[str, BeforeValidator(lambda value: value.isoformat() if isinstance(value, date) else value)]


class Block(BaseModel):
    """Base of all configuration blocks: strict types, no unknown keys, immutable."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class AgreementPdfConfig(Block):
    """How an agreement in PDF is laid out: what the number of a heading looks like, and which pages hold the text.

    Pages are counted from 1, the first of the file. ``chapters`` maps the name of a chapter in the PDF to the name to
    use; a heading of that name is a chapter, also without a number.
    """

    first_page: int | None = Field(default=None, ge=1)
    last_page: int | None = Field(default=None, ge=1)
    chapter: Pattern = r"\d{1,2}"
    section: Pattern = r"\d{1,2}(?:\.\d{1,2})+"
    chapters: dict[str, str] = {}


class CorpusConfig(Block):
    """Where documents and the agreement are."""

    documents: list[str] = ["corpus/decisions", "corpus/questions"]
    agreement: str = "corpus/agreement"
    agreement_pdf: AgreementPdfConfig = AgreementPdfConfig()


class StoreConfig(Block):
    """A folder."""

    path: str


class IndexConfig(StoreConfig):
    """The index: a folder or, with ``url``, a PostgreSQL database that machines share."""

    path: str = "index"
    url: ServerAddress | None = None


class LedgerConfig(Block):
    """The ledger and the answers that were paid for: files in the cache or, with ``url``, a PostgreSQL database."""

    url: ServerAddress | None = None


class ChunkConfig(Block):
    """The bound on a chunk, in tiktoken tokens."""

    max_tokens: int = Field(default=320, ge=32, le=2000)


class EmbeddingConfig(Block):
    """Which model makes vectors: ``e5`` (bundled), ``openai`` (any compatible endpoint) or ``none`` (lexical only)."""

    provider: Literal["e5", "openai", "none"] = "e5"
    base_url: Address | None = None
    model: str = "multilingual-e5-small"
    key_env: str = "OPENAI_API_KEY"
    query_prefix: str = ""
    passage_prefix: str = ""
    batch: int = Field(default=16, ge=1, le=2048)
    timeout: float = Field(default=60.0, gt=0)


class PriceConfig(Block):
    """Euros per million tokens."""

    prompt: float = Field(default=0.0, ge=0)
    completion: float = Field(default=0.0, ge=0)


class LlmConfig(Block):
    """The one language model every role uses; without ``model`` no model is ever called.

    ``timeout`` is in seconds and for a whole call. With ``api_version``, ``base_url`` is a resource at Azure and
    ``model`` a deployment in it.
    """

    base_url: Address | None = None
    model: str | None = None
    key_env: str = "OPENAI_API_KEY"
    temperature: float = Field(default=0.0, ge=0, le=2)
    max_completion_tokens: int = Field(default=4000, ge=64)
    timeout: float = Field(default=120.0, gt=0)
    retries: int = Field(default=2, ge=0, le=10)
    structured: Literal["auto", "json_schema", "json_object", "text"] = "auto"
    api_version: Version | None = None
    workers: int = Field(default=2, ge=1, le=32)
    requests_per_minute: int = Field(default=0, ge=0)
    prices: PriceConfig = PriceConfig()
    max_euros: float = Field(default=5.0, ge=0)
    batch_discount: float = Field(default=0.5, ge=0, le=1)

    @model_validator(mode="after")
    def _azure(self) -> Self:
        if self.api_version is not None and (self.base_url is None or self.base_url.rstrip("/").endswith("/v1")):
            advice = "https://NAME.openai.azure.com, or leave api_version out for an address that ends in /openai/v1"
            raise ValueError(f"api_version is for a classic Azure deployment: set base_url to {advice}")
        return self


class RetrievalConfig(Block):
    """What the language model may do better than the rules."""

    model_documents: int = Field(default=0, ge=0, le=200)
    model_commitments: bool = False


class DraftConfig(Block):
    """What a draft may hold."""

    writer: Literal["extractive", "llm"] = "extractive"
    length: Literal["kort", "gewoon", "uitgebreid"] = "gewoon"
    order: Literal["commitment", "date"] = "commitment"
    questions: bool = True
    documents: int = Field(default=60, ge=1, le=60)
    prompt_tokens: int = Field(default=8000, ge=500)
    citations_per_sentence: int = Field(default=3, ge=1, le=5)


class JudgeConfig(Block):
    """What a language model may add to the judge: ``model`` asks it about pairs within ``band`` of a limit.

    ``batch`` of them a call; ``repeat`` of them are asked again, to see how steady it is.
    """

    model: bool = False
    band: float = Field(default=0.1, ge=0, le=0.5)
    batch: int = Field(default=6, ge=1, le=50)
    repeat: int = Field(default=20, ge=0)


class GateConfig(Block):
    """Below these figures ``evaluate --gate`` fails."""

    min_support: float = Field(default=0.5, ge=0, le=1)
    min_coverage: float = Field(default=0.95, ge=0, le=1)


class SyncConfig(Block):
    """What ``sync`` fetches, from where, and how politely. ``timeout`` is in seconds and for a whole answer."""

    folder: str = "corpus/synced"
    sources: list[Literal["decisions", "parliament"]] = ["decisions", "parliament"]
    since: date = date(2019, 10, 2)
    decisions_url: Address = "https://beslissingenvlaamseregering.vlaanderen.be"
    themis_url: Address = "https://themis.vlaanderen.be"
    search_url: Address = "https://ws.vlpar.be/api/search"
    entities_url: Address = "https://ws.vlpar.be/e/opendata"
    files_url: Address = "https://docs.vlaamsparlement.be"
    attachments: bool = True
    requests_per_second: float = Field(default=1.0, gt=0, le=1000)
    timeout: float = Field(default=120.0, gt=0)
    retries: int = Field(default=4, ge=0, le=10)
    max_megabytes: int = Field(default=50, ge=1, le=500)
    contact: str = ""


class Config(Block):
    """The whole file, with ``root``, the folder its paths are relative to."""

    corpus: CorpusConfig = CorpusConfig()
    index: IndexConfig = IndexConfig()
    cache: StoreConfig = StoreConfig(path="cache")
    ledger: LedgerConfig = LedgerConfig()
    reports: StoreConfig = StoreConfig(path="reports")
    changes: StoreConfig = StoreConfig(path="changes")
    prompts: StoreConfig = StoreConfig(path="prompts")
    chunks: ChunkConfig = ChunkConfig()
    embedding: EmbeddingConfig = EmbeddingConfig()
    llm: LlmConfig = LlmConfig()
    retrieval: RetrievalConfig = RetrievalConfig()
    draft: DraftConfig = DraftConfig()
    judge: JudgeConfig = JudgeConfig()
    gate: GateConfig = GateConfig()
    sync: SyncConfig = SyncConfig()
    root: Path = Field(default=Path("."), exclude=True)

    @property
    def documents(self) -> list[str]:
        """Where documents are: what was synced, once there is such a folder, before what was put there by hand."""
        synced = [self.sync.folder] if self.resolve(self.sync.folder).is_dir() else []
        return [*synced, *self.corpus.documents]

    def resolve(self, path: str) -> Path:
        """A configured path as seen from the config file's folder."""
        return (self.root / path).resolve()


def load_config(path: Path) -> Config:
    """Read a config file.

    Raises ConfigError naming file, line and what to change.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); give another file with --config") from error
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{path}: larger than {MAX_BYTES:,} bytes; a config file is a page of YAML")
    try:
        tree, lines = _parse(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: {_yaml_problem(error)}") from error
    if "root" in tree:
        raise ConfigError(f"{path}:{lines[('root',)]}: unknown key 'root'; remove this line")
    try:
        return Config.model_validate({**tree, "root": path.resolve().parent})
    except ValidationError as error:
        problems = [_explain(item, lines) for item in error.errors()]
        raise ConfigError("\n".join(f"{path}:{line}: {text}" for line, text in sorted(problems))) from error


def _parse(text: str) -> tuple[dict[str, Any], dict[tuple[str | int, ...], int]]:
    """The mapping a YAML text holds, and the line (from 1) of each key path in it."""
    lines: dict[tuple[str | int, ...], int] = {}
    root = yaml.compose(text, yaml.SafeLoader)
    if root is None:
        return {}, lines
    if not isinstance(root, yaml.MappingNode):
        raise yaml.MarkedYAMLError(problem="expected 'key: value' lines", problem_mark=root.start_mark)
    _walk(root, (), lines, set())
    return yaml.safe_load(text), lines


def _walk(
    node: yaml.Node, path: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int], seen: set[int]
) -> None:
    """Record the line of every key; refuse duplicate keys and aliases."""
    if id(node) in seen:
        raise yaml.MarkedYAMLError(problem="aliases (&name, *name) are not allowed", problem_mark=node.start_mark)
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, key.value)
            if here in lines:
                problem = f"duplicate key '{key.value}' (first on line {lines[here]}); remove one"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key.start_mark)
            lines[here] = key.start_mark.line + 1
            _walk(value, here, lines, seen)
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            lines[(*path, position)] = value.start_mark.line + 1
            _walk(value, (*path, position), lines, seen)


def _yaml_problem(error: yaml.YAMLError) -> str:
    """``line N: what is wrong`` for any YAML error."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return f"line {mark.line + 1}: {problem}" if mark else problem


def _explain(item: Any, lines: dict[tuple[str | int, ...], int]) -> tuple[int, str]:
    """Line and advice for one pydantic error."""
    path = tuple(item["loc"])
    known = next((path[:n] for n in range(len(path), 0, -1) if path[:n] in lines), ())
    name = ".".join(str(part) for part in path)
    if item["type"] == "extra_forbidden":
        options = _siblings(path)
        close = difflib.get_close_matches(str(path[-1]), options, 1, 0.5)
        advice = f"did you mean '{close[0]}'?" if close else f"known here: {', '.join(options)}"
        return lines.get(known, 1), f"unknown key '{name}'; {advice}"
    found = "" if "password" in item["msg"] else f" (found {item['input']!r})"  # nor does it belong on a screen
    return lines.get(known, 1), f"'{name}': {item['msg']}{found}"


def _siblings(path: tuple[str | int, ...]) -> list[str]:
    """The keys allowed where ``path`` stands."""
    block: type[BaseModel] = Config
    for part in path[:-1]:
        block = block.model_fields[str(part)].annotation  # type: ignore[assignment]
    return [key for key in block.model_fields if key != "root"]
