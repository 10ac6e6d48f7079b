#!/usr/bin/env python3
"""How fast the real window is, under Xvfb with software drawing.

    tests/window/speed.py TERRAIN.tif [--program target/release/berghald] [--seconds 60]

TERRAIN.tif is made by `BERGHALD_LARGE_TERRAIN=TERRAIN.tif cargo test --release large_terrain`: 8192 x 8192
cells, deflate, tiled, no overviews. Measures the time to the first whole picture, the memory, then pans and
zooms for some seconds, then drags a corner of an outline of about a million cells, and reads the frame times
that the window wrote: the time of our own work in each frame.

On a two-core virtual machine without a graphics card: first whole picture 1.9 s after the start, 344 MB at most,
99 % of frames below 4.0 ms while panning and zooming for 60 s and below 8.5 ms while a corner is dragged, the
preview at most one frame behind.
"""

import argparse
import csv
import time
from pathlib import Path

from drive import ROOT, Screen


def memory_mb(process):
    status = Path(f"/proc/{process.pid}/status").read_text()
    values = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return int(values["VmRSS"].split()[0]) / 1024, int(values["VmHWM"].split()[0]) / 1024


def frames(path, since, until=float("inf")):
    with path.open() as table:
        rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(table)
                if None not in row.values()]
    return [row for row in rows if since <= row["time_s"] < until]


def told(name, rows):
    times = sorted(row["frame_ms"] for row in rows)
    if not times:
        print(f"{name}: no frames")
        return
    share = sum(time < 33 for time in times) / len(times)
    lag = max(int(row["preview_lag_frames"]) for row in rows)
    print(f"{name}: {len(times)} frames, median {times[len(times) // 2]:.1f} ms, "
          f"99 % below {times[int(len(times) * 0.99)]:.1f} ms, slowest {times[-1]:.1f} ms, "
          f"{100 * share:.2f} % below 33 ms, preview at most {lag} frames behind")


def last_time(path):
    return frames(path, 0)[-1]["time_s"]


def pan_and_zoom(screen, seconds):
    until = time.time() + seconds
    x, y = screen.place(0.5, 0.5)
    round_number = 0
    while time.time() < until:
        button = 4 if round_number % 8 < 4 else 5
        screen.move(x + 40 * (round_number % 3), y, rest=0.02)
        for _ in range(3):
            screen.xdotool("click", button, rest=0.05)
        screen.xdotool("mousedown", 1, rest=0.02)
        for step in range(12):
            screen.move(x - 18 * step, y + 9 * step, rest=0.016)
        screen.xdotool("mouseup", 1, rest=0.02)
        screen.move(x, y, rest=0.02)
        round_number += 1


def drag_a_corner(screen):
    """An outline of about 1000 x 1000 cells at 1 : 8000, then its corner back and forth."""
    screen.key("ctrl+shift+f")
    screen.type_into(325, screen.height - 17, "1:8000")
    screen.key("d")
    per_metre = 1 / (8000 * 0.0254 / 96)
    x, y = screen.place(0.5, 0.55)
    half = 500 * per_metre
    half_y = min(half, (screen.height - 74) * 0.36)
    half_x = half * half / half_y
    corners = [(-1, -1), (0, -1.08), (1, -1), (1.04, 0), (1, 1), (0, 1.04), (-1, 1), (-1.04, 0)]
    places = [(round(x + half_x * a), round(y + half_y * b)) for a, b in corners]
    for place in places:
        screen.click(*place)
    screen.key("Return")
    time.sleep(4)
    screen.key("v")
    begun = last_time(screen.frames)
    corner_x, corner_y = places[2]
    screen.move(corner_x, corner_y)
    screen.xdotool("mousedown", 1)
    for step in range(240):
        swing = 60 - abs(step % 120 - 60)
        screen.move(corner_x - swing, corner_y + swing // 2, rest=0.02)
    ended = last_time(screen.frames)
    screen.xdotool("mouseup", 1, rest=4)
    return begun, ended


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("terrain", type=Path)
    parser.add_argument("--program", default=ROOT / "target/release/berghald", type=Path)
    parser.add_argument("--seconds", default=60, type=float)
    arguments = parser.parse_args()
    screen = Screen(arguments.program, [arguments.terrain], "en", "light", (1366, 768), log_frames=True)
    try:
        whole = [row for row in frames(screen.frames, 0) if row["whole"]]
        while not whole and screen.process.poll() is None:
            time.sleep(0.1)
            whole = [row for row in frames(screen.frames, 0) if row["whole"]]
        now, peak = memory_mb(screen.process)
        print(f"first whole picture after {whole[0]['since_start_s']:.2f} s; {now:.0f} MB, at most {peak:.0f} MB")
        begun = last_time(screen.frames)
        pan_and_zoom(screen, arguments.seconds)
        told("pan and zoom", frames(screen.frames, begun))
        begun, ended = drag_a_corner(screen)
        told("corner dragged", frames(screen.frames, begun, ended))
        now, peak = memory_mb(screen.process)
        print(f"in the end {now:.0f} MB, at most {peak:.0f} MB")
        print(screen.clipboard("ctrl+shift+r"))
    finally:
        screen.close()


if __name__ == "__main__":
    main()
