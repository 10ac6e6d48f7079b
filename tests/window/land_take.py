#!/usr/bin/env python3
"""What deposits take of the site layers, in the real window under Xvfb, on the sample.

    tests/window/land_take.py [--program target/release/berghald] [--pictures FOLDER]

Selects the hillside deposit, drags it out of the nature reserve and lets go, and shows the fjord alternative. What is
saved must be without the reserve's conflict. Needs xvfb, xdotool, xclip and imagemagick (assets/setup.sh --tests).
"""

import json
import subprocess
import time

from drive import Screen
from main_job import check, in_both_languages, look_at, sample_in

HILLSIDE = (502_620.0, 7_002_980.0)
# The chip of the third alternative: from the left edge of the window.
FJORD_CHIP = (375, 58)


def conflicts(program, project):
    told = subprocess.run([program, "scenarios", project, "--json"], check=True, capture_output=True, text=True)
    return [one["hard_conflicts"] for one in json.loads(told.stdout)["result"]["scenarios"]]


def job(program, language, theme, size, pictures):
    name = f"{language}-{theme}-{size[0]}"
    project = sample_in(language, program)
    check(conflicts(program, project) == [0, 2, 1, 0], "the sample has its conflicts")
    screen = Screen(program, [project], language, theme, size)
    take = lambda step: screen.picture(pictures / f"{name}-{step}.png") if pictures else None
    try:
        time.sleep(6.0)
        look_at(screen, HILLSIDE, 12000)
        screen.click(*screen.place(0.5, 0.5))
        time.sleep(1.0)
        screen.move(screen.width - 150, 600)
        for _ in range(30):
            screen.xdotool("click", 5, rest=0.02)
        # Away from the figures, so that no tooltip lies over them.
        screen.move(900, screen.height - 10, rest=1.0)
        take("land-take")
        screen.key("m")
        x, y = screen.place(0.5, 0.5)
        screen.move(x, y)
        screen.xdotool("mousedown", 1)
        for step in range(10):
            screen.move(x - step * 8, y + step * 4, rest=0.05)
        take("land-take-in-the-hand")
        screen.xdotool("mouseup", 1)
        time.sleep(3.0)
        screen.key("Escape", "Escape")
        check(conflicts(program, project)[1] == 1, "the deposit left the reserve")
        screen.click(*FJORD_CHIP)
        time.sleep(2.0)
        take("land-take-in-the-fjord")
    finally:
        screen.close()


if __name__ == "__main__":
    in_both_languages(job, "land-take in the window")
