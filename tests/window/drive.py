#!/usr/bin/env python3
"""The planner's job in the real window, by mouse and keyboard alone, under Xvfb.

    tests/window/drive.py [--program target/release/berghald] [--terrain DTM.tif] [--pictures FOLDER]

Opens a terrain, draws an outline with eight corners, sets a volume, drags a corner, types a face angle, and
compares the figures that the window copies to the clipboard with those of `berghald deposit --json` for the
outline that it copies. Takes pictures in bokmål and English, light and dark, at 1366x768 and 1920x1080.
Needs xvfb, xdotool, xclip and imagemagick (assets/setup.sh --tests).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CASES = Path(os.environ.get("BERGHALD_CASES", ROOT / "../shared/cases"))
GRASDALEN = CASES / "real/grasdalen/dtm5_grasdalen.tif"
# Corners of the outline, as shares of the map's width and height.
CORNERS = [(0.42, 0.42), (0.50, 0.385), (0.58, 0.40), (0.645, 0.455),
           (0.635, 0.545), (0.57, 0.585), (0.48, 0.57), (0.43, 0.515)]


# The bar at the top and the row of alternatives; what is above the map.
TOP = 76


class Screen:
    """A window on a display of its own. Panels have their widths at the first start."""

    def __init__(self, program, files, language, theme, size, log_frames=False, folder=None):
        self.width, self.height = size
        self.folder = folder or Path(tempfile.mkdtemp(prefix="berghald-window-"))
        config = self.folder / "config"
        config.mkdir(exist_ok=True)
        settings = config / "settings.json"
        known = json.loads(settings.read_text()) if settings.exists() else {}
        settings.write_text(json.dumps(dict(known, language=language, theme=theme)))
        screen = f"{self.width}x{self.height}x24"
        # The server takes a display that is free, and says which. Without -noreset it begins anew, and turns
        # everybody away for a moment, whenever its only client goes.
        server = ["Xvfb", "-displayfd", "1", "-screen", "0", screen, "-nolisten", "tcp", "-noreset"]
        self.server = subprocess.Popen(server, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        display = self.server.stdout.readline().strip()
        self.environment = dict(os.environ, DISPLAY=f":{display}")
        self.environment.pop("WAYLAND_DISPLAY", None)
        wait_for(lambda: self.run("xdotool", "getmouselocation", check=False).returncode == 0)
        log = (self.folder / "log").open("w")
        self.frames = self.folder / "frames.csv"
        options = ["--frame-log", self.frames] if log_frames else []
        self.process = subprocess.Popen([program, "--folder", self.folder, *options, *files],
                                        env=self.environment, stdout=log, stderr=log)
        name = ("xdotool", "search", "--onlyvisible", "--name", "Berghald")
        wait_for(lambda: self.run(*name, check=False).stdout.strip())
        self.window = self.run(*name).stdout.split()[-1]
        self.run("xdotool", "windowsize", self.window, str(self.width), str(self.height))
        self.run("xdotool", "windowmove", self.window, "0", "0")
        self.run("xdotool", "windowfocus", self.window)
        time.sleep(3)
        self.key("ctrl+shift+f")

    def run(self, *words, check=True, text=None):
        return subprocess.run([str(word) for word in words], env=self.environment, check=check,
                              capture_output=True, text=True, input=text, timeout=30)

    def xdotool(self, *words, rest=0.25):
        self.run("xdotool", *words)
        time.sleep(rest)

    def place(self, x, y):
        """A place on the map: between the panels, the bar at the top and the status bar."""
        left, right, top, bottom = 264, self.width - 344, TOP, self.height - 34
        return round(left + (right - left) * x), round(top + (bottom - top) * y)

    def move(self, x, y, rest=0.15):
        self.xdotool("mousemove", x, y, rest=rest)

    def click(self, x, y, button=1):
        self.move(x, y)
        self.xdotool("click", button, rest=0.4)

    def key(self, *keys):
        for key in keys:
            self.xdotool("key", key)

    def type_into(self, x, y, text):
        """Clicking a field selects what it holds."""
        self.click(x, y)
        self.xdotool("type", "--delay", "20", text)
        self.key("Return")
        time.sleep(1.2)

    def clipboard(self, *keys):
        self.key(*keys)
        time.sleep(0.4)
        return self.run("xclip", "-selection", "clipboard", "-o").stdout

    def paste(self, text):
        self.fill_clipboard(text)
        self.key("ctrl+v")

    def fill_clipboard(self, text):
        # It stays in the background to hand the text over, and must not hold on to our pipes.
        command = ["xclip", "-selection", "clipboard", "-i"]
        subprocess.run(command, env=self.environment, input=text, text=True, check=True, timeout=30,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def picture(self, path):
        time.sleep(0.8)
        self.run("import", "-window", "root", "+dither", "-colors", "200", "-strip", f"PNG8:{path}")

    def close(self):
        self.process.kill()
        self.server.terminate()
        self.server.wait()


def wait_for(what, seconds=30):
    until = time.time() + seconds
    while not what():
        if until < time.time():
            sys.exit("the window did not come")
        time.sleep(0.1)


def draw(screen):
    screen.key("d")
    for corner in CORNERS[:5]:
        screen.click(*screen.place(*corner))
    screen.move(*screen.place(*CORNERS[5]), rest=1.0)


def finish(screen):
    for corner in CORNERS[5:]:
        screen.click(*screen.place(*corner))
    screen.key("Return")
    time.sleep(1.5)


def change(screen):
    """Sets a volume, drags a corner and types a face, where the inspector has its fields."""
    screen.type_into(screen.width - 156, TOP + 259, "6000000")
    screen.key("v")
    (x, y), (to_x, to_y) = screen.place(*CORNERS[3]), screen.place(0.67, 0.43)
    screen.move(x, y)
    screen.xdotool("mousedown", 1)
    for step in range(1, 11):
        screen.move(round(x + (to_x - x) * step / 10), round(y + (to_y - y) * step / 10), rest=0.06)
    time.sleep(0.8)


def let_go(screen):
    screen.xdotool("mouseup", 1, rest=1.5)
    screen.key("Escape")
    screen.type_into(screen.width - 166, TOP + 160, "1:1,7")


def compare(screen, program, terrain):
    table = screen.clipboard("ctrl+shift+r")
    shown = {name: float(value) for name, value in (line.split("\t") for line in table.splitlines())}
    outline = screen.folder / "outline.geojson"
    outline.write_text(screen.clipboard("ctrl+c"))
    command = [program, "deposit", "--json", "--terrain", terrain, "--outline", outline,
               "--face", "1:1.7", "--placed-m3", "6000000"]
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    expected = json.loads(made.stdout)["result"]
    differing = [name for name, value in shown.items() if value != expected[name]]
    corners = len(json.loads(outline.read_text())["features"][0]["geometry"]["coordinates"][0]) - 1
    print(f"{corners} corners, fill {shown['fill_m3']:.3f} m3, crest {shown['crest_level_m']:.3f} m, "
          f"{len(shown)} figures compared, differing: {differing or 'none'}")
    return corners == 8 and len(shown) > 10 and not differing


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--program", default=ROOT / "target/release/berghald", type=Path)
    parser.add_argument("--terrain", default=GRASDALEN, type=Path)
    parser.add_argument("--pictures", default=ROOT / "tests/window/pictures", type=Path)
    arguments = parser.parse_args()
    if not arguments.terrain.exists():
        print(f"skipped: there is no terrain {arguments.terrain}")
        return 0
    arguments.pictures.mkdir(parents=True, exist_ok=True)
    good = True
    views = [("nb", "light", (1366, 768)), ("en", "dark", (1366, 768)),
             ("en", "light", (1920, 1080)), ("nb", "dark", (1920, 1080))]
    for language, theme, size in views:
        screen = Screen(arguments.program, [arguments.terrain], language, theme, size)
        name = f"{language}-{theme}-{size[0]}"
        try:
            draw(screen)
            screen.picture(arguments.pictures / f"{name}-drawing.png")
            finish(screen)
            change(screen)
            screen.picture(arguments.pictures / f"{name}-dragging.png")
            let_go(screen)
            screen.picture(arguments.pictures / f"{name}-result.png")
            good &= compare(screen, arguments.program, arguments.terrain)
        finally:
            screen.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
