"""Mistakes that students make in this module, and the tests that must notice each of them."""

WRONG_ANSWERS = [
    # Gradient rules
    {
        "name": "step-to-one-side",
        "why": "the forward difference is only right to five digits",
        "replace": {
            "autograd_numerical": """\
    gradient = np.zeros_like(array)
    at = function(array)
    for index in np.ndindex(array.shape):
        before = array[index]
        array[index] = before + step
        above = function(array)
        array[index] = before
        gradient[index] = (g * (above - at)).sum() / step
    return gradient
""",
        },
        "loses": ["test_numerical_gradient", "hidden_numerical_gradient"],
        "may_lose": [
            "test_rule_*",
            "test_rules_*",
            "test_gradient_check",
            "hidden_gradient_check",
        ],
    },
    {
        "name": "step-taken-back-by-arithmetic",
        "why": "adding a step and subtracting it again does not give the old number back",
        "replace": {
            "autograd_numerical": """\
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        array[index] += step
        above = np.array(function(array))
        array[index] -= 2 * step
        below = np.array(function(array))
        array[index] += step
        gradient[index] = (g * (above - below)).sum() / (2 * step)
    return gradient
""",
        },
        "loses": ["hidden_numerical_gradient"],
        "may_lose": ["test_numerical_gradient"],
    },
    {
        "name": "result-that-moves",
        "why": "a result that is a view of the array changes together with it: no difference is left",
        "replace": {
            "autograd_numerical": """\
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        before = array[index]
        array[index] = before + step
        above = function(array)
        array[index] = before - step
        below = function(array)
        array[index] = before
        gradient[index] = (g * (above - below)).sum() / (2 * step)
    return gradient
""",
        },
        "loses": ["hidden_numerical_gradient"],
    },
    {
        "name": "weights-forgotten",
        "why": "results are added up as if all counted the same",
        "replace": {
            "autograd_numerical": """\
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        before = array[index]
        array[index] = before + step
        above = np.array(function(array))
        array[index] = before - step
        below = np.array(function(array))
        array[index] = before
        gradient[index] = np.sum(above - below) / (2 * step)
    return gradient
""",
        },
        "loses": ["test_numerical_gradient", "hidden_numerical_gradient"],
        "may_lose": [
            "test_rule_*",
            "test_rules_*",
            "test_gradient_check",
            "hidden_gradient_check",
        ],
    },
    {
        "name": "factors-not-exchanged",
        "why": "each side gets its own value instead of the other's",
        "replace": {"autograd_mul": ["    return g * x", "    return g * y"]},
        "loses": ["test_rule_mul", "hidden_rules_mul_truediv"],
    },
    {
        "name": "arriving-gradient-forgotten",
        "why": "the slope of the operation alone, not multiplied by what arrived",
        "replace": {"autograd_mul": ["    return y + 0 * g", "    return x + 0 * g"]},
        "loses": ["test_rule_mul", "hidden_rules_mul_truediv"],
    },
    {
        "name": "sign-of-division-lost",
        "why": "a larger divisor makes the quotient smaller",
        "replace": {"autograd_truediv": ["    return g / y", "    return g * x / y**2"]},
        "loses": ["test_rule_truediv", "hidden_rules_mul_truediv"],
    },
    {
        "name": "textbook-power",
        "why": "0 * 0 ** -1 is nan, and numpy warns",
        "replace": {
            "autograd_pow": [
                "    return g * y * x ** (y - 1)",
                "    base = np.where(np.equal(x, 0), 1, x).astype(g.dtype)\n    return g * out * np.log(base)",
            ],
        },
        "loses": ["test_rule_pow", "hidden_rule_pow"],
    },
    {
        "name": "textbook-exponential",
        "why": "0 * log 0 is nan, and numpy warns",
        "replace": {
            "autograd_pow": [
                "    return g * y * x ** (y - (y != 0))",
                "    return g * out * np.log(x)",
            ],
        },
        "loses": ["test_rule_pow", "hidden_rule_pow"],
    },
    {
        "name": "if-for-a-whole-array",
        "why": "an if looks at the exponent as a whole; some of an array may be zero",
        "replace": {
            "autograd_pow": [
                "    return 0.0 * g if np.all(y == 0) else g * y * x ** (y - 1)",
                "    base = np.where(np.equal(x, 0), 1, x).astype(g.dtype)\n    return g * out * np.log(base)",
            ],
        },
        "loses": ["hidden_rule_pow"],
    },
    {
        "name": "logarithm-in-float64",
        "why": "2 ** y in float32: np.log(2) is a float64, and so is the gradient",
        "replace": {
            "autograd_pow": [
                "    return g * y * x ** (y - (y != 0))",
                "    return g * out * np.log(np.where(np.equal(x, 0), 1, x))",
            ],
        },
        "loses": ["hidden_rule_pow"],
    },
    {
        "name": "small-number-in-the-logarithm",
        "why": "an epsilon makes every slope of a logarithm a little wrong",
        "replace": {
            "autograd_pow": [
                "    return g * y * x ** (y - (y != 0))",
                "    return g * out * np.log(x + 1e-5)",
            ],
        },
        "loses": ["test_rule_pow", "hidden_rule_pow"],
    },
    {
        "name": "slope-of-tanh-of-tanh",
        "why": "out is tanh(x) already; taking tanh of it again is a third thing",
        "replace": {
            "autograd_exp_log_tanh": [
                "    return g * out",
                "    return g / x",
                "    return g * (1 - np.tanh(out) ** 2)",
            ],
        },
        "loses": ["test_rules_math", "hidden_rules_math"],
    },
    {
        "name": "slope-of-log-from-its-result",
        "why": "1 / out is taken for 1 / x",
        "replace": {
            "autograd_exp_log_tanh": [
                "    return g * out",
                "    return g / out",
                "    return g * (1 - out * out)",
            ],
        },
        "loses": ["test_rules_math", "hidden_rules_math"],
    },
    {
        "name": "ties-count-twice",
        "why": "at a tie both sides get the whole gradient",
        "replace": {
            "autograd_maximum": ["    return g * (x >= other)", "    return g * (x <= other)"]
        },
        "loses": ["test_rule_maximum", "hidden_rule_maximum"],
    },
    {
        "name": "ties-go-to-x",
        "why": "then the slope of a ReLU at 0 is 1",
        "replace": {
            "autograd_maximum": ["    return g * (x >= other)", "    return g * (x < other)"]
        },
        "loses": ["test_rule_maximum", "hidden_rule_maximum"],
    },
    {
        "name": "all-axes-transposed",
        "why": ".T reverses all axes, those of the batch included",
        "replace": {
            "autograd_matmul": [
                "    return g @ y.T",
                """\
    if y.ndim == 2:
        rows = math.prod(x.shape[:-1])
        gradient = x.reshape(rows, x.shape[-1]).T @ g.reshape(rows, g.shape[-1])
    else:
        gradient = x.T @ g
    return gradient[..., 0] if is_vector else gradient
""",
            ],
        },
        "loses": ["test_rule_matmul", "hidden_rule_matmul"],
    },
    {
        "name": "column-left-as-it-is",
        "why": "for a vector on the right the gradient keeps an axis too many",
        "replace": {
            "autograd_matmul": [
                "    return g @ y.swapaxes(-1, -2)",
                "    return x.swapaxes(-1, -2) @ g",
            ],
        },
        "loses": ["test_rule_matmul", "hidden_rule_matmul"],
    },
    {
        "name": "factors-of-the-product-exchanged",
        "why": "(y g)T for g yT has the right shape only where all matrices are square",
        "replace": {
            "autograd_matmul": [
                "    return y.swapaxes(-1, -2) @ g if g.shape[-1] == y.shape[-2] else g @ y.swapaxes(-1, -2)",
                """\
    gradient = x.swapaxes(-1, -2) @ g
    return gradient[..., 0] if is_vector else gradient
""",
            ],
        },
        "loses": ["test_rule_matmul", "hidden_rule_matmul"],
    },
    {
        "name": "sum-without-its-axis",
        "why": "g is stretched as it is: an error for most shapes, transposed for square ones",
        "replace": {"autograd_sum": "    return np.full(x.shape, g)"},
        "loses": ["test_rule_sum", "hidden_rules_sum_max"],
        "may_lose": ["test_rule_max"],
    },
    {
        "name": "sum-with-its-axis-in-front",
        "why": "the axis is put back in front, wherever it was",
        "replace": {
            "autograd_sum": """\
    if axis is not None and not keepdims:
        g = np.expand_dims(g, 0)
    return np.full(x.shape, g)
""",
        },
        "loses": ["test_rule_sum", "hidden_rules_sum_max"],
        "may_lose": ["test_rule_max"],
    },
    {
        "name": "sum-with-axis-always-put-back",
        "why": "with keepdims the axis is there already",
        "replace": {
            "autograd_sum": """\
    if axis is not None:
        g = np.expand_dims(g, axis)
    return np.full(x.shape, g)
""",
        },
        "loses": ["test_rule_sum", "hidden_rules_sum_max"],
    },
    {
        "name": "max-to-all-ties",
        "why": "every one of several largest numbers gets all of g",
        "replace": {
            "autograd_max": """\
    largest = x == _sum_x(out, out, x, axis, keepdims)
    return _sum_x(g, out, x, axis, keepdims) * largest
""",
        },
        "loses": ["test_rule_max", "hidden_rules_sum_max"],
    },
    {
        "name": "ties-counted-everywhere",
        "why": "the largest numbers of all rows are counted together",
        "replace": {
            "autograd_max": """\
    largest = x == _sum_x(out, out, x, axis, keepdims)
    ties = largest.sum(dtype=x.dtype)
    return _sum_x(g, out, x, axis, keepdims) * largest / ties
""",
        },
        "loses": ["test_rule_max", "hidden_rules_sum_max"],
        "may_lose": ["hidden_autograd_exact"],
    },
    {
        "name": "ties-in-float64",
        "why": "a count of dtype int64 turns float32 into float64",
        "replace": {
            "autograd_max": """\
    largest = x == _sum_x(out, out, x, axis, keepdims)
    return _sum_x(g, out, x, axis, keepdims) * largest / largest.sum(axis=axis, keepdims=True)
""",
        },
        "loses": ["hidden_rules_sum_max"],
    },
    {
        "name": "transposed-with-the-same-order",
        "why": "the order that led there leads back only when it exchanges two axes",
        "replace": {"autograd_transpose": "    return g.transpose(*axes)"},
        "loses": ["test_rule_transpose", "hidden_rules_shape_index"],
    },
    {
        "name": "negative-axes-sorted",
        "why": "argsort of (-1, 0, 1) is not the way back",
        "replace": {
            "autograd_transpose": """\
    if not axes:
        return g.transpose()
    return g.transpose(np.argsort(np.reshape(axes, -1)))
""",
        },
        "loses": ["hidden_rules_shape_index"],
    },
    {
        "name": "last-one-wins",
        "why": "assignment keeps one of several gradients for the same place",
        "replace": {
            "autograd_getitem": """\
    gradient = np.zeros_like(x)
    gradient[index] = g
    return gradient
""",
        },
        "loses": ["test_rule_getitem", "hidden_rules_shape_index"],
    },
    {
        "name": "added-in-one-go",
        "why": "+= reads all the old numbers first: repeated places still count once",
        "replace": {
            "autograd_getitem": """\
    gradient = np.zeros_like(x)
    gradient[index] += g
    return gradient
""",
        },
        "loses": ["test_rule_getitem", "hidden_rules_shape_index"],
    },
    # Broadcasting undone
    {
        "name": "leading-axes-only",
        "why": "axes that were missing are summed, axes that were stretched are not",
        "replace": {
            "autograd_unbroadcast": """\
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    return gradient
""",
        },
        "loses": ["test_unbroadcast", "hidden_unbroadcast"],
    },
    {
        "name": "stretched-axes-only",
        "why": "axes that were missing are overlooked",
        "replace": {
            "autograd_unbroadcast": """\
    for i, length in enumerate(shape):
        if length == 1 and gradient.shape[i] != 1:
            gradient = gradient.sum(axis=i, keepdims=True)
    return gradient
""",
        },
        "loses": ["test_unbroadcast", "hidden_unbroadcast"],
    },
    {
        "name": "mean-of-the-copies",
        "why": "copies are averaged instead of added",
        "replace": {
            "autograd_unbroadcast": """\
    if gradient.shape == shape:
        return gradient
    missing = gradient.ndim - len(shape)
    stretched = [missing + i for i, length in enumerate(shape) if length == 1]
    return gradient.mean(axis=(*range(missing), *stretched), keepdims=True).reshape(shape)
""",
        },
        "loses": ["test_unbroadcast", "hidden_unbroadcast"],
    },
    {
        "name": "axes-compared-from-the-left",
        "why": "stretched axes are looked for at the places of the smaller shape",
        "replace": {
            "autograd_unbroadcast": """\
    if gradient.shape == shape:
        return gradient
    missing = gradient.ndim - len(shape)
    stretched = [i for i, length in enumerate(shape) if length == 1 and i >= missing]
    total = gradient.sum(axis=(*range(missing), *stretched), keepdims=True)
    return total.reshape(-1)[: math.prod(shape)].reshape(shape)
""",
        },
        "loses": ["hidden_unbroadcast"],
        "may_lose": ["test_unbroadcast"],
    },
    {
        "name": "always-a-new-array",
        "why": "a sum over no axes is a copy: every gradient of every operation is copied",
        "replace": {
            "autograd_unbroadcast": """\
    missing = gradient.ndim - len(shape)
    stretched = [missing + i for i, length in enumerate(shape) if length == 1]
    return gradient.sum(axis=(*range(missing), *stretched), keepdims=True).reshape(shape)
""",
        },
        "loses": ["test_unbroadcast", "hidden_unbroadcast"],
    },
    # A Tensor with a memory
    {
        "name": "defaults-in-the-constructor",
        "why": "objects that were made before, and results of _wrap, have no memory",
        "replace": {
            "autograd_memory": """\
    pure = inspect.unwrap(cls.__init__)

    @functools.wraps(pure)
    def __init__(self, *args, **options):
        self.requires_grad = False
        self.grad = None
        self._number = 0
        self._parents = self._rules = self._saved = ()
        self._options = {}
        pure(self, *args, **options)

    cls.__init__ = __init__
""",
        },
        "loses": ["test_add_memory", "hidden_add_memory"],
        "may_lose": [
            "test_*",
            "hidden_*",
        ],
    },
    {
        "name": "integers-become-floats",
        "why": "what cannot learn is converted behind the caller's back",
        "replace": {
            "autograd_require_grad": """\
    for param in params:
        if param.dtype.kind != "f":
            param.data = param.data.astype(float)
        param.requires_grad = True
""",
        },
        "loses": ["test_require_grad", "hidden_require_grad"],
        "may_lose": ["hidden_add_autograd"],
    },
    {
        "name": "refused-halfway",
        "why": "those before the one that is refused have been switched on",
        "replace": {
            "autograd_require_grad": """\
    for param in params:
        if param.dtype.kind != "f":
            raise TypeError("only floats can have a gradient")
        param.requires_grad = True
""",
        },
        "loses": ["hidden_require_grad"],
    },
    {
        "name": "generator-used-up",
        "why": "the second walk through a generator finds nothing",
        "replace": {
            "autograd_require_grad": """\
    for param in params:
        if param.dtype.kind != "f":
            raise TypeError("only floats can have a gradient")
    for param in params:
        param.requires_grad = True
""",
        },
        "loses": ["hidden_require_grad"],
    },
    {
        "name": "only-self-is-asked",
        "why": "the second operand's gradient is lost: images @ weights never trains",
        "replace": {
            "autograd_record": [
                """\
        if operand is operands[0] and operand.requires_grad:
            parents.append(operand)
            needed.append(rules[i])
""",
                """\
    if parents:
        out.requires_grad = True
        out._number = next(_numbers)
        out._parents = parents
        out._rules = needed
        out._saved = [out.data, *map(_as_saved, operands)]
        if options:
            out._options = {key: _as_saved(value) for key, value in options.items()}
""",
            ],
        },
        "loses": ["test_record", "hidden_record"],
        "may_lose": [
            "test_*",
            "hidden_*",
        ],
    },
    {
        "name": "everyone-is-a-parent",
        "why": "gradients are computed that nobody needs, and batches are learned",
        "replace": {
            "autograd_record": [
                """\
        if isinstance(operand, Tensor):
            parents.append(operand)
            needed.append(rules[min(i, len(rules) - 1)])
""",
                """\
    if any(parent.requires_grad for parent in parents):
        out.requires_grad = True
        out._number = next(_numbers)
        out._parents = parents
        out._rules = needed
        out._saved = [out.data, *map(_as_saved, operands)]
        if options:
            out._options = {key: _as_saved(value) for key, value in options.items()}
""",
            ],
        },
        "loses": ["hidden_record"],
        "may_lose": ["test_record"],
    },
    {
        "name": "rules-in-their-own-order",
        "why": "a second operand that learns alone gets the rule of the first",
        "replace": {
            "autograd_record": [
                """\
        if isinstance(operand, Tensor) and operand.requires_grad:
            parents.append(operand)
            needed.append(rules[len(needed)])
""",
                """\
    if parents:
        out.requires_grad = True
        out._number = next(_numbers)
        out._parents = parents
        out._rules = needed
        out._saved = [out.data, *map(_as_saved, operands)]
        if options:
            out._options = {key: _as_saved(value) for key, value in options.items()}
""",
            ],
        },
        "loses": ["hidden_record"],
        "may_lose": [
            "test_backward",
            "test_*",
            "hidden_*",
        ],
    },
    {
        "name": "tensors-saved",
        "why": "their data may be another one on the way back",
        "replace": {
            "autograd_record": [
                """\
        if isinstance(operand, Tensor) and operand.requires_grad:
            parents.append(operand)
            needed.append(rules[i])
""",
                """\
    if parents:
        out.requires_grad = True
        out._number = next(_numbers)
        out._parents = parents
        out._rules = needed
        out._saved = [out, *operands]
        out._options = options
""",
            ],
        },
        "loses": ["test_record", "hidden_record"],
        "may_lose": [
            "test_*",
            "hidden_*",
        ],
    },
    {
        "name": "always-recorded",
        "why": "a graph is kept for networks that are only used",
        "replace": {
            "autograd_record": [
                """\
        if isinstance(operand, Tensor) and operand.requires_grad:
            parents.append(operand)
            needed.append(rules[i])
""",
                """\
    out.requires_grad = bool(parents)
    out._number = next(_numbers)
    out._parents = parents
    out._rules = needed
    out._saved = [out.data, *map(_as_saved, operands)]
    out._options = {key: _as_saved(value) for key, value in options.items()}
""",
            ],
        },
        "loses": ["hidden_record"],
    },
    {
        "name": "off-for-good-after-an-exception",
        "why": "without finally, recording stays off and nothing learns any more",
        "replace": {
            "autograd_no_grad": """\
    _recording = False
    yield
    _recording = True
""",
        },
        "loses": ["hidden_no_grad"],
        # It stays off for whatever follows.
        "may_lose": ["test_*", "hidden_*"],
    },
    {
        "name": "on-after-an-inner-block",
        "why": "leaving the inner of two blocks switches recording on",
        "replace": {
            "autograd_no_grad": """\
    _recording = False
    try:
        yield
    finally:
        _recording = True
""",
        },
        "loses": ["hidden_no_grad"],
    },
    {
        "name": "wrapper-in-a-wrapper",
        "why": "a second decoration wraps what is wrapped already",
        "replace": {
            "autograd_decorator": [
                """\
        out = pure(self, *args, **options)
        if _recording:
            record(out, name, (self, *args), options)
        return out
""",
                """\
    add_memory(cls)
    for name in VJP:
        setattr(cls, name, recorded(name, getattr(cls, name)))
    cls.__init__ = _with_requires_grad(inspect.unwrap(cls.__init__))
    return cls
""",
            ],
        },
        "loses": ["test_add_autograd", "hidden_add_autograd"],
    },
    {
        "name": "switch-not-looked-at",
        "why": "no_grad is set and never read",
        "replace": {
            "autograd_decorator": [
                """\
        out = pure(self, *args, **options)
        record(out, name, (self, *args), options)
        return out
""",
                """\
    add_memory(cls)
    for name in VJP:
        setattr(cls, name, recorded(name, inspect.unwrap(getattr(cls, name))))
    cls.__init__ = _with_requires_grad(inspect.unwrap(cls.__init__))
    return cls
""",
            ],
        },
        "loses": ["test_add_autograd", "hidden_add_autograd"],
    },
    {
        "name": "options-forgotten",
        "why": "keyword arguments reach the method, but not its memory",
        "replace": {
            "autograd_decorator": [
                """\
        out = pure(self, *args, **options)
        if _recording:
            record(out, name, (self, *args), {})
        return out
""",
                """\
    add_memory(cls)
    for name in VJP:
        setattr(cls, name, recorded(name, inspect.unwrap(getattr(cls, name))))
    cls.__init__ = _with_requires_grad(inspect.unwrap(cls.__init__))
    return cls
""",
            ],
        },
        "loses": ["hidden_autograd_exact"],
    },
    {
        "name": "a-class-of-its-own",
        "why": "a subclass is decorated and returned: layers and results know the old class only",
        "replace": {
            "autograd_decorator": [
                """\
        out = pure(self, *args, **options)
        if _recording:
            record(out, name, (self, *args), options)
        return out
""",
                """\
    new = type(cls.__name__, (cls,), {})
    add_memory(new)
    for name in VJP:
        setattr(new, name, recorded(name, inspect.unwrap(getattr(cls, name))))
    new.__init__ = _with_requires_grad(inspect.unwrap(cls.__init__))
    return new
""",
            ],
        },
        "loses": ["test_add_autograd", "hidden_add_autograd"],
        # Nothing is recorded then, so nothing that comes later works.
        "may_lose": ["test_*", "hidden_*"],
    },
    # The way back
    {
        "name": "as-they-are-found",
        "why": "depth first, parents after children on one road, but before them on another",
        "replace": {
            "autograd_topological_order": """\
    order, stack, found = [], [root], {root}
    while stack:
        tensor = stack.pop()
        order.append(tensor)
        for parent in tensor._parents:
            if parent not in found:
                found.add(parent)
                stack.append(parent)
    return order
""",
        },
        "loses": ["hidden_topological_order"],
        "may_lose": [
            "test_*",
            "hidden_*",
        ],
    },
    {
        "name": "level-by-level",
        "why": "a parent that a short road and a long one lead to comes too early",
        "replace": {
            "autograd_topological_order": """\
    order, seen, level = [], {root}, [root]
    while level:
        order += level
        following = []
        for tensor in level:
            for parent in tensor._parents:
                if parent not in seen:
                    seen.add(parent)
                    following.append(parent)
        level = following
    return order
""",
        },
        "loses": ["hidden_topological_order"],
        "may_lose": ["test_topological_order"],
    },
    {
        "name": "by-recursion",
        "why": "Python's stack of calls is limited: a long chain is a RecursionError",
        "replace": {
            "autograd_topological_order": """\
    found = set()

    def visit(tensor):
        if tensor not in found:
            found.add(tensor)
            for parent in tensor._parents:
                visit(parent)

    visit(root)
    return sorted(found, key=lambda tensor: tensor._number, reverse=True)
""",
        },
        "loses": ["hidden_topological_order_deep"],
    },
    {
        "name": "once-for-every-road",
        "why": "nobody remembers who has been found: the number of visits doubles at every fork",
        "replace": {
            "autograd_topological_order": """\
    order, stack, steps = [], [root], 0
    while stack and steps < 3000:
        tensor = stack.pop()
        order.append(tensor)
        stack.extend(tensor._parents)
        steps += 1
    return sorted(order, key=lambda tensor: tensor._number, reverse=True)
""",
        },
        "loses": [
            "test_topological_order",
            "hidden_topological_order",
            "hidden_topological_order_deep",
        ],
    },
    {
        "name": "oldest-first",
        "why": "the way forward instead of the way back",
        "replace": {
            "autograd_topological_order": """\
    found, stack = {root}, [root]
    while stack:
        for parent in stack.pop()._parents:
            if parent not in found:
                found.add(parent)
                stack.append(parent)
    return sorted(found, key=lambda tensor: tensor._number)
""",
        },
        "loses": [
            "test_topological_order",
            "hidden_topological_order",
            "hidden_topological_order_deep",
        ],
    },
    {
        "name": "leaves-left-out",
        "why": "only what was recorded is found, so the weights are missing",
        "replace": {
            "autograd_topological_order": """\
    found, stack = {root}, [root]
    while stack:
        for parent in stack.pop()._parents:
            if parent._parents and parent not in found:
                found.add(parent)
                stack.append(parent)
    return sorted(found, key=lambda tensor: tensor._number, reverse=True)
""",
        },
        "loses": ["test_topological_order", "hidden_topological_order"],
        "may_lose": ["hidden_topological_order_deep"],
    },
    # Backward
    {
        "name": "last-gradient-counts",
        "why": "what arrives second replaces what arrived first",
        "replace": {
            "autograd_backward": """\
    if gradient is None:
        if self.data.size != 1:
            raise ValueError("backward needs a gradient")
        gradient = np.ones_like(self.data)
    gradient = np.array(_as_saved(gradient), dtype=self.data.dtype)
    if gradient.shape != self.data.shape:
        raise ValueError("a gradient of another shape")
    pending = {self: gradient}
    for tensor in topological_order(self):
        g = pending.pop(tensor)
        if not tensor._parents:
            tensor.grad = np.asarray(g if tensor.grad is None else tensor.grad + g)
        for parent, rule in zip(tensor._parents, tensor._rules, strict=True):
            passed = rule(g, *tensor._saved, **tensor._options)
            passed = unbroadcast(passed, parent.data.shape).astype(parent.data.dtype)
            pending[parent] = passed
""",
        },
        "loses": ["test_backward", "hidden_backward"],
        "may_lose": ["test_backward_adds_up", "test_gradient_check", "hidden_gradient_check"],
    },
    {
        "name": "leaf-overwritten",
        "why": "a second backward replaces the gradient of the first",
        "replace": {
            "autograd_backward": """\
    if gradient is None:
        if self.data.size != 1:
            raise ValueError("backward needs a gradient")
        gradient = np.ones_like(self.data)
    gradient = np.array(_as_saved(gradient), dtype=self.data.dtype)
    if gradient.shape != self.data.shape:
        raise ValueError("a gradient of another shape")
    pending = {self: gradient}
    for tensor in topological_order(self):
        g = pending.pop(tensor)
        if not tensor._parents:
            tensor.grad = np.array(g)
        for parent, rule in zip(tensor._parents, tensor._rules, strict=True):
            passed = rule(g, *tensor._saved, **tensor._options)
            passed = unbroadcast(passed, parent.data.shape).astype(parent.data.dtype)
            pending[parent] = pending[parent] + passed if parent in pending else passed
""",
        },
        "loses": ["test_backward_adds_up", "hidden_backward"],
    },
    {
        "name": "everyone-keeps-a-gradient",
        "why": "results keep gradients as well: twice the memory",
        "replace": {
            "autograd_backward": """\
    if gradient is None:
        if self.data.size != 1:
            raise ValueError("backward needs a gradient")
        gradient = np.ones_like(self.data)
    gradient = np.array(_as_saved(gradient), dtype=self.data.dtype)
    if gradient.shape != self.data.shape:
        raise ValueError("a gradient of another shape")
    pending = {self: gradient}
    for tensor in topological_order(self):
        g = pending.pop(tensor)
        tensor.grad = np.array(g) if tensor.grad is None else tensor.grad + g
        for parent, rule in zip(tensor._parents, tensor._rules, strict=True):
            passed = rule(g, *tensor._saved, **tensor._options)
            passed = unbroadcast(passed, parent.data.shape).astype(parent.data.dtype)
            pending[parent] = pending[parent] + passed if parent in pending else passed
""",
        },
        "loses": ["test_backward", "hidden_backward"],
        "may_lose": ["hidden_autograd_exact"],
    },
    {
        "name": "gradients-shared",
        "why": "x + y gives both leaves one array, which is also the caller's",
        "replace": {
            "autograd_backward": """\
    if gradient is None:
        if self.data.size != 1:
            raise ValueError("backward needs a gradient")
        gradient = np.ones_like(self.data)
    gradient = np.asarray(_as_saved(gradient), dtype=self.data.dtype)
    if gradient.shape != self.data.shape:
        raise ValueError("a gradient of another shape")
    pending = {self: gradient}
    for tensor in topological_order(self):
        g = pending.pop(tensor)
        if not tensor._parents:
            tensor.grad = np.asarray(g if tensor.grad is None else tensor.grad + g)
        for parent, rule in zip(tensor._parents, tensor._rules, strict=True):
            passed = rule(g, *tensor._saved, **tensor._options)
            passed = unbroadcast(passed, parent.data.shape).astype(parent.data.dtype, copy=False)
            pending[parent] = pending[parent] + passed if parent in pending else passed
""",
        },
        "loses": ["hidden_backward"],
    },
    {
        "name": "added-in-place",
        "why": "+= writes into arrays that belong to others",
        "replace": {
            "autograd_backward": """\
    if gradient is None:
        if self.data.size != 1:
            raise ValueError("backward needs a gradient")
        gradient = np.ones_like(self.data)
    gradient = np.array(_as_saved(gradient), dtype=self.data.dtype)
    if gradient.shape != self.data.shape:
        raise ValueError("a gradient of another shape")
    pending = {self: gradient}
    for tensor in topological_order(self):
        g = pending.pop(tensor)
        if not tensor._parents:
            if tensor.grad is None:
                tensor.grad = np.array(g)
            else:
                tensor.grad += g
        for parent, rule in zip(tensor._parents, tensor._rules, strict=True):
            passed = rule(g, *tensor._saved, **tensor._options)
            passed = unbroadcast(passed, parent.data.shape).astype(parent.data.dtype, copy=False)
            if parent in pending:
                pending[parent] += passed
            else:
                pending[parent] = passed
""",
        },
        "loses": ["hidden_backward"],
        "may_lose": ["test_*", "hidden_*"],
    },
    {
        "name": "shapes-not-brought-back",
        "why": "a bias gets a gradient for each row of the batch",
        "replace": {
            "autograd_backward": """\
    if gradient is None:
        if self.data.size != 1:
            raise ValueError("backward needs a gradient")
        gradient = np.ones_like(self.data)
    gradient = np.array(_as_saved(gradient), dtype=self.data.dtype)
    if gradient.shape != self.data.shape:
        raise ValueError("a gradient of another shape")
    pending = {self: gradient}
    for tensor in topological_order(self):
        g = pending.pop(tensor)
        if not tensor._parents:
            tensor.grad = np.array(g if tensor.grad is None else tensor.grad + g)
        for parent, rule in zip(tensor._parents, tensor._rules, strict=True):
            passed = rule(g, *tensor._saved, **tensor._options)
            pending[parent] = pending[parent] + passed if parent in pending else passed
""",
        },
        "loses": ["test_backward", "hidden_backward"],
        "may_lose": ["hidden_gradient_check"],
    },
    {
        "name": "gradients-in-double-precision",
        "why": "a float32 weight gets a float64 gradient, twice its memory",
        "replace": {
            "autograd_backward": """\
    if gradient is None:
        if self.data.size != 1:
            raise ValueError("backward needs a gradient")
        gradient = np.ones(self.data.shape)
    gradient = np.array(_as_saved(gradient), dtype=np.float64)
    if gradient.shape != self.data.shape:
        raise ValueError("a gradient of another shape")
    pending = {self: gradient}
    for tensor in topological_order(self):
        g = pending.pop(tensor)
        if not tensor._parents:
            tensor.grad = np.array(g if tensor.grad is None else tensor.grad + g)
        for parent, rule in zip(tensor._parents, tensor._rules, strict=True):
            passed = rule(g, *tensor._saved, **tensor._options)
            passed = unbroadcast(passed, parent.data.shape)
            pending[parent] = pending[parent] + passed if parent in pending else passed
""",
        },
        "loses": ["hidden_backward"],
    },
    {
        "name": "ones-for-everything",
        "why": "several numbers without a gradient: their sum is differentiated without a word",
        "replace": {
            "autograd_backward": """\
    if gradient is None:
        gradient = np.ones_like(self.data)
    gradient = np.array(_as_saved(gradient), dtype=self.data.dtype)
    gradient = np.array(np.broadcast_to(gradient, self.data.shape))
    pending = {self: gradient}
    for tensor in topological_order(self):
        g = pending.pop(tensor)
        if not tensor._parents:
            tensor.grad = np.array(g if tensor.grad is None else tensor.grad + g)
        for parent, rule in zip(tensor._parents, tensor._rules, strict=True):
            passed = rule(g, *tensor._saved, **tensor._options)
            passed = unbroadcast(passed, parent.data.shape).astype(parent.data.dtype)
            pending[parent] = pending[parent] + passed if parent in pending else passed
""",
        },
        "loses": ["test_backward", "hidden_backward"],
    },
    {
        "name": "passed-on-at-once",
        "why": "recursion: every road is walked separately, and deep graphs are refused",
        "replace": {
            "autograd_backward": """\
    if gradient is None:
        if self.data.size != 1:
            raise ValueError("backward needs a gradient")
        gradient = np.ones_like(self.data)
    gradient = np.array(_as_saved(gradient), dtype=self.data.dtype)
    if gradient.shape != self.data.shape:
        raise ValueError("a gradient of another shape")
    if not self._parents:
        self.grad = gradient if self.grad is None else self.grad + gradient
    for parent, rule in zip(self._parents, self._rules, strict=True):
        passed = rule(gradient, *self._saved, **self._options)
        parent.backward(unbroadcast(passed, parent.data.shape))
""",
        },
        "loses": ["hidden_backward"],
    },
    {
        "name": "check-without-weights",
        "why": "with ones for g, mistakes cancel that random weights would show",
        "replace": {
            "autograd_gradient_check": """\
    for tensor in inputs:
        tensor.grad = None
    out = function(*inputs)
    g = np.ones(out.shape)
    out.backward(g)
    worst = 0.0
    for tensor in inputs:
        exact = np.zeros(tensor.shape) if tensor.grad is None else tensor.grad
        tensor.grad = None
        with no_grad():
            tried = numerical_gradient(lambda _: function(*inputs).data, tensor.data, g)
        worst = max(worst, _relative_error(exact, tried))
    return worst
""",
        },
        "loses": ["hidden_gradient_check"],
    },
    {
        "name": "first-input-only",
        "why": "the other inputs are never tried",
        "replace": {
            "autograd_gradient_check": """\
    for tensor in inputs:
        tensor.grad = None
    out = function(*inputs)
    g = np.random.default_rng(seed).normal(size=out.shape)
    out.backward(g)
    exact = inputs[0].grad
    inputs[0].grad = None
    with no_grad():
        tried = numerical_gradient(lambda _: function(*inputs).data, inputs[0].data, g)
    return _relative_error(exact, tried)
""",
        },
        "loses": ["hidden_gradient_check"],
    },
    {
        "name": "old-gradient-counted",
        "why": "what was in .grad before is taken for a part of the answer",
        "replace": {
            "autograd_gradient_check": """\
    out = function(*inputs)
    g = np.random.default_rng(seed).normal(size=out.shape)
    out.backward(g)
    worst = 0.0
    for tensor in inputs:
        exact = np.zeros(tensor.shape) if tensor.grad is None else tensor.grad
        tensor.grad = None
        with no_grad():
            tried = numerical_gradient(lambda _: function(*inputs).data, tensor.data, g)
        worst = max(worst, _relative_error(exact, tried))
    return worst
""",
        },
        "loses": ["hidden_gradient_check"],
    },
    {
        "name": "missing-gradient-excused",
        "why": "an input that got none is skipped: exactly the bug that one looks for",
        "replace": {
            "autograd_gradient_check": """\
    for tensor in inputs:
        tensor.grad = None
    out = function(*inputs)
    g = np.random.default_rng(seed).normal(size=out.shape)
    out.backward(g)
    worst = 0.0
    for tensor in inputs:
        exact = tensor.grad
        if exact is None:
            continue
        tensor.grad = None
        with no_grad():
            tried = numerical_gradient(lambda _: function(*inputs).data, tensor.data, g)
        worst = max(worst, _relative_error(exact, tried))
    return worst
""",
        },
        "loses": ["hidden_gradient_check"],
    },
]

