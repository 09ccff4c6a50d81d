"""QR codes, against known answers of the standard and one that a scanner has read."""

from __future__ import annotations

import pytest

from pinkas.paper.errors import PaperError
from pinkas.paper.qr import check_codewords, format_bits, qr_matrix, qr_svg, version_bits

# "pinkas" at level M, as read back by a scanner.
SCANNED = """
#######..#..#.#######
#.....#.###...#.....#
#.###.#.#####.#.###.#
#.###.#.#..#..#.###.#
#.###.#..####.#.###.#
#.....#.....#.#.....#
#######.#.#.#.#######
........##.##........
#.....#.###.###..###.
##..#....##.#.#.#....
#.##..###..#.#..####.
#.#....#..#.....###..
###.###..#....#..#.##
........#..####..#.##
#######...#.#.##...#.
#.....#....###.#.##..
#.###.#..##.#..#...#.
#.###.#...#.#..##....
#.###.#..##...#.#..##
#.....#..##....#.##..
#######.####.#.#...#.
"""


def test_known_answers_of_the_standard() -> None:
    """ISO/IEC 18004: the example of annex I, format information of M with mask 5, version information of 7."""
    data = bytes.fromhex("10200C566180EC11EC11EC11EC11EC11")
    assert check_codewords(data, 10) == bytes.fromhex("A524D4C1ED36C7872C55")
    assert format_bits(5) == 0b100000011001110
    assert version_bits(7) == 0b000111110010010100


def test_a_small_code_is_the_one_a_scanner_read() -> None:
    drawn = "\n".join("".join(".#"[dark] for dark in row) for row in qr_matrix(b"pinkas"))
    assert drawn == SCANNED.strip()


@pytest.mark.parametrize(
    ("length", "modules"), [(1, 21), (14, 21), (15, 25), (180, 53), (213, 57), (214, 61), (666, 97)]
)
def test_the_smallest_code_that_holds_the_text_is_taken(length: int, modules: int) -> None:
    matrix = qr_matrix(b"x" * length)
    assert {len(matrix), *map(len, matrix)} == {modules}
    assert qr_svg("x" * length).startswith(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {modules + 8} ')


def test_what_no_code_holds_is_refused() -> None:
    with pytest.raises(PaperError, match="too long"):
        qr_svg("ж" * 334)
