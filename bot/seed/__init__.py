"""A made-up history in an empty database, at the size of years of work: for looking at pages as they will be, and for
measuring them. It alone writes rows past their doors, and only where nothing real can be."""
