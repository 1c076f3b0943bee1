import type * as fileSystem from 'node:fs';

type Files = Pick<typeof fileSystem, 'readdirSync' | 'readFileSync'>;

/**
 * Every living process that is one of the roots, shares its process group or descends from it. PostgreSQL's
 * backends each lead a session of their own, so a signal to the group alone would miss them.
 *
 * The janitor runs this function's source in a bare node: it may use nothing but its parameters.
 */
export function familyOf(roots: Iterable<number>, files: Files): number[] {
  const family = new Set(roots);
  const processes: { pid: number; parent: number; group: number }[] = [];
  let entries: string[];
  try {
    entries = files.readdirSync('/proc');
  } catch {
    return [...family]; // No /proc (macOS): the roots are all that is known, the caller also signals groups.
  }
  for (const entry of entries) {
    if (!/^\d+$/.test(entry)) continue;
    let stat: string;
    try {
      stat = files.readFileSync(`/proc/${entry}/stat`, 'utf8');
    } catch {
      continue; // It ended between the listing and the reading.
    }
    // The command stands in brackets and may hold spaces: "12 (my (odd) name) S 1 12 …".
    const [state, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state !== 'Z') processes.push({ pid: Number(entry), parent: Number(parent), group: Number(group) });
  }
  for (let grew = true; grew;) {
    grew = false;
    for (const { pid, parent, group } of processes) {
      if (family.has(pid) || !(family.has(parent) || family.has(group))) continue;
      family.add(pid);
      grew = true;
    }
  }
  return processes.map(({ pid }) => pid).filter((pid) => family.has(pid));
}
