"""What somebody has to do at a page, counted: keys, clicks and pages."""

from playwright.sync_api import Page


class Counter:
    """Counts the keys, the clicks and the pages that somebody needs."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys, self.clicks, self.pages = page, 0, 0, 0
        page.on("load", self._loaded)

    def _loaded(self, page: object) -> None:
        self.pages += 1

    def press(self, text: str) -> None:
        for key in text:
            self.page.keyboard.press(key)
            self.keys += 1

    def enter(self) -> None:
        self.keys += 1
        self.page.keyboard.press("Enter")

    def tab(self) -> None:
        self.keys += 1
        self.page.keyboard.press("Tab")

    def click(self, words: str) -> None:
        self.clicks += 1
        self.page.locator("label", has_text=words).click()
