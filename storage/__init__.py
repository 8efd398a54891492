"""What is remembered: tables, inbox, outbox, audit chain, files, migrations.

Every function here is plain and synchronous, takes a ``Tx`` first and leaves committing to the engine.
"""
