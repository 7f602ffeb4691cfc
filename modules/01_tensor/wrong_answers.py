"""Mistakes that students make in this module, and the tests that must notice each of them."""

WRONG_ANSWERS = [
    # Construction
    {
        "name": "alias-instead-of-copy",
        "why": "np.asarray keeps the caller's array: both change together from then on",
        "replace": {
            "tensor_init": """\
        if isinstance(data, Tensor):
            data = data.data
        array = np.asarray(data, dtype=dtype)
        if array.dtype.kind not in "biuf":
            raise TypeError(f"a Tensor holds numbers, not {array.dtype}")
        self.data = array
""",
        },
        "loses": ["test_tensor_init", "hidden_tensor_init"],
    },
    {
        "name": "alias-of-another-tensor",
        "why": "a Tensor made from a Tensor shares its numbers with it",
        "replace": {
            "tensor_init": """\
        if isinstance(data, Tensor) and dtype is None:
            self.data = data.data
            return
        if isinstance(data, Tensor):
            data = data.data
        array = np.array(data, dtype=dtype)
        if array.dtype.kind not in "biuf":
            raise TypeError(f"a Tensor holds numbers, not {array.dtype}")
        self.data = array
""",
        },
        "loses": ["hidden_tensor_init"],
    },
    {
        "name": "everything-float32",
        "why": "a fixed dtype throws away what the caller chose; integers become floats",
        "replace": {
            "tensor_init": """\
        if isinstance(data, Tensor):
            data = data.data
        array = np.array(data)
        if array.dtype.kind not in "biuf":
            raise TypeError(f"a Tensor holds numbers, not {array.dtype}")
        self.data = array.astype(dtype or np.float32)
""",
        },
        "loses": ["hidden_tensor_init"],
        # These look at the dtype, or use as an index, a Tensor that they make.
        "may_lose": [
            "test_tensor_nbytes",
            "test_tensor_item",
            "test_tensor_repr",
            "test_tensor_getitem",
        ],
    },
    {
        "name": "strings-and-objects-accepted",
        "why": "whatever numpy can put into an array is taken for numbers",
        "replace": {
            "tensor_init": """\
        if isinstance(data, Tensor):
            data = data.data
        self.data = np.array(data, dtype=dtype)
""",
        },
        "loses": ["test_tensor_init", "hidden_tensor_init"],
    },
    {
        "name": "list-inside-the-tensor",
        "why": "a Tensor of a Tensor is not unwrapped, and becomes an array of objects",
        "replace": {
            "tensor_init": """\
        array = np.array(data, dtype=dtype)
        if array.dtype.kind not in "biuf":
            raise TypeError(f"a Tensor holds numbers, not {array.dtype}")
        self.data = array
""",
        },
        "loses": ["hidden_tensor_init"],
    },
    {
        "name": "shape-remembered",
        "why": "the shape is stored at the first question and out of date after the next assignment",
        "replace": {
            "tensor_shape": """\
    if "_shape" not in self.__dict__:
        self._shape = self.data.shape
    return self._shape
""",
        },
        "loses": ["test_tensor_shape", "hidden_tensor_questions"],
    },
    {
        "name": "eight-bytes-a-number",
        "why": "every number is taken for a float64",
        "replace": {"tensor_nbytes": "    return self.size * 8"},
        "loses": ["test_tensor_nbytes", "hidden_tensor_questions"],
    },
    {
        "name": "item-with-numpy-around-it",
        "why": "indexing gives a number of numpy, and takes the first of several without complaint",
        "replace": {"tensor_item": "    return self.data.reshape(-1)[0]"},
        "loses": ["test_tensor_item", "hidden_tensor_access"],
    },
    {
        "name": "item-as-float",
        "why": "float() turns integers and booleans into floats",
        "replace": {"tensor_item": "    return float(self.data.item())"},
        "loses": ["test_tensor_item", "hidden_tensor_access"],
    },
    {
        "name": "numpy-without-copy",
        "why": "the live array leaves the house: whoever writes into it changes the Tensor",
        "replace": {"tensor_numpy": "    return self.data"},
        "loses": ["test_tensor_numpy", "hidden_tensor_access"],
    },
    {
        "name": "repr-without-shape",
        "why": "the numbers alone, as an array prints them",
        "replace": {"tensor_repr": '    return f"Tensor({self.data})"'},
        "loses": ["test_tensor_repr"],
    },
    {
        "name": "rows-out-of-line",
        "why": "without the prefix the second row is not under the first",
        "replace": {
            "tensor_repr": """\
    numbers = np.array2string(self.data, separator=", ")
    return f"Tensor({numbers}, shape={self.shape}, dtype={self.dtype})"
""",
        },
        "loses": ["test_tensor_repr"],
    },
    # Arithmetic
    {
        "name": "shapes-compared-from-the-left",
        "why": "the missing axes are put behind instead of in front",
        "replace": {
            "broadcast_shape": """\
    axes = max(len(first), len(second))
    padded_first = first + (1,) * (axes - len(first))
    padded_second = second + (1,) * (axes - len(second))
    result = []
    for a, b in zip(padded_first, padded_second, strict=True):
        if a != b and a != 1 and b != 1:
            raise ValueError(f"shapes {first} and {second} do not fit together")
        result.append(b if a == 1 else a)
    return tuple(result)
""",
        },
        "loses": ["test_broadcast_shape", "hidden_broadcast_shape"],
    },
    {
        "name": "longer-length-wins",
        "why": "max(1, 0) is 1: an empty axis comes back to life",
        "replace": {
            "broadcast_shape": """\
    axes = max(len(first), len(second))
    padded_first = (1,) * (axes - len(first)) + first
    padded_second = (1,) * (axes - len(second)) + second
    result = []
    for a, b in zip(padded_first, padded_second, strict=True):
        if a != b and a != 1 and b != 1:
            raise ValueError(f"shapes {first} and {second} do not fit together")
        result.append(max(a, b))
    return tuple(result)
""",
        },
        "loses": ["hidden_broadcast_shape"],
    },
    {
        "name": "zip-drops-axes",
        "why": "zip stops at the shorter shape, and the leading axes of the longer one are lost",
        "replace": {
            "broadcast_shape": """\
    result = []
    for a, b in zip(reversed(first), reversed(second), strict=False):
        if a != b and a != 1 and b != 1:
            raise ValueError(f"shapes {first} and {second} do not fit together")
        result.append(b if a == 1 else a)
    return tuple(reversed(result))
""",
        },
        "loses": ["test_broadcast_shape", "hidden_broadcast_shape"],
    },
    {
        "name": "add-in-place",
        "why": "+= writes into the operand, which others still hold",
        "replace": {
            "tensor_add": """\
    self.data += _operand(other)
    return self
""",
        },
        "loses": ["test_tensor_add", "hidden_tensor_add"],
    },
    {
        "name": "add-tensors-only",
        "why": "a number has no .data",
        "replace": {"tensor_add": "    return _wrap(self.data + other.data)"},
        "loses": ["test_tensor_add", "hidden_tensor_add"],
    },
    {
        "name": "add-returns-an-array",
        "why": "the result is not wrapped: the next operation no longer meets a Tensor",
        "replace": {"tensor_add": "    return self.data + _operand(other)"},
        "loses": ["test_tensor_add", "hidden_tensor_add"],
    },
    {
        "name": "number-made-an-array",
        "why": "as an array of float64 the number does have a say, and float32 is lost",
        "replace": {"tensor_add": "    return _wrap(self.data + np.asarray(_operand(other)))"},
        "loses": ["hidden_tensor_add"],
    },
    {
        "name": "multiplication-of-matrices",
        "why": "* means number by number, @ the matrix product",
        "replace": {"tensor_mul": "    return _wrap(np.dot(self.data, _operand(other)))"},
        "loses": ["hidden_tensor_mul"],
    },
    {
        "name": "subtraction-turned-round",
        "why": "the operands of the ordinary method are swapped",
        "replace": {"tensor_sub": "    return _wrap(_operand(other) - self.data)"},
        "loses": ["test_tensor_sub", "hidden_tensor_sub"],
    },
    {
        "name": "reflected-subtraction-not-reflected",
        "why": "2 - x is computed as x - 2",
        "replace": {"tensor_rsub": "    return self - other"},
        "loses": ["test_tensor_rsub", "hidden_tensor_sub"],
    },
    {
        "name": "number-lifted-to-a-tensor",
        "why": "Tensor(2.5) - x: the Tensor has a dtype of its own, and float32 is lost",
        "replace": {"tensor_rsub": "    return Tensor(other) - self"},
        "loses": ["hidden_tensor_sub"],
    },
    {
        "name": "floor-division",
        "why": "// rounds down",
        "replace": {"tensor_truediv": "    return _wrap(self.data // _operand(other))"},
        "loses": ["test_tensor_truediv", "hidden_tensor_div"],
    },
    {
        "name": "integers-divided-to-integers",
        "why": "the result is turned back into the dtype of the operand",
        "replace": {
            "tensor_truediv": (
                "    return _wrap((self.data / _operand(other)).astype(self.data.dtype))"
            ),
        },
        "loses": ["test_tensor_truediv", "hidden_tensor_div"],
    },
    {
        "name": "safe-division",
        "why": "a small number is added to the divisor, and every quotient is a little wrong",
        "replace": {"tensor_truediv": "    return _wrap(self.data / (_operand(other) + 1e-8))"},
        "loses": ["test_tensor_truediv", "hidden_tensor_div"],
    },
    {
        "name": "reflected-division-not-reflected",
        "why": "1 / x is computed as x / 1",
        "replace": {"tensor_rtruediv": "    return _wrap(self.data / _operand(other))"},
        "loses": ["test_tensor_rtruediv", "hidden_tensor_div"],
    },
    {
        "name": "power-through-logarithms",
        "why": "exp(y log x) is not defined for numbers that are not positive",
        "replace": {
            "tensor_pow": (
                '    with np.errstate(all="ignore"):\n'
                "        return _wrap(np.exp(_operand(other) * np.log(self.data)))"
            ),
        },
        "loses": ["test_tensor_pow", "hidden_tensor_pow"],
    },
    {
        "name": "power-as-float",
        "why": "float_power turns integers and float32 into float64",
        "replace": {"tensor_pow": "    return _wrap(np.float_power(self.data, _operand(other)))"},
        "loses": ["hidden_tensor_pow"],
    },
    # Matrix products
    {
        "name": "rows-shared",
        "why": "[[0] * m] * n is one row, n times: every row becomes the last one",
        "replace": {
            "matmul_by_hand": """\
    n, k, m = len(a), len(b), len(b[0])
    if any(len(row) != k for row in a):
        raise ValueError("lengths differ")
    result = [[0] * m] * n
    for i in range(n):
        for j in range(m):
            result[i][j] = 0
            for p in range(k):
                result[i][j] += a[i][p] * b[p][j]
    return result
""",
        },
        "loses": ["test_matmul_by_hand", "hidden_matmul_by_hand"],
    },
    {
        "name": "rows-with-rows",
        "why": "the second matrix is read along its rows: b[j][p]",
        "replace": {
            "matmul_by_hand": """\
    n, k, m = len(a), len(b), len(b[0])
    if any(len(row) != k for row in a):
        raise ValueError("lengths differ")
    result = []
    for i in range(n):
        row = []
        for j in range(m):
            total = 0
            for p in range(k):
                total += a[i][p] * b[j % k][p % m]
            row.append(total)
        result.append(row)
    return result
""",
        },
        "loses": ["test_matmul_by_hand", "hidden_matmul_by_hand"],
    },
    {
        "name": "lengths-not-checked",
        "why": "zip stops at the shorter of row and column, and nobody hears of the mistake",
        "replace": {
            "matmul_by_hand": """\
    columns = list(zip(*b, strict=True))
    return [
        [sum(x * y for x, y in zip(row, column, strict=False)) for column in columns]
        for row in a
    ]
""",
        },
        "loses": ["hidden_matmul_by_hand"],
    },
    {
        "name": "numpy-dot-for-batches",
        "why": "np.dot pairs every matrix on the left with every one on the right",
        "replace": {
            "tensor_matmul": """\
    try:
        return _wrap(np.dot(self.data, other))
    except ValueError:
        raise ValueError(f"cannot multiply {self.shape} @ {np.shape(other)}") from None
""",
        },
        "loses": ["hidden_tensor_matmul", "hidden_tensor_matmul_errors"],
    },
    {
        "name": "matrices-only",
        "why": "einsum with two letters each: no vectors, no batches",
        "replace": {
            "tensor_matmul": """\
    try:
        return _wrap(np.einsum("ij,jk->ik", self.data, other))
    except ValueError:
        raise ValueError(f"cannot multiply {self.shape} @ {np.shape(other)}") from None
""",
        },
        "loses": ["test_tensor_matmul", "hidden_tensor_matmul", "hidden_tensor_matmul_errors"],
    },
    {
        "name": "number-by-number",
        "why": "* for @",
        "replace": {"tensor_matmul": "    return _wrap(self.data * other)"},
        "loses": ["test_tensor_matmul", "hidden_tensor_matmul", "hidden_tensor_matmul_errors"],
    },
    {
        "name": "message-of-numpy",
        "why": "the error is passed on as it comes, without the shapes",
        "replace": {"tensor_matmul": "    return _wrap(self.data @ other)"},
        "loses": ["test_tensor_matmul", "hidden_tensor_matmul_errors"],
    },
    {
        "name": "last-lengths-compared",
        "why": "a check beforehand that is right for square matrices only",
        "replace": {
            "tensor_matmul": """\
    if self.data.shape[-1:] != np.shape(other)[-1:]:
        raise ValueError(f"cannot multiply {self.shape} @ {np.shape(other)}")
    return _wrap(self.data @ other)
""",
        },
        "loses": ["test_tensor_matmul", "hidden_tensor_matmul", "hidden_tensor_matmul_errors"],
    },
    # Elementwise math
    {
        "name": "exp-of-single-numbers",
        "why": "math.exp takes one number",
        "replace": {
            "tensor_exp": """\
    import math

    return _wrap(math.exp(self.data))
""",
        },
        "loses": ["test_tensor_exp", "hidden_tensor_math"],
    },
    {
        "name": "log-of-another-base",
        "why": "log10 is not the natural logarithm",
        "replace": {"tensor_log": "    return _wrap(np.log10(self.data))"},
        "loses": ["test_tensor_log", "hidden_tensor_math"],
    },
    {
        "name": "log-with-epsilon",
        "why": "a small number is added out of caution, and log of 0 is no longer -inf",
        "replace": {"tensor_log": "    return _wrap(np.log(self.data + 1e-12))"},
        "loses": ["hidden_tensor_math"],
    },
    {
        "name": "tanh-by-formula",
        "why": "the formula overflows far out: nan, and a warning",
        "replace": {
            "tensor_tanh": """\
    up, down = np.exp(self.data), np.exp(-self.data)
    return _wrap((up - down) / (up + down))
""",
        },
        "loses": ["hidden_tensor_math"],
    },
    {
        "name": "maximum-with-zero",
        "why": "ReLU is built in, and the other side is forgotten",
        "replace": {"tensor_maximum": "    return _wrap(np.maximum(self.data, 0))"},
        "loses": ["test_tensor_maximum", "hidden_tensor_maximum"],
    },
    {
        "name": "maximum-hides-nan",
        "why": "fmax prefers any number to nan, and a broken network looks healthy",
        "replace": {"tensor_maximum": "    return _wrap(np.fmax(self.data, _operand(other)))"},
        "loses": ["hidden_tensor_maximum"],
    },
    # Reductions
    {
        "name": "sum-without-keepdims",
        "why": "the argument is accepted and ignored",
        "replace": {"tensor_sum": "    return _wrap(self.data.sum(axis=axis))"},
        "loses": ["test_tensor_sum", "hidden_tensor_sum"],
    },
    {
        "name": "sum-of-axis-zero-is-everything",
        "why": "`if axis` is false for axis 0",
        "replace": {
            "tensor_sum": """\
    if axis:
        return _wrap(self.data.sum(axis=axis, keepdims=keepdims))
    return _wrap(self.data.sum(keepdims=keepdims))
""",
        },
        "loses": ["test_tensor_sum", "hidden_tensor_sum"],
    },
    {
        "name": "sum-as-number",
        "why": "the sum over everything leaves as a bare number",
        "replace": {
            "tensor_sum": """\
    result = self.data.sum(axis=axis, keepdims=keepdims)
    return _wrap(result) if np.ndim(result) else result.item()
""",
        },
        "loses": ["test_tensor_sum", "hidden_tensor_sum"],
    },
    {
        "name": "mean-over-everything",
        "why": "the sum along an axis is divided by the number of all numbers",
        "replace": {
            "tensor_mean": "    return self.sum(axis=axis, keepdims=keepdims) / self.size",
        },
        "loses": ["test_tensor_mean", "hidden_tensor_mean"],
    },
    {
        "name": "mean-by-first-axis",
        "why": "len(x) is right for axis 0 only",
        "replace": {
            "tensor_mean": """\
    count = self.size if axis is None else len(self.data)
    return self.sum(axis=axis, keepdims=keepdims) / count
""",
        },
        "loses": ["test_tensor_mean", "hidden_tensor_mean"],
    },
    {
        "name": "mean-of-numpy",
        "why": "right numbers, but not built on the own sum: autograd will not see it",
        "replace": {
            "tensor_mean": "    return _wrap(self.data.mean(axis=axis, keepdims=keepdims))"
        },
        "loses": ["hidden_tensor_mean"],
    },
    {
        "name": "max-from-zero",
        "why": "the search begins at 0: of negative numbers, 0 is the largest",
        "replace": {
            "tensor_max": (
                "    return _wrap(self.data.max(axis=axis, keepdims=keepdims, initial=0))"
            ),
        },
        "loses": ["hidden_tensor_max"],
    },
    {
        "name": "position-of-the-maximum",
        "why": "argmax tells where it is, not what it is",
        "replace": {
            "tensor_max": "    return _wrap(self.data.argmax(axis=axis, keepdims=keepdims))"
        },
        "loses": ["test_tensor_max", "hidden_tensor_max"],
    },
    # Shape and index
    {
        "name": "reshape-in-place",
        "why": "x itself gets the new shape",
        "replace": {
            "tensor_reshape": """\
    self.data = self.data.reshape(*shape)
    return self
""",
        },
        "loses": ["test_tensor_reshape", "hidden_tensor_reshape"],
    },
    {
        "name": "reshape-copies",
        "why": "the constructor is used to wrap, and takes its copy",
        "replace": {"tensor_reshape": "    return Tensor(self.data.reshape(*shape))"},
        "loses": ["hidden_tensor_reshape"],
    },
    {
        "name": "reshape-by-columns",
        "why": "another order of the numbers",
        "replace": {"tensor_reshape": '    return _wrap(self.data.reshape(*shape, order="F"))'},
        "loses": ["test_tensor_reshape", "hidden_tensor_reshape"],
    },
    {
        "name": "transpose-last-two",
        "why": "always the last two axes, whatever was asked for",
        "replace": {"tensor_transpose": "    return _wrap(np.swapaxes(self.data, -1, -2))"},
        "loses": ["test_tensor_transpose", "hidden_tensor_transpose"],
    },
    {
        "name": "transpose-the-other-way",
        "why": "the inverse order: old axis i goes to place axes[i]",
        "replace": {
            "tensor_transpose": """\
    if not axes:
        return _wrap(self.data.transpose())
    axes = axes[0] if isinstance(axes[0], tuple) else axes
    return _wrap(self.data.transpose(np.argsort([a % self.ndim for a in axes])))
""",
        },
        "loses": ["test_tensor_transpose", "hidden_tensor_transpose"],
    },
    {
        "name": "index-is-no-tensor",
        "why": "labels in a Tensor cannot be used as an index",
        "replace": {"tensor_getitem": "    return _wrap(self.data[index])"},
        "loses": ["test_tensor_getitem", "hidden_tensor_getitem"],
    },
    {
        "name": "no-tensor-in-a-tuple",
        "why": "only a Tensor that is the whole index is unwrapped",
        "replace": {"tensor_getitem": "    return _wrap(self.data[_operand(index)])"},
        "loses": ["test_tensor_getitem", "hidden_tensor_getitem"],
    },
    {
        "name": "index-gives-bare-numbers",
        "why": "the result is not wrapped",
        "replace": {
            "tensor_getitem": """\
    if isinstance(index, tuple):
        index = tuple(_operand(part) for part in index)
    return self.data[_operand(index)]
""",
        },
        "loses": ["test_tensor_getitem", "hidden_tensor_getitem"],
    },
]

EXCUSED = {
    "broadcast_shape:constant:b6688c": "both shapes have been padded to the same length",
    "tensor_mean:arithmetic:9da581": "the one size divides the other without a remainder",
}
