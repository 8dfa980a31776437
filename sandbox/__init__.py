"""Stand-ins for Twilio and USPS over real HTTP, and a phone in the browser, in a process of their own.

Imports nothing of Waypost, and nothing of Waypost imports it: only a base URL tells it from the real services.
What it does not imitate is listed in README.md beside this file."""
