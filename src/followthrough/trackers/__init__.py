"""Where the work lives: one adapter a tracker behind one small port (`base.py`). Decides nothing and writes no row of ours."""
