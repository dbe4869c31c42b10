"""Runs a command in a pseudo-terminal.

Standard input is JSON: {"command": [...], "columns": n, "rows": n, "env": {...}, "steps": [[wait for, then send], ...]}.
Standard output is JSON: {"screen": base64 of every byte the command wrote, "status": exit code}.
"""

import base64
import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios
import time

task = json.load(sys.stdin)
pid, master = pty.fork()
if pid == 0:
    size = struct.pack("HHHH", task.get("rows", 24), task["columns"], 0, 0)
    fcntl.ioctl(0, termios.TIOCSWINSZ, size)
    os.execvpe(task["command"][0], task["command"], {**os.environ, **task["env"]})

screen = b""
searched = 0
steps = list(task["steps"])
deadline = time.monotonic() + 40
while time.monotonic() < deadline:
    if select.select([master], [], [], 0.2)[0]:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        screen += piece
    while steps and (found := screen.find(steps[0][0].encode(), searched)) >= 0:
        searched = found + len(steps[0][0].encode())
        os.write(master, steps.pop(0)[1].encode())
else:
    os.kill(pid, 9)
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
print(json.dumps({"screen": base64.b64encode(screen).decode(), "status": status}))
