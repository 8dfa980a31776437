"""The tables: one file per noun. No Flask, no RQ, no HTTP."""
