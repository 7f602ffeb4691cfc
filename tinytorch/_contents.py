"""What the package holds, in course order. Made by `conveyor build`."""

# module -> the lesson that it is built in
MODULES = {
    "tensor": "01_tensor",
}

# name -> the module that defines it
NAMES = {
    "extend": "tensor",
    "Tensor": "tensor",
}
