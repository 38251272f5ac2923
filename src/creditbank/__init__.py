"""creditbank: an open credit bank (学分银行) for workers."""

__version__ = "0.1.0"
