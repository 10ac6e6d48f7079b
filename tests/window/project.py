#!/usr/bin/env python3
"""A project in the real window, by mouse and keyboard alone, under Xvfb.

    tests/window/project.py [--program target/release/berghald] [--pictures FOLDER]

Draws a deposit, saves the project under a name, makes a second alternative, changes it, undoes and redoes, tries
something with What if and throws it away, closes, opens it again, and finds the same figures; kills the
program in the middle and finds them again; opens the project twice; takes the terrain away. The figures that
the window copies are compared with those of `berghald scenarios` and `berghald check`.
Needs xvfb, xdotool, xclip and imagemagick (assets/setup.sh --tests).
"""

import argparse
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from drive import ROOT, TOP, Screen, draw, finish

COMMANDS = {
    "nb": {"duplicate": "Dupliser alternativ", "what if": "Hva om", "throw away": "Forkast"},
    "en": {"duplicate": "Duplicate alternative", "what if": "What if", "throw away": "Throw away"},
}
# Inside the deposit that is drawn, as shares of the map when the whole site is shown.
DEPOSIT = (0.5, 0.5)


class Failure(Exception):
    pass


def check(holds, what):
    print(("ok      " if holds else "FAILED  ") + what)
    if not holds:
        raise Failure(what)


def command(screen, name):
    """Runs a command by its name in the palette."""
    screen.key("ctrl+k")
    time.sleep(0.8)
    screen.xdotool("type", "--delay", "20", name, rest=0.6)
    screen.key("Return")
    time.sleep(1.0)


def figures(screen):
    screen.key("Escape")
    screen.click(*screen.place(*DEPOSIT))
    time.sleep(1.0)
    screen.fill_clipboard("nothing was copied")
    table = screen.clipboard("ctrl+shift+r")
    rows = [line.split("\t") for line in table.splitlines()]
    return {row[0]: float(row[1]) for row in rows if len(row) == 2}


def title(screen):
    return screen.run("xdotool", "getwindowname", screen.window).stdout.strip()


def listed(program, project):
    made = subprocess.run([program, "scenarios", "--json", project], capture_output=True, text=True, check=True)
    return json.loads(made.stdout)["result"]["scenarios"]


def checked(program, project):
    made = subprocess.run([program, "check", "--json", project], capture_output=True, text=True)
    return json.loads(made.stdout)["result"]


def same(shown, deposit):
    names = ["fill_m3", "footprint_area_m2", "crest_level_m"]
    return all(shown.get(name) == deposit[name] for name in names)


def close(screen):
    """Closes the window as a user does, and waits until it is gone."""
    screen.key("ctrl+q")
    screen.process.wait(timeout=30)
    screen.server.terminate()
    screen.server.wait()


def set_face(screen, text):
    screen.type_into(screen.width - 166, TOP + 160, text)


def job(program, language, theme, size, pictures):
    words = COMMANDS[language]
    name = f"{language}-{theme}-{size[0]}"
    site = Path(tempfile.mkdtemp(prefix="berghald-site-"))
    terrain = site / "terreng.tif"
    shutil.copy(ROOT / "tests/files/synthetic-terrain.tif", terrain)
    project = site / "plan på Røros.gpkg"
    screen = Screen(program, [terrain], language, theme, size)
    folder = screen.folder

    def again(*files):
        return Screen(program, files, language, theme, size, folder=folder)

    try:
        draw(screen)
        finish(screen)
        screen.key("ctrl+shift+s")
        time.sleep(1.0)
        # The keyboard of a bare display has no æøå.
        screen.paste(str(project))
        screen.key("Return")
        time.sleep(2.0)
        check(project.exists(), "the project is where it was to be saved")
        check("plan på Røros" in title(screen), f"the title names the project: {title(screen)}")
        first = figures(screen)
        check(len(first) > 10, "the first alternative has figures")

        command(screen, words["duplicate"])
        copied = figures(screen)
        check(copied == first, "the copy has the figures of the original")
        set_face(screen, "1:2")
        changed = figures(screen)
        check(changed["fill_m3"] < first["fill_m3"], "a gentler face holds less")
        screen.picture(pictures / f"project-{name}-alternatives.png")
        screen.key("Escape", "ctrl+z")
        time.sleep(1.5)
        check(figures(screen) == first, "undo brings the figures back")
        screen.key("Escape", "ctrl+shift+z")
        time.sleep(1.5)
        check(figures(screen) == changed, "redo makes the change again")

        command(screen, words["what if"])
        figures(screen)
        set_face(screen, "1:3")
        tried = figures(screen)
        check(tried["fill_m3"] < changed["fill_m3"], "what if has figures of its own")
        screen.picture(pictures / f"project-{name}-what-if.png")
        command(screen, words["throw away"])
        check(figures(screen) == changed, "thrown away, the alternative is as it was")
        close(screen)

        scenarios = listed(program, project)
        check([one["zero"] for one in scenarios] == [True, False, False], "zero alternative and two more are kept")
        check(same(first, scenarios[1]["deposits"][0]), "the file keeps the figures of the first")
        check(same(changed, scenarios[2]["deposits"][0]), "the file keeps the figures of the second")
        check(checked(program, project)["status"] == "same", "worked out again, every figure is the same")

        screen = again()
        # Away from the list, whose tips name folders of this machine.
        screen.move(8, size[1] - 60)
        screen.picture(pictures / f"project-{name}-start.png")
        close(screen)
        screen = again(project)
        check(figures(screen) == changed, "opened again, the figures are the same")
        second = Screen(program, [project], language, theme, size)
        time.sleep(1.0)
        second.picture(pictures / f"project-{name}-read-only.png")
        check(scenarios == listed(program, project), "a second window changes nothing")
        second.close()

        set_face(screen, "1:2.5")
        steeper = figures(screen)
        time.sleep(1.0)
        screen.process.send_signal(signal.SIGKILL)
        screen.process.wait()
        screen.server.terminate()
        screen.server.wait()
        kept = listed(program, project)[2]["deposits"][0]
        check(same(steeper, kept), "killed, the last change is in the file")
        screen = again(project)
        screen.picture(pictures / f"project-{name}-after-a-crash.png")
        check(figures(screen) == steeper, "and in the window")
        close(screen)

        terrain.rename(site / "borte.tif")
        screen = again(project)
        screen.click(*screen.place(*DEPOSIT))
        screen.picture(pictures / f"project-{name}-source-missing.png")
        close(screen)
        check(checked(program, project)["status"] == "differs", "a terrain that is gone is found by the check")
    except Failure:
        screen.picture(pictures / f"project-{name}-failed.png")
        screen.close()
        return False
    finally:
        shutil.rmtree(site, ignore_errors=True)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--program", default=ROOT / "target/release/berghald", type=Path)
    parser.add_argument("--pictures", default=ROOT / "tests/window/pictures", type=Path)
    arguments = parser.parse_args()
    arguments.pictures.mkdir(parents=True, exist_ok=True)
    views = [("nb", "light", (1366, 768)), ("en", "dark", (1366, 768))]
    return 0 if all([job(arguments.program, *view, arguments.pictures) for view in views]) else 1


if __name__ == "__main__":
    sys.exit(main())
