import 'reflect-metadata';
import { DegradedMarks } from '@secureconnect/resilience';
import { takeTurns } from '../figures/rounds';
import { cockatielCall } from '../peers/cockatiel-call';
import { opossumCall } from '../peers/opossum-call';
import { bareCall } from './bare-call';
import { type FirstLine, nsPerCall, nsToFirstLine } from './call-measures';
import { type CallReport, callSubjects, type CallSubjectName } from './call-report';
import { declaredCall } from './declared-call';
import { type Calls, type GuardedSubject } from './guarded-subject';

// A process of its own, so that nothing else has shaped what the engine makes of these calls:
//   node call-program.ts <rounds> <turns of 100 calls a round> [request]
// With `request` all calls are made in a request, as a server makes them: an AsyncLocalStorage is in use.
// Writes a CallReport as JSON.
const [rounds, turns, place] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
const firstLine: FirstLine = { at: 0 };

const calls = (): Calls => ({
  find: async (key) => key,
  findElsewhere: async (key) => {
    firstLine.at = performance.now();
    return key;
  },
});

async function makeSubjects(): Promise<Record<CallSubjectName, GuardedSubject>> {
  return {
    bare: bareCall(calls()),
    ...(await declaredCall(calls())),
    cockatiel: cockatielCall(calls()),
    opossum: opossumCall(calls()),
  };
}

async function measure(): Promise<CallReport> {
  const subjects = await makeSubjects();
  const takeAll = async (ns: (subject: GuardedSubject, turns: number) => Promise<number>) => {
    const take = async (name: CallSubjectName) => {
      await ns(subjects[name], turns / 4); // Or it would pay for what the one before has left behind.
      return ns(subjects[name], turns);
    };
    await takeTurns(callSubjects, 3, take); // warms up
    return takeTurns(callSubjects, rounds, take);
  };
  const normal = await takeAll(nsPerCall);
  for (const subject of Object.values(subjects)) await subject.degrade();
  const degraded = await takeAll((subject, count) => nsToFirstLine(subject, firstLine, count));
  for (const subject of Object.values(subjects)) await subject.close?.();
  return { normal, degraded };
}

async function main(): Promise<void> {
  process.stdout.write(JSON.stringify(await measure()), () => process.exit(0));
}

if (place === 'request') new DegradedMarks().run(() => void main());
else void main();
