"""The console: what operators, auditors, senders' people and admins see. Its doors are listed in doors.py."""
