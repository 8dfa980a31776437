"""The senders' desk: what a department mailed, what became of it, and its proof. Its doors are listed in doors.py."""
