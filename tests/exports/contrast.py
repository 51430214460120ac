#!/usr/bin/env python3
"""Contrasts of the review page, light and dark, as WCAG 2.1 AA asks: 4.5 for text, 3 for lines and what has the focus. Also: each kind of
mention has a line of its own, for those who see no colours."""
import pathlib, re, sys

CSS = (pathlib.Path(__file__).resolve().parents[2] / "src/cli/review.css").read_text(encoding="utf-8")
KINDS = "OPSJKTNA"
faults = 0


def fault(what):
    global faults
    faults += 1
    print(f"contrast: {what}")


def light(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    return sum(w * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for w, c in zip((0.2126, 0.7152, 0.0722), parts))


def contrast(a, b):
    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def blend(front, back, share):
    return "#" + "".join(f"{round(int(front[i:i + 2], 16) * share + int(back[i:i + 2], 16) * (1 - share)):02x}" for i in (1, 3, 5))


blocks = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", b)) for b in re.findall(r"color-scheme: (?:light|dark);(.*?)\}", CSS, re.S)]
if len(blocks) != 3 or blocks[1] != blocks[2] or set(blocks[0]) != set(blocks[1]): fault("not one light list and two equal dark ones of the same names")
text = [("ink", "paper"), ("ink", "card"), ("soft", "paper"), ("soft", "card"), ("link", "paper"), ("link", "card"), ("warn", "card"), ("warn", "paper"), ("warn", "warn-paper"), ("ink", "hit"),
        ("link", "T"), ("ink", "T"), ("soft", "T"), ("Q-line", "card")] + [("ink", k) for k in KINDS] + [(f"{k}-line", k) for k in KINDS]
lines = [(f"{k}-line", "card") for k in KINDS] + [("focus", "paper"), ("focus", "card"), ("bar", "card"), ("soft", "paper"), ("O-line", "paper"), ("pays", "paper")]
lowest = 21
for name, colours in zip(("light", "dark"), blocks):
    for pairs, least in ((text, 4.5), (lines, 3)):
        for front, back in pairs:
            c = contrast(colours[front], colours[back])
            lowest = min(lowest, c / least)
            if c < least: fault(f"{name}: {front} on {back} is {c:.2f}, not {least}")
    share = float(re.search(r"stroke-opacity: (\.\d+)", CSS)[1])
    for line in ("works", "pays"):
        c = contrast(blend(colours[line], colours["card"], share), colours["card"])
        if c < 3: fault(f"{name}: {line} drawn on card is {c:.2f}, not 3")
styles = {k: re.search(rf"\.m\.{k}, \.n\.{k} {{ [^}}]*text-decoration: (underline \w+ [\d.]+px)", CSS) for k in KINDS}
if None in styles.values() or len({m[1] for m in styles.values()}) != len(KINDS): fault("two kinds of mentions have the same line")
if not all(re.search(rf'\.m\.{k}::after {{ content: "{k}"', CSS) for k in KINDS): fault("a kind of mention has no letter")
print(f"contrast: {faults} faults; the closest has {lowest:.2f} times what is asked")
sys.exit(bool(faults))
