"""A scorecard as JUnit XML, for the build servers that read it: a suite a report, a test a sentence with citations.

What is certainly wrong is a failure. What a person should look at (a warning, or only the judge's doubt) is skipped
with its reason: such servers show that in another colour, and do not break on it. Reasons are Dutch.
"""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from eval.evaluation import CheckedReport
from eval.scorecard import Scorecard
from rag.support.findings import Finding

LONGEST_NAME = 120
# XML 1.0 cannot hold these, however they are written.
_UNPRINTABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(scorecard: Scorecard) -> str:
    """The XML text; the same bytes for the same scorecard."""
    root = Element("testsuites", name="verantwoord evaluate")
    for checked in scorecard.reports:
        _suite(root, checked, scorecard.shown(checked.loaded.path))
    for item in scorecard.skipped:
        path = scorecard.shown(item.path)
        suite = SubElement(root, "testsuite", name=_plain(path))
        case = SubElement(suite, "testcase", classname=_plain(path), name="verslag lezen", time="0")
        SubElement(case, "error", message=_plain(item.message))
    for suite in root:
        _count(suite)
    _count(root)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(root: Element, checked: CheckedReport, path: str) -> None:
    suite = SubElement(root, "testsuite", name=_plain(path))
    about = [finding for finding in checked.findings if finding.claim_id is None]
    _case(suite, path, "lijst van referenties", about, checked)
    for item in checked.claims:
        found = [finding for finding in checked.findings if finding.claim_id == item.claim.id]
        if found or item.claim.numbers:
            text = item.claim.text
            short = text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}…"
            _case(suite, path, f"{item.claim.id}: {short}", found, checked)


def _case(suite: Element, path: str, name: str, findings: Sequence[Finding], checked: CheckedReport) -> None:
    """One test; a hard finding decides, else a warning, else a note."""
    case = SubElement(suite, "testcase", classname=_plain(path), name=_plain(name), time="0")
    by_severity = {"hard": "failure", "warning": "skipped", "note": "skipped"}
    for severity, tag in by_severity.items():
        found = [finding for finding in findings if checked.severity(finding) == severity]
        if found:
            result = SubElement(case, tag, message=_plain(found[0].message))
            if tag == "failure":
                result.set("type", found[0].code)
            break
    if findings:
        lines = [f"{checked.severity(finding)} {finding.code}: {finding.message}" for finding in findings]
        SubElement(case, "system-out").text = _plain("\n".join(lines))


def _count(element: Element) -> None:
    """Put the totals every reader of the format expects on a suite."""
    tags = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}
    for name, tag in tags.items():
        element.set(name, str(sum(1 for _ in element.iter(tag))))
    element.set("time", "0")


def _plain(text: str) -> str:
    """Text that XML 1.0 can hold."""
    return _UNPRINTABLE.sub("\ufffd", text)
