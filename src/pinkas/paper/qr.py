"""QR codes (ISO/IEC 18004) of plain bytes, error correction level M, as an SVG: what a phone scans off a paper.

Only what papers need: byte mode, versions 1 to 20, so up to 666 bytes; the mask is the one of the lowest penalty.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from pinkas.paper.errors import PaperError

Matrix = list[list[bool]]

#: By version from 1: check codewords of each block, and how many blocks, at level M (table 9 of the standard).
_CHECKS: Final = (10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26)
_BLOCKS: Final = (1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16)
_BYTE_MODE: Final = 0b0100
_LONG_COUNT_FROM: Final = 10  # the version from which the count takes sixteen bits
_PADDING: Final = (0xEC, 0x11)
_POLYNOMIAL: Final = 0x11D
_VERSION_TOLD_FROM: Final = 7
_QUIET: Final = 4  # blank modules around, which scanners need
_FINDER_LIKE: Final = ("10111010000", "00001011101")


def qr_svg(text: str) -> str:
    """The text's code as an SVG of one path, with its quiet zone. Raises PaperError for more than it can hold."""
    matrix = qr_matrix(text.encode())
    size = len(matrix) + 2 * _QUIET
    path = "".join(
        f"M{column + _QUIET},{row + _QUIET}h1v1h-1z"
        for row, modules in enumerate(matrix)
        for column, dark in enumerate(modules)
        if dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}">'
        f'<rect width="{size}" height="{size}" fill="#ffffff"/><path d="{path}" fill="#000000"/></svg>'
    )


def qr_matrix(data: bytes) -> Matrix:
    """The modules, true where dark, row by row. Raises PaperError."""
    version = _version_for(len(data))
    fixed = _fixed_modules(version)
    bits = _interleaved(_padded(data, version), version)
    masked = [_with_data(fixed, bits, version, mask) for mask in range(8)]
    return min(masked, key=_penalty)


def _capacity(version: int) -> int:
    """How many data codewords a version holds."""
    return _all_codewords(version) - _CHECKS[version - 1] * _BLOCKS[version - 1]


def _all_codewords(version: int) -> int:
    modules = (16 * version + 128) * version + 64
    if version > 1:
        patterns = version // 7 + 2
        modules -= (25 * patterns - 10) * patterns - 55
        if version >= _VERSION_TOLD_FROM:
            modules -= 36
    return modules // 8


def _version_for(length: int) -> int:
    for version in range(1, len(_BLOCKS) + 1):
        if length + (3 if version >= _LONG_COUNT_FROM else 2) <= _capacity(version):
            return version
    raise PaperError("A link is too long for a code to scan.")


