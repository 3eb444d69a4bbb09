"""Draw docs/pictures/architecture.svg from the imports of the source: `python -m tools.draw_architecture`.

Houses stand above those that they import; inside content each room stands above the rooms that it imports.
Imports inside functions count, those for types do not. The same imports make the same bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from tools.measure_code import PACKAGES, Module, circles, imports_of, read_modules, room_of

ROOT = Path(__file__).resolve().parent.parent
DRAWING = ROOT / "docs/pictures/architecture.svg"
HOUSES = (("cli",), ("flows", "desk"), ("services",), ("channels",))  # above content, from the top
WIDTH, MARGIN, GAP = 900, 20, 10  # px
HOUSE, ROOM, STEP = 46, 30, 84  # px: heights of boxes, and from one row of houses to the next
LETTER = 8.2  # px: width of a character of 14 px, at most
Graph = Mapping[str, set[str]]
Row = Sequence[str]


def main() -> None:
    modules = read_modules([ROOT / name for name in PACKAGES if (ROOT / name).is_dir()])
    DRAWING.write_text(draw(room_graph(modules)), encoding="utf-8")


def room_graph(modules: Sequence[Module]) -> Graph:
    """Each room with the rooms that it imports."""
    known = {module.name for module in modules}
    graph: dict[str, set[str]] = {}
    for module in modules:
        room = room_of(module.name)
        graph.setdefault(room, set()).update(room_of(name) for name in imports_of(module, known))
        graph[room].discard(room)
    return graph


def house_graph(graph: Graph) -> Graph:
    """Each house with the houses that it imports."""
    houses: dict[str, set[str]] = {}
    for room, below in graph.items():
        house = room.partition(".")[0]
        houses.setdefault(house, set()).update(name.partition(".")[0] for name in below)
        houses[house].discard(house)
    return houses


def levels(graph: Graph) -> list[Row]:
    """Rooms in rows, from the top: each imports rooms of lower rows only, or those of its own circle."""
    circle_of = {room: tuple(circle) for circle in circles(graph) for room in circle}
    heights: dict[str, int] = {}

    def height(room: str) -> int:
        if room not in heights:
            circle = circle_of.get(room, (room,))
            below = {name for member in circle for name in graph[member]} - set(circle)
            heights.update(dict.fromkeys(circle, 1 + max(map(height, sorted(below)), default=-1)))
        return heights[room]

    rows: dict[int, list[str]] = {}
    for room in sorted(graph):
        rows.setdefault(height(room), []).append(room)
    return [rows[level] for level in sorted(rows, reverse=True)]


def draw(graph: Graph) -> str:
    """The drawing as SVG."""
    houses = house_graph(graph)
    content = {room: below for room, below in graph.items() if room.startswith("content.")}
    rows = [[name for name in row if name in houses] for row in HOUSES]
    rows = [row for row in rows if row]
    top = MARGIN + len(rows) * STEP
    lines = _wrapped(levels({room: below & content.keys() for room, below in content.items()}))
    bottom = top + 34 + len(lines) * (ROOM + GAP)
    boxes = dict(_house_boxes(rows)) | {"content": (MARGIN, top, WIDTH - 2 * MARGIN, bottom - top)}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + MARGIN}" role="img" '
        'font-family="system-ui, sans-serif" font-size="14" text-anchor="middle">',
        "<title>Who imports whom: houses, and the rooms of content</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0 0 8 4 0 8z" fill="#8a8f98"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{bottom + MARGIN}" fill="#fff"/>',
        *_arrows(houses, boxes),
        *(_box(name, box, "#e8eef6" if name != "content" else "#f6f4ee") for name, box in boxes.items()),
        *_rooms(lines, top + 34),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


Box = tuple[float, float, float, float]  # left, top, width, height, px


def _house_boxes(rows: Sequence[Row]) -> Iterator[tuple[str, Box]]:
    for number, row in enumerate(rows):
        width = (WIDTH - 2 * MARGIN - (len(row) - 1) * 12 * GAP) / len(row)
        for place, name in enumerate(row):
            yield name, (MARGIN + place * (width + 12 * GAP), MARGIN + number * STEP, width, HOUSE)


def _arrows(houses: Graph, boxes: Mapping[str, Box]) -> Iterator[str]:
    """One for each house that another imports; they leave side by side, so that none hides another."""
    for name in sorted(houses):
        left, top, width, height = boxes[name]
        targets = sorted(houses[name] & boxes.keys(), key=lambda other: (boxes[other][1], boxes[other][0]))
        for number, other in enumerate(targets, 1):
            x = left + width * number / (len(targets) + 1)
            other_left, other_top, other_width, _ = boxes[other]
            end = min(max(x, other_left + 16), other_left + other_width - 16)
            yield (
                f'<path d="M{x:.0f} {top + height:.0f} L{end:.0f} {other_top - 2:.0f}" stroke="#8a8f98" '
                f'fill="none" marker-end="url(#tip)"><title>{name} imports {other}</title></path>'
            )


def _box(name: str, box: Box, colour: str) -> str:
    left, top, width, height = box
    baseline = top + (23 if name == "content" else height / 2 + 5)
    return (
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}" rx="6" '
        f'fill="{colour}" stroke="#8a8f98"/>'
        f'<text x="{left + width / 2:.0f}" y="{baseline:.0f}" font-weight="600">{escape(name)}</text>'
    )


def _wrapped(rows: Sequence[Row]) -> list[Row]:
    """Rows broken where they are wider than the house."""
    lines: list[Row] = []
    for row in rows:
        line: list[str] = []
        for room in row:
            if line and sum(map(_room_width, [*line, room])) > WIDTH - 4 * MARGIN:
                lines.append(line)
                line = []
            line.append(room)
        lines.append(line)
    return lines


def _room_width(room: str) -> float:
    return LETTER * len(room.removeprefix("content.")) + 20 + GAP


def _rooms(lines: Sequence[Row], top: float) -> Iterator[str]:
    for number, line in enumerate(lines):
        left = (WIDTH - sum(map(_room_width, line)) + GAP) / 2
        y = top + number * (ROOM + GAP)
        for room in line:
            width, name = _room_width(room) - GAP, room.removeprefix("content.")
            yield (
                f'<rect x="{left:.0f}" y="{y:.0f}" width="{width:.0f}" height="{ROOM}" rx="4" fill="#fff" '
                f'stroke="#c9c4b5"/><text x="{left + width / 2:.0f}" y="{y + 20:.0f}">{escape(name)}</text>'
            )
            left += width + GAP


if __name__ == "__main__":
    main()
