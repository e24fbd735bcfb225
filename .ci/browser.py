"""The page of HTML in a real browser: browser.py CHROMIUM PORTOLAN [DOCUMENT [FOLDER-FOR-SCREENSHOTS]].

Without a document one of 14,500 records is invented. Speaks the DevTools protocol through the browser's own pipe, so
that nothing but Python's library is needed.
"""
import base64
import csv
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

CHROMIUM, PORTOLAN = sys.argv[1:3]
DOCUMENT = sys.argv[3] if len(sys.argv) > 3 else None
SHOTS = pathlib.Path(sys.argv[4]) if len(sys.argv) > 4 else None
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
         "--remote-debugging-pipe"]


def invented():
    """XML of as many records as the registry has."""
    yield '<registry xmlns="http://www.iana.org/assignments" id="service-names-port-numbers">'
    yield "<title>Service Name and Transport Protocol Port Number Registry</title>"
    for n in range(14_500):
        name, port = ("ssh" if n % 3000 == 21 else f"chart-{n}"), ("6000-6063" if n == 6000 else n)
        yield f'<record><name>{name}</name><protocol>tcp</protocol><xref type="person" data="Reef_{n % 5000}"/>'
        yield f"<description>Chart service of the coast {n}</description><number>{port}</number></record>"
    yield "<people>"
    for n in range(5_000):
        yield f'<person id="Reef_{n}"><name>Eve Reef {n}</name><uri>mailto:reef{n}&amp;example.org</uri></person>'
    yield "</people></registry>"


class Browser:
    """One tab."""

    def __init__(self, folder):
        (theirs, ours), (mine, yours) = os.pipe(), os.pipe()
        # The browser reads from its descriptor 3 and writes to its descriptor 4.
        command = f'exec "$0" "$@" 3<&{theirs} 4>&{yours}'
        self.process = subprocess.Popen(
            ["bash", "-c", command, CHROMIUM, *FLAGS, f"--user-data-dir={folder}", "about:blank"],
            pass_fds=(theirs, yours), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs), os.close(yours)
        self.send, self.receive = os.fdopen(ours, "wb", 0), os.fdopen(mine, "rb")
        self.last, self.session, self.events, self.buffer = 0, None, [], b""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def message(self):
        while b"\0" not in self.buffer:
            more = self.receive.read1(1 << 20)
            if not more:
                raise SystemExit("the browser went away")
            self.buffer += more
        one, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(one)

    def call(self, method, **params):
        self.last += 1
        request = {"id": self.last, "method": method, "params": params}
        if self.session:
            request["sessionId"] = self.session
        self.send.write(json.dumps(request).encode() + b"\0")
        while True:
            message = self.message()
            if message.get("id") == self.last:
                if "error" in message:
                    raise SystemExit(f"{method}: {message['error']}")
                return message["result"]
            self.events.append(message)

    def run(self, script):
        """The value of an expression, awaited."""
        told = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in told:
            raise SystemExit(f"{script}: {told['exceptionDetails']}")
        return told["result"].get("value")

    def until(self, script, seconds=60):
        end = time.monotonic() + seconds
        while not self.run(script):
            if time.monotonic() > end:
                raise SystemExit(f"never came true: {script}")
            time.sleep(0.02)

    def open(self, url):
        self.call("Page.navigate", url=url)
        self.until("document.readyState === 'complete' && document.querySelector('.search') !== null")
        self.painted()

    def painted(self):
        self.run("new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))")

    def key(self, key, text=None, code=0):
        key = {"key": key, "windowsVirtualKeyCode": code or ord(key[0].upper())}
        self.call("Input.dispatchKeyEvent", type="keyDown", **key, **({"text": text} if text else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", **key)

    def shot(self, name):
        if SHOTS:
            data = self.call("Page.captureScreenshot", format="png")["data"]
            (SHOTS / f"{name}.png").write_bytes(base64.b64decode(data))

    def window(self, width, height, scheme="light"):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])


def holds(is_so, what):
    if not is_so:
        raise SystemExit(f"browser: {what}")


SHOWN = "document.querySelectorAll('.records tbody tr:not([hidden])').length"
# Both tables' headings stand at the window's top while their rows pass.
HEAD = "document.querySelector('.records thead').getBoundingClientRect().top"