# Mutants that compute the same, or do what a rule is allowed to do.
EXCUSED = {
    "autograd_numerical:wrong-function:6a3376": "every number of the array is overwritten before it is returned",
    "autograd_numerical:accumulate:2ca11c": "each place is visited once and holds 0 until then",
    "autograd_matmul:wrong-input:e0a4aa": "g and x have the same axes in front here: y has none of its own, so all of them come from x",
    "autograd_transpose:constant:80cc7c": "numpy takes every negative length for the one to be computed",
    "autograd_getitem:accumulate:1ae87d": "integers and slices pick no place twice, and each holds 0 until then",
    "autograd_record:accumulate:39c817": "a result is recorded once, and its number is 0 until then",
    "autograd_backward:delete-statement:9c2fad": "without continue the loop over no parents does nothing",
    "autograd_backward:constant:d042d0": "record makes as many rules as parents, so strict never has anything to refuse",
    "autograd_gradient_check:swap-operands:91e226": "the error is the same from both sides",
    "autograd_mul:corner:_mul_x.itself-g": "a rule may return g itself: whoever keeps a gradient looks for that (_own)",
    "autograd_mul:corner:_mul_y.itself-g": "a rule may return g itself: whoever keeps a gradient looks for that (_own)",
    "autograd_truediv:corner:_truediv_x.itself-g": "a rule may return g itself: whoever keeps a gradient looks for that (_own)",
    "autograd_truediv:corner:_truediv_y.itself-g": "a rule may return g itself: whoever keeps a gradient looks for that (_own)",
    "autograd_pow:corner:_pow_x.itself-g": "a rule may return g itself: whoever keeps a gradient looks for that (_own)",
    "autograd_pow:corner:_pow_y.itself-g": "a rule may return g itself: whoever keeps a gradient looks for that (_own)",
    "autograd_exp_log_tanh:corner:_exp_x.itself-g": "a rule may return g itself: whoever keeps a gradient looks for that (_own)",
    "autograd_exp_log_tanh:corner:_log_x.itself-g": "a rule may return g itself: whoever keeps a gradient looks for that (_own)",
    "autograd_exp_log_tanh:corner:_tanh_x.itself-g": "a rule may return g itself: whoever keeps a gradient looks for that (_own)",
    "autograd_maximum:corner:_maximum_x.itself-g": "a rule may return g itself: whoever keeps a gradient looks for that (_own)",
    "autograd_maximum:corner:_maximum_other.itself-g": "a rule may return g itself: whoever keeps a gradient looks for that (_own)",
    "autograd_sum:corner:itself-g": "a rule may return g itself: whoever keeps a gradient looks for that (_own)",
    "autograd_max:corner:itself-g": "a rule may return g itself: whoever keeps a gradient looks for that (_own)",
    "autograd_transpose:corner:itself-g": "a rule may return g itself: whoever keeps a gradient looks for that (_own)",
    "autograd_getitem:corner:itself-g": "a rule may return g itself: whoever keeps a gradient looks for that (_own)",
    "autograd_transpose:corner:copies-g": "the gradient may be a view of g or a new array with the same numbers",
    "autograd_transpose:corner:copies-out": "the gradient may be a view of g or a new array with the same numbers",
    "autograd_transpose:corner:copies-x": "the gradient may be a view of g or a new array with the same numbers",
}
