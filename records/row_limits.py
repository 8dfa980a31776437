"""How large a file of mailings, a row of it and a cell may be."""

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS, LAST_ROW = 250_000, 1_048_576
MOST_COLUMNS, LONGEST_CELL, LONGEST_ROW = 200, 10_000, 60_000