def visit(browser, page, rows):
    """Opens the page, looks, types, follows a link."""
    text = ["\n".join(row).lower() for row in rows]
    browser.window(1400, 900)
    start = time.monotonic()
    browser.open(page.as_uri())
    loaded = time.monotonic() - start
    holds(browser.run(SHOWN) == len(rows), f"{browser.run(SHOWN)} rows are shown of {len(rows)}")
    holds(browser.run("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways at 1400 px")
    browser.shot("1-top")
    browser.run("document.querySelectorAll('.records tbody tr')[7000].scrollIntoView()")
    browser.painted()
    holds(abs(browser.run(HEAD)) < 1, f"the header is at {browser.run(HEAD)} after scrolling, not at 0")
    hidden = "(() => { let row = document.querySelectorAll('.records tbody tr')[7000].getBoundingClientRect(), head = " \
             "document.querySelector('.records thead').getBoundingClientRect(); return row.top < head.bottom - 1 })()"
    holds(not browser.run(hidden), "a row that is scrolled to lies below the header")
    browser.shot("2-middle")

    browser.key("/", "/", 191)
    holds(browser.run("document.activeElement.type") == "search", "the key / does not lead to the search")
    start = time.monotonic()
    for letter in "ssh":
        browser.key(letter, letter)
    expected = sum("ssh" in row for row in text)
    browser.until(f"{SHOWN} === {expected}", 10)
    browser.painted()
    filtered = time.monotonic() - start
    browser.shot("3-search")
    said = browser.run("document.querySelector('.search output').textContent")
    holds(said == f"{expected:,} of {len(rows):,} rows", f"the search says {said!r}")
    start = time.monotonic()
    browser.key("Escape", None, 27)
    browser.until(f"{SHOWN} === {len(rows)}", 10)
    browser.painted()
    cleared = time.monotonic() - start
    browser.open(page.as_uri() + "?q=6010")
    names = browser.run("[...document.querySelectorAll('.records tbody tr:not([hidden])')].map(row => "
                        "row.querySelectorAll('td')[1].textContent)")
    holds("6000-6063" in names, f"6010 finds {names[:20]}")
    browser.shot("4-port")

    browser.open(page.as_uri() + "?again")
    link = "document.querySelector('.records tbody td a[href^=\"#\"]')"
    browser.run(f"{link}.scrollIntoView({{block: 'center'}})")
    browser.run(f"{link}.click()")
    browser.painted()
    seen = browser.run("(() => { let row = document.querySelector('tr:target').getBoundingClientRect(), head = "
                       "document.querySelector('.people thead').getBoundingClientRect(); "
                       "return row.top >= head.bottom - 1 && row.bottom <= innerHeight })()")
    holds(seen, "a contact that a link leads to is not to be seen")
    browser.shot("5-contact")
    # The same bytes are XHTML.
    (page.parent / "page.xhtml").write_bytes(page.read_bytes())
    browser.open(page.with_suffix(".xhtml").as_uri() + "#q=ssh")
    holds(browser.run(SHOWN) == expected, f"read as XML, {browser.run(SHOWN)} rows are shown of {expected}")

    if SHOTS:
        browser.window(1400, 900, "dark")
        browser.open(page.as_uri() + "?dark")
        browser.shot("6-dark")
        browser.run("document.querySelectorAll('.records tbody tr')[7000].scrollIntoView()")
        browser.painted()
        browser.shot("7-dark-middle")
        browser.window(400, 800)
        browser.open(page.as_uri() + "?narrow")
        browser.shot("8-narrow")
        browser.run("document.querySelectorAll('.records tbody tr')[40].scrollIntoView()")
        browser.painted()
        browser.shot("9-narrow-middle")
    errors = [event["params"] for event in browser.events
              if event.get("method") in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")]
    holds(not errors, f"the console says {errors}")
    requests = [event["params"]["request"]["url"] for event in browser.events
                if event.get("method") == "Network.requestWillBeSent"]
    own = (page.as_uri(), page.with_suffix(".xhtml").as_uri())
    foreign = [url for url in requests if not url.startswith(own)]
    holds(requests and not foreign, f"the page asks for {foreign}")
    print(f"browser: {len(rows):,} rows, {page.stat().st_size / 1e6:.1f} MB: shown after {loaded:.2f} s; \"ssh\" typed "
          f"leaves {expected} after {filtered:.2f} s, all are back after {cleared:.2f} s")


def main():
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        folder = pathlib.Path(folder)
        document = DOCUMENT
        if not document:
            document = folder / "invented.xml"
            document.write_text("\n".join(invented()))
        page = folder / "page.html"
        subprocess.run([PORTOLAN, "convert", "-q", document, "--to", "html", "-o", page], check=True)
        table = subprocess.run([PORTOLAN, "convert", "-q", document, "--to", "csv"], check=True, capture_output=True)
        rows = list(csv.reader(io.StringIO(table.stdout.decode(), newline="")))[1:]
        browser = Browser(folder / "profile")
        try:
            visit(browser, page, rows)
        finally:
            browser.process.terminate()
            browser.process.wait(20)


main()
