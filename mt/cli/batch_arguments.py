"""The options of mt batch, and its help."""

from __future__ import annotations

import argparse

_EXAMPLES = """\
examples:
  mt batch reports/ english/                      every *.txt below reports/, the same folders below english/
  mt batch reports/ english/ --pattern '*.md' --pattern '*.txt' --format html
  mt batch --status english/                      how far a run is, also while it runs
  mt batch reports/ english/ --dry-run            what would be done
  mt batch reports/ english/ --retry-failed       once more what failed
  mt batch reports/ english/ --evaluate refs/     BLEU, chrF, TER against references of the same names
  mt batch corpus.jsonl out.jsonl --column text   a column of a corpus: text_en and text_en_flags are added
  mt batch reports/ english/ --engine ray --address auto      the same on a Ray cluster
  mt batch s3://corpus/vi s3://corpus/en --engine ray         folders behind URLs (fsspec)

A second run does only what is new, changed or unfinished. What was done stands in english/.vimt: the journal,
summary.json and summary.md. An output that mt did not write, or that was edited, is kept, unless --overwrite.

--engine ray: the workers of a Ray cluster run the model (with ctranslate2, or what MT_ENGINE says). All its
machines need vimt[ray], the model and the same folders: on a shared file system, or behind URLs. When OUT_DIR
is a URL, the journal is a folder here, below MT_HOME/jobs, or --journal DIR; the second run needs it too.

exit codes: 0 done, 2 usage, 3 input, 4 model, 5 output, 6 some files failed, 7 --strict and flags,
  130 Ctrl-C"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "source",
        metavar="IN",
        help="folder of Vietnamese files (with --engine ray: or URL), or with --column a corpus",
    )
    parser.add_argument(
        "target", metavar="OUT", nargs="?", help="folder for the English ones, or the new corpus"
    )
    parser.add_argument(
        "--column", metavar="NAME", help="of a corpus: .jsonl, .csv, .tsv, .parquet or a datasets folder"
    )
    parser.add_argument("--to", metavar="NAME", help="the column to add (NAME of --column and _en)")
    parser.add_argument(
        "--pattern",
        action="append",
        metavar="GLOB",
        help="which files; may be given again (*.txt, in capitals too)",
    )
    parser.add_argument(
        "--format",
        choices=["text", "tsv", "jsonl", "tmx", "html"],
        default="text",
        help="of the outputs (text)",
    )
    _add_settings(parser)
    parser.add_argument(
        "--window", type=int, default=0, metavar="N", help="sentences translated together (by model)"
    )
    parser.add_argument("--retry-failed", action="store_true", help="do once more what failed before")
    parser.add_argument(
        "--overwrite",
        action="store_true",
        help="replace files in OUT that mt did not write, or that were edited",
    )
    parser.add_argument("--dry-run", action="store_true", help="print what would be done, and do nothing")
    parser.add_argument("--status", action="store_true", help="print how far the run in this folder is")
    parser.add_argument(
        "--evaluate",
        metavar="REF_DIR",
        help="then score the outputs against the references there",
    )
    parser.add_argument("--events", metavar="FILE", help="append what happens to FILE, as JSON lines")
    parser.add_argument("--quiet", action="store_true", help="errors only on standard error")
    _add_ray_arguments(parser)
    # For the process that `mt.batch.supervise` starts.
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--alone", metavar="KEY", help=argparse.SUPPRESS)
    parser.add_argument("--since", type=float, default=float("inf"), metavar="TIME", help=argparse.SUPPRESS)


def _add_settings(parser: argparse.ArgumentParser) -> None:
    """As in `mt translate`."""
    parser.add_argument("--model", metavar="MODEL", help="name, hub id or folder; see: mt models list")
    parser.add_argument("--fallback", metavar="MODEL", help="second model, for sentences left flagged (none)")
    parser.add_argument(
        "--glossary",
        metavar="FILE",
        help="words and their English, a tab between them, one a line; none: not even our own (our own)",
    )
    parser.add_argument(
        "--engine",
        choices=["ctranslate2", "transformers", "ray"],
        help="what runs the model (ctranslate2); ray: ctranslate2 on a cluster's workers",
    )
    parser.add_argument("--device", choices=["auto", "cpu", "cuda"], help="where it runs (auto)")
    parser.add_argument("--compute", metavar="TYPE", help="auto, int8, float32, float16, ... (auto)")
    parser.add_argument("--beam", type=int, metavar="N", help="hypotheses kept in the search (4)")
    parser.add_argument(
        "--jobs", "--threads", dest="threads", type=int, metavar="N", help="cores to use (0: all)"
    )
    parser.add_argument(
        "--encoding", metavar="NAME", help="of all inputs: utf-8, cp1258, viscii, tcvn3, vni, ..."
    )
    parser.add_argument(
        "--unwrap", action="store_true", default=None, help="join lines that were wrapped by hand"
    )
    parser.add_argument(
        "--strict", action="store_true", default=None, help="exit with 7 when a sentence is flagged"
    )


def _add_ray_arguments(parser: argparse.ArgumentParser) -> None:
    ray = parser.add_argument_group("with --engine ray")
    ray.add_argument(
        "--address",
        metavar="ADDR",
        help="the cluster: auto, HOST:PORT (one of this machine alone)",
    )
    ray.add_argument(
        "--workers", type=int, metavar="N", help="loaded models, each with --jobs cores (as many as fit)"
    )
    ray.add_argument(
        "--journal", metavar="DIR", help="folder of the journal (OUT_DIR, or below MT_HOME/jobs)"
    )
