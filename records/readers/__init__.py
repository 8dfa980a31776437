"""Programs that open files of strangers: each is started alone, with little memory and time, and knows nothing else."""
