#!/usr/bin/env python3
"""The main job in the real window, by mouse and keyboard alone, under Xvfb: on the sample and on real terrain.

    tests/window/main_job.py [--program target/release/berghald] [--pictures FOLDER]

From the start page: opens the sample, or a terrain; draws a deposit and gives it a target volume; marks a pit and
sees how much goes back, asks for more than its limits allow, types a cap above the usual one with its reason, and
tries one that is refused; copies the alternative and changes the copy; saves. What the window copies is compared
with `berghald deposit`, `berghald backfill` and `berghald scenarios` to the last bit.
Needs xvfb, xdotool, xclip and imagemagick (assets/setup.sh --tests).
"""

import argparse
import json
import math
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from drive import GRASDALEN, ROOT, TOP, Screen

# Metres in a point of the screen, by which the map's scale is told.
METRES_PER_POINT = 0.0254 / 96
# Where the panel of a pit has its fields, below the bar at the top.
ORIGINAL, CAP, REASON, BANK = 119, 251, 284, 350
# Where the panel of a deposit has them.
VOLUME = 259


class Failure(Exception):
    pass


def check(holds, what):
    print(("ok      " if holds else "FAILED  ") + what, flush=True)
    if not holds:
        raise Failure(what)


def ring(middle, radii, corners):
    angles = [2 * math.pi * corner / corners for corner in range(corners)]
    return [(middle[0] + radii[0] * math.cos(a), middle[1] + radii[1] * math.sin(a)) for a in angles]


def look_at(screen, middle, scale):
    """Shows a place in the middle of the map, at 1 : scale."""
    screen.key("ctrl+g")
    time.sleep(0.4)
    screen.key("ctrl+a")
    screen.xdotool("type", "--delay", "15", f"{middle[0]:.2f}; {middle[1]:.2f}")
    screen.key("Return")
    time.sleep(0.5)
    screen.type_into(352, screen.height - 17, f"1:{scale}")
    time.sleep(1.5)


def draw(screen, key, middle, scale, corners):
    """Draws an outline with the tool of a key, corner by corner where the map shows them."""
    (x, y), per_point = screen.place(0.5, 0.5), scale * METRES_PER_POINT
    screen.key(key)
    for east, north in corners:
        screen.click(round(x + (east - middle[0]) / per_point), round(y - (north - middle[1]) / per_point))
    screen.key("Return")
    time.sleep(2.5)


def copied(screen):
    screen.fill_clipboard("nothing was copied")
    table = screen.clipboard("ctrl+shift+r")
    rows = [line.split("\t") for line in table.splitlines()]
    return {row[0]: float(row[1]) for row in rows if len(row) == 2}


def outline(screen, path):
    path.write_text(screen.clipboard("ctrl+c"))
    return path


def result_of(program, *words):
    made = subprocess.run([program, *map(str, words), "--json"], capture_output=True, text=True)
    return json.loads(made.stdout).get("result", {})


def same(shown, expected, names):
    return [name for name in names if name not in shown or shown[name] != expected.get(name)]


def open_by_path(screen, path):
    screen.key("ctrl+o")
    time.sleep(1.0)
    screen.paste(str(path))
    screen.key("Return")
    time.sleep(4.0)


