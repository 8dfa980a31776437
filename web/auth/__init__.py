"""Who people at the console are: accounts, passwords, one-time codes, and what slows down whoever guesses."""
