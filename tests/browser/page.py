"""One page in the browser, and everything that it did: requests, console, dialogs."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser.pipe import BrowserError, Pipe

STAYS = ("file:", "data:", "about:", "blob:")
"""addresses that ask nobody"""

DOMAINS = ("Page", "Runtime", "Network", "Log", "Security", "Audits")


@dataclass(frozen=True)
class Doings:
    """What a page did since it was opened. An honest report does nothing of it."""

    requests: tuple[str, ...]
    """addresses asked for that are not the page itself"""

    console: tuple[str, ...]
    """whatever was said on the console, exceptions, and what the browser said of the page"""

    dialogs: tuple[str, ...]


class Page:
    """A tab. `open` a file, look at it, `close`; used as a context manager by `Browser`."""

    def __init__(self, pipe: Pipe) -> None:
        self.pipe = pipe
        self.target: str = pipe.send("Target.createTarget", {"url": "about:blank"})["targetId"]
        attached = pipe.send("Target.attachToTarget", {"targetId": self.target, "flatten": True})
        self.session: str = attached["sessionId"]
        self.address = ""
        self._world = 0
        for domain in DOMAINS:
            self.send(f"{domain}.enable")

    def send(self, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        return self.pipe.send(method, params, session=self.session)

    def close(self) -> None:
        self.pipe.send("Target.closeTarget", {"targetId": self.target})
        kept = [event for event in self.pipe.events if event.get("sessionId") != self.session]
        self.pipe.events.clear()
        self.pipe.events.extend(kept)

    def open(self, path: Path) -> None:
        """Load a file, until all that it loads is there."""
        self.visit(path.resolve().as_uri())

    def visit(self, address: str) -> None:
        """The same with any address."""
        self.address = address
        answer = self.send("Page.navigate", {"url": self.address})
        if answer.get("errorText"):
            raise BrowserError(f"{address}: {answer['errorText']}")
        self.pipe.wait_for("Page.loadEventFired", self.session)
        tree = self.send("Page.getFrameTree")
        world = {"frameId": tree["frameTree"]["frame"]["id"], "worldName": "tests"}
        self._world = self.send("Page.createIsolatedWorld", world)["executionContextId"]

    def choose_files(self, selector: str, files: list[Path]) -> None:
        """What a person does who chooses files in a file input."""
        self.send("DOM.enable")
        root = self.send("DOM.getDocument")["root"]["nodeId"]
        node = self.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        names = [str(path) for path in files]
        self.send("DOM.setFileInputFiles", {"nodeId": node, "files": names})

    def evaluate(self, expression: str) -> Any:
        """The value of an expression, in a world of its own: the page's scripts see nothing."""
        answer = self.send(
            "Runtime.evaluate",
            {
                "expression": expression,
                "contextId": self._world,
                "returnByValue": True,
                "awaitPromise": True,
            },
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise BrowserError(details.get("exception", {}).get("description", details["text"]))
        return answer["result"].get("value")

    def emulate(
        self, *, media: str = "screen", dark: bool = False, width: int = 1280, height: int = 800
    ) -> None:
        """How the page is looked at; widths and heights in CSS pixels."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.send("Emulation.setEmulatedMedia", {"media": media, "features": [scheme, still]})
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.send("Emulation.setDeviceMetricsOverride", size)

    def screenshot(self, *, full: bool = False) -> bytes:
        """PNG of what is on the screen, or of the whole page."""
        options = {"format": "png", "captureBeyondViewport": full}
        return base64.b64decode(self.send("Page.captureScreenshot", options)["data"])

    def print(self) -> bytes:
        """The PDF that the browser would print, on the paper that the page asks for or A4."""
        self.emulate(media="print")
        paper = {"paperWidth": 210 / 25.4, "paperHeight": 297 / 25.4, "preferCSSPageSize": True}
        return base64.b64decode(self.send("Page.printToPDF", paper)["data"])

    def doings(self) -> Doings:
        """All that the page has done so far."""
        self.evaluate("new Promise(done => setTimeout(done, 0))")
        requests: list[str] = []
        console: list[str] = []
        dialogs: list[str] = []
        for event in self.pipe.events:
            if event.get("sessionId") != self.session:
                continue
            said = event["params"]
            match event["method"]:
                case "Network.requestWillBeSent":
                    requests.append(said["request"]["url"])
                case "Network.webSocketCreated" | "Network.webTransportCreated":
                    requests.append(said["url"])
                case "Runtime.consoleAPICalled":
                    words = (str(argument.get("value")) for argument in said["args"])
                    console.append(f"{said['type']}: {' '.join(words)}")
                case "Runtime.exceptionThrown":
                    console.append(f"exception: {said['exceptionDetails']['text']}")
                case "Log.entryAdded":
                    console.append(f"{said['entry']['level']}: {said['entry']['text']}")
                case "Page.javascriptDialogOpening":
                    dialogs.append(said["message"])
        left = [url for url in requests if url != self.address and not url.startswith(STAYS[1:])]
        return Doings(tuple(left), tuple(console), tuple(dialogs))


class Browser:
    """A browser that is kept for many pages."""

    def __init__(self, executable: str, *, loopback: bool = False) -> None:
        self.pipe = Pipe(executable, loopback=loopback)

    def page(self) -> Page:
        return Page(self.pipe)

    def close(self) -> None:
        self.pipe.close()
