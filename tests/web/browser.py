"""Chromium, and what a reader does with it."""

import json
import os
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

PATIENCE = 20  # seconds
PHONE, DESKTOP, NARROW = (390, 844), (1280, 900), (320, 640)
AXE = Path(os.environ.get("AXE", "axe.min.js"))
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Browser:
    def __init__(self, logged=None):
        """logged: what ChromeDriver's performance log holds besides the network, as its
        perfLoggingPrefs have it."""
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in ("--headless=new", "--no-first-run", "--disable-background-networking",
                         "--disable-component-update", "--hide-scrollbars"):
            options.add_argument(argument)
        if os.geteuid() == 0:
            options.add_argument("--no-sandbox")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        if logged:
            options.add_experimental_option("perfLoggingPrefs", logged)
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.own = self.driver.current_window_handle
        self.cdp = self.driver.execute_cdp_cmd
        self.run = self.driver.execute_script
        self.origins = set()
        self.forgives = ()

    def quit(self):
        self.driver.quit()

    # ---- a test's window ----

    def begin(self):
        self.driver.switch_to.new_window("tab")
        self.origins, self.forgives = set(), ()
        self.cdp("Emulation.setFocusEmulationEnabled", {"enabled": True})
        self.size(DESKTOP)
        for log in ("browser", "performance"):
            self.driver.get_log(log)

    def end(self):
        said = [entry["message"] for entry in self.driver.get_log("browser")
                if entry["level"] in ("SEVERE", "WARNING")]
        asked = self.asked()
        self.driver.close()
        self.driver.switch_to.window(self.own)
        assert not [m for m in said if not any(f in m for f in self.forgives)], said
        assert all(any(url.startswith(o + "/") for o in self.origins) for url in asked), asked

    def asked(self):
        """Addresses that were asked for since this was last called."""
        events = [json.loads(e["message"])["message"] for e in self.driver.get_log("performance")]
        urls = [e["params"]["request"]["url"] for e in events
                if e["method"] == "Network.requestWillBeSent"]
        return [u for u in urls if not u.startswith(("data:", "about:", "blob:"))]

    def size(self, size):
        self.cdp("Emulation.setDeviceMetricsOverride",
                 {"width": size[0], "height": size[1], "deviceScaleFactor": 1,
                  "mobile": size[0] < 600})

    def media(self, media="", **features):
        """media(prefers_color_scheme="dark"), media("print")."""
        self.cdp("Emulation.setEmulatedMedia",
                 {"media": media, "features": [{"name": name.replace("_", "-"), "value": value}
                                               for name, value in features.items()]})

    def without_scripts(self, off=True):
        self.cdp("Emulation.setScriptExecutionDisabled", {"value": off})

    # ---- what a reader sees and does ----

    def open(self, daemon, target="/"):
        self.origins.add(daemon.url)
        self.driver.get(daemon.url + target)

    def all(self, css):
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def one(self, css):
        """The first that is shown, once there is one."""
        return self.until(lambda: next((e for e in self.all(css) if e.is_displayed()), None), css)

    def text(self, css):
        return self.one(css).text

    def texts(self, css):
        return [e.text for e in self.all(css)]

    def until(self, true, what=""):
        """Waits for true() to be, and gives that."""
        wait = WebDriverWait(self.driver, PATIENCE, 0.02, [StaleElementReferenceException])
        return wait.until(lambda _: true(), f"never came: {what or true}")

    def press(self, *keys):
        for key in keys:
            ActionChains(self.driver).send_keys(getattr(Keys, key, key)).perform()

    def click(self, css):
        self.one(css).click()

    def button(self, text):
        return self.until(lambda: next((b for b in self.all("button")
                                        if b.text == text and b.is_displayed()), None), text)

    def focused(self):
        return self.driver.switch_to.active_element

    def address(self):
        """What stands behind the origin."""
        return self.run("return location.pathname + location.search + location.hash")

    def in_view(self, css):
        return self.run("""const e = document.querySelector(arguments[0]); if (!e) return false;
            const box = e.getBoundingClientRect();
            return box.height > 0 && box.top >= 0 && box.top < innerHeight;""", css)

    def clipboard(self):
        self.cdp("Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]})
        return self.driver.execute_async_script(
            "navigator.clipboard.readText().then(arguments[0], e => arguments[0](String(e)))")

    def overflow(self):
        """Pixels by which the page is wider than the window."""
        return self.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth")

    def violations(self):
        """What axe-core finds, as text; empty where all is well."""
        self.run(AXE.read_text(encoding="utf-8"))
        found = self.driver.execute_async_script(
            "axe.run(document, {runOnly: arguments[0]}).then(r => arguments[1](r.violations))",
            STANDARD)
        return [f"{v['id']}: {v['help']}: {n['html'][:200]} {n['failureSummary']}"
                for v in found for n in v["nodes"]]
