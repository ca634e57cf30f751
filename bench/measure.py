#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a command once: measure.py OUT ERR COMMAND... -> "wall-seconds cpu-seconds peak-MiB" of the child on standard output."""
import os, sys, time
out, err, command = sys.argv[1], sys.argv[2], sys.argv[3:]
begin = time.monotonic()
child = os.fork()
if child == 0:
    for path, fd in ((out, 1), (err, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), fd)
    try:
        os.execvp(command[0], command)
    except OSError as error:
        print('%s: %s' % (command[0], error.strerror), file=sys.stderr)
        os._exit(127)
_, status, used = os.wait4(child, 0)
print('%.4f %.3f %.1f' % (time.monotonic() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024))
sys.exit(0 if status == 0 else 1)
