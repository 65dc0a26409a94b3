"""Steps (进度): what a long command is doing, on the error stream so that results stay clean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from shuangkong.cli.screen import Screen
from shuangkong.trace import Label

__all__ = ["Steps", "rows_counted"]


class Steps:
    """A progress bar over named steps (步骤进度); on a stream without a terminal, one line a step.

    Examples
    --------
    >>> with Steps(Screen(), 1) as steps, steps.step(Label("冻结", "freeze")):
    ...     pass
    """

    def __init__(self, screen: Screen, total: int) -> None:
        self._screen = screen
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=screen.err,
            transient=True,
            disable=not screen.err.is_terminal,
        )
        self._task = self._progress.add_task("", total=total)

    def __enter__(self) -> Steps:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._progress.stop()

    @contextmanager
    def step(self, label: Label) -> Iterator[Callable[[int, int], None]]:
        """Show one step while it runs, how much of how much is done where it says so, and that it is done."""
        text = self._screen.say(label)
        self._progress.update(self._task, description=text)
        yield lambda done, total: self._progress.update(self._task, description=f"{text} {done}/{total}")
        self._progress.advance(self._task)
        self._screen.err.print(f"✓ {text}", markup=False)


@contextmanager
def rows_counted(screen: Screen, label: Label) -> Iterator[Callable[[int, int], None] | None]:
    """Show how many rows of how many are done (行数进度), on a terminal alone; else there is nobody to tell.

    Examples
    --------
    >>> with rows_counted(Screen(is_json=True), Label("报送", "file")) as told:
    ...     told is None
    True
    """
    if screen.is_json or not screen.err.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen.err, transient=True) as bar:
        task = bar.add_task(screen.say(label), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
