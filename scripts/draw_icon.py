"""Draws the icon of the VS Code extension: a lens over three lines of code, one of them lit.

usage: draw_icon.py [FILE]    editors/vscode/media/icon.png by default, 256 by 256
"""

from __future__ import annotations

import struct
import sys
import zlib
from collections.abc import Callable
from math import hypot
from pathlib import Path

ICON = Path(__file__).resolve().parent.parent / "editors" / "vscode" / "media" / "icon.png"
SIZE = 256
FINER = 3  # each pixel is the mean of so many by so many

Colour = tuple[float, float, float, float]
Shape = Callable[[float, float], float]  # how far a point is outside; negative inside


def rounded(left: float, top: float, right: float, bottom: float, radius: float) -> Shape:
    def distance(x: float, y: float) -> float:
        dx = max(left + radius - x, x - right + radius)
        dy = max(top + radius - y, y - bottom + radius)
        return hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - radius

    return distance


def disc(cx: float, cy: float, radius: float) -> Shape:
    return lambda x, y: hypot(x - cx, y - cy) - radius


def ring(cx: float, cy: float, radius: float, width: float) -> Shape:
    return lambda x, y: abs(hypot(x - cx, y - cy) - radius) - width / 2


def line(x1: float, y1: float, x2: float, y2: float, width: float) -> Shape:
    def distance(x: float, y: float) -> float:
        along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2)
        along = min(max(along, 0), 1)
        return hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1)) - width / 2

    return distance


def within(shape: Shape, other: Shape) -> Shape:
    return lambda x, y: max(shape(x, y), other(x, y))


def without(shape: Shape, other: Shape) -> Shape:
    return lambda x, y: max(shape(x, y), -other(x, y))


def paint(red: int, green: int, blue: int, alpha: float = 1) -> Colour:
    return red / 255, green / 255, blue / 255, alpha


GLASS = disc(114, 112, 62)
ROWS = [
    rounded(28, 66, 228, 84, 9),
    rounded(28, 103, 228, 121, 9),
    rounded(28, 140, 190, 158, 9),
]
FAINT = paint(92, 104, 150)
LAYERS: list[tuple[Shape, Colour]] = [
    (rounded(4, 4, 252, 252, 56), paint(27, 32, 54)),
    *((without(row, disc(114, 112, 76)), FAINT) for row in ROWS),
    (GLASS, paint(38, 46, 80)),
    # In the lens each line shows its class: a success, a client error, a server error.
    (within(rounded(72, 70, 156, 86, 8), GLASS), paint(94, 214, 160)),
    (within(rounded(58, 103, 170, 121, 9), GLASS), paint(255, 200, 87)),
    (within(rounded(72, 138, 140, 154, 8), GLASS), paint(255, 118, 117)),
    (ring(114, 112, 66, 14), paint(240, 243, 255)),
    (line(167, 165, 208, 206, 24), paint(240, 243, 255)),
]


def colour_at(x: float, y: float) -> Colour:
    red = green = blue = alpha = 0.0
    for shape, (r, g, b, a) in LAYERS:
        if shape(x, y) <= 0:
            red, green, blue = (c * a + d * (1 - a) for c, d in ((r, red), (g, green), (b, blue)))
            alpha = a + alpha * (1 - a)
    return red, green, blue, alpha


def pixel(column: int, row: int) -> bytes:
    steps = [(step + 0.5) / FINER for step in range(FINER)]
    found = [colour_at(column + dx, row + dy) for dy in steps for dx in steps]
    alpha = sum(each[3] for each in found) / len(found)
    if not alpha:
        return bytes(4)
    mixed = [sum(each[i] * each[3] for each in found) / len(found) / alpha for i in range(3)]
    return bytes(round(255 * value) for value in (*mixed, alpha))


def png(size: int) -> bytes:
    rows = (b"\0" + b"".join(pixel(x, y) for x in range(size)) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else ICON).write_bytes(png(SIZE))
