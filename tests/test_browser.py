"""The book in a real browser: accessibility, errors, requests, width, search; every page in `make soak`."""

from __future__ import annotations

import functools
import http.server
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.built import CHAPTERS, LANGUAGES, PAGES

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 320)
SCHEMES = ("light", "dark")
EVERY = [
    (f"{language}/{page}.html", width, scheme)
    for language in LANGUAGES
    for page in (*PAGES, "index", "search")
    for width in WIDTHS
    for scheme in SCHEMES
] + [("index.html", width, scheme) for width in WIDTHS for scheme in SCHEMES]
# A few pages of different makes, a chapter and the synthesis, in modes and languages that take turns.
# The page of claims has tests of its own below. `make soak` sees every page in every mode.
MODES = [(1280, "light"), (320, "dark"), (320, "light"), (1280, "dark")]
MAKES = ["book/index", "book/data", "search"]
FEW = [
    (f"{LANGUAGES[(n // 2 + n) % 2]}/{page}.html", *MODES[n % 4])
    for n, page in enumerate([*MAKES, CHAPTERS[3], "notebooks/synthesis"])
]
FEW += [("index.html", 320, "dark")]
SMALL_TEXT = """() => { let least = 99;
  for (const text of document.querySelectorAll('main svg text')) {
    const height = text.getBoundingClientRect().height;
    if (height > 0 && text.textContent.trim()) least = Math.min(least, height); }
  return least; }"""

