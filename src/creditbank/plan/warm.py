"""Compiling, once, what the engine has compiled: run by `make setup`, so that nobody's question waits for it.

``python -m creditbank.plan.warm``; where everything is compiled already it takes a second.
"""

from creditbank.plan import rank, search
from creditbank.plan.compiled import forget_former


def warm() -> None:
    """Call every compiled function that a question can call."""
    forget_former()
    search.warm()
    rank.warm()


if __name__ == "__main__":
    warm()