def job(program, site, language, theme, size, pictures):
    name = f"{site['name']}-{language}-{theme}-{size[0]}"
    folder = Path(tempfile.mkdtemp(prefix="berghald-job-"))
    screen = Screen(program, [], language, theme, size)
    take = lambda step: screen.picture(pictures / f"{name}-{step}.png") if pictures else None
    try:
        take("1-start")
        site["open"](screen, folder)
        take("2-site")
        terrain = site["terrain"](screen.folder if site["name"] == "sample" else folder)

        look_at(screen, site["deposit"]["middle"], site["deposit"]["scale"])
        draw(screen, "d", site["deposit"]["middle"], site["deposit"]["scale"], site["deposit"]["corners"])
        screen.type_into(screen.width - 156, TOP + VOLUME, site["deposit"]["volume"])
        time.sleep(1.5)
        deposit = copied(screen)
        take("3-deposit")
        drawn = outline(screen, folder / "deposit.geojson")
        expected = result_of(program, "deposit", "--terrain", terrain, "--outline", drawn,
                             "--face", "37deg", "--placed-m3", site["deposit"]["volume"])
        off = same(deposit, expected, ["fill_m3", "crest_level_m", "capacity_m3", "footprint_area_m2"])
        check(not off, f"the deposit has the figures of the command line: {deposit.get('fill_m3')} m³ {off or ''}")

        look_at(screen, site["pit"]["middle"], site["pit"]["scale"])
        draw(screen, "p", site["pit"]["middle"], site["pit"]["scale"], site["pit"]["corners"])
        pit = copied(screen)
        take("4-pit")
        rim = outline(screen, folder / "pit.geojson")
        void = ["--terrain", terrain, "--outline", rim, "--rim-surface", "--placed-factor", "1.5"]
        names = ["void_m3", "limit_by_cap_bank_m3", "limit_by_void_bank_m3", "backfill_bank_m3", "level_m",
                 "share_of_extracted"]
        expected = result_of(program, "backfill", *void)
        off = same(pit, expected, names)
        check(not off, f"the pit has the figures of the command line: {pit.get('void_m3')} m³ {off or ''}")
        check(abs(pit["share_of_extracted"] - 0.6) < 1e-9 and expected["binding"] == "cap", "the usual cap binds")

        screen.type_into(screen.width - 156, TOP + CAP, "70")
        take("5-refused")
        check(copied(screen)["cap"] == 0.6, "a cap of 70 % is refused")
        screen.type_into(screen.width - 156, TOP + CAP, "65")
        screen.type_into(screen.width - 100, TOP + REASON, "Paste fill")
        time.sleep(1.0)
        above = copied(screen)
        expected = result_of(program, "backfill", *void, "--cap", "0.65", "--cap-reason", "Paste fill")
        check(above["cap"] == 0.65 and not same(above, expected, names), "a cap of 65 % is taken with its reason")
        more = round(above["limit_by_cap_bank_m3"] * 1.1)
        screen.type_into(screen.width - 130, TOP + BANK + 33, more)
        time.sleep(1.0)
        asked = copied(screen)
        check(0 < asked["refused_bank_m3"], f"of what goes beyond, {asked['refused_bank_m3']:.0f} m³ are refused")
        take("6-asked-for-too-much")
        screen.key("ctrl+z")
        time.sleep(1.0)

        screen.key("ctrl+d")
        time.sleep(1.5)
        check(copied(screen) == above, "a copy of the alternative has the same figures")
        screen.key("ctrl+z", "ctrl+shift+z")
        time.sleep(1.0)
        screen.key("Escape", "Escape")
        take("7-copy")
        project = folder / "plan.gpkg"
        screen.key("ctrl+shift+s")
        time.sleep(1.0)
        screen.paste(str(project))
        screen.key("Return")
        time.sleep(3.0)
        check(project.exists(), "the project is saved where it was to be")
        listed = result_of(program, "scenarios", project)["scenarios"]
        backs = [pit["backfill_bank_m3"] for scenario in listed for pit in scenario["pits"]]
        check(backs.count(above["backfill_bank_m3"]) >= 2, f"both alternatives are in the file: {len(listed)} in all")
        made = subprocess.run([program, "check", project], capture_output=True, text=True)
        check(made.returncode == 0, "every figure in the file comes out again")
    finally:
        screen.close()
    return True


def with_grasdalen():
    def opened(screen, folder):
        shutil.copy(GRASDALEN, folder / "dtm5.tif")
        open_by_path(screen, folder / "dtm5.tif")

    middle = (409_200.0, 6_872_300.0)
    hollow = (409_785.0, 6_870_632.0)
    return {
        "name": "grasdalen",
        "open": opened,
        "terrain": lambda folder: folder / "dtm5.tif",
        "deposit": {"middle": middle, "scale": 8000, "corners": ring(middle, (330, 240), 8), "volume": "2000000"},
        "pit": {"middle": hollow, "scale": 5000, "corners": ring(hollow, (160, 160), 12)},
    }


def with_sample(language):
    def opened(screen, folder):
        # The fourth button of the start page.
        screen.click(868 if language == "nb" else 836, 272)
        time.sleep(10.0)

    # Beside what the sample has already, on which it would be built.
    middle, pit = (502_700.0, 7_003_950.0), (502_740.0, 7_001_720.0)
    return {
        "name": "sample",
        "open": opened,
        "terrain": lambda folder: folder / "data/sample" / language / "synthetic-terrain.tif",
        "deposit": {"middle": middle, "scale": 8000, "corners": ring(middle, (330, 240), 8), "volume": "2000000"},
        "pit": {"middle": pit, "scale": 8000, "corners": ring(pit, (560, 500), 14)},
    }


def sample_in(language, program):
    """A copy of the sample project in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="berghald-sample-"))
    subprocess.run([program, "sample", "--quiet", "--lang", language, "--dir", folder / "sample"], check=True)
    return folder / "sample" / "synthetic-fjord-mine.gpkg"


def in_both_languages(job, what):
    """Does one job on a laptop's screen, light in bokmål and dark in English."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", type=Path, default=ROOT / "target/release/berghald")
    parser.add_argument("--pictures", type=Path)
    arguments = parser.parse_args()
    try:
        for language, theme in [("nb", "light"), ("en", "dark")]:
            job(arguments.program, language, theme, (1366, 768), arguments.pictures)
    except Failure as failure:
        sys.exit(f"failed: {failure}")
    print(f"{what}: all as it should be")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--program", default=ROOT / "target/release/berghald", type=Path)
    parser.add_argument("--pictures", type=Path)
    arguments = parser.parse_args()
    if arguments.pictures:
        arguments.pictures.mkdir(parents=True, exist_ok=True)
    good = True
    for language, theme, size in [("nb", "light", (1366, 768)), ("en", "dark", (1366, 768))]:
        sites = [with_sample(language)]
        if GRASDALEN.exists():
            sites.append(with_grasdalen())
        else:
            print(f"skipped: there is no terrain {GRASDALEN}")
        for site in sites:
            print(f"{site['name']}, {language}, {theme}", flush=True)
            try:
                job(arguments.program, site, language, theme, size, arguments.pictures)
            except Failure:
                good = False
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
