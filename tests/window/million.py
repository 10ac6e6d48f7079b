#!/usr/bin/env python3
"""How a layer of a million polygons is copied and panned over in the real window, with software drawing.

    tests/window/million.py [--program target/release/berghald] [--seconds 60]

Writes a terrain of 50 km by 50 km and a Shapefile of 1000 x 1000 polygons of 30 corners, opens both in the window,
waits until the layer is in the project file and all of it is drawn, pans and zooms for some seconds, and reads the
frame times that the window wrote (the time of our own work in each frame) and the most memory that it had. Then it
draws ground on the layer, waits until what that takes is known, and reads the memory again; and opens both in another
window, stops at half of the time that the copying took, and looks whether anything of it is left.

On a two-core virtual machine without a graphics card that was otherwise idle: in the project file 19 s after the
start, with 188 MB at most until then and 99 % of frames below 11 ms; all of it drawn 17 s later; 99 % of frames below
7 ms, the slowest 9 ms, while panning and zooming for 20 s (350 frames); 584 MB. What ground takes of it is known
within 20 s, with 1.4 GB: the index has every corner in double precision. Stopped at half, nothing of it is left.
"""

import argparse
import math
import sqlite3
import struct
import tempfile
import time
from pathlib import Path

from drive import ROOT, Screen
from speed import frames, last_time, memory_mb, pan_and_zoom, told

SIDE, STEP_M, RADIUS_M, CORNERS = 1000, 50.0, 24.0, 30
WEST, SOUTH = 500_000.0, 7_000_000.0
CLASSES = (b"11", b"21", b"30", b"60")
CRS = ('PROJCS["ETRS89 / UTM zone 33N",GEOGCS["ETRS89",DATUM["European_Terrestrial_Reference_System_1989",'
       'SPHEROID["GRS 1980",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],'
       'PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",15],'
       'PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],'
       'UNIT["metre",1],AUTHORITY["EPSG","25833"]]')


def write_terrain(folder):
    path = folder / "terrain.asc"
    cells, size = 100, SIDE * STEP_M / 100
    rows = "\n".join(" ".join(str(100 + (row + column) % 50) for column in range(cells)) for row in range(cells))
    path.write_text(f"ncols {cells}\nnrows {cells}\nxllcorner {WEST}\nyllcorner {SOUTH}\ncellsize {size}\n{rows}\n")
    path.with_suffix(".prj").write_text(CRS)
    return path


