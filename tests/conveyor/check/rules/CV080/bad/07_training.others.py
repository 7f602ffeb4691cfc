# %%
import marshal
import shelve
from joblib import dump
import dill
import cPickle
