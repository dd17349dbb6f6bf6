#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The object browser in a real browser: browser_test.py LATEBIND [WORK_FOLDER]

Compiles typelibs/scripting, makes its site, and uses it from disk as a reader would.
"""

import pathlib
import subprocess
import sys
import tempfile

from chromium import Chromium

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]

#: Whether the element that the address names is in view and marked.
LANDED = """(() => {
    const target = document.querySelector(":target");
    if (!target) return null;
    const box = target.getBoundingClientRect();
    const bar = document.querySelector("header.top").getBoundingClientRect();
    return box.top >= bar.bottom - 1 && box.top < innerHeight ? target.id : null;
})()"""

#: The texts of the results, the chosen one first in brackets.
RESULTS = """[...document.querySelectorAll("#results li")].map((line) =>
    (line.getAttribute("aria-selected") === "true" ? "> " : "") + line.textContent)"""


def make_site(latebind, folder):
    """A site of two libraries that are compiled here."""
    stdole = REPOSITORY / "typelibs/stdole2/stdole2.tlb"
    scripting = folder / "scripting.tlb"
    source = REPOSITORY / "typelibs/scripting/scripting.idl"
    subprocess.run([latebind, "compile", source, "-I", stdole.parent, "-o", scripting], check=True)
    hostile = folder / "hostile.tlb"
    subprocess.run([latebind, "compile", pathlib.Path(__file__).parent / "hostile.idl", "-o", hostile], check=True)
    site = folder / "site"
    subprocess.run([latebind, "browse", scripting, stdole, hostile, "-o", site], check=True)
    return site


def check(condition, claim):
    if not condition:
        raise AssertionError(claim)
    print("ok:", claim)


def test_search_finds_a_member_and_its_link_lands_on_it(site):
    with Chromium() as browser:
        browser.view(1200, 500)
        browser.open(site / "index.html")
        check(browser.evaluate("!document.getElementById('search-form').hidden"), "the search box is shown")
        browser.type("/")
        check(browser.evaluate("document.activeElement.id") == "search", "/ moves to the search box")
        browser.type("exis")
        browser.wait_until("document.querySelectorAll('#results li').length > 0")
        check(browser.evaluate(RESULTS) == ["> Existsmethod in IDictionary"], "a prefix finds the member")
        browser.press("Enter")
        browser.wait_until("location.hash !== ''")
        browser.wait_until(LANDED)
        address = browser.evaluate("location.href")
        check(address.endswith("/Scripting/IDictionary.html#IDictionary.Exists"), "Enter goes to the member's address")
        check(browser.evaluate(LANDED) == "IDictionary.Exists", "the member is in view and marked")
        check(browser.complaints() == [], "the pages load nothing that is missing and nothing from elsewhere")


def test_substring_qualified_name_guid_and_keys(site):
    with Chromium() as browser:
        browser.view(1200, 500)
        browser.open(site / "Scripting/Dictionary.html")
        browser.type("/")

        def results_of(query):
            browser.evaluate("document.getElementById('search').value = ''")
            browser.type(query)
            browser.wait_until("!document.getElementById('results-panel').hidden")
            browser.wait_until("!document.getElementById('results-count').textContent.startsWith('Loading')")
            return browser.evaluate(RESULTS)

        check("method in IDictionary" in " ".join(results_of("veal")), "a substring finds RemoveAll")
        check(results_of("idictionary.cou") == ["> Countproperty in IDictionary"], "Type.Member finds the member")
        check(results_of("textcomp") == ["> TextCompareconstant in CompareMethod"], "constants are found")
        check(results_of("{42C642C1-97e1") == ["> IDictionaryinterface in Scripting"], "a GUID finds its type")
        check(results_of("nosuchname") == [], "an unknown name finds nothing")
        found = results_of("dictionary")
        check(found[0] == "> Dictionarycoclass in Scripting", "the exact name comes first")
        browser.press("ArrowDown")
        check(browser.evaluate(RESULTS)[1].startswith("> IDictionary"), "the arrow chooses the next result")
        check(
            browser.evaluate("document.getElementById('search').getAttribute('aria-activedescendant')") == "result-1",
            "the box says which result is chosen")
        browser.press("ArrowUp")
        browser.press("ArrowDown")
        browser.press("Enter")
        browser.wait_until("location.pathname.endsWith('/IDictionary.html')")
        browser.type("/")
        browser.type("item")
        browser.press("Escape")
        check(browser.evaluate("document.getElementById('results-panel').hidden"), "Escape closes the list")


def test_without_javascript(site):
    with Chromium(javascript=False) as browser:
        browser.open(site / "Scripting/IDictionary.html", "#IDictionary.Add")
        check(browser.evaluate(LANDED) == "IDictionary.Add", "an anchor works without JavaScript")
        check(browser.evaluate("document.getElementById('search-form').hidden"), "the box is hidden without JavaScript")


def test_hostile_names_are_text(site):
    with Chromium() as browser:
        for page in sorted((site / "Hostile").glob("*.html")):
            browser.open(page)
            check(browser.evaluate("window.attacked") is None, f"{page.name}: no script of the library runs")
            foreign = browser.evaluate("document.querySelectorAll('img, iframe, svg, object').length")
            check(foreign == 0, f"{page.name}: and no markup of it is there")
        browser.type("/")
        browser.type("img src=x onerror=window")
        browser.wait_until("document.querySelectorAll('#results li').length > 0")
        check(browser.evaluate("document.querySelectorAll('#results img').length") == 0, "results are text")
        browser.press("Enter")
        browser.wait_until(LANDED)
        check(browser.complaints() == [], "the link of a hostile name lands on it")


def test_narrow_pages_do_not_scroll_sideways(site):
    with Chromium() as browser:
        browser.view(360, 640, dark=True)
        for page in sorted(site.rglob("*.html")):
            browser.open(page)
            width = browser.evaluate("document.documentElement.scrollWidth")
            if width > 360:
                raise AssertionError(f"{page} is {width} pixels wide")
        print("ok: no page scrolls sideways on a telephone")


def main():
    latebind = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory(prefix="latebind-browse-") as scratch:
        site = make_site(latebind, pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else scratch))
        for name, test in list(globals().items()):
            if name.startswith("test_"):
                print("==", name)
                test(site)


if __name__ == "__main__":
    main()
