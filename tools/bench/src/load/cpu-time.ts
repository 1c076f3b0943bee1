import { readFileSync } from 'node:fs';

// Linux counts a process's CPU time in hundredths of a second, whatever the kernel's own tick is.
const tickMs = 10;

/** CPU time a process has used so far, user and system, in all its threads. */
export function cpuTimeMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command stands in brackets and may hold spaces; of what follows, 11 and 12 are user and system time.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}
