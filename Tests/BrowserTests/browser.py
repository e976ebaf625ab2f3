"""Headless Chromium, and what can be said about a page it shows: accessibility, valid HTML, a picture."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import html5lib
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from playwright.async_api import Browser, BrowserContext, Page, Playwright

from DiscordSimulator import Simulator

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
SERIOUS = {"serious", "critical"}
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1200, "height": 800}


async def launch(playwright: Playwright, discord: Simulator) -> Browser:
    """Chromium that trusts the simulator's own key beside the usual authorities, and nothing more."""
    assert discord.certificates is not None
    certificate = x509.load_pem_x509_certificate(discord.certificates.chain_file.read_bytes())
    key = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    pin = base64.b64encode(hashlib.sha256(key).digest()).decode()
    return await playwright.chromium.launch(
        executable_path=str(CHROMIUM),
        args=["--no-sandbox", "--disable-gpu", f"--ignore-certificate-errors-spki-list={pin}"],
    )


class Person:
    """A browser of its own with somebody in front of it. Whatever its pages complain about is kept."""

    def __init__(self, context: BrowserContext, page: Page, base: str) -> None:
        self.context = context
        self.page = page
        self.base = base
        self.complaints: list[str] = []
        page.on("console", lambda message: self._keep(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))

    def _keep(self, kind: str, text: str) -> None:
        # A status that a test asks for is shown in the console as well.
        if kind in ("error", "warning") and not text.startswith("Failed to load resource"):
            self.complaints.append(f"{kind}: {text}")

    async def open(self, path: str) -> int:
        """Goes to a page; its status."""
        response = await self.page.goto(self.base + path)
        assert response is not None
        return response.status

    async def sign_in(self, name: str) -> None:
        """Follows Discord's page, where one is shown, as the account of that name."""
        button = self.page.get_by_role("button", name=f"Authorize as {name}", exact=True)
        await button.click()
        await self.page.wait_for_url(self.base + "/**")

    async def text(self) -> str:
        """What the page says."""
        return await self.page.locator("body").inner_text()

    async def serious_findings(self) -> list[str]:
        """What axe-core finds serious or critical."""
        await self.page.evaluate(AXE.read_text())
        result = await self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{found['id']}: {node['html'][:160]}"
            for found in result["violations"]
            if found["impact"] in SERIOUS
            for node in found["nodes"]
        ]

    async def invalid_html(self) -> list[str]:
        """Parse errors of the page as it was sent."""
        sent = await self.page.evaluate("fetch(location.href).then((answer) => answer.text())")
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(sent)
        return [f"{error} at {place}" for place, error, _ in parser.errors]

    async def picture(self, path: Path) -> None:
        """A small WebP of the page's first screens."""
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = "document.documentElement.scrollHeight"
        size = await self.page.evaluate(f"[innerWidth, Math.min({whole}, 2 * innerHeight)]")
        session = await self.context.new_cdp_session(self.page)
        shot = await session.send(
            "Page.captureScreenshot",
            {
                "format": "webp",
                "quality": 70,
                "captureBeyondViewport": True,
                "clip": {"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1},
            },
        )
        path.write_bytes(base64.b64decode(shot["data"]))
        await session.detach()


PersonMaker = Callable[..., Any]
