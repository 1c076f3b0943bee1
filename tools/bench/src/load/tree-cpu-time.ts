import { readdirSync, readFileSync } from 'node:fs';
import { cpuTimeMs } from './cpu-time';

/** CPU time that a process and its living children have used so far. */
export function treeCpuTimeMs(pid: number): number {
  const children = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && parentOf(entry) === pid);
  return [pid, ...children.map(Number)].reduce((sum, each) => sum + timeOf(each), 0);
}

function parentOf(entry: string): number {
  try {
    const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0; // It ended between the look and the reading.
  }
}

function timeOf(pid: number): number {
  try {
    return cpuTimeMs(pid);
  } catch {
    return 0; // The same.
  }
}
