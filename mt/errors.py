"""Everything that vimt raises on purpose. The exit code of the command stands on the class.

MtError 1
├── UsageError 2          an option, a setting or a name that does not exist
├── InputError 3          a file that cannot be read, decoded or parsed
├── BackendError 4        a model or an engine that does not work
│   └── MissingExtra      a package that is not installed, with the line that installs it
├── OutputError 5         a file that cannot be written
├── PartialFailure 6      some files failed, the others are done
├── FlaggedError 7        --strict, and some sentences are flagged
└── BelowBar 8            a translation scores below what was asked of it

A message names the file, the place and the remedy.
"""

from __future__ import annotations


class MtError(Exception):
    """Base of all errors of this package."""

    exit_code = 1


class UsageError(MtError):
    """An option, a setting or a name does not exist, or two do not go together."""

    exit_code = 2


class InputError(MtError):
    """A file cannot be read, decoded or parsed."""

    exit_code = 3


class BackendError(MtError):
    """A model or an engine does not work."""

    exit_code = 4


class MissingExtra(BackendError):
    """A feature needs packages of an extra that is not installed."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(
            f"{feature} needs packages that are not installed. Install them: pip install 'vimt[{extra}]'"
        )
        self.extra = extra


class OutputError(MtError):
    """A file cannot be written."""

    exit_code = 5


class PartialFailure(MtError):
    """Some files failed; what the others gave is kept."""

    exit_code = 6


class FlaggedError(MtError):
    """`--strict` was asked for and some sentences are flagged; the output is written all the same."""

    exit_code = 7


class BelowBar(MtError):
    """A translation scores below what was asked of it; the report is written all the same."""

    exit_code = 8
