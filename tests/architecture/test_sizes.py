"""The tail is budgeted, not the average: no file and no function that a reader cannot hold in the head."""

from tests.architecture.project import functions, python_files, shown, tree

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {shown(path): len(path.read_text().splitlines()) for path in python_files()}
    assert {path: length for path, length in lengths.items() if length > FILE_LINES_MAX} == {}


def test_no_function_is_longer_than_60_lines() -> None:
    lengths = {
        f"{shown(path)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in python_files()
        for node in functions(tree(path))
    }
    assert {name: length for name, length in lengths.items() if length > FUNCTION_LINES_MAX} == {}
