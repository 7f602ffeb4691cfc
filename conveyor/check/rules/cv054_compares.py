"""The production section compares with a system that is in use.

It names PyTorch, TensorFlow, JAX or another well-known one. Programs know few names, so this
is a warning.
"""

import re

from conveyor.check.page import Page
from conveyor.check.prose import section
from conveyor.check.rule import WARNING, Spot, Spots, rule
from conveyor.check.sections import PRODUCTION

_SYSTEMS = re.compile(
    r"\b(pytorch|torch|tensorflow|keras|jax|hugging ?face|tiktoken|vllm|tensorrt|onnx|triton"
    r"|llama\.cpp|cudnn|cublas|cutlass|oneDNN|mkl|openblas|deepspeed|megatron|nsight|ray)\b",
    re.IGNORECASE,
)


@rule(
    WARNING,
    reason="'Real systems are faster' means nothing without one that a student can look at.",
    cure="name the counterpart: PyTorch's nn.Linear does ..., because ...",
)
def compares(page: Page) -> Spots:
    headings = PRODUCTION.headings(page)
    text = "\n".join(block.text for h in headings for block in section(page, h))
    if headings and not _SYSTEMS.search(text):
        yield Spot(headings[-1].line, "the section on production names no system in use")
