import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CallRecord, type Ending, type OutageRecord, wallClock } from './outage-record';
import { outageKeys, type OutageSubject, rightValue } from './outage-subject';
import { type OutageSubjectName } from './outage-subject-names';
import { outageSubjects } from './outage-subjects';

// A process of its own, so that what hangs or crashes there is counted and not suffered:
//   node outage-program.ts <subject> <port of Redis> <file for the record> <milliseconds between two calls>
// Says "ready" when it calls, and goes on at that rate, answered or not, until SIGTERM.
const [name, port, file, everyMs] = process.argv.slice(2) as [OutageSubjectName, string, string, string];

const records: CallRecord[] = [];
const open = new Set<number>();
let uncaught = 0;
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, () => (uncaught += 1));

async function call(subject: OutageSubject, key: string): Promise<void> {
  const begun = wallClock();
  open.add(begun);
  const end = (ending: Ending, fromRedis = false) => {
    if (open.delete(begun)) records.push({ begun, tookMs: wallClock() - begun, ending, fromRedis });
  };
  try {
    const { value, fromRedis } = await subject.ask(key);
    end(value === rightValue(key) ? 'right' : 'wrong', fromRedis);
  } catch {
    end('failed');
  }
}

function finish(): void {
  const now = wallClock();
  for (const begun of open)
    records.push({ begun, tookMs: now - begun, ending: 'unsettled', fromRedis: false });
  const record: OutageRecord = { calls: records, uncaught };
  writeFileSync(file, JSON.stringify(record));
  process.exit(0);
}

async function main(): Promise<void> {
  const subject = await outageSubjects[name]({ url: `redis://127.0.0.1:${port}`, port: Number(port) });
  for (const key of outageKeys) await subject.ask(key); // fills what fills itself
  process.on('SIGTERM', finish);
  let count = 0;
  setInterval(() => void call(subject, outageKeys[count++ % outageKeys.length] as string), Number(everyMs));
  await sleep(300); // warms up
  process.stdout.write('ready\n');
}

void main().catch((error: Error) => {
  process.stdout.write(`${error.stack}\n`);
  process.exit(1);
});
