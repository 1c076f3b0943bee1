import { type Step } from '../history/storm-history';
import { type Subject } from '../history/subject';
import { asks } from '../system/system-shape';
import { type StormService } from '../system/storm-system';

/** Who answers, behind a gateway, for what is of a subject. */
const answering: Readonly<Record<Subject, StormService>> = {
  sessions: 'auth',
  revocations: 'auth',
  lockouts: 'auth',
  limits: 'auth',
  jobs: 'auth',
  messages: 'chat',
  presence: 'chat',
  calls: 'video',
  files: 'storage',
};
const known = new Map<string, ReadonlySet<string>>();

/** The instances that a step may have needed: its door, who answers behind it, and whom these ask. */
export function reachOf({ door, subject }: Step): ReadonlySet<string> {
  const key = `${door} ${subject}`;
  const reach = known.get(key) ?? new Set([door, ...neededBy(door, subject)]);
  known.set(key, reach);
  return reach;
}

function neededBy(door: string, subject: Subject): string[] {
  const [service = ''] = door.split('-');
  const first = service === 'gateway' ? answering[subject] : (service as StormService);
  return [first, ...(asks[first] ?? [])].flatMap((each) => [`${each}-0`, `${each}-1`]);
}
