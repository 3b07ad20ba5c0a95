"""The commands of the console, one module each: a docstring that is the help, `add_arguments`, `run`."""
