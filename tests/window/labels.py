#!/usr/bin/env python3
"""Labels of a site layer in the real window under Xvfb, on the sample.

    tests/window/labels.py [--program target/release/berghald] [--pictures FOLDER]

Selects the roads, chooses the field of their names as label, and looks whether the project file has it and whether
undo takes it back. Needs xvfb, xdotool, xclip and imagemagick (assets/setup.sh --tests).
"""

import sqlite3
import time

from drive import Screen
from main_job import check, in_both_languages, look_at, sample_in

ROADS = (501_600.0, 7_001_700.0)
# The roads in the list of layers, and the choice of their label: from the left and from the right edge.
LAYER, CHOICE, NAME = (150, 687), (156, 327), (156, 396)


def label_field(project):
    with sqlite3.connect(f"file:{project}?mode=ro", uri=True) as file:
        (field,) = file.execute("SELECT label_field FROM site_layers WHERE content LIKE '%veg_syntetisk'").fetchone()
    return field


def job(program, language, theme, size, pictures):
    name = f"{language}-{theme}-{size[0]}"
    project = sample_in(language, program)
    screen = Screen(program, [project], language, theme, size)
    take = lambda step: screen.picture(pictures / f"{name}-{step}.png") if pictures else None
    try:
        time.sleep(6.0)
        look_at(screen, ROADS, 12000)
        screen.click(*LAYER)
        screen.click(screen.width - CHOICE[0], CHOICE[1])
        take("label-choice")
        screen.click(screen.width - NAME[0], NAME[1])
        screen.move(screen.width - 30, 420, rest=2.0)
        take("labels")
        check(label_field(project) == "navn", "the field of the names is kept")
        screen.key("ctrl+z")
        time.sleep(2.0)
        check(label_field(project) is None, "undo takes it back")
    finally:
        screen.close()


if __name__ == "__main__":
    in_both_languages(job, "labels in the window")
