"""People at the page: what they tap before a walk."""

from dataclasses import dataclass

from playwright.async_api import Page

from treadctl.session.person.screening import ITEMS

WELL = {item.key: not item.flag for item in ITEMS}
SAY = """async (acts) => {
  for (const act of acts) {
    await fetch('/api/v1/before', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ page: sessionStorage.page, ...act }),
    });
  }
}"""


@dataclass(slots=True)
class Finger:
    """Taps what a walker would, and counts the taps; typing apart."""

    page: Page
    taps: int = 0

    async def tap(self, name: str) -> None:
        """Tap the button of this name."""
        await self.page.get_by_role("button", name=name, exact=True).click()
        self.taps += 1

    async def type(self, letters: str) -> None:
        """Type on the screen."""
        for letter in letters:
            await self.page.get_by_role("button", name=letter, exact=True).click()

    async def asked(self, key: str) -> None:
        """Wait until this is asked."""
        await self.page.wait_for_selector(f"body[data-shows=question] [data-key={key}]")

    async def join(self, name: str = "ANNA") -> None:
        """Come for the first time, with a picture and a name."""
        await self.tap("I'm new")
        await self.asked("picture")
        await self.tap("Cat")
        await self.asked("name")
        await self.type(name)
        await self.tap("Next")

    async def say_age(self, age: int = 70) -> None:
        await self.asked("age")
        await self.type(str(age))
        await self.tap("Next")

    async def answer_health(self, **said: bool) -> None:
        """Answer the questions about health, up to the first one that is answered with a sign."""
        for key, well in WELL.items():
            await self.asked(key)
            await self.tap("Yes" if said.get(key, well) else "No")
            if key in said:
                return

    async def choose(self, walk: str = "First steps", pain: int = 2) -> None:
        """Say the pain, choose the walk, clip the key."""
        await self.asked("pain")
        await self.tap(str(pain))
        await self.asked("walk")
        await self.page.get_by_role("button", name=walk).click()
        self.taps += 1
        await self.asked("key")
        await self.tap("Done")
        await self.page.wait_for_selector("body[data-shows=ready]")

    async def start(self) -> None:
        await self.tap("Start")


async def start_as_guest(page: Page) -> None:
    """A guest answers all there is, faster than by tapping, and taps Start."""
    said = {"age": 70, **WELL, "pain": 2, "walk": "first-steps", "key": True}
    answers = [{"act": "answer", "key": key, "value": value} for key, value in said.items()]
    await page.wait_for_selector("body[data-shows]")  # its words are there
    await page.evaluate(SAY, [{"act": "guest"}, *answers])
    await page.get_by_role("button", name="Start", exact=True).click()
