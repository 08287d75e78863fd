"""A scorecard as one static Dutch page: style, script and data in one file that asks nothing of any network.

The data are the tree of ``scorecard.json``; the script makes text nodes of them, never markup, and the page's own
security policy lets nothing run but that script.
"""

import base64
import gzip
import hashlib
import json
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from eval.baseline import LESS_IS_BETTER, NEUTRAL
from eval.explanations import EXPLANATIONS, INTERVAL
from eval.labels import COUNTS, FINDINGS, METRICS, WHOLE

SCRIPTS = ("base.js", "decisions.js", "overview.js", "sources.js", "reading.js", "filters.js", "start.js")


def page(tree: dict[str, Any]) -> str:
    """The whole page of a scorecard's tree; the same bytes for the same tree."""
    style = _asset("page.css")
    script = "(async () => {\n'use strict';\n" + "\n".join(map(_asset, SCRIPTS)) + "\n})();"
    labels = {
        "metrics": METRICS,
        "explanations": {name: asdict(found) for name, found in EXPLANATIONS.items()},
        "interval": INTERVAL,
        "findings": FINDINGS,
        "counts": sorted(COUNTS),
        "whole": sorted(WHOLE),
        "noBar": sorted(LESS_IS_BETTER | NEUTRAL | COUNTS),
    }
    parts = {
        "style": style,
        "script": script,
        "policy": f"default-src 'none'; style-src {_allowed(style)}; script-src {_allowed(script)}; "
        "base-uri 'none'; form-action 'none'",
        "data": _data({"card": tree, "labels": labels}),
    }
    text = _asset("page.html")
    for name, part in parts.items():
        before, _, after = text.partition(f"@@{name}@@")
        text = before + part + after
    return text


def _asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _allowed(content: str) -> str:
    """The hash by which a policy allows exactly this script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _data(value: object) -> str:
    """JSON, packed: a fifth of the size, and without a character that means something in a page."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()
