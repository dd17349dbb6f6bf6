# SPDX-License-Identifier: Apache-2.0
"""Headless Chromium over its debugging pipe: no driver, no port, no other package."""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


#: A promise that is kept when an expression is true, in the page itself.
WAITING = """new Promise((resolve) => {
    const events = ["load", "readystatechange", "hashchange", "popstate", "pageshow", "scroll", "scrollend", "resize",
        "focusin", "input", "keyup", "toggle"];
    const holds = () => { try { return Boolean(%s); } catch { return false; } };
    const look = () => {
        if (!holds()) return;
        observer.disconnect();
        for (const event of events) removeEventListener(event, later, true);
        resolve(true);
    };
    // An event comes before the page has been laid out anew.
    const later = () => { look(); requestAnimationFrame(() => requestAnimationFrame(look)); };
    const observer = new MutationObserver(later);
    observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    for (const event of events) addEventListener(event, later, true);
    later();
})"""


class BrowserError(Exception):
    """What the browser says went wrong."""


class Chromium:
    """One browser with one page, and nothing of it left behind.

        with Chromium() as browser:
            browser.open("/tmp/site/index.html")
            print(browser.evaluate("document.title"))
    """

    def __init__(self, javascript=True, timeout=30):
        program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        if program is None:
            raise BrowserError("no Chromium on PATH: on Debian `apt-get install chromium`")
        self._timeout = timeout
        self._profile = tempfile.mkdtemp(prefix="latebind-chromium-")
        self._number = 0
        self._events = []
        self._buffer = b""
        # The browser reads commands from its descriptor 3 and writes answers to its descriptor 4.
        commands, self._commands = os.pipe()
        self._answers, answers = os.pipe()
        arguments = [
            program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
            "--no-first-run", "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND",
            "--remote-debugging-pipe", f"--user-data-dir={self._profile}", "about:blank",
        ]
        wrapper = ["sh", "-c", f'exec "$@" 3<&{commands} 4>&{answers}', "sh", *arguments]
        self._process = subprocess.Popen(
            wrapper, pass_fds=(commands, answers), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(commands)
        os.close(answers)
        os.set_blocking(self._answers, False)
        self._session = None
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")
        if not javascript:
            self.send("Emulation.setScriptExecutionDisabled", value=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._commands)
        os.close(self._answers)
        shutil.rmtree(self._profile, ignore_errors=True)

    # The protocol: JSON with a zero byte after each message.

    def send(self, method, **parameters):
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        answer = self._receive(lambda message: message.get("id") == self._number)
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def _receive(self, is_wanted):
        deadline = time.monotonic() + self._timeout
        while time.monotonic() < deadline:
            message, zero, rest = self._buffer.partition(b"\0")
            if zero:
                self._buffer = rest
                decoded = json.loads(message)
                if "method" in decoded:
                    self._events.append(decoded)
                if is_wanted(decoded):
                    return decoded
                continue
            try:
                received = os.read(self._answers, 1 << 20)
            except BlockingIOError:
                select.select([self._answers], [], [], max(0, deadline - time.monotonic()))
                continue
            if not received:
                raise BrowserError(f"the browser has ended with status {self._process.wait()}")
            self._buffer += received
        raise BrowserError(f"no answer within {self._timeout} s")

    # What a reader does.

    def open(self, path, fragment=""):
        """Opens a file and waits until it is loaded."""
        # Through an empty page: an address that differs in its fragment alone would load nothing.
        self._navigate("about:blank")
        self._events.clear()
        self._navigate(f"file://{os.path.abspath(path)}{fragment}")

    def _navigate(self, address):
        seen = len(self._events)
        answer = self.send("Page.navigate", url=address)
        if "errorText" in answer:
            raise BrowserError(f"{address}: {answer['errorText']}")
        if not any(event["method"] == "Page.loadEventFired" for event in self._events[seen:]):
            self._receive(lambda message: message.get("method") == "Page.loadEventFired")

    def evaluate(self, expression):
        result = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise BrowserError(f"{expression}: {result['exceptionDetails']['text']}")
        return result["result"].get("value")

    def wait_until(self, expression):
        """Waits until something is true of the page: looked at again when the page changes, not every so often."""
        while True:
            try:
                return self.evaluate(WAITING % expression)
            except BrowserError as error:
                # The page went away under the promise: the next one is asked.
                if not any(text in str(error) for text in ("navigated", "destroyed", "collected", "Cannot find context")):
                    raise

    def type(self, text):
        """Types characters where the focus is."""
        for character in text:
            self.send("Input.dispatchKeyEvent", type="keyDown", text=character, key=character)
            self.send("Input.dispatchKeyEvent", type="keyUp", key=character)

    def press(self, key):
        """Presses a key that writes nothing: `ArrowDown`, `Enter`, `Escape`."""
        codes = {"Enter": 13, "Escape": 27, "ArrowUp": 38, "ArrowDown": 40, "Tab": 9}
        text = {"text": "\r"} if key == "Enter" else {}
        self.send("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, windowsVirtualKeyCode=codes[key], **text)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=key, code=key, windowsVirtualKeyCode=codes[key])

    def complaints(self):
        """Errors since the page was opened: exceptions, log entries, requests that failed or left the disk."""
        found = []
        for event in self._events:
            parameters = event.get("params", {})
            if event["method"] == "Runtime.exceptionThrown":
                found.append(parameters["exceptionDetails"].get("text", "exception"))
            elif event["method"] == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
                found.append(parameters["entry"]["text"])
            elif event["method"] == "Network.loadingFailed" and not parameters.get("canceled"):
                found.append(parameters["errorText"])
            elif event["method"] == "Network.requestWillBeSent":
                address = parameters["request"]["url"]
                if not address.startswith(("file:", "data:", "about:")):
                    found.append(f"request to {address}")
        return found

    # What a reader sees.

    def view(self, width, height, dark=False, scale=1):
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=scale, mobile=width < 600)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", features=[scheme])

    def screenshot(self, path):
        image = self.send("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(image))
