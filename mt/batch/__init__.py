"""The pipeline over a folder: every file once, whole or not at all, from where the last run ended.

    plan         which files, and what each is written to
    journal      what was done, in OUT_DIR/.vimt/journal.sqlite; also each sentence's translation
    windows      files -> windows of sentences that are translated together
    run          windows -> outputs -> journal, one transaction a window
    supervise    a process that watches the one that works, and starts it again
    report       events, summary

How nothing is lost: a window of sentences, over many files or a part of one, is translated; its translations
go into the journal; its finished files appear under their names; and then one transaction says that they
are there. A run that is killed begins again with the window that was not finished. As windows depend on
the order of the files alone, the second run decodes the same batches and gives the same bytes.
"""

from __future__ import annotations
