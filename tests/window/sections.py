#!/usr/bin/env python3
"""Sections in the real window, by mouse and keyboard alone, under Xvfb, on the sample.

    tests/window/sections.py [--program target/release/berghald] [--pictures FOLDER]

Cuts the hillside deposit across and along, points at the drawing and at the line on the map, draws a line from the
fjord up the hillside with another alternative beside it, cuts the fjord deposit, and saves a section as SVG.
Needs xvfb, xdotool, xclip and imagemagick (assets/setup.sh --tests).
"""

import argparse
import sys
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from drive import ROOT, TOP, Screen
from main_job import Failure, METRES_PER_POINT, check, look_at, sample_in

HILLSIDE, FJORD = (502_620.0, 7_002_980.0), (500_580.0, 7_001_990.0)
# The height of the panel when it is opened first, with its margins, and of the row of buttons in it.
PANEL, HEAD = 280, 34
# Where the row has its buttons: from the left edge of the map, and from its right edge.
ALONG, SAVE = 67, -66


def press(screen, x):
    edge = 264 if 0 < x else screen.width - 344
    screen.click(edge + x, screen.height - 34 - PANEL + 18)
    time.sleep(1.5)


def on_map(screen, place, middle, scale):
    """Where a place is on the screen while the panel is open."""
    left, right, top, bottom = 264, screen.width - 344, TOP, screen.height - 34 - PANEL
    per_point = scale * METRES_PER_POINT
    x = (left + right) / 2 + (place[0] - middle[0]) / per_point
    y = (top + bottom) / 2 - (place[1] - middle[1]) / per_point
    return round(x), round(y)


def in_drawing(screen, x, y):
    left, right = 264, screen.width - 344
    top, bottom = screen.height - 34 - PANEL + HEAD, screen.height - 34
    return round(left + (right - left) * x), round(top + (bottom - top) * y)


def job(program, language, theme, size, pictures):
    name = f"section-{language}-{theme}-{size[0]}"
    project = sample_in(language, program)
    screen = Screen(program, [project], language, theme, size)
    take = lambda step: screen.picture(pictures / f"{name}-{step}.png") if pictures else None
    try:
        time.sleep(6.0)
        look_at(screen, HILLSIDE, 12000)
        screen.click(*screen.place(0.5, 0.5))
        screen.key("k")
        time.sleep(2.5)
        screen.move(*in_drawing(screen, 0.55, 0.5), rest=1.0)
        take("across")
        press(screen, ALONG)
        time.sleep(1.0)
        screen.move(*on_map(screen, HILLSIDE, HILLSIDE, 12000), rest=1.0)
        take("along")

        screen.key("Escape")
        middle, scale = (501_700.0, 7_002_500.0), 25000
        look_at(screen, middle, scale)
        screen.key("l")
        for place in [(500_200.0, 7_001_900.0), (501_600.0, 7_002_200.0), (503_400.0, 7_003_300.0)]:
            screen.click(*on_map(screen, place, middle, scale))
        screen.key("Return")
        time.sleep(2.5)
        screen.move(*in_drawing(screen, 0.3, 0.5), rest=1.0)
        take("drawn")

        screen.key("ctrl+Next")
        time.sleep(2.0)
        look_at(screen, FJORD, 12000)
        screen.key("Escape")
        screen.click(*on_map(screen, FJORD, FJORD, 12000))
        screen.key("k", "k")
        press(screen, ALONG)
        time.sleep(2.0)
        screen.move(*in_drawing(screen, 0.5, 0.5), rest=1.0)
        take("fjord")

        press(screen, SAVE)
        time.sleep(1.0)
        written = project.parent / "snitt.svg"
        screen.paste(str(written))
        screen.key("Return")
        time.sleep(2.0)
        check(written.exists(), "the section is saved")
        root = ElementTree.parse(written).getroot()
        texts = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
        check(root.get("width") == "267mm" and len(texts) > 8, f"it is a drawing with {len(texts)} texts")
        take("saved")
    finally:
        screen.close()
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--program", default=ROOT / "target/release/berghald", type=Path)
    parser.add_argument("--pictures", type=Path)
    arguments = parser.parse_args()
    if arguments.pictures:
        arguments.pictures.mkdir(parents=True, exist_ok=True)
    good = True
    for language, theme, size in [("nb", "light", (1366, 768)), ("en", "dark", (1366, 768))]:
        print(f"{language}, {theme}", flush=True)
        try:
            job(arguments.program, language, theme, size, arguments.pictures)
        except Failure:
            good = False
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
