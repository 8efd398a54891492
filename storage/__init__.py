"""What is remembered: tables, inbox, outbox, audit chain, files and migrations."""
