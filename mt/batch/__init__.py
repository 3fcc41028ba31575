"""The pipeline over a folder: every file once, whole or not at all, from where the last run ended.

    plan         which files, and what each is written to
    journal      what was done, in OUT_DIR/.vimt/journal.sqlite; also each sentence's translation
    settled      what of it still holds
    windows      files -> windows of sentences that are translated together
    run          windows -> outputs -> journal, one transaction a window
    outputs      files that appear whole, and never over somebody else's
    supervise    a process that watches the one that works, and starts it again
    report       events, summary

    tables, columnar, rows, corpus       a column of a corpus instead of a folder
    groups, worker, transfers, large     a job in shares, for workers anywhere; places: folders behind URLs
    on_ray                               the shares on a Ray cluster

How nothing is lost: a window of sentences, over many files or a part of one, is translated; its translations
go into the journal; its finished files appear under their names; and then one transaction says that they
are there. A run that is killed begins again with the window that was not finished. In int8 on a processor a
sentence's translation is the same in any batch (`mt.translate.base.Engine.steady`); for the rest, windows
depend on the order of the files alone, so that the second run decodes the same batches.
"""

from __future__ import annotations
