"""What the package holds, in course order. Made by `conveyor build`."""

# module -> the lesson that it is built in
MODULES = {
    "number": "01_number",
    "double": "02_double",
}

# name -> the module that defines it
NAMES = {
    "Number": "number",
    "add": "number",
    "USAGE": "double",
    "extend": "double",
    "twice": "double",
}
