import * as fc from 'fast-check';
import { type Beginning, beginCall } from './begin-call';
import { type Call } from './call';
import { type CallEvent } from './call-event';
import { type CallRules, defaultCallRules } from './call-rules';
import { decideCall } from './decide-call';
import { checkCall, checkChange } from './no-impossible-call.contract';
import { isOver, participantOf } from './standing';

// A run that failed says its seed and its path: CALL_SEED=… and CALL_PATH=… have it again.
const { CALL_SEED: seed, CALL_PATH: path, CALL_RUNS: runs = '1000' } = process.env;
const replay = { ...(seed && { seed: Number(seed) }), ...(path && { path }), numRuns: Number(runs) };

const rules: CallRules = { ...defaultCallRules, mostParticipants: 2 };
const person = fc.constantFrom('ada', 'bob', 'cy', 'dot', 'eve');
const who = { userId: person, after: fc.constantFrom(0, 0, 0, 1, 5_000, 15_000, 20_000, 45_000) };
/** Mostly who is in it from the beginning: her second leg is soon there. */
const caller = fc.constantFrom('ada', 'ada', 'bob');
const device = fc.constantFrom('one', 'two');
const event = (kind: CallEvent['kind'], more: Record<string, fc.Arbitrary<unknown>> = {}) =>
  fc.record({ kind: fc.constant(kind), ...who, ...more });

const happening = fc.oneof(
  { weight: 3, arbitrary: event('accept', { device }) },
  { weight: 3, arbitrary: event('join', { device }) },
  { weight: 3, arbitrary: event('attach', { device }) },
  { weight: 3, arbitrary: event('attach', { device, userId: caller, insteadOf: fc.nat(2) }) },
  { weight: 3, arbitrary: event('deadline') },
  { weight: 2, arbitrary: event('lost', { leg: fc.nat(3) }) },
  { weight: 2, arbitrary: event('decline') },
  { weight: 2, arbitrary: event('leave') },
  event('rang'),
  event('cancel'),
  event('end', { mayRule: fc.boolean() }),
  event('kick', { mayRule: fc.boolean(), target: person }),
  event('removed'),
  event('media', { media: fc.record({ audio: fc.boolean() }, { requiredKeys: [] }) }),
);

const beginning = fc
  .record({
    isDirect: fc.boolean(),
    others: fc.subarray(['bob', 'cy', 'dot'], { minLength: 1 }),
    busy: fc.subarray(['bob', 'cy', 'dot']),
  })
  .map(({ isDirect, others, busy }): Beginning => {
    const called = isDirect ? others.slice(0, 1) : others;
    const ids = { id: 'call', conversationId: 'conversation', callerId: 'ada', device: 'one' };
    return {
      ...ids,
      isDirect,
      type: 'audio',
      others: called,
      busy: busy.filter((each) => called.includes(each)),
      at: 0,
    };
  });

/** Has one thing happen to a call, and holds what comes of it against what may. */
function happen(call: Call, what: CallEvent): Call {
  const frozen = JSON.stringify(call);
  const decision = decideCall(call, what, rules);
  expect(JSON.stringify(call)).toBe(frozen);
  if (decision.kind !== 'changed') return call;
  if (isOver(call)) throw new Error('what is over does not change');
  checkChange(call, decision.call, what, decision.told);
  checkCall(decision.call, rules);
  return decision.call;
}

const latestUntil = (call: Call): number => Math.max(...call.participants.map(({ until }) => until ?? 0));

describe('when anything happens to a call, in any order, by any number of people and devices', () => {
  it('is never as no call may be, and ends once', () => {
    const story = fc.property(beginning, fc.array(happening, { maxLength: 40 }), (begun, happenings) => {
      let { call } = beginCall(begun, rules);
      checkCall(call, rules);
      let at = 0;
      for (const { after, ...rest } of happenings)
        call = happen(call, { ...rest, at: (at += after) } as never);
      // Left alone, it comes to its end by itself.
      for (let rounds = 0; !isOver(call); rounds += 1) {
        if (rounds > 3) throw new Error('it never ends');
        call = happen(call, { kind: 'deadline', at: latestUntil(call) });
      }
      for (const each of happenings) expect(happen(call, { ...each, at } as never)).toBe(call);
    });
    fc.assert(story, { verbose: 1, ...replay });
  });

  it('gives whoever repeats what she has just done the same call', () => {
    const repeatable = [
      'rang',
      'accept',
      'join',
      'decline',
      'cancel',
      'leave',
      'end',
      'kick',
      'lost',
      'media',
      'removed',
      'deadline',
    ];
    const story = fc.property(beginning, fc.array(happening, { maxLength: 20 }), (begun, happenings) => {
      let { call } = beginCall(begun, rules);
      for (const { after: at, ...rest } of happenings) {
        const what = { ...rest, at } as unknown as CallEvent;
        const decision = decideCall(call, what, rules);
        if (decision.kind !== 'changed') continue;
        const hadLeft = 'userId' in what && participantOf(call, what.userId)?.state === 'left';
        call = decision.call;
        if (!repeatable.includes(what.kind)) continue;
        // Somebody who rules from outside leaves no trace in the call; who ends it again hears that it is over.
        const isHers = (reason?: string | null) => reason === 'hung_up' || reason === 'declined';
        if (what.kind === 'end' && (hadLeft || !isHers(participantOf(call, what.userId)?.reason))) continue;
        expect(decideCall(call, what, rules).kind).toBe('unchanged');
      }
    });
    fc.assert(story, { verbose: 1, ...replay });
  });
});
