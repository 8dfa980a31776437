"""Settings, queue names, the clock, logging and the launcher. Imports nothing of ours."""