def write_layer(folder):
    """A Shapefile, by the technical description of ESRI (1998)."""
    path = folder / "ar5.shp"
    turn = [(RADIUS_M * math.cos(-math.tau * corner / CORNERS), RADIUS_M * math.sin(-math.tau * corner / CORNERS))
            for corner in range(CORNERS)]
    turn.append(turn[0])
    words = (4 + 32 + 4 + 4 + 4 + 16 * len(turn)) // 2
    record = struct.Struct(f"<i4diii{2 * len(turn)}d")
    count, side_m = SIDE * SIDE, SIDE * STEP_M

    def header(length_bytes):
        return (struct.pack(">7i", 9994, 0, 0, 0, 0, 0, length_bytes // 2) + struct.pack("<2i", 1000, 5)
                + struct.pack("<8d", WEST - 50, SOUTH - 50, WEST + side_m, SOUTH + side_m, 0, 0, 0, 0))

    with path.open("wb") as shapes, path.with_suffix(".shx").open("wb") as index, \
            path.with_suffix(".dbf").open("wb") as table:
        shapes.write(header(100 + count * (8 + 2 * words)))
        index.write(header(100 + 8 * count))
        table.write(struct.pack("<4BIHH20x", 3, 126, 1, 1, count, 65, 3))
        table.write(struct.pack("<11sc4xBB14x", b"ARTYPE", b"N", 2, 0) + b"\r")
        for number in range(count):
            x, y = WEST + STEP_M * (number % SIDE), SOUTH + STEP_M * (number // SIDE)
            corners = [value for dx, dy in turn for value in (x + dx, y + dy)]
            shapes.write(struct.pack(">2i", number + 1, words))
            shapes.write(record.pack(5, x - RADIUS_M, y - RADIUS_M, x + RADIUS_M, y + RADIUS_M, 1, len(turn), 0,
                                     *corners))
            index.write(struct.pack(">2i", (100 + number * (8 + 2 * words)) // 2, words))
            table.write(b" " + CLASSES[number % len(CLASSES)])
    path.with_suffix(".prj").write_text(CRS)
    return path


def features_in(folder):
    """How many features the copy in the project file has; 0 while there is none."""
    for project in folder.rglob("*.gpkg"):
        try:
            with sqlite3.connect(f"file:{project}?mode=ro", uri=True, timeout=1) as file:
                names = file.execute("SELECT table_name FROM gpkg_contents WHERE table_name LIKE 'site_layer_%'")
                for (name,) in names.fetchall():
                    return file.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        except sqlite3.Error:
            pass
    return 0


def wait_until(is_done, screen, seconds):
    until = time.time() + seconds
    while time.time() < until and screen.process.poll() is None:
        if is_done():
            return
        time.sleep(0.5)
    raise SystemExit("it did not come to an end")


def measure(screen):
    """Draws ground in the middle and waits until its land-take is known: the index of the layer is made for that."""
    screen.key("ctrl+shift+f", "g")
    time.sleep(1)
    since = time.time()
    for place in ((0.48, 0.48), (0.52, 0.48), (0.52, 0.52), (0.48, 0.52)):
        screen.click(*screen.place(*place))
    screen.key("Return")
    settled, before = 0, 0.0
    while settled < 4:
        time.sleep(1)
        now, _ = memory_mb(screen.process)
        busy = cpu_seconds(screen.process)
        settled = settled + 1 if busy - before < 0.2 else 0
        before = busy
    now, peak = memory_mb(screen.process)
    print(f"land-take known within {time.time() - since - 4:.0f} s; {now:.0f} MB, at most {peak:.0f} MB")


def cpu_seconds(process):
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def stop_half_way(program, files, took):
    """The cross of a job stands at the right of the status bar; before a project is open nothing stands beside it."""
    begun = time.time()
    screen = Screen(program, files, "en", "light", (1366, 768))
    try:
        time.sleep(max(took / 2 - (time.time() - begun), 0))
        for x in (screen.width - 24, screen.width - 128):
            screen.click(x, screen.height - 17)
        stopped = time.time() - begun
        time.sleep(took)
        left = features_in(screen.folder)
        print(f"stopped after {stopped:.0f} s: {left} features in the project file")
        imports = [path for path in screen.folder.rglob("imports/*")]
        if left or imports or screen.process.poll() is not None:
            raise SystemExit(f"something is left: {left} {imports}")
    finally:
        screen.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--program", default=ROOT / "target/release/berghald", type=Path)
    parser.add_argument("--seconds", default=60, type=float)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="berghald-million-") as name:
        folder = Path(name)
        terrain, layer = write_terrain(folder), write_layer(folder)
        begun = time.time()
        screen = Screen(arguments.program, [terrain, layer], "en", "light", (1366, 768), log_frames=True)
        try:
            wait_until(lambda: features_in(screen.folder) == SIDE * SIDE, screen, 600)
            now, peak = memory_mb(screen.process)
            took = time.time() - begun
            print(f"in the project file after {took:.0f} s; {now:.0f} MB, at most {peak:.0f} MB")
            told("while it is copied", frames(screen.frames, 0))
            since = time.time()
            screen.key("ctrl+shift+f")
            time.sleep(2)
            wait_until(lambda: frames(screen.frames, 0)[-1]["whole"], screen, 300)
            print(f"all of it drawn {time.time() - since:.0f} s later")
            begun = last_time(screen.frames)
            pan_and_zoom(screen, arguments.seconds)
            told("pan and zoom", frames(screen.frames, begun))
            now, peak = memory_mb(screen.process)
            print(f"in the end {now:.0f} MB, at most {peak:.0f} MB")
            measure(screen)
        finally:
            screen.close()
        stop_half_way(arguments.program, [terrain, layer], took)


if __name__ == "__main__":
    main()
