"""Red ink on a page: a letterhead at its top, a round stamp below. Told by colour, so only a hint."""

HEAD = 0.3  # of the page's height
LEAST_HEAD = 0.006  # of the head's points that are red: big letters or a rule across
LEAST_STAMP = 0.004  # of the rest of the page
ROUND = (0.6, 1.7)  # width to height of a stamp


def marks(pixels: bytes | memoryview, *, width: int, height: int, stride: int, channels: int) -> list[str]:
    """red_head, seal, both or nothing, of a page drawn as rows of red, green, blue."""
    top, below = 0, []
    split = round(height * HEAD)
    for y in range(height):
        row = bytes(pixels[y * stride : y * stride + width * channels])
        for x in range(width):
            red, green, blue = row[x * channels : x * channels + 3]
            if red > 150 and green < 110 and blue < 110 and red - max(green, blue) > 70:
                if y < split:
                    top += 1
                else:
                    below.append((x, y))
    found = ["red_head"] if top >= LEAST_HEAD * width * split else []
    if len(below) >= LEAST_STAMP * width * (height - split):
        across = max(x for x, _ in below) - min(x for x, _ in below) + 1
        down = max(y for _, y in below) - min(y for _, y in below) + 1
        if ROUND[0] <= across / down <= ROUND[1] and across < width * 0.6:
            found.append("seal")
    return found
