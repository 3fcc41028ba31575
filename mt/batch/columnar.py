"""Tables with typed columns: parquet files and folders that `datasets` has saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from mt import records
from mt.batch.rows import Header, Row, check_keys
from mt.errors import InputError, MissingExtra


def write_parquet(path: Path, rows: Iterable[Row], finished: Callable[[Path], None], header: Header) -> None:
    arrow = records.pyarrow()
    batch: list[Row] = []
    writer: Any = None
    unfinished = path.with_name(f".{path.name}.part")

    def flush() -> None:
        nonlocal writer
        for row in batch:
            check_keys(row, list(batch[0]) if writer is None else writer.schema.names, path)
        try:
            # Later batches have the first one's types: a column of nulls must not change them, and a number
            # must not lose its fraction.
            table = arrow.Table.from_pylist(batch) if batch else _empty(arrow, header)
            writer = writer or arrow.parquet.ParquetWriter(unfinished, _typed(arrow, table.schema))
            _check_nested(arrow, table.schema, writer.schema)
            writer.write_table(table.cast(writer.schema))
        except (
            arrow.ArrowInvalid,
            arrow.ArrowTypeError,
            arrow.ArrowNotImplementedError,
            ValueError,
        ) as error:
            raise InputError(f"{path}: a value fits no column of the rows before: {error}") from error
        batch.clear()

    try:
        for row in rows:
            batch.append(row)
            if len(batch) == records.BATCH:
                flush()
        if batch or writer is None:
            flush()
        writer.close()
        finished(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _empty(arrow: Any, header: Header) -> Any:
    """A table without rows."""
    schema = header.schema or arrow.schema([(name, arrow.string()) for name in header.names])
    for name, kind in zip(header.added, (arrow.string(), arrow.list_(arrow.string())), strict=False):
        schema = schema.append(arrow.field(name, kind))
    # Of what made the source, such as datasets' description of the columns, nothing is true of it any more.
    return schema.remove_metadata().empty_table()


def _check_nested(arrow: Any, found: Any, wanted: Any) -> None:
    """A cast would drop the fields of a structure that the first rows did not have."""
    for field in wanted:
        other = found.field(field.name).type
        if arrow.types.is_nested(field.type) and other != field.type and "null" not in str(other):
            raise ValueError(f"{field.name} is {other}, it was {field.type}")


def _typed(arrow: Any, schema: Any) -> Any:
    """`schema` with text where the first batch held only nulls or empty lists."""
    for place, field in enumerate(schema):
        if arrow.types.is_null(field.type):
            schema = schema.set(place, arrow.field(field.name, arrow.string()))
        elif arrow.types.is_list(field.type) and arrow.types.is_null(field.type.value_type):
            schema = schema.set(place, arrow.field(field.name, arrow.list_(arrow.string())))
    return schema


def _datasets() -> Any:
    try:
        import datasets
    except ImportError as error:
        raise MissingExtra("reading and writing datasets folders", "data") from error
    datasets.disable_progress_bars()  # standard error is the command's
    return datasets


def loaded(path: Path) -> Any:
    """The dataset in a folder. Raises InputError for another one, or for several."""
    datasets = _datasets()
    try:
        found = datasets.load_from_disk(str(path))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: not a folder that datasets has saved: {error}") from error
    if isinstance(found, datasets.DatasetDict):
        raise InputError(f"{path}: holds the splits {', '.join(found)}. Name one: {path}/{next(iter(found))}")
    return found


def read_datasets(path: Path) -> Iterator[Row]:
    yield from loaded(path)


def write_datasets(path: Path, rows: Iterable[Row], finished: Callable[[Path], None], header: Header) -> None:
    datasets = _datasets()
    import tempfile

    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as work:
        # Rows go to the disk as they come (a generator of ours cannot be hashed by datasets); the folder gets
        # its name when it is whole.
        table = Path(work) / "rows.parquet"
        write_parquet(table, rows, lambda _: None, header)
        if records.parquet_rows(table):
            made = datasets.Dataset.from_parquet(str(table), cache_dir=work)
        else:  # which from_parquet cannot read
            made = datasets.Dataset(records.pyarrow().parquet.read_table(table))
        made.save_to_disk(str(Path(work) / "whole"), num_shards=None if len(made) else 1)
        finished(Path(work) / "whole")
        if path.exists():
            path.replace(Path(work) / "old")  # deleted with the working folder
        (Path(work) / "whole").replace(path)
