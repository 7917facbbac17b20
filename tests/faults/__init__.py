"""Random schedules of lost answers, late commits, crashes and clock jumps against the real sending code.

The server is a dictionary whose log is the truth, time is virtual, the outbox lies in real files. What this
cannot show: real timing of a vendor's server, Windows files, disks that lie about fsync.
"""