CUT_TEXT = """() => [...document.querySelectorAll('main svg')].flatMap(svg => {
  const box = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(text => {
    const rect = text.getBoundingClientRect();
    return rect.width > 0 && (rect.right > box.right + 2 || rect.left < box.left - 2); })
    .map(text => text.textContent.trim()); })"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="session")
def address(book: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(book)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def listen(page: Page, base: str) -> list[str]:
    """What a reader would trip over while a page loads: errors, requests that fail or go elsewhere."""
    said: list[str] = []
    page.on("console", lambda m: said.append(f"console: {m.text}") if m.type == "error" else None)
    page.on("pageerror", lambda e: said.append(f"script: {e}"))
    page.on("dialog", lambda d: said.append(f"dialog: {d.message}"))

    def asked(request: Any) -> None:
        if request.url.startswith("http") and not request.url.startswith(base):
            said.append(f"elsewhere: {request.url}")

    page.on("request", asked)
    page.on("response", lambda r: said.append(f"{r.status}: {r.url}") if r.status >= 400 else None)
    return said


def look(browser: Browser, address: str, name: str, width: int, scheme: Any) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.add_init_script(
        f"localStorage.setItem('mode','{scheme}');localStorage.setItem('theme','{scheme}')"
    )
    page = context.new_page()
    said = listen(page, address)
    page.goto(address + name, wait_until="load")
    page.wait_for_timeout(150)
    violations = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    said += [f"axe {v['id']}: {len(v['nodes'])} x {v['nodes'][0]['html'][:200]}" for v in violations]
    said += [f"text cut off in a figure: {text}" for text in page.evaluate(CUT_TEXT)]
    if width == 320:
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        said += [f"sideways: {over} px"] if over > 1 else []
        small = page.evaluate(SMALL_TEXT)
        said += [f"small text in a figure: {small} px"] if small < 9 else []
    context.close()
    assert said == []


@pytest.mark.parametrize(("name", "width", "scheme"), FEW)
def test_page(browser: Browser, address: str, name: str, width: int, scheme: str) -> None:
    look(browser, address, name, width, scheme)


@pytest.mark.soak
@pytest.mark.parametrize(("name", "width", "scheme"), EVERY)
def test_every_page_in_every_mode(browser: Browser, address: str, name: str, width: int, scheme: str) -> None:
    look(browser, address, name, width, scheme)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["2017", "visit", "Tashkent"]),
        ("uz", ["2017", "oʻzbekiston", "O'zbekistonning", "ozbekiston", "tashrif"]),
    ],
)
def test_search_from_disk_finds_words_as_they_are_typed(
    browser: Browser, book: Path, language: str, words: list[str]
) -> None:
    for word in words:
        page = browser.new_context().new_page()
        said = listen(page, "file:")
        page.goto(f"{(book / language / 'search.html').as_uri()}?q={word}")
        page.wait_for_selector("#search-results li", timeout=10_000)
        assert page.locator("#search-results li").count() >= 2, word
        assert said == []
        page.context.close()


def test_a_name_of_a_search_result_leads_to_its_page(browser: Browser, book: Path) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{(book / 'en' / 'search.html').as_uri()}?q=2017")
    page.locator("#search-results li a").first.click()
    page.wait_for_selector("article h1")
    assert "search" not in page.url.partition("?")[0]
    page.context.close()


def test_the_switch_keeps_page_and_section(browser: Browser, address: str) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{address}en/{CHAPTERS[0]}.html")
    section = page.locator("article section section").first.get_attribute("id")
    page.goto(f"{address}en/{CHAPTERS[0]}.html#{section}")
    page.locator("a[data-bilateral-language]").first.click()
    page.wait_for_url(f"**/uz/{CHAPTERS[0]}.html#{section}")
    assert page.evaluate("document.documentElement.lang") == "uz"
    assert page.evaluate("document.getElementById(decodeURIComponent(location.hash.slice(1))) !== null")
    page.goto(address)
    assert page.locator("li a").first.get_attribute("lang") == "uz", "the language read last comes first"
    page.context.close()


def test_figures_follow_light_and_dark_on_the_ground_of_the_page(browser: Browser, address: str) -> None:
    """Marks and text of every series keep their contrast with what is behind them: 3 and 4.5 to 1."""
    script = """() => { const style = getComputedStyle(document.documentElement);
      const names = ['fg', 'muted', '1', '2', '3', '4', '5', '6'];
      const ground = getComputedStyle(document.body).backgroundColor;
      const shown = n => { const e = document.createElement('i'); e.style.color = `var(--bl-${n})`;
        document.body.append(e); const c = getComputedStyle(e).color; e.remove(); return c; };
      const figure = document.querySelector('.bilateral-figure svg');
      const panel = getComputedStyle(figure).backgroundColor;
      return {ground, figure: panel, colours: names.map(n => [n, shown(n)])}; }"""

    def luminance(colour: str) -> float:
        parts = [int(x) / 255 for x in re.findall(r"\d+", colour)[:3]]
        r, g, b = (x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    for scheme in SCHEMES:
        context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{address}en/{CHAPTERS[1]}.html")
        found = page.evaluate(script)
        assert found["figure"] in ("rgba(0, 0, 0, 0)", "transparent"), "no panel behind a figure"
        ground = luminance(found["ground"])
        for name, colour in found["colours"]:
            light, dark = sorted((luminance(colour), ground), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (
                f"{scheme}: --bl-{name} {colour} on {found['ground']}"
            )
        context.close()


def test_keyboard_reaches_the_text_first_and_wide_tables(browser: Browser, address: str) -> None:
    page = browser.new_context(viewport={"width": 320, "height": 700}).new_page()
    page.goto(f"{address}en/{CHAPTERS[0]}.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"
    page.evaluate("document.querySelectorAll('article details').forEach(fold => { fold.open = true; })")
    regions = "[...document.querySelectorAll('.bilateral-scroll')]"
    wide = f"{regions}.findIndex(e => e.scrollWidth > e.clientWidth + 50)"
    region = page.locator(".bilateral-scroll").nth(page.evaluate(wide))
    assert region.get_attribute("role") == "region"
    assert region.get_attribute("aria-label")
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0", timeout=5_000)
    page.context.close()


def test_without_javascript_the_page_reads(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}uz/{CHAPTERS[1]}.html")
    assert page.locator("article h1").is_visible()
    assert page.locator(".bilateral-figure svg.bl-wide").first.is_visible()
    assert page.locator("a[data-bilateral-language]").first.is_visible()
    context.close()


def test_print_shows_the_text_without_the_furniture(browser: Browser, address: str) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{address}en/{CHAPTERS[1]}.html")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("article details:not([open])").count() == 0, "paper has no folds"
    assert page.locator("article h1").is_visible()
    assert page.locator(".bilateral-figure svg.bl-wide").first.is_visible()
    for gone in ("#pst-primary-sidebar", ".bd-header-article", ".bilateral-tools"):
        assert not page.locator(gone).first.is_visible(), gone
    page.context.close()


def test_first_visit_weighs_at_most_one_megabyte(browser: Browser, address: str) -> None:
    import gzip

    for name in (f"en/{CHAPTERS[2]}.html", "uz/index.html", "en/search.html"):
        page = browser.new_context().new_page()
        weight: dict[str, int] = {}
        page.on("response", lambda r, w=weight: w.update({r.url: len(gzip.compress(r.body(), 6))}))
        page.goto(address + name, wait_until="networkidle")
        assert sum(weight.values()) <= 1_000_000, json.dumps(weight, indent=1)
        assert not [u for u in weight if "fontawesome" in u]
        page.context.close()


# --- the page of claims ---

CLAIMS = "book/claims.html"
SHOWN = "[...document.querySelectorAll('.bl-all > .bl-claim')].filter(c => c.offsetParent).map(c => c.id)"
DATA = "[...document.querySelectorAll('.bl-all > .bl-claim')].map(c => ({id: c.id, ...c.dataset}))"


@pytest.fixture
def claims_page(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    said = listen(page, address)
    page.goto(f"{address}en/{CLAIMS}")
    yield page
    assert said == []
    page.context.close()


def test_claims_are_narrowed_by_keyboard(claims_page: Page) -> None:
    page = claims_page
    every = page.evaluate(DATA)
    count = page.locator(".bl-count")
    assert count.get_attribute("role") == "status"
    assert count.inner_text() == f"{len(every)} of {len(every)} claims shown"
    page.locator("#bl-theme").focus()
    page.keyboard.type("Eco")
    economy = [c["id"] for c in every if c["theme"] == "economy"]
    assert page.evaluate(SHOWN) == economy
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "bl-verdict"
    page.keyboard.press("ArrowDown")  # the first verdict: supported
    supported = [c["id"] for c in every if c["theme"] == "economy" and c["verdict"] == "supported"]
    assert page.evaluate(SHOWN) == supported
    assert count.inner_text() == f"{len(supported)} of {len(every)} claims shown"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("no such words")
    assert page.evaluate(SHOWN) == []
    assert count.inner_text() == f"0 of {len(every)} claims shown"
    page.keyboard.press("Enter")  # sends nothing
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # show all
    page.wait_for_function(f"({SHOWN}).length === {len(every)}")
    assert page.evaluate("location.search") == ""


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_a_narrowed_list_can_be_shared(browser: Browser, book: Path, address: str, scheme: str) -> None:
    start = f"{address}en/{CLAIMS}" if scheme == "http" else (book / "en" / CLAIMS).as_uri()
    one, two = (browser.new_context().new_page() for _ in range(2))
    one.goto(start)
    one.locator("#bl-verdict").select_option("not found")
    one.locator("#bl-q").fill("kazakhstan")
    shown = one.evaluate(SHOWN)
    assert shown
    assert len(shown) < len(one.evaluate(DATA))
    two.goto(one.url)
    assert two.evaluate(SHOWN) == shown
    assert two.locator("#bl-verdict").input_value() == "not found"
    assert two.locator("#bl-q").input_value() == "kazakhstan"
    two.locator("a[data-bilateral-language]").first.click()
    two.wait_for_url("**/uz/book/claims.html?verdict=not+found&q=kazakhstan")
    assert two.locator("#bl-verdict").input_value() == "not found"
    for page in (one, two):
        page.context.close()


def test_a_query_that_no_choice_has_is_passed_over(claims_page: Page) -> None:
    claims_page.goto(claims_page.url + "?theme=weather&verdict=%3Cb%3E")
    assert len(claims_page.evaluate(SHOWN)) == len(claims_page.evaluate(DATA))


def test_the_address_of_a_claim_opens_it_whatever_is_filtered(claims_page: Page) -> None:
    page, every = claims_page, claims_page.evaluate(DATA)
    other = next(c for c in every if c["verdict"] != "supported")
    supported = [c["id"] for c in every if c["verdict"] == "supported"]
    page.goto(f"{page.url}?verdict=supported#{other['id']}")
    claim = page.locator(f"#{other['id']}")
    assert claim.locator("details").get_attribute("open") is not None
    assert set(page.evaluate(SHOWN)) == {*supported, other["id"]}
    page.wait_for_function("document.querySelector(':target').getBoundingClientRect().top < innerHeight / 2")
    page.evaluate(f"location.hash = '{supported[-1]}'")
    page.wait_for_function(f"document.querySelector('#{supported[-1]} details').open")
    page.locator("#bl-theme").select_option("economy")
    assert "#" not in page.url, "the address says what is shown now"
    assert {c["id"]: c["theme"] for c in every}[page.evaluate(SHOWN)[0]] == "economy"


def test_a_count_of_the_scoreboard_leads_to_its_claims(claims_page: Page) -> None:
    link = claims_page.locator(".bl-scoreboard tbody td a").first
    n = int(link.inner_text())
    link.click()
    claims_page.wait_for_url("**/claims.html?**#all-claims")
    assert len(claims_page.evaluate(SHOWN)) == n


def test_a_claim_in_a_chapter_leads_to_its_evidence(browser: Browser, address: str) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{address}en/{CHAPTERS[1]}.html")
    link = page.locator(".bilateral-claims .bl-said a").first
    name = link.inner_text()
    link.click()
    page.wait_for_url(f"**/book/claims.html#claim-{name}")
    assert page.locator(f"#claim-{name} details").get_attribute("open") is not None
    page.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_claims_read_without_javascript(browser: Browser, address: str, language: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{language}/{CLAIMS}")
    claims = page.locator(".bl-all > .bl-claim")
    assert claims.count() > 40
    assert all(claims.nth(n).is_visible() for n in range(claims.count()))
    assert not page.locator(".bl-filter").is_visible()
    claims.first.locator("summary").click()
    assert claims.first.locator("details code").first.is_visible()
    context.close()


@pytest.mark.parametrize(
    ("width", "scheme", "opened"),
    [
        (320, "light", "#claim-C05 details"),
        *(pytest.param(w, s, "article details", marks=pytest.mark.soak) for w in WIDTHS for s in SCHEMES),
    ],
)
def test_open_claims_are_accessible_and_fit(
    browser: Browser, address: str, width: int, scheme: Any, opened: str
) -> None:
    """The page with folds open (in `make soak` all) and one claim named, which the tour does not see."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.add_init_script(
        f"localStorage.setItem('mode','{scheme}');localStorage.setItem('theme','{scheme}')"
    )
    page = context.new_page()
    page.goto(f"{address}en/{CLAIMS}#claim-C39")
    page.evaluate(f"document.querySelectorAll('{opened}').forEach(fold => {{ fold.open = true; }})")
    violations = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [f"axe {v['id']}: {v['nodes'][0]['html'][:200]}" for v in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 1
    context.close()
