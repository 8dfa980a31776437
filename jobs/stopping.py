"""Set when this process was asked to end: jobs finish the request at hand and begin no other."""

import threading

stopping = threading.Event()
