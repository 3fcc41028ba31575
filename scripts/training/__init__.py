"""The rooms of `scripts/train_bundled.py`, the recipe of the bundled model.

corpus ──► made, vocabulary ──► work folder ──► sampler (noise) ──► run (network) ──► export

settings      scripts/train_bundled.toml and its profiles
corpus        corpus files -> cleaned groups of pairs in the work folder
made          pairs made by rule: photo credits and bylines
vocabulary    sentencepiece, and Marian's order of ids
noise         what is done to a pair before it is encoded: masks, names
sampler       endless batches
network       transformers' MarianMTModel, its optimizers and its loss
run           one training: clock, learning rate, checkpoints, log
export        the folder that `mt` ships
"""
