# What is wrong with the data, on the command line: one sentence with the reason and the next step.
storage = An error with the data: { $what }. Nothing was changed.
storage-missing = A record that must be there is missing. Run duwang audit verify, and restore the last backup.
storage-absent = There is no database here yet: { $path }. Check the settings and the folder; a new house is made by duwang office add or duwang run.
storage-locked = Another program holds the database { $path }. Stop it, or try again later.
storage-unreadable = The database { $path } cannot be opened ({ $found }). Check the rights of file and folder.
storage-damaged = The database { $path } is damaged ({ $found }). Nothing was started; put back the last backup with duwang restore.
storage-schema-differs = { $newer ->
    [yes] The database has version { $found }, this program knows only { $wanted }. Put the newer program back.
   *[no] The database has version { $found }, this program needs { $wanted }. Stop the service and run duwang upgrade.
}
storage-unsafe = { $why ->
    [link] { $path } is a symbolic link, which is not safe; give the folder itself.
    [owner] { $path } belongs to another user; use a folder of this user.
    [file] { $path } is not a plain file.
    [absent] The folder of { $path } does not exist; make it first.
    [denied] { $path } may not be read and written; check its rights.
    [network] { $path } lies on a network file system ({ $kind }), where locks do not hold; use a local disk.
    [memory] The database must be a file: what is only in memory is lost with the process.
   *[other] The place of the data is not safe: { $what }
}
storage-in-use = Another process serves from { $path }; stop it first.
storage-unreachable = The database server cannot be reached: { $what }. Check address, password and network.
storage-wake-uninstalled = procrastinate is not installed. Run pip install '.[postgres,wake]', or set worker.wake to poll.
storage-outcome-unknown = The connection broke while committing; whether it was done is not known. Check later.
storage-closed = The database is closed.
storage-too-big = The file is larger than allowed.
storage-occupied = { $path ->
    [none] The database holds data already
   *[other] There is a database at { $path } already
}. To replace it add --replace; what stands is put aside under another name.
storage-bad-backup = { $why ->
    [exists] { $path } exists already.
    [none] { $path } is no backup, or cannot be read.
    [outside] The backup cannot be used: { $path } leads out of it.
    [changed] The backup cannot be used: { $path } is missing or was changed.
    [stranger] The backup cannot be used: { $path } does not belong to it.
    [kind] The backup is of { $found }, the settings say { $wanted }. Change the settings, or take another backup.
    [chain] The audit chain in the backup is broken: { $found }. Take another backup.
    [no-note] No upgrade is noted here, so there is no way back. Use duwang restore FOLDER.
   *[other] The backup cannot be used: { $what }
}
storage-system = { $why ->
    [denied] { $path } may not be read and written. Check its rights, or run as another user.
    [absent] { $path } does not exist and cannot be made. Check the path.
    [full] The disk is full, { $path } cannot be written. Make room and try again.
    [read-only] The disk of { $path } is read-only.
    [port] The port is taken: { $what }. Choose another one (--port), or stop the program that has it.
   *[other] { $path }: { $what }.
}
backup-left-out = Secrets are not in the backup{ $robots ->
    [0] {""}
    [one] , nor is the address of { $robots } robot entered on the page (secrets/robots.json)
   *[other] , nor are the addresses of { $robots } robots entered on the page (secrets/robots.json)
}: keep them safe elsewhere, with the settings and the files of secrets.
restore-robots-missing = { $n ->
    [one] { $n } work group has no robot's address here and hears nothing for now: { $groups }.
   *[other] { $n } work groups have no robot's address here and hear nothing for now: { $groups }.
} No backup holds such addresses: put back the secrets/robots.json that you keep elsewhere, or enter them again under “work groups” on the mobile page.
audit-whole = whole: { $n } entries
audit-broken = not whole ({ $n } entries read):
audit-problem-missing = entry { $entry } is missing: entry { $other } follows entry { $before }
audit-problem-order = entry { $entry } does not follow the entry before it
audit-problem-edited = entry { $entry } was edited
audit-problem-anchor = entry { $entry } differs from the anchor file
audit-problem-head = the chain ends at entry { $entry }, but its head says { $other }
audit-problem-cut = the anchor file knows entry { $other }, but the chain ends at entry { $entry }
