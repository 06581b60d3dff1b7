"""Killing an installation while it works, and looking for what was lost, doubled or forged.

installation  a home of its own, its lists, people and keys
journal       what a process was answered, on disk before it goes on
parts         the processes that are killed: submitter, reviewer, worker; the server is the real command
receiver      the platform's webhook receiver: a real socket, at times down, slow or failing
killer        starts them, kills them at random, starts them again
findings      what must hold whatever was killed
"""
