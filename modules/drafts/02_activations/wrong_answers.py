"""Mistakes that students make in this module, and the tests that must notice each of them."""

WRONG_ANSWERS = [
    # Bends
    {
        "name": "relu-around-the-tensor",
        "why": "np.maximum on the array: right numbers, and a hole in every record",
        "replace": {"relu": "        return Tensor(np.maximum(x.data, 0))"},
        "loses": ["test_relu", "hidden_relu"],
        "may_lose": ["hidden_draw_curve"],
    },
    {
        "name": "relu-in-place",
        "why": "the negative numbers of the operand are overwritten",
        "replace": {
            "relu": """\
        x.data[x.data < 0] = 0
        return x
""",
        },
        "loses": ["test_relu", "hidden_relu"],
        "may_lose": ["test_draw_curve", "hidden_draw_curve"],
    },
    {
        "name": "relu-with-float-zero",
        "why": "multiplied by a comparison of its own: integers become floats",
        "replace": {"relu": "        return x.maximum(0) * 1.0"},
        "loses": ["hidden_relu"],
    },
    {
        "name": "relu-six",
        "why": "capped at 6, as in some networks for phones",
        "replace": {"relu": "        return 6 - (6 - x.maximum(0)).maximum(0)"},
        "loses": ["hidden_relu"],
        "may_lose": ["test_draw_curve", "hidden_draw_curve"],
    },
    {
        "name": "relu-absolute-value",
        "why": "the negative side is mirrored",
        "replace": {"relu": "        return x.maximum(-x)"},
        "loses": ["test_relu", "hidden_relu"],
        "may_lose": ["test_draw_curve", "hidden_draw_curve"],
    },
    {
        "name": "leaky-relu",
        "why": "a little of the negative side gets through",
        "replace": {"relu": "        return x.maximum(0.01 * x)"},
        "loses": ["test_relu", "hidden_relu"],
        "may_lose": ["test_draw_curve", "hidden_draw_curve"],
    },
    {
        "name": "slope-instead-of-change",
        "why": "each ReLU gets the new slope, and all of them add up",
        "replace": {
            "draw_curve": """\
    curve = heights[0]
    for i in range(len(knots) - 1):
        slope = (heights[i + 1] - heights[i]) / (knots[i + 1] - knots[i])
        curve = curve + slope * relu(x - knots[i])
    return curve
""",
        },
        "loses": ["test_draw_curve", "hidden_draw_curve"],
    },
    {
        "name": "curve-goes-on-behind-the-last-point",
        "why": "the last corner, back to level, is forgotten",
        "replace": {
            "draw_curve": """\
    curve = heights[0]
    slope_before = 0.0
    for i in range(len(knots) - 1):
        slope_behind = (heights[i + 1] - heights[i]) / (knots[i + 1] - knots[i])
        curve = curve + (slope_behind - slope_before) * relu(x - knots[i])
        slope_before = slope_behind
    return curve
""",
        },
        "loses": ["test_draw_curve", "hidden_draw_curve"],
    },
    {
        "name": "curve-begins-at-zero",
        "why": "the height of the first point is forgotten",
        "replace": {
            "draw_curve": """\
    curve = 0.0
    slope_before = 0.0
    for i, knot in enumerate(knots):
        slope_behind = 0.0
        if i + 1 < len(knots):
            slope_behind = (heights[i + 1] - heights[i]) / (knots[i + 1] - knot)
        curve = curve + (slope_behind - slope_before) * relu(x - knot)
        slope_before = slope_behind
    return curve
""",
        },
        "loses": ["test_draw_curve", "hidden_draw_curve"],
    },
    {
        "name": "curve-by-interpolation",
        "why": "np.interp on the array: right numbers around the Tensor",
        "replace": {
            "draw_curve": "    return Tensor(np.interp(x.data, knots, heights), dtype=x.dtype)",
        },
        "loses": ["hidden_draw_curve"],
    },
    # Squeezing
    {
        "name": "sigmoid-of-the-book",
        "why": "e^-x overflows, with a warning",
        "replace": {"sigmoid": "        return 1 / (1 + (-x).exp())"},
        "loses": ["test_sigmoid", "hidden_sigmoid_far_out"],
    },
    {
        "name": "sigmoid-of-the-other-side",
        "why": "e^x / (1 + e^x): infinity by infinity on the right",
        "replace": {"sigmoid": "        return x.exp() / (1 + x.exp())"},
        "loses": ["test_sigmoid", "hidden_sigmoid_far_out"],
    },
    {
        "name": "sigmoid-by-tanh",
        "why": "cheap and never infinite, but the small results lose their digits",
        "replace": {"sigmoid": "        return 0.5 * (1 + (0.5 * x).tanh())"},
        "loses": ["test_sigmoid", "hidden_sigmoid_far_out"],
    },
    {
        "name": "sigmoid-clipped",
        "why": "x is cut off at ±500 first: quiet in float64, still infinite in float32",
        "replace": {
            "sigmoid": """\
        x = -(-x.maximum(-500)).maximum(-500)
        return 1 / (1 + (-x).exp())
""",
        },
        "loses": ["hidden_sigmoid_far_out"],
    },
    {
        "name": "sigmoid-shifted-by-the-largest-of-all",
        "why": "one m for the whole Tensor: the other numbers come out as 0 / 0",
        "replace": {
            "sigmoid": """\
        m = x.max()
        power = (x - m).exp()
        return power / (power + (-m).exp())
""",
        },
        "loses": ["test_sigmoid", "hidden_sigmoid_far_out"],
        "may_lose": ["hidden_sigmoid", "test_tanh"],
    },
    {
        "name": "sigmoid-by-masks",
        "why": "both sides are filled in by numpy, around the Tensor",
        "replace": {
            "sigmoid": """\
        small = np.exp(-abs(x.data))
        return Tensor(np.where(x.data >= 0, 1 / (1 + small), small / (1 + small)))
""",
        },
        "loses": ["test_sigmoid", "hidden_sigmoid"],
    },
    {
        "name": "sigmoid-hard",
        "why": "straight pieces instead of the curve",
        "replace": {"sigmoid": "        return 1 - (1 - (x / 6 + 0.5).maximum(0)).maximum(0)"},
        "loses": ["test_sigmoid", "hidden_sigmoid", "hidden_sigmoid_far_out"],
        "may_lose": ["test_tanh"],
    },
    {
        "name": "tanh-hard",
        "why": "cut off at -1 and 1, and straight in between",
        "replace": {"tanh": "        return -(-x.maximum(-1)).maximum(-1)"},
        "loses": ["test_tanh", "hidden_tanh"],
    },
    {
        "name": "tanh-of-the-book",
        "why": "infinity by infinity far out",
        "replace": {"tanh": "        return (x.exp() - (-x).exp()) / (x.exp() + (-x).exp())"},
        "loses": ["hidden_tanh"],
    },
    {
        "name": "tanh-around-the-tensor",
        "why": "np.tanh on the array",
        "replace": {"tanh": "        return Tensor(np.tanh(x.data))"},
        "loses": ["test_tanh", "hidden_tanh"],
    },
    # GELU
    {
        "name": "gelu-by-sigmoid",
        "why": "x σ(1.702 x): the other approximation, up to 0.02 away",
        "replace": {"gelu": "        return x * Sigmoid()(1.702 * x)"},
        "loses": ["test_gelu", "hidden_gelu"],
    },
    {
        "name": "gelu-without-the-cube",
        "why": "the correction is left out",
        "replace": {"gelu": "        return 0.5 * x * (1 + (math.sqrt(2 / math.pi) * x).tanh())"},
        "loses": ["test_gelu", "hidden_gelu"],
    },
    {
        "name": "gelu-square-for-cube",
        "why": "x² is positive on both sides",
        "replace": {
            "gelu": """\
        inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x * x)
        return 0.5 * x * (1 + inner.tanh())
""",
        },
        "loses": ["test_gelu", "hidden_gelu"],
    },
    {
        "name": "gelu-root-upside-down",
        "why": "sqrt(pi / 2) in place of sqrt(2 / pi)",
        "replace": {
            "gelu": """\
        inner = math.sqrt(math.pi / 2) * (x + 0.044715 * x * x * x)
        return 0.5 * x * (1 + inner.tanh())
""",
        },
        "loses": ["test_gelu", "hidden_gelu"],
    },
    {
        "name": "gelu-half-around",
        "why": "the tanh is computed by numpy and multiplied by x: a hole in the record",
        "replace": {
            "gelu": """\
        inner = math.sqrt(2 / math.pi) * (x.data + 0.044715 * x.data * x.data * x.data)
        return 0.5 * x * Tensor(1 + np.tanh(inner))
""",
        },
        "loses": ["test_gelu", "hidden_gelu"],
    },
    {
        "name": "gelu-constant-of-numpy",
        "why": "the constant as an array with a dtype of its own: float32 is lost",
        "replace": {
            "gelu": """\
        inner = np.array([math.sqrt(2 / math.pi)]) * (x + 0.044715 * x * x * x)
        return 0.5 * x * (1 + inner.tanh())
""",
        },
        "loses": ["hidden_gelu"],
    },
    # Probabilities
    {
        "name": "softmax-without-shift",
        "why": "e^1000 is infinite",
        "replace": {
            "softmax": """\
        powers = x.exp()
        return powers / powers.sum(axis=self.axis, keepdims=True)
""",
        },
        "loses": ["test_softmax", "hidden_softmax_far_out"],
    },
    {
        "name": "softmax-largest-of-all",
        "why": "one shift for all rows: a row far below it is 0 / 0",
        "replace": {
            "softmax": """\
        powers = (x - x.max()).exp()
        return powers / powers.sum(axis=self.axis, keepdims=True)
""",
        },
        "loses": ["hidden_softmax_far_out"],
        "may_lose": ["test_softmax", "hidden_softmax"],
    },
    {
        "name": "softmax-always-last-axis",
        "why": "the axis is kept and never used",
        "replace": {
            "softmax": """\
        powers = (x - x.max(axis=-1, keepdims=True)).exp()
        return powers / powers.sum(axis=-1, keepdims=True)
""",
        },
        "loses": ["test_softmax", "hidden_softmax", "hidden_softmax_far_out"],
        "may_lose": ["test_log_softmax"],
    },
    {
        "name": "softmax-sum-without-keepdims",
        "why": "the sums are divided along the wrong axis, where the shape is square",
        "replace": {
            "softmax": """\
        powers = (x - x.max(axis=self.axis, keepdims=True)).exp()
        return powers / powers.sum(axis=self.axis)
""",
        },
        "loses": ["test_softmax", "hidden_softmax", "hidden_softmax_far_out"],
        "may_lose": ["test_log_softmax"],
    },
    {
        "name": "softmax-shift-on-the-wrong-axis",
        "why": "the largest of each column is taken from the rows",
        "replace": {
            "softmax": """\
        powers = (x - x.max(axis=0, keepdims=True)).exp()
        return powers / powers.sum(axis=self.axis, keepdims=True)
""",
        },
        "loses": ["hidden_softmax_far_out"],
        "may_lose": ["test_softmax", "hidden_softmax", "test_log_softmax"],
    },
    {
        "name": "softmax-with-epsilon",
        "why": "a little is added to the sum, so as never to divide by zero",
        "replace": {
            "softmax": """\
        powers = (x - x.max(axis=self.axis, keepdims=True)).exp()
        return powers / (powers.sum(axis=self.axis, keepdims=True) + 1e-8)
""",
        },
        "loses": ["hidden_softmax"],
        "may_lose": ["hidden_softmax_far_out", "test_log_softmax"],
    },
    {
        "name": "softmax-keeps-its-result",
        "why": "the result is kept for later in the object: memory that nobody frees",
        "replace": {
            "softmax": """\
        powers = (x - x.max(axis=self.axis, keepdims=True)).exp()
        self.output = powers / powers.sum(axis=self.axis, keepdims=True)
        return self.output
""",
        },
        "loses": ["hidden_softmax"],
    },
    {
        "name": "softmax-total-of-everything",
        "why": "all numbers of the Tensor share one 1.00",
        "replace": {
            "softmax": """\
        powers = (x - x.max(axis=self.axis, keepdims=True)).exp()
        return powers / powers.sum()
""",
        },
        "loses": ["test_softmax", "hidden_softmax", "hidden_softmax_far_out"],
        "may_lose": ["test_log_softmax"],
    },
    {
        "name": "by-hand-without-shift",
        "why": "math.exp(1000) is an OverflowError",
        "replace": {
            "logsumexp_by_hand": """\
    total = 0.0
    for number in numbers:
        total += math.exp(number)
    return math.log(total)
""",
        },
        "loses": ["test_logsumexp_by_hand", "hidden_logsumexp_by_hand"],
        "may_lose": ["hidden_logsumexp_far_out"],
    },
    {
        "name": "by-hand-largest-not-put-back",
        "why": "the shift is not undone",
        "replace": {
            "logsumexp_by_hand": """\
    largest = max(numbers)
    total = 0.0
    for number in numbers:
        total += math.exp(number - largest)
    return math.log(total)
""",
        },
        "loses": ["test_logsumexp_by_hand", "hidden_logsumexp_by_hand"],
        "may_lose": ["hidden_logsumexp_far_out"],
    },
    {
        "name": "by-hand-shifted-by-the-first",
        "why": "the first number is not always the largest",
        "replace": {
            "logsumexp_by_hand": """\
    total = 0.0
    for number in numbers:
        total += math.exp(number - numbers[0])
    return numbers[0] + math.log(total)
""",
        },
        "loses": ["hidden_logsumexp_by_hand"],
        "may_lose": ["hidden_logsumexp_far_out"],
    },
    {
        "name": "logsumexp-without-shift",
        "why": "e^1000 is infinite",
        "replace": {
            "logsumexp": "    return x.exp().sum(axis=axis, keepdims=keepdims).log()",
        },
        "loses": ["test_logsumexp", "hidden_logsumexp_far_out"],
    },
    {
        "name": "logsumexp-largest-not-put-back",
        "why": "the shift is not undone",
        "replace": {
            "logsumexp": """\
    largest = x.max(axis=axis, keepdims=True)
    return (x - largest).exp().sum(axis=axis, keepdims=keepdims).log()
""",
        },
        "loses": ["test_logsumexp", "hidden_logsumexp", "hidden_logsumexp_far_out"],
    },
    {
        "name": "logsumexp-shapes-that-broadcast",
        "why": "(n,) + (n, 1) is (n, n), without any error",
        "replace": {
            "logsumexp": """\
    largest = x.max(axis=axis, keepdims=True)
    total = (x - largest).exp().sum(axis=axis, keepdims=keepdims)
    return total.log() + largest
""",
        },
        "loses": ["test_logsumexp", "hidden_logsumexp", "hidden_logsumexp_far_out"],
    },
    {
        "name": "logsumexp-ignores-keepdims",
        "why": "the axis is dropped always",
        "replace": {
            "logsumexp": """\
    largest = x.max(axis=axis, keepdims=True)
    total = (x - largest).exp().sum(axis=axis)
    return total.log() + largest.reshape(total.shape)
""",
        },
        "loses": ["test_logsumexp", "hidden_logsumexp"],
    },
    {
        "name": "logsumexp-with-epsilon",
        "why": "a little is added inside the log: wrong in every digit after the eighth",
        "replace": {
            "logsumexp": """\
    largest = x.max(axis=axis, keepdims=True)
    total = (x - largest).exp().sum(axis=axis, keepdims=keepdims)
    return (total + 1e-8).log() + largest.reshape(total.shape)
""",
        },
        "loses": ["hidden_logsumexp"],
        "may_lose": ["hidden_logsumexp_far_out"],
    },
    {
        "name": "logsumexp-around-the-tensor",
        "why": "np.logaddexp does it all, around the Tensor",
        "replace": {
            "logsumexp": """\
    total = np.logaddexp.reduce(x.data, axis=axis, keepdims=keepdims)
    return Tensor(total, dtype=x.dtype)
""",
        },
        "loses": ["test_logsumexp", "hidden_logsumexp"],
        "may_lose": ["hidden_logsumexp_far_out"],
    },
    {
        "name": "log-of-softmax",
        "why": "the probability vanishes before its logarithm is taken",
        "replace": {"log_softmax": "    return Softmax(axis)(x).log()"},
        "loses": ["test_log_softmax", "hidden_log_softmax"],
    },
    {
        "name": "log-of-softmax-plus-epsilon",
        "why": "no -inf any more, and no logarithm below -18 either",
        "replace": {"log_softmax": "    return (Softmax(axis)(x) + 1e-8).log()"},
        "loses": ["test_log_softmax", "hidden_log_softmax"],
    },
    {
        "name": "log-softmax-not-shifted",
        "why": "near 10,000 a float32 has no digits left for the small logarithm",
        "replace": {"log_softmax": "    return x - logsumexp(x, axis, keepdims=True)"},
        "loses": ["hidden_log_softmax"],
    },
    {
        "name": "log-softmax-without-keepdims",
        "why": "a row of results is subtracted where a column belongs",
        "replace": {"log_softmax": "    return x - logsumexp(x, axis)"},
        "loses": ["test_log_softmax", "hidden_log_softmax"],
    },
    {
        "name": "log-softmax-last-axis-only",
        "why": "the axis is ignored",
        "replace": {
            "log_softmax": """\
    shifted = x - x.max(axis=-1, keepdims=True)
    return shifted - shifted.exp().sum(axis=-1, keepdims=True).log()
""",
        },
        "loses": ["test_log_softmax", "hidden_log_softmax"],
    },
]

EXCUSED = {
    "sigmoid:constant:7c0abb": "the shift cancels: max(x, 1) is as good as max(x, 0), to rounding",
}
