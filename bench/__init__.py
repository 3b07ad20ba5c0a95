"""`make bench`: what Florence costs, beside a bare Django page in the same run.

SCALE=small measures with 10,000 patients alone, the default with 10,000 and 100,000 (so that growth shows),
SCALE=full with 1,000,000 as well. Data are made once and kept in build/bench, or the folder named by BENCH_HOME.
"""
