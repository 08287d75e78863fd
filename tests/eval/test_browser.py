"""The page in a real, headless Chromium: what a reviewer does with it, with no error and no request.

Skipped where no Chromium with its driver is installed (Debian: ``apt-get install chromium chromium-driver``).
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from eval.evaluation import check_report
from eval.overrules import load_overrules, overrule
from eval.page import page
from eval.reading import read_report
from eval.scorecard import make_scorecard
from eval.tree import as_tree
from tests.eval.reports import ELSEWHERE, GOOD, SOURCES, WRONG_AMOUNT, entry, written
from tests.samples import CYCLING, HOUSING

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed (pip install -e '.[dev]')")
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.chrome.webdriver import WebDriver  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.remote.webelement import WebElement  # noqa: E402
from selenium.webdriver.support.select import Select  # noqa: E402
from selenium.webdriver.support.wait import WebDriverWait  # noqa: E402

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
REPORTS = 60
MANY = [f"{GOOD} [0]", f"{WRONG_AMOUNT} [0][1]", f"{ELSEWHERE} [1]", GOOD]
SECONDS = 20


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    """A browser that saves to a folder of its own and writes down what it logs and asks for."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    chromedriver = shutil.which("chromedriver")
    if browser is None or chromedriver is None:
        pytest.skip("no chromium with chromedriver here (apt-get install chromium chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    folder = tmp_path_factory.mktemp("browser")
    arguments = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={folder}"]
    for argument in [*arguments, *(["--no-sandbox"] if os.geteuid() == 0 else [])]:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    options.add_experimental_option("prefs", {"download.default_directory": str(folder)})
    found = webdriver.Chrome(options=options, service=Service(chromedriver))
    yield found
    found.quit()
    found.service.stop()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page over many small reports."""
    folder = tmp_path_factory.mktemp("reports")
    target = folder / "scorecard.html"
    target.write_text(page(tree_of(folder)), encoding="utf-8")
    return target


def tree_of(folder: Path, decisions: Path | None = None) -> dict[str, Any]:
    """The scorecard of many small reports, perhaps with decisions."""
    references = [entry(0, CYCLING), entry(1, HOUSING)]
    paths = [written(folder / f"{n:02}.md", MANY, references, f"Verslag {n}") for n in range(REPORTS)]
    reports = [check_report(read_report(path), SOURCES) for path in paths]
    overruled = overrule(reports, load_overrules(decisions) if decisions else (), {path: path.name for path in paths})
    return as_tree(make_scorecard(overruled, [], folder, SOURCES.documents))


class Screen:
    """What a person sees and does."""

    def __init__(self, driver: WebDriver, file: Path, width: int = 1400) -> None:
        self.driver = driver
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        driver.get("about:blank")
        self.log("browser")
        self.log("performance")
        driver.get(file.as_uri())
        self.until(lambda: self.all(".tiles"))

    def until(self, met: Callable[[], Any]) -> None:
        WebDriverWait(self.driver, SECONDS, 0.05).until(lambda _: met())

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.driver.switch_to.active_element.send_keys(key)

    @property
    def current(self) -> str:
        return self.one(".claim[aria-current] > div > p").text

    @property
    def shown(self) -> str:
        return self.one("#count").text

    def log(self, kind: str) -> list[dict[str, Any]]:
        """What was logged since it was last asked."""
        found: list[dict[str, Any]] = self.driver.get_log(kind)  # type: ignore[no-untyped-call]
        return found

    def errors(self) -> list[str]:
        return [entry["message"] for entry in self.log("browser")]

    def requests(self) -> set[str]:
        """The schemes and files asked for since the page was opened."""
        messages = [json.loads(entry["message"])["message"] for entry in self.log("performance")]
        sent = [item["params"] for item in messages if item["method"] == "Network.requestWillBeSent"]
        return {item["request"]["url"] for item in sent if not item["request"]["url"].startswith("blob:")}


@pytest.fixture
def screen(driver: WebDriver, file: Path) -> Iterator[Screen]:
    """The page, freshly opened by somebody who decided nothing yet; afterwards nothing may have gone wrong."""
    screen = Screen(driver, file)
    driver.execute_script("localStorage.clear()")
    screen.log("performance")
    driver.refresh()
    screen.until(lambda: screen.all(".tiles"))
    yield screen
    assert screen.errors() == []
    assert screen.requests() == {file.as_uri()}


def test_the_overview_shows_figures_and_pictures_and_leads_to_the_sentences(screen: Screen) -> None:
    text = screen.one("#overview").text
    assert f"{REPORTS} verslagen met {4 * REPORTS} zinnen" in text
    assert len(screen.all("#overview [aria-label='Precisie per verslag'] li")) == REPORTS
    assert screen.all("svg.spread rect")
    assert len(screen.all("table tbody tr")) >= 10
    next(row for row in screen.all(".bars .row") if "getal staat niet in de bron" in row.text).click()
    screen.until(lambda: screen.one("#reading").is_displayed())
    assert screen.shown == f"{REPORTS} van {4 * REPORTS} zinnen"
    assert screen.all(".claim > div > p")[0].text.startswith(WRONG_AMOUNT.rstrip("."))


def test_a_sentence_stands_beside_its_sources_with_both_places_marked(screen: Screen) -> None:
    screen.press("j", "j")
    assert [mark.text for mark in screen.all(".claim[aria-current] mark.differs")] == ["15 miljoen euro"]
    cards = screen.all("#side .source")
    assert len(cards) == 2
    assert CYCLING.title is not None
    assert CYCLING.title in cards[0].text
    carrying = cards[0].find_elements(By.CSS_SELECTOR, "mark.carries")
    assert "".join(str(mark.get_property("textContent")) for mark in carrying) == GOOD
    assert [mark.text for mark in cards[0].find_elements(By.CSS_SELECTOR, "mark.differs")] == ["150 miljoen euro"]
    left, right = screen.one("#list").rect, screen.one("#side").rect
    assert left["x"] + left["width"] <= right["x"]


def test_filters_narrow_the_list_and_can_be_wiped(screen: Screen) -> None:
    screen.one("#show-reading").click()
    assert screen.shown == f"{4 * REPORTS} van {4 * REPORTS} zinnen"
    Select(screen.one("#verdict")).select_by_value("none")
    screen.until(lambda: not screen.shown.startswith(str(4 * REPORTS)))
    Select(screen.one("#report")).select_by_index(3)
    screen.one("#search").send_keys("kabeljauw vissers")
    screen.until(lambda: screen.shown.startswith("1 van"))
    assert ELSEWHERE.rstrip(".") in screen.one(".claim").text
    assert [item.text for item in screen.all(".report h2")] == ["Verslag 2"]
    screen.one("#search").send_keys(" onvindbaar")
    screen.until(lambda: "Geen enkele zin" in screen.one("#list").text)
    screen.one("#clear").click()
    screen.until(lambda: screen.shown.startswith(str(4 * REPORTS)))


def test_only_what_comes_near_the_window_is_drawn(screen: Screen) -> None:
    screen.one("#show-reading").click()
    screen.until(lambda: screen.all(".claim"))
    drawn = len(screen.all(".claim"))
    assert 0 < drawn < 4 * REPORTS
    screen.press("k")
    screen.until(lambda: len(screen.all(".claim")) > drawn)


def test_keys_lead_through_sentences_reports_and_sources(screen: Screen) -> None:
    screen.press("j")
    first = screen.current
    screen.press("j", "j")
    assert "kabeljauw" in screen.current
    screen.press("k", "k")
    assert screen.current == first
    screen.press("n")
    report = screen.one(".claim[aria-current]").find_element(By.XPATH, "ancestor::section")
    assert report.find_element(By.CSS_SELECTOR, "h2").text == "Verslag 1"
    screen.press("p", "j", Keys.ARROW_RIGHT)
    assert "[1]" in screen.one(".source.picked h3").text
    screen.press("?")
    assert screen.one("#keys").is_displayed()
    screen.press("j", Keys.ESCAPE)
    assert not screen.one("#keys").is_displayed()
    screen.press("/", "j", "k")
    assert screen.one("#search").get_attribute("value") == "jk"
    screen.press(Keys.ESCAPE, "o")
    assert screen.one("#overview").is_displayed()


def test_a_decision_is_kept_saved_and_read_back_by_the_evaluation(screen: Screen, file: Path, tmp_path: Path) -> None:
    screen.press("j", "j", "3")
    assert "full" in (screen.one(".claim[aria-current]").get_attribute("class") or "").split()
    assert not screen.all(".claim[aria-current] mark.differs")
    screen.press("r")
    screen.press("Wel juist.", Keys.ENTER, Keys.ESCAPE)
    screen.press("j", "1", "0", "2")
    assert screen.one("#decided").text == "2 oordelen, 2 anders"
    screen.driver.refresh()
    screen.until(lambda: screen.one("#decided").text == "2 oordelen, 2 anders")

    size = {"behavior": "allow", "downloadPath": str(tmp_path)}
    screen.driver.execute_cdp_cmd("Browser.setDownloadBehavior", size)
    screen.press("s")
    saved = tmp_path / "overrules.json"
    screen.until(saved.is_file)
    decisions = load_overrules(saved)
    assert [(item.verdict, item.judge, item.remark) for item in decisions] == [
        ("full", "partial", "Wel juist."),
        ("partial", "none", ""),
    ]
    tree = tree_of(tmp_path / "weer", saved)
    assert (tree["overrules"]["applied"], tree["overrules"]["stale"]) == (2, [])
    assert tree["reports"][0]["claims"][1]["support"] == "full"


def test_a_saved_file_can_be_loaded_into_an_empty_browser(screen: Screen, tmp_path: Path) -> None:
    screen.press("j", "1")
    row = {"report": "00.md", "claim": "0" * 16, "source": "x", "verdict": "none"}
    kept = screen.driver.execute_script("return localStorage.getItem('verantwoord.overrules.1')")
    report, claim, source = next(iter(json.loads(kept))).split("\n")
    screen.press("0")
    assert screen.one("#decided").text == ""
    rows = [row, {"report": report, "claim": claim, "source": source, "verdict": "partial", "remark": "r"}]
    saved = tmp_path / "o.json"
    saved.write_text(json.dumps({"schema": 1, "overrules": rows}), encoding="utf-8")
    screen.one("#file").send_keys(str(saved))
    screen.until(lambda: screen.one("#decided").text == "1 oordeel, 1 anders")
    assert "1 horen bij een zin of bron die hier niet" in screen.one("#notice").text
    saved.write_text("[]", encoding="utf-8")
    screen.one("#file").send_keys(str(saved))
    screen.until(lambda: "geen bestand met oordelen" in screen.one("#notice").text)


def test_in_a_narrow_window_nothing_sticks_out_and_the_sources_stand_below(driver: WebDriver, file: Path) -> None:
    for width in (400, 1600):
        screen = Screen(driver, file, width)
        for name in ("overview", "reading"):
            screen.one(f"#show-{name}").click()
            assert driver.execute_script("return document.documentElement.scrollWidth") <= width
        screen.press("j")
        inside = ".claim[aria-current] .source" if width == 400 else "#side .source"
        assert screen.one(inside).is_displayed()
        assert screen.errors() == []


def test_on_paper_every_sentence_stands_with_its_sources(screen: Screen) -> None:
    screen.one("#show-reading").click()
    Select(screen.one("#report")).select_by_index(1)
    screen.until(lambda: screen.shown.startswith("4 van"))
    screen.driver.execute_script("dispatchEvent(new Event('beforeprint'))")
    assert len(screen.all("#print .pair")) == 4
    assert GOOD in (screen.one("#print .pair blockquote").get_attribute("textContent") or "")
    screen.driver.execute_script("dispatchEvent(new Event('afterprint'))")
    assert not screen.all("#print .pair")
