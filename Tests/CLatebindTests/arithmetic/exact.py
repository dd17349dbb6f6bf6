#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes exact.tsv: what the functions of DECIMAL and CY give, by Python's decimal module.

One line for each call: function, left operand, right operand (or number of places), result. The operands are those of
arithmetic.tsv, then random ones. A result is the exact number, rounded once, a tie to the even digit, to as many places as the
function has and 96 bits hold; `!8002000a` if it is out of range, `!80020012` for a division by zero.
"""
import decimal
import pathlib
import random

HERE = pathlib.Path(__file__).resolve().parent
LIMIT = 1 << 96
OVERFLOW, ZERO = "!8002000a", "!80020012"
decimal.getcontext().prec = 300
D = decimal.Decimal


def read(text):
    """The number and its scale."""
    sign, scale, high, low = map(int, text.split(":"))
    number = D(high << 64 | low).scaleb(-scale)
    return (-number if sign else number), scale


def write(number, scale):
    """The number with at most so many places, as far as it fits; None if it does not."""
    for places in range(min(scale, 28), -1, -1):
        rounded = int(abs(number).scaleb(places).quantize(D(1), decimal.ROUND_HALF_EVEN))
        if rounded < LIMIT:
            sign = 128 if number < 0 and rounded else 0
            return f"{sign}:{places}:{rounded >> 64}:{rounded & (1 << 64) - 1}"
    return OVERFLOW


def divide(a, b, scale):
    if b == 0:
        return ZERO
    quotient = a / b
    for places in range(max(scale, 0), 29):
        exact = abs(quotient).scaleb(places)
        if exact >= LIMIT:
            break
        if exact * abs(b) == abs(a).scaleb(places) and exact == exact.to_integral_value():
            return write(quotient, places)
    return write(quotient, 28)


def whole(number, rounding):
    return write(number.quantize(D(1), rounding), 0)


def order(a, b):
    return str(0 if a < b else 1 if a == b else 2)


DECIMALS = {
    "DecAdd": lambda a, b: write(a[0] + b[0], max(a[1], b[1])),
    "DecSub": lambda a, b: write(a[0] - b[0], max(a[1], b[1])),
    "DecMul": lambda a, b: write(a[0] * b[0], a[1] + b[1]),
    "DecDiv": lambda a, b: divide(a[0], b[0], a[1] - b[1]),
    "DecCmp": lambda a, b: order(a[0], b[0]),
}
DECIMAL = {
    "DecFix": lambda a: whole(a[0], decimal.ROUND_DOWN),
    "DecInt": lambda a: whole(a[0], decimal.ROUND_FLOOR),
    "DecAbs": lambda a: write(abs(a[0]), a[1]),
    "DecNeg": lambda a: write(-a[0], a[1]),
}


def amount(number):
    return str(int(number)) if -(1 << 63) <= number < 1 << 63 else OVERFLOW


def rounded(number, unit, rounding=decimal.ROUND_HALF_EVEN):
    return (D(number) / unit).quantize(D(1), rounding) * unit


AMOUNTS = {
    "CyAdd": lambda a, b: amount(a + b),
    "CySub": lambda a, b: amount(a - b),
    "CyMul": lambda a, b: amount(rounded(D(a) * b, 10000) / 10000),
    "CyCmp": lambda a, b: order(a, b),
}
AMOUNT = {
    "CyFix": lambda a: amount(rounded(a, 10000, decimal.ROUND_DOWN)),
    "CyInt": lambda a: amount(rounded(a, 10000, decimal.ROUND_FLOOR)),
    "CyAbs": lambda a: amount(abs(a)),
    "CyNeg": lambda a: amount(-a),
}
WHOLES = [0, 1, -1, 2, -7, 1000, 2147483647, -2147483648, 5000000000, 9223372036854775807]


def main():
    lines = []
    headings = {}
    for line in (HERE / "arithmetic.tsv").read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if cells[0] in ("=decimals", "=amounts"):
            headings[cells[0]] = cells[1:]
    decimals, amounts = headings["=decimals"], [int(cell) for cell in headings["=amounts"]]

    def add(*cells):
        lines.append("\t".join(map(str, cells)))

    def add_decimals(name, a, b):
        add(name, a, b, DECIMALS[name](read(a), read(b)))

    def add_places(a, places):
        add("DecRound", places, a, write(read(a)[0], min(places, read(a)[1])) if places >= 0 else "!80070057")

    def add_amount_places(a, places):
        unit = 10 ** max(4 - places, 0)
        add("CyRound", places, a, amount(rounded(a, unit)) if places >= 0 else "!80070057")

    for name in DECIMALS:
        for a in decimals:
            for b in decimals:
                add_decimals(name, a, b)
    for name in DECIMAL:
        for a in decimals:
            add(name, "", a, DECIMAL[name](read(a)))
    for places in (0, 1, 2, 5, 27, 28, 29, -1):
        for a in decimals:
            add_places(a, places)
    for name in AMOUNTS:
        for a in amounts:
            for b in amounts:
                add(name, a, b, AMOUNTS[name](a, b))
    for number in WHOLES:
        for a in amounts:
            if -(1 << 31) <= number < 1 << 31:
                add("CyMulI4", number, a, amount(a * number))
            add("CyMulI8", number, a, amount(a * number))
    for name in AMOUNT:
        for a in amounts:
            add(name, "", a, AMOUNT[name](a))
    for places in (0, 1, 2, 3, 4, 5, -1):
        for a in amounts:
            add_amount_places(a, places)

    generator = random.Random(1996)

    def random_decimal():
        magnitude = generator.getrandbits(generator.randint(1, 96))
        if generator.random() < 0.3:
            # Ties, and numbers with zeros at their end.
            magnitude = magnitude % 10 ** generator.randint(1, 12) * 10 ** generator.randint(0, 12) + generator.choice((0, 5))
        return f"{generator.choice((0, 128))}:{generator.randint(0, 28)}:{magnitude >> 64}:{magnitude & (1 << 64) - 1}"

    def random_amount():
        return generator.getrandbits(generator.randint(1, 63)) * generator.choice((1, -1))

    for _ in range(250):
        for name in DECIMALS:
            add_decimals(name, random_decimal(), random_decimal())
    for _ in range(100):
        for name in DECIMAL:
            a = random_decimal()
            add(name, "", a, DECIMAL[name](read(a)))
        add_places(random_decimal(), generator.randint(0, 28))
        for name in AMOUNTS:
            a, b = random_amount(), random_amount()
            add(name, a, b, AMOUNTS[name](a, b))
        for name in AMOUNT:
            a = random_amount()
            add(name, "", a, AMOUNT[name](a))
        add_amount_places(random_amount(), generator.randint(0, 4))
    (HERE / "exact.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
