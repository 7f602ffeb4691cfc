"""Mistakes that students make in the warm-up, and the tests that must notice each of them."""

WRONG_ANSWERS = [
    {
        "name": "empty-list-forgotten",
        "why": "the visible test does not ask; len([]) is 0, and a ZeroDivisionError is not asked for",
        "replace": {"average": "    return sum(numbers) / len(numbers)"},
        "loses": ["hidden_average"],
    },
    {
        "name": "empty-list-is-zero",
        "why": "a number is made up where there is none",
        "replace": {"average": "    return sum(numbers) / max(len(numbers), 1)"},
        "loses": ["hidden_average"],
    },
    {
        "name": "rounded-down",
        "why": "// gives whole numbers",
        "replace": {
            "average": """\
    if not numbers:
        raise ValueError("no numbers")
    return sum(numbers) // len(numbers)
"""
        },
        "loses": ["hidden_average"],
    },
    {
        "name": "middle-instead-of-average",
        "why": "the median is another number",
        "replace": {
            "average": """\
    if not numbers:
        raise ValueError("no numbers")
    return float(sorted(numbers)[len(numbers) // 2])
"""
        },
        "loses": ["test_average", "hidden_average"],
    },
    {
        "name": "always-three",
        "why": "the example of the docstring, by heart",
        "replace": {"average": "    return 3.0"},
        "loses": ["hidden_average"],
    },
    {
        "name": "list-used-up",
        "why": "pop empties the list of whoever called",
        "replace": {
            "average": """\
    if not numbers:
        raise ValueError("no numbers")
    count, total = len(numbers), 0
    while numbers:
        total += numbers.pop()
    return total / count
"""
        },
        "loses": ["hidden_average"],
    },
    {
        "name": "printed-not-returned",
        "why": "what is printed is gone: the caller gets None",
        "replace": {"average": "    print(sum(numbers) / len(numbers))"},
        "loses": ["test_average", "hidden_average"],
    },
    {
        "name": "warning-left-alone",
        "why": "0 / 0 warns and gives nan",
        "replace": {"shares": "    return counts / counts.sum()"},
        "loses": ["test_shares", "hidden_shares"],
    },
    {
        "name": "nan-mended-afterwards",
        "why": "the result is right, and the warning was printed all the same",
        "replace": {"shares": "    return np.nan_to_num(counts / counts.sum())"},
        "loses": ["test_shares", "hidden_shares"],
    },
    {
        "name": "a-little-added",
        "why": "a small number in the divisor avoids the zero, and spoils small counts",
        "replace": {"shares": "    return counts / (counts.sum() + 1e-9)"},
        "loses": ["test_shares", "hidden_shares"],
    },
    {
        "name": "divided-by-how-many",
        "why": "the number of counts is not their sum",
        "replace": {"shares": "    return counts / len(counts)"},
        "loses": ["test_shares", "hidden_shares"],
    },
    {
        "name": "whole-zeros",
        "why": "np.zeros_like of whole numbers gives whole numbers",
        "replace": {
            "shares": """\
    if counts.sum() == 0:
        return np.zeros_like(counts)
    return counts / counts.sum()
"""
        },
        "loses": ["hidden_shares"],
    },
    {
        "name": "two-zeros",
        "why": "the case of the visible test, and no other",
        "replace": {
            "shares": """\
    if counts.sum() == 0:
        return np.array([0.0, 0.0])
    return counts / counts.sum()
"""
        },
        "loses": ["hidden_shares"],
    },
]
