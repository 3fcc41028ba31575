"""The rooms of `scripts/train_bundled.py`, the recipe of the bundled model (scripts/TRAINING.md).

corpus ──► work folder ──► sampler ──► run ──► export ──► judging
               ▲                        │
               └──── synthesis ◄── search, engine

settings      scripts/train_bundled.toml and its profiles
corpus        corpus files -> cleaned groups of pairs, monolingual text; made: pairs made by rule
vocabulary    sentencepiece, and Marian's order of ids
store         the files of the work folder
sampler       endless batches; noise, spans: what is done to a text before; feeder: other processes make them
network       transformers' MarianMTModel, its optimizers and its loss
replicas      copies of it for the threads of a CPU; losses: their loss
run           one training: clock, learning rate, checkpoints, log
pieces        its state in small files, as precise as fits
pack, chain   a training on a machine with a time limit: what travels there; what is done there
search        translating in torch, with one checkpoint or several; engine: with one on a CPU
synthesis     back-translations, and what teachers write
export        the folder that `mt` ships; judging: what it is worth
"""
