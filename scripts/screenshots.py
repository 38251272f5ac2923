# ruff: noqa: INP001
"""Make the pictures of the README from a running demonstration: ``docs/images/*.png``.

    creditbank demo            (in another terminal; leaves the site on 127.0.0.1:8000)
    python scripts/screenshots.py

The log-in comes from the accounts that the demonstration wrote down. Needs Chromium (``scripts/setup dev``).
"""

import argparse
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PHONE, DESKTOP = 360, 1280
CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def main() -> int:
    """Take every picture; says what is missing and ends with 1 where the demonstration does not run."""
    asked = _arguments()
    learners = _learner_accounts(asked.accounts)
    chromium = shutil.which("chromium")
    if len(learners) < 2 or chromium is None:
        sys.stderr.write("Run `creditbank demo` and `scripts/setup dev` first: an account or Chromium is missing.\n")
        return 1
    asked.into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM))
        _public(browser, asked.site, asked.into)
        _own(browser, asked.site, asked.into, learners[0])
        _quoted(browser, asked.site, asked.into, learners[1])
        browser.close()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    parser.add_argument("--into", type=Path, default=ROOT / "docs" / "images")
    accounts = Path(os.environ.get("CREDITBANK_VAR", ROOT / "var")) / "demo-accounts.json"
    parser.add_argument("--accounts", type=Path, default=accounts)
    return parser.parse_args()


def _learner_accounts(file: Path) -> list[dict[str, str]]:
    """The worker of the story, and the one who has not applied yet."""
    if not file.exists():
        return []
    accounts: list[dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    return [one for one in accounts if "earner" in one["role_en"]]


@contextmanager
def _page(browser: Browser, width: int) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="zh-CN", device_scale_factor=2)
    yield context.new_page()
    context.close()


def _public(browser: Browser, site: str, into: Path) -> None:
    with _page(browser, PHONE) as page:
        page.goto(f"{site}/login/")
        page.screenshot(path=into / "login.png", full_page=True)
    with _page(browser, DESKTOP) as page:
        page.goto(f"{site}/")
        page.screenshot(path=into / "home.png", full_page=True)


def _own(browser: Browser, site: str, into: Path, account: dict[str, str]) -> None:
    with _page(browser, PHONE) as page:
        _log_in(page, site, account)
        page.screenshot(path=into / "record.png")
        number = re.search(r"CB-[0-9A-Z-]{14,16}", page.content())
        page.goto(f"{site}/verify/?number={number.group() if number else ''}")
        page.screenshot(path=into / "verify.png", full_page=True)
    with _page(browser, DESKTOP) as page:
        _log_in(page, site, account)
        page.screenshot(path=into / "record-wide.png")


def _quoted(browser: Browser, site: str, into: Path, account: dict[str, str]) -> None:
    with _page(browser, PHONE) as page:
        _log_in(page, site, account)
        page.get_by_role("link", name="试算").first.click()
        page.screenshot(path=into / "quote.png")


def _log_in(page: Page, site: str, account: dict[str, str]) -> None:
    page.goto(f"{site}/login/")
    page.get_by_label("用户名").fill(account["username"])
    page.get_by_label("密码").fill(account["password"])
    page.locator("main form button").first.click()
    page.wait_for_url(f"{site}/record/")


if __name__ == "__main__":
    sys.exit(main())
