"""Certified Mail records: evidence of each mailpiece, found and proved months later. No Flask, no RQ, no sockets."""
