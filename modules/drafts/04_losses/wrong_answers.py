"""Mistakes that students make in this module, and the tests that must notice each of them."""

WRONG_ANSWERS = [
    # One number
    {
        "name": "any-reduction-accepted",
        "why": "a misspelt reduction is kept, and later taken for none",
        "replace": {"loss_init": "        self.reduction = reduction"},
        "loses": ["test_loss_init", "hidden_loss"],
    },
    {
        "name": "reduction-in-any-case",
        "why": "Mean is let in, and then equals none of the three",
        "replace": {
            "loss_init": """\
        if str(reduction).lower() not in ("mean", "sum", "none"):
            raise ValueError(f"no such reduction: {reduction!r}")
        self.reduction = reduction
""",
        },
        "loses": ["hidden_loss"],
    },
    {
        "name": "none-is-refused",
        "why": "None and its name are confused, and one loss each cannot be had",
        "replace": {
            "loss_init": """\
        if reduction not in ("mean", "sum", None):
            raise ValueError(f"no such reduction: {reduction!r}")
        self.reduction = reduction
""",
        },
        "loses": ["test_loss_reduced", "hidden_loss"],
        "may_lose": ["*"],
    },
    {
        "name": "mean-over-the-first-axis",
        "why": "a loss for each column is left where one number was wanted",
        "replace": {
            "loss_reduced": """\
    if self.reduction == "mean":
        return losses.mean(axis=0)
    if self.reduction == "sum":
        return losses.sum(axis=0)
    return losses
""",
        },
        "loses": ["hidden_loss"],
        # Every loss ends with this step.
        "may_lose": ["test_*_loss", "hidden_*_loss"],
    },
    {
        "name": "sum-for-mean",
        "why": "the loss grows with the batch",
        "replace": {
            "loss_reduced": """\
    if self.reduction == "none":
        return losses
    return losses.sum()
""",
        },
        "loses": ["test_loss_reduced", "hidden_loss"],
        # Every loss ends with this step.
        "may_lose": ["test_*_loss", "hidden_*_loss"],
    },
    {
        "name": "reduced-to-a-number",
        "why": "a Python float: nothing can be computed back from it later",
        "replace": {
            "loss_reduced": """\
    if self.reduction == "mean":
        return losses.mean().item()
    if self.reduction == "sum":
        return losses.sum().item()
    return losses
""",
        },
        "loses": ["test_loss_reduced", "hidden_loss"],
        # Every loss ends with this step.
        "may_lose": ["test_*_loss", "hidden_*_loss"],
    },
    {
        "name": "divided-by-the-length",
        "why": "len counts the first axis only: for (8, 20) the mean is 20 times too large",
        "replace": {
            "loss_reduced": """\
    if self.reduction == "mean":
        return losses.sum() / losses.shape[0]
    if self.reduction == "sum":
        return losses.sum()
    return losses
""",
        },
        "loses": ["hidden_loss"],
        # Every loss ends with this step.
        "may_lose": ["test_*_loss", "hidden_*_loss"],
    },
    # Squared error
    {
        "name": "no-shape-check",
        "why": "(N, 1) meets (N,), and every prediction is compared with every target",
        "replace": {
            "target_like": """\
    if not isinstance(target, Tensor):
        target = Tensor(target)
    if target.dtype.kind != "f":
        target = Tensor(target, dtype=prediction.dtype)
    return target
""",
        },
        "loses": ["test_target_like", "hidden_target_like"],
    },
    {
        "name": "only-sizes-compared",
        "why": "(2, 3) and (3, 2) have as many numbers, in other places",
        "replace": {
            "target_like": """\
    if not isinstance(target, Tensor):
        target = Tensor(target)
    if target.size != prediction.size:
        raise ValueError(f"the prediction is {prediction.shape}, the target {target.shape}")
    if target.dtype.kind != "f":
        target = Tensor(target, dtype=prediction.dtype)
    return target
""",
        },
        "loses": ["test_target_like", "hidden_target_like"],
    },
    {
        "name": "reshaped-to-fit",
        "why": "a target of another shape is bent until the error goes away",
        "replace": {
            "target_like": """\
    if not isinstance(target, Tensor):
        target = Tensor(target)
    if target.dtype.kind != "f":
        target = Tensor(target, dtype=prediction.dtype)
    return target.reshape(prediction.shape)
""",
        },
        "loses": ["test_target_like", "hidden_target_like"],
    },
    {
        "name": "whole-numbers-stay-whole",
        "why": "an int64 target turns a float32 prediction into float64",
        "replace": {
            "target_like": """\
    if not isinstance(target, Tensor):
        target = Tensor(target)
    if target.shape != prediction.shape:
        raise ValueError(f"the prediction is {prediction.shape}, the target {target.shape}")
    return target
""",
        },
        "loses": ["test_target_like", "hidden_target_like"],
    },
    {
        "name": "every-target-converted",
        "why": "floats lose the dtype that somebody chose, and any record of where they came from",
        "replace": {
            "target_like": """\
    target = Tensor(target, dtype=prediction.dtype)
    if target.shape != prediction.shape:
        raise ValueError(f"the prediction is {prediction.shape}, the target {target.shape}")
    return target
""",
        },
        "loses": ["hidden_target_like"],
    },
    {
        "name": "not-squared",
        "why": "the plain difference: too high and too low cancel",
        "replace": {
            "mse_loss": """\
        return prediction - target_like(prediction, target)
""",
        },
        "loses": ["test_mse_loss", "hidden_mse_loss"],
    },
    {
        "name": "reduced-twice",
        "why": "the mean is taken in losses already, so that none and sum see one number",
        "replace": {
            "mse_loss": """\
        difference = prediction - target_like(prediction, target)
        return (difference**2).mean()
""",
        },
        "loses": ["test_mse_loss", "hidden_mse_loss"],
    },
    {
        "name": "half-the-square",
        "why": "the textbook's one half, which makes a derivative prettier",
        "replace": {
            "mse_loss": """\
        difference = prediction - target_like(prediction, target)
        return difference**2 * 0.5
""",
        },
        "loses": ["test_mse_loss", "hidden_mse_loss"],
    },
    {
        "name": "guard-left-out",
        "why": "the target goes past the guard: shapes broadcast, dtypes grow",
        "replace": {
            "mse_loss": """\
        difference = prediction - target
        return difference**2
""",
        },
        "loses": ["test_mse_loss", "hidden_mse_loss"],
    },
    {
        "name": "squared-in-numpy",
        "why": "the right numbers in a Tensor that does not know where they came from",
        "replace": {
            "mse_loss": """\
        target = target_like(prediction, target)
        return Tensor((prediction.data - target.data) ** 2)
""",
        },
        "loses": ["hidden_mse_loss"],
    },
    # Cross-entropy
    {
        "name": "by-hand-without-shift",
        "why": "exp of 1000 is an OverflowError",
        "replace": {
            "cross_entropy_by_hand": """\
    total = sum(math.exp(score) for score in scores)
    return math.log(total) - scores[label]
""",
        },
        "loses": ["test_cross_entropy_by_hand", "hidden_cross_entropy_by_hand"],
    },
    {
        "name": "by-hand-log-of-softmax",
        "why": "shifted, but the probability is formed: its log fails when it is 0",
        "replace": {
            "cross_entropy_by_hand": """\
    largest = max(scores)
    powers = [math.exp(score - largest) for score in scores]
    return -math.log(powers[label] / sum(powers))
""",
        },
        "loses": ["test_cross_entropy_by_hand", "hidden_cross_entropy_by_hand"],
    },
    {
        "name": "by-hand-shifts-half",
        "why": "the exponents are shifted and the true score is not",
        "replace": {
            "cross_entropy_by_hand": """\
    largest = max(scores)
    total = sum(math.exp(score - largest) for score in scores)
    return math.log(total) - scores[label]
""",
        },
        "loses": ["test_cross_entropy_by_hand", "hidden_cross_entropy_by_hand"],
    },
    {
        "name": "by-hand-to-the-base-two",
        "why": "surprise in bits",
        "replace": {
            "cross_entropy_by_hand": """\
    largest = max(scores)
    shifted = [score - largest for score in scores]
    total = sum(math.exp(score) for score in shifted)
    return (math.log(total) - shifted[label]) / math.log(2)
""",
        },
        "loses": ["test_cross_entropy_by_hand", "hidden_cross_entropy_by_hand"],
    },
    {
        "name": "minus-one-is-the-last-class",
        "why": "only the upper end is checked, and -1 indexes from behind",
        "replace": {
            "class_labels": """\
    if not isinstance(target, Tensor):
        target = Tensor(target)
    classes = logits.shape[-1]
    if target.dtype.kind not in "iu":
        raise TypeError(f"labels are whole numbers, not {target.dtype}")
    if target.shape != logits.shape[:-1]:
        raise ValueError(f"logits {logits.shape} need one label a row, not {target.shape}")
    outside = target.data >= classes
    if outside.any():
        raise IndexError(f"there is no class {target.data[outside][0]} in 0 .. {classes - 1}")
    return target
""",
        },
        "loses": ["test_class_labels", "hidden_class_labels"],
    },
    {
        "name": "one-class-too-many",
        "why": "label C is taken for the last of C classes",
        "replace": {
            "class_labels": """\
    if not isinstance(target, Tensor):
        target = Tensor(target)
    classes = logits.shape[-1]
    if target.dtype.kind not in "iu":
        raise TypeError(f"labels are whole numbers, not {target.dtype}")
    if target.shape != logits.shape[:-1]:
        raise ValueError(f"logits {logits.shape} need one label a row, not {target.shape}")
    outside = (target.data < 0) | (target.data > classes)
    if outside.any():
        raise IndexError(f"there is no class {target.data[outside][0]} in 0 .. {classes - 1}")
    return target
""",
        },
        "loses": ["test_class_labels", "hidden_class_labels"],
    },
    {
        "name": "float-labels-converted",
        "why": "2.0 becomes 2, and so does 2.7",
        "replace": {
            "class_labels": """\
    target = Tensor(target, dtype=np.int64)
    classes = logits.shape[-1]
    if target.shape != logits.shape[:-1]:
        raise ValueError(f"logits {logits.shape} need one label a row, not {target.shape}")
    outside = (target.data < 0) | (target.data >= classes)
    if outside.any():
        raise IndexError(f"there is no class {target.data[outside][0]} in 0 .. {classes - 1}")
    return target
""",
        },
        "loses": ["test_class_labels", "hidden_class_labels"],
    },
    {
        "name": "booleans-are-labels",
        "why": "only floats are refused: a boolean index is a mask",
        "replace": {
            "class_labels": """\
    if not isinstance(target, Tensor):
        target = Tensor(target)
    classes = logits.shape[-1]
    if target.dtype.kind == "f":
        raise TypeError(f"labels are whole numbers, not {target.dtype}")
    if target.shape != logits.shape[:-1]:
        raise ValueError(f"logits {logits.shape} need one label a row, not {target.shape}")
    outside = (target.data < 0) | (target.data >= classes)
    if outside.any():
        raise IndexError(f"there is no class {target.data[outside][0]} in 0 .. {classes - 1}")
    return target
""",
        },
        "loses": ["hidden_class_labels"],
    },
    {
        "name": "one-hot-rows-accepted",
        "why": "rows with a single 1 are turned into labels behind the caller's back",
        "replace": {
            "class_labels": """\
    if not isinstance(target, Tensor):
        target = Tensor(target)
    if target.shape == logits.shape:
        target = Tensor(target.data.argmax(axis=-1))
    classes = logits.shape[-1]
    if target.dtype.kind not in "iu":
        raise TypeError(f"labels are whole numbers, not {target.dtype}")
    if target.shape != logits.shape[:-1]:
        raise ValueError(f"logits {logits.shape} need one label a row, not {target.shape}")
    outside = (target.data < 0) | (target.data >= classes)
    if outside.any():
        raise IndexError(f"there is no class {target.data[outside][0]} in 0 .. {classes - 1}")
    return target
""",
        },
        "loses": ["test_class_labels", "hidden_class_labels"],
    },
    {
        "name": "only-the-length-compared",
        "why": "(2, 3, C) gets by with two labels or with a column",
        "replace": {
            "class_labels": """\
    if not isinstance(target, Tensor):
        target = Tensor(target)
    classes = logits.shape[-1]
    if target.dtype.kind not in "iu":
        raise TypeError(f"labels are whole numbers, not {target.dtype}")
    if target.size and len(target.data.reshape(-1)) * classes != logits.size:
        raise ValueError(f"logits {logits.shape} need one label a row, not {target.shape}")
    outside = (target.data < 0) | (target.data >= classes)
    if outside.any():
        raise IndexError(f"there is no class {target.data[outside][0]} in 0 .. {classes - 1}")
    return target
""",
        },
        "loses": ["hidden_class_labels"],
    },
    {
        "name": "bad-labels-clipped",
        "why": "what is out of range is moved to the nearest class, in silence",
        "replace": {
            "class_labels": """\
    if not isinstance(target, Tensor):
        target = Tensor(target)
    if target.dtype.kind not in "iu":
        raise TypeError(f"labels are whole numbers, not {target.dtype}")
    if target.shape != logits.shape[:-1]:
        raise ValueError(f"logits {logits.shape} need one label a row, not {target.shape}")
    return Tensor(np.clip(target.data, 0, logits.shape[-1] - 1))
""",
        },
        "loses": ["test_class_labels", "hidden_class_labels"],
    },
    {
        "name": "pick-for-matrices-only",
        "why": "the first axis is counted: right for (N, C), wrong for (N, T, C)",
        "replace": {"pick": "    return scores[np.arange(len(scores)), labels]"},
        "loses": ["test_pick", "hidden_pick"],
    },
    {
        "name": "pick-all-pairs",
        "why": "a slice for the rows gives every label's column for every row",
        "replace": {
            "pick": """\
    rows = scores.reshape(-1, scores.shape[-1])
    return rows[:, labels.reshape(-1)]
""",
        },
        "loses": ["test_pick", "hidden_pick"],
    },
    {
        "name": "pick-stays-flat",
        "why": "the way back to the shape of the labels is forgotten",
        "replace": {
            "pick": """\
    rows = scores.reshape(-1, scores.shape[-1])
    return rows[np.arange(len(rows)), labels.reshape(-1)]
""",
        },
        "loses": ["test_pick", "hidden_pick"],
    },
    {
        "name": "pick-in-numpy",
        "why": "the right numbers in a Tensor that does not know where they came from",
        "replace": {
            "pick": """\
    rows = scores.data.reshape(-1, scores.shape[-1])
    picked = rows[np.arange(len(rows)), labels.data.reshape(-1)]
    return Tensor(picked.reshape(labels.shape))
""",
        },
        "loses": ["hidden_pick"],
    },
    {
        "name": "log-of-softmax-with-epsilon",
        "why": "the ground is levelled: beyond a loss of 28 nothing changes any more",
        "replace": {
            "cross_entropy_loss": """\
        labels = class_labels(logits, target)
        powers = (logits - logits.max(axis=-1, keepdims=True)).exp()
        softmax = powers / powers.sum(axis=-1, keepdims=True)
        return -(pick(softmax, labels) + 1e-12).log()
""",
        },
        "loses": ["test_cross_entropy_loss", "hidden_cross_entropy_loss"],
    },
    {
        "name": "log-of-softmax",
        "why": "a probability of 0 has no logarithm",
        "replace": {
            "cross_entropy_loss": """\
        labels = class_labels(logits, target)
        powers = (logits - logits.max(axis=-1, keepdims=True)).exp()
        softmax = powers / powers.sum(axis=-1, keepdims=True)
        return -pick(softmax, labels).log()
""",
        },
        "loses": ["test_cross_entropy_loss", "hidden_cross_entropy_loss"],
    },
    {
        "name": "exp-without-shift",
        "why": "scores of a thousand overflow",
        "replace": {
            "cross_entropy_loss": """\
        labels = class_labels(logits, target)
        return logits.exp().sum(axis=-1).log() - pick(logits, labels)
""",
        },
        "loses": ["test_cross_entropy_loss", "hidden_cross_entropy_loss"],
    },
    {
        "name": "softmax-twice",
        "why": "probabilities are handed in where scores belong",
        "replace": {
            "cross_entropy_loss": """\
        labels = class_labels(logits, target)
        powers = (logits - logits.max(axis=-1, keepdims=True)).exp()
        softmax = powers / powers.sum(axis=-1, keepdims=True)
        return logsumexp(softmax) - pick(softmax, labels)
""",
        },
        "loses": ["test_cross_entropy_loss", "hidden_cross_entropy_loss"],
    },
    {
        "name": "sign-forgotten",
        "why": "the log of the probability instead of the surprise: better is larger",
        "replace": {
            "cross_entropy_loss": """\
        labels = class_labels(logits, target)
        return pick(logits, labels) - logsumexp(logits)
""",
        },
        "loses": ["test_cross_entropy_loss", "hidden_cross_entropy_loss"],
    },
    {
        "name": "classes-in-the-first-axis",
        "why": "logsumexp runs over the batch: seen only when N and C differ, or by its numbers",
        "replace": {
            "cross_entropy_loss": """\
        labels = class_labels(logits, target)
        return logsumexp(logits, axis=0) - pick(logits, labels)
""",
        },
        "loses": ["test_cross_entropy_loss", "hidden_cross_entropy_loss"],
    },
    {
        "name": "mean-over-labels-and-classes",
        "why": "one-hot rows times log-probabilities: the mean is C times too small",
        "replace": {
            "cross_entropy_loss": """\
        labels = class_labels(logits, target)
        one_hot = np.eye(logits.shape[-1], dtype=logits.dtype)[labels.data]
        return (logsumexp(logits, keepdims=True) - logits) * one_hot
""",
        },
        "loses": ["test_cross_entropy_loss", "hidden_cross_entropy_loss"],
    },
    {
        "name": "labels-unchecked",
        "why": "-1 is the last class, booleans are a mask",
        "replace": {
            "cross_entropy_loss": """\
        return logsumexp(logits) - pick(logits, Tensor(target))
""",
        },
        "loses": ["hidden_cross_entropy_loss"],
    },
    {
        "name": "cross-entropy-in-numpy",
        "why": "the right numbers in a Tensor that does not know where they came from",
        "replace": {
            "cross_entropy_loss": """\
        labels = class_labels(logits, target)
        z = logits.data - logits.data.max(axis=-1, keepdims=True)
        total = Tensor(np.log(np.exp(z).sum(axis=-1)))
        return total - pick(Tensor(z), labels)
""",
        },
        "loses": ["hidden_cross_entropy_loss"],
    },
    # Two classes
    {
        "name": "softplus-by-the-formula",
        "why": "log(1 + exp(1000)) overflows",
        "replace": {"softplus": "    return (1 + x.exp()).log()"},
        "loses": ["test_softplus", "hidden_softplus"],
    },
    {
        "name": "softplus-cut-off",
        "why": "the exponent is clipped, and so is what comes out",
        "replace": {"softplus": "    return (1 + (-(-x).maximum(-30.0)).exp()).log()"},
        "loses": ["test_softplus", "hidden_softplus"],
    },
    {
        "name": "softplus-is-relu",
        "why": "the soft part is left out",
        "replace": {"softplus": "    return x.maximum(0)"},
        "loses": ["test_softplus", "hidden_softplus"],
    },
    {
        "name": "softplus-wrong-sign",
        "why": "exp of |x| instead of -|x|",
        "replace": {
            "softplus": """\
    size = x.maximum(-x)
    return x.maximum(0) + (1 + size.exp()).log()
""",
        },
        "loses": ["test_softplus", "hidden_softplus"],
    },
    {
        "name": "softplus-in-numpy",
        "why": "the right numbers in a Tensor that does not know where they came from",
        "replace": {"softplus": "    return Tensor(np.logaddexp(x.data * 0, x.data))"},
        "loses": ["hidden_softplus"],
    },
    {
        "name": "sigmoid-and-log",
        "why": "a probability is formed, and its log clipped",
        "replace": {
            "bce_loss": """\
        target = target_like(logits, target)
        if not ((target.data >= 0) & (target.data <= 1)).all():
            raise ValueError("targets are from 0 for no to 1 for yes")
        p = (logits * 0.5).tanh() * 0.5 + 0.5
        yes = p.maximum(1e-12).log()
        no = (1 - p).maximum(1e-12).log()
        return -(target * yes + (1 - target) * no)
""",
        },
        "loses": ["test_bce_loss", "hidden_bce_loss"],
    },
    {
        "name": "yes-and-no-swapped",
        "why": "a positive score counts as no",
        "replace": {
            "bce_loss": """\
        target = target_like(logits, target)
        if not ((target.data >= 0) & (target.data <= 1)).all():
            raise ValueError("targets are from 0 for no to 1 for yes")
        return target * softplus(logits) + (1 - target) * softplus(-logits)
""",
        },
        "loses": ["test_bce_loss", "hidden_bce_loss"],
    },
    {
        "name": "only-yes-counts",
        "why": "the second term is missing: whoever says yes to everything pays nothing",
        "replace": {
            "bce_loss": """\
        target = target_like(logits, target)
        if not ((target.data >= 0) & (target.data <= 1)).all():
            raise ValueError("targets are from 0 for no to 1 for yes")
        return target * softplus(-logits)
""",
        },
        "loses": ["test_bce_loss", "hidden_bce_loss"],
    },
    {
        "name": "targets-of-minus-one",
        "why": "the range is not checked, and the loss has no lower end",
        "replace": {
            "bce_loss": """\
        target = target_like(logits, target)
        return target * softplus(-logits) + (1 - target) * softplus(logits)
""",
        },
        "loses": ["test_bce_loss", "hidden_bce_loss"],
    },
    {
        "name": "nan-is-in-range",
        "why": "nan is neither below 0 nor above 1, so the check lets it pass",
        "replace": {
            "bce_loss": """\
        target = target_like(logits, target)
        if ((target.data < 0) | (target.data > 1)).any():
            raise ValueError("targets are from 0 for no to 1 for yes")
        return target * softplus(-logits) + (1 - target) * softplus(logits)
""",
        },
        "loses": ["hidden_bce_loss"],
    },
    {
        "name": "only-zero-and-one",
        "why": "targets in between are refused",
        "replace": {
            "bce_loss": """\
        target = target_like(logits, target)
        if not ((target.data == 0) | (target.data == 1)).all():
            raise ValueError("targets are from 0 for no to 1 for yes")
        return target * softplus(-logits) + (1 - target) * softplus(logits)
""",
        },
        "loses": ["hidden_bce_loss"],
    },
    {
        "name": "targets-rounded",
        "why": "a target in between is taken for yes or no",
        "replace": {
            "bce_loss": """\
        target = target_like(logits, target)
        if not ((target.data >= 0) & (target.data <= 1)).all():
            raise ValueError("targets are from 0 for no to 1 for yes")
        yes = target.data > 0.5
        return softplus(logits * np.where(yes, -1, 1).astype(logits.dtype))
""",
        },
        "loses": ["hidden_bce_loss"],
    },
    # Right or wrong
    {
        "name": "accuracy-over-the-batch",
        "why": "the largest score of each column, not of each row",
        "replace": {
            "accuracy": """\
    labels = class_labels(scores, target)
    hits = scores.data.argmax(axis=0) == labels.data
    return float(np.mean(hits))
""",
        },
        "loses": ["test_accuracy", "hidden_accuracy"],
    },
    {
        "name": "hits-counted",
        "why": "how many, not which share",
        "replace": {
            "accuracy": """\
    labels = class_labels(scores, target)
    hits = scores.data.argmax(axis=-1) == labels.data
    return float(hits.sum())
""",
        },
        "loses": ["test_accuracy", "hidden_accuracy"],
    },
    {
        "name": "share-with-numpy-around-it",
        "why": "a number of numpy is no plain float",
        "replace": {
            "accuracy": """\
    labels = class_labels(scores, target)
    hits = scores.data.argmax(axis=-1) == labels.data
    return hits.mean()
""",
        },
        "loses": ["test_accuracy", "hidden_accuracy"],
    },
    {
        "name": "divided-by-the-first-axis",
        "why": "a share of the sentences, where words were counted",
        "replace": {
            "accuracy": """\
    labels = class_labels(scores, target)
    hits = scores.data.argmax(axis=-1) == labels.data
    return float(hits.sum() / (len(scores) if scores.ndim > 1 else 1))
""",
        },
        "loses": ["hidden_accuracy"],
    },
    {
        "name": "accuracy-of-any-label",
        "why": "labels that do not exist count as wrong, without a word",
        "replace": {
            "accuracy": """\
    hits = scores.data.argmax(axis=-1) == Tensor(target).data
    return float(hits.mean())
""",
        },
        "loses": ["hidden_accuracy"],
    },
]

EXCUSED = {
    "mse_loss:swap-operands:50c6eb": "the square of a difference does not know its sign",
    "pick:constant:76f696": "numpy computes a length from the others for any negative number",
}