def _padded(data: bytes, version: int) -> bytes:
    """Mode, count and data as codewords, filled up."""
    count = 16 if version >= _LONG_COUNT_FROM else 8
    room = _capacity(version) * 8
    used = 4 + count + 8 * len(data)
    number = (_BYTE_MODE << count | len(data)) << 8 * len(data) | int.from_bytes(data)
    end = min(room, used + 4)
    end += -end % 8
    filled = (number << end - used).to_bytes(end // 8)
    spare = _capacity(version) - len(filled)
    return filled + bytes(_PADDING[place % 2] for place in range(spare))


def _interleaved(data: bytes, version: int) -> list[bool]:
    """The codewords of all blocks in the order they are placed, as bits."""
    blocks, checks = _BLOCKS[version - 1], _CHECKS[version - 1]
    short, longer = divmod(len(data), blocks)
    parts, at = [], 0
    for place in range(blocks):
        length = short + (place >= blocks - longer)
        parts.append(data[at : at + length])
        at += length
    checked = [check_codewords(part, checks) for part in parts]
    ordered = [part[place] for place in range(short + 1) for part in parts if place < len(part)]
    ordered += [part[place] for place in range(checks) for part in checked]
    return [bool(codeword >> bit & 1) for codeword in ordered for bit in range(7, -1, -1)]


def check_codewords(data: bytes, count: int) -> bytes:
    """The Reed-Solomon remainder of a block, over GF(256)."""
    generator = [1]
    root = 1
    for _ in range(count):
        # Multiplied by (x - root), highest power first.
        generator = [high ^ _times(low, root) for high, low in zip([*generator, 0], [0, *generator], strict=True)]
        root = _times(root, 2)
    remainder = [0] * count
    for codeword in data:
        factor = codeword ^ remainder[0]
        remainder = [one ^ _times(part, factor) for one, part in zip([*remainder[1:], 0], generator[1:], strict=True)]
    return bytes(remainder)


def _times(one: int, other: int) -> int:
    result = 0
    for bit in range(7, -1, -1):
        result = result << 1 ^ (_POLYNOMIAL if result & 0x80 else 0)
        result ^= one if other >> bit & 1 else 0
    return result


def _fixed_modules(version: int) -> list[list[bool | None]]:
    """Finder, timing and alignment patterns and what is told of the version; None where data goes.

    The places of the format bits are taken, light for now.
    """
    size = 17 + 4 * version
    modules: list[list[bool | None]] = [[None] * size for _ in range(size)]
    for place in range(size):
        modules[6][place] = modules[place][6] = place % 2 == 0
    for row, column in ((3, 3), (3, size - 4), (size - 4, 3)):
        _pattern(modules, row, column, reach=4, light=(2, 4))
    centres = _alignments(version, size)
    corners = {(6, 6), (6, size - 7), (size - 7, 6)}
    for row in centres:
        for column in centres:
            if (row, column) not in corners:
                _pattern(modules, row, column, reach=2, light=(1,))
    for row, column in _format_places(size):
        modules[row][column] = False
    modules[size - 8][8] = True
    if version >= _VERSION_TOLD_FROM:
        told = version_bits(version)
        for bit in range(18):
            low, high = size - 11 + bit % 3, bit // 3
            modules[low][high] = modules[high][low] = bool(told >> bit & 1)
    return modules


def _pattern(modules: list[list[bool | None]], row: int, column: int, *, reach: int, light: tuple[int, ...]) -> None:
    """Squares around a module, dark but for the rings `light`; what lies outside the code is left out."""
    size = len(modules)
    for down in range(-reach, reach + 1):
        for across in range(-reach, reach + 1):
            if 0 <= row + down < size and 0 <= column + across < size:
                modules[row + down][column + across] = max(abs(down), abs(across)) not in light


def _alignments(version: int, size: int) -> list[int]:
    if version == 1:
        return []
    count = version // 7 + 2
    step = (version * 8 + count * 3 + 5) // (count * 4 - 4) * 2
    return [6, *(size - 7 - step * place for place in range(count - 2, -1, -1))]


def _format_places(size: int) -> list[tuple[int, int]]:
    """Where the fifteen format bits stand, lowest first: around the first corner, then along the others."""
    first = [*((row, 8) for row in (0, 1, 2, 3, 4, 5, 7, 8)), *((8, column) for column in (7, 5, 4, 3, 2, 1, 0))]
    second = [*((8, size - 1 - bit) for bit in range(8)), *((size - 15 + bit, 8) for bit in range(8, 15))]
    return first + second


def format_bits(mask: int) -> int:
    """Level M (00) and the mask, with their check bits."""
    remainder = mask
    for _ in range(10):
        remainder = remainder << 1 ^ (remainder >> 9) * 0x537
    return (mask << 10 | remainder) ^ 0x5412


def version_bits(version: int) -> int:
    """The version with its check bits."""
    remainder = version
    for _ in range(12):
        remainder = remainder << 1 ^ (remainder >> 11) * 0x1F25
    return version << 12 | remainder


def is_inverted(mask: int, row: int, column: int) -> bool:
    """Whether a mask turns the module over (table 10 of the standard)."""
    product = row * column
    return (
        (row + column) % 2,
        row % 2,
        column % 3,
        (row + column) % 3,
        (row // 2 + column // 3) % 2,
        product % 2 + product % 3,
        (product % 2 + product % 3) % 2,
        ((row + column) % 2 + product % 3) % 2,
    )[mask] == 0


def data_places(fixed: list[list[bool | None]]) -> list[tuple[int, int]]:
    """Where data goes, in order: two columns at a time from the right, up and down in turn."""
    size = len(fixed)
    places = []
    columns = [column for column in range(size - 1, 0, -2) if column > 6] + [5, 3, 1]
    for turn, right in enumerate(columns):
        rows = range(size) if turn % 2 else range(size - 1, -1, -1)
        places += [(row, column) for row in rows for column in (right, right - 1) if fixed[row][column] is None]
    return places


def _with_data(fixed: list[list[bool | None]], bits: list[bool], version: int, mask: int) -> Matrix:
    size = 17 + 4 * version
    matrix = [[bool(module) for module in row] for row in fixed]
    places = data_places(fixed)
    for at, (row, column) in enumerate(places):
        matrix[row][column] = (at < len(bits) and bits[at]) != is_inverted(mask, row, column)
    told = format_bits(mask)
    for at, (row, column) in enumerate(_format_places(size)):
        matrix[row][column] = bool(told >> at % 15 & 1)
    return matrix


def _penalty(matrix: Matrix) -> int:
    """How hard a scanner finds it: runs, blocks, false finders, and too much of one colour (§7.8.3)."""
    size = len(matrix)
    lines = ["".join("01"[module] for module in row) for row in matrix]
    lines += ["".join("01"[row[column]] for row in matrix) for column in range(size)]
    points = sum(_runs(line) + 40 * sum(_occurrences(line, sign) for sign in _FINDER_LIKE) for line in lines)
    for upper, lower in pairwise(matrix):
        points += 3 * sum(upper[at] == upper[at + 1] == lower[at] == lower[at + 1] for at in range(size - 1))
    dark = sum(map(sum, matrix))
    return points + 10 * (abs(20 * dark - 10 * size * size) // (size * size))


def _runs(line: str) -> int:
    points, length = 0, 1
    for before, module in pairwise(line + "x"):
        if module == before:
            length += 1
            continue
        points += length - 2 if length >= 5 else 0
        length = 1
    return points


def _occurrences(line: str, sign: str) -> int:
    return sum(line.startswith(sign, at) for at in range(len(line) - len(sign) + 1))
