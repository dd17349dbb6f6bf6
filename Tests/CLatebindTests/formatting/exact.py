#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes exact.tsv: the day of the week and the week of the year that the format "w ww" shows, by Python's datetime.

The values are those of formatting.tsv and locales.tsv. A week's number is counted, week by week, from the first week of the year.
"""
import datetime
import pathlib
import struct

HERE = pathlib.Path(__file__).resolve().parent
EPOCH = datetime.date(1899, 12, 30)


def date_of(cell):
    """The date that a value is; None if it is none."""
    kind, _, value = cell.partition(":")
    if kind == "0":
        number = 0
    elif kind in ("5", "7"):
        number = struct.unpack(">d", bytes.fromhex(value))[0]
    elif kind == "6":
        number = int(value) / 10000
    elif kind in ("3", "11"):
        number = int(value)
    elif kind == "14":
        sign, scale, high, low = map(int, value.split(":"))
        number = (high << 64 | low) / 10 ** scale * (-1 if sign else 1)
    elif cell == '8:"1/2/2003"':
        return None
    else:
        return None
    day = int(number)
    # The second is rounded: a fraction next to 1 is the next day.
    if round(abs(number - day) * 86400) == 86400:
        day += 1
    try:
        return EPOCH + datetime.timedelta(days=day)
    except OverflowError:
        return None


def first_week(year, first_day, rule):
    """The first day of the first week of a year. first_day: 0 is Sunday."""
    needed = {1: 1, 2: 4, 3: 7}[rule]
    day = datetime.date(year, 1, 1)
    # Back to the day that weeks begin with.
    start = day
    while (start.weekday() + 1) % 7 != first_day:
        start -= datetime.timedelta(days=1)
    inside = sum((start + datetime.timedelta(days=n)).year == year for n in range(7))
    return start if inside >= needed else start + datetime.timedelta(days=7)


def week(date, first_day, rule):
    start = first_week(date.year, first_day, rule)
    if date < start:
        start = first_week(date.year - 1, first_day, rule)
    elif rule != 1 and date.year < 9999 and date >= first_week(date.year + 1, first_day, rule):
        start = first_week(date.year + 1, first_day, rule)
    number = 1
    while date >= start + datetime.timedelta(days=7):
        start += datetime.timedelta(days=7)
        number += 1
    return number


# First day, first week: what the locales have.
LOCALES = {"Tokens0409": (0, 1), "Tokens007f": (0, 1), "Tokens0407": (1, 2), "Tokens040c": (1, 2), "Tokens0411": (0, 1),
           "Tokens041d": (1, 2), "Tokens0809": (1, 2)}


def main():
    lines = []
    for name in ("formatting.tsv", "locales.tsv"):
        heading = None
        for line in (HERE / name).read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            if cells[0].startswith("="):
                heading = cells
                continue
            if cells[0] == "Weeks":
                day, rule = map(int, cells[1].split())
                if day > 7 or rule > 3:
                    continue
                setting = ((day - 1) % 7 if day else 0, rule or 1)
            elif cells[0] in LOCALES and cells[1] == '"w ww"':
                setting = LOCALES[cells[0]]
            elif cells[0] == "Format" and cells[1] in ('"w"', '"ww"'):
                setting = (0, 1)
            else:
                continue
            for cell in heading[1:]:
                date = date_of(cell)
                if date is None or date.year < 101:
                    continue
                parts = {"w": ((date.weekday() + 1) % 7 - setting[0]) % 7 + 1, "ww": week(date, *setting)}
                shown = cells[1].strip('"') if cells[0] != "Weeks" else "w ww"
                text = " ".join(str(parts[part]) for part in shown.split())
                lines.append("\t".join([cells[0], cells[1], cell, f'"{text}"']))
    (HERE / "exact.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
