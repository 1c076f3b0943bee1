import { newId } from '@secureconnect/platform';
import { type CallChange } from '../../calls/call-change';
import { beginCall } from '../../machine/begin-call';
import { type Call } from '../../machine/call';
import { type CallEvent } from '../../machine/call-event';
import { type CallRules } from '../../machine/call-rules';
import { decideCall } from '../../machine/decide-call';
import { type Waking } from './waking';
import { wakingsOf } from './wakings-of';

const [ada, bob, eve] = [newId(), newId(), newId()];
const rules: CallRules = { ringMs: 45_000, leaseMs: 15_000, reconnectMs: 20_000, mostParticipants: 16 };

/** A call of Ada's that rings, between two or in a group. */
function begun(isDirect: boolean): CallChange {
  const place = { conversationId: newId(), isDirect, type: 'video' as const };
  const people = { callerId: ada, device: 'desk', others: isDirect ? [bob] : [bob, eve], busy: [] };
  return { ...beginCall({ id: newId(), ...place, ...people, at: 1_000 }, rules), cause: 'begin' };
}

/** What the machine makes of these, one after the other; whom the last of them wakes. */
function wakenBy(isDirect: boolean, ...events: CallEvent[]): readonly Waking[] {
  let { call } = begun(isDirect) as { call: Call };
  let woken: readonly Waking[] = [];
  for (const event of events) {
    const decision = decideCall(call, event, rules);
    if (decision.kind !== 'changed') throw new Error(`${event.kind} changes nothing`);
    ({ call } = decision);
    woken = wakingsOf({ call, told: decision.told, cause: event.kind });
  }
  return woken;
}

const by = <Kind extends CallEvent['kind']>(kind: Kind, userId: string, more: object = {}): CallEvent =>
  ({ kind, userId, at: 5_000, device: 'phone', ...more }) as unknown as CallEvent;

describe('whom a change of a call wakes', () => {
  it('is who is called, when it begins, and not who calls', () => {
    expect(wakingsOf(begun(false))).toEqual([
      { userId: bob, kind: 'call.incoming' },
      { userId: eve, kind: 'call.incoming' },
    ]);
  });

  it.each<[string, boolean, CallEvent[], Waking[]]>([
    ['cancelled', true, [by('cancel', ada)], [{ userId: bob, kind: 'call.cancelled' }]],
    ['missed', true, [{ kind: 'deadline', at: 60_000 }], [{ userId: bob, kind: 'call.missed' }]],
    ['declined by her', true, [by('decline', bob)], [{ userId: bob, kind: 'call.cancelled' }]],
    ['declined by her in a group', false, [by('decline', bob)], [{ userId: bob, kind: 'call.cancelled' }]],
    ['left to others by her removal', false, [by('removed', bob)], [{ userId: bob, kind: 'call.cancelled' }]],
    [
      'closed to her by who may rule',
      false,
      [by('kick', ada, { target: bob, mayRule: true })],
      [{ userId: bob, kind: 'call.cancelled' }],
    ],
    [
      'answered with one device of hers',
      true,
      [by('accept', bob)],
      [{ userId: bob, kind: 'call.answered_elsewhere', exceptDevice: 'phone' }],
    ],
    [
      'over before she answered',
      false,
      [by('accept', bob), by('leave', ada), by('leave', bob)],
      [{ userId: eve, kind: 'call.missed' }],
    ],
    [
      'a group that goes on without her',
      false,
      [
        by('accept', bob),
        by('attach', ada, { at: 40_000, device: 'desk' }),
        by('attach', bob, { at: 40_000 }),
        { kind: 'deadline', at: 46_001 },
      ],
      [{ userId: eve, kind: 'call.missed' }],
    ],
  ])('is every device that rings in vain, where the call is %s', (_what, isDirect, events, expected) => {
    expect(wakenBy(isDirect, ...events)).toEqual(expected);
  });

  it.each<[string, boolean, CallEvent[]]>([
    ['hangs up whom nothing rings any more', true, [by('accept', bob), by('leave', bob)]],
    ['goes on with another device', true, [by('accept', bob), by('join', bob, { device: 'laptop' })]],
    ['leaves a group that goes on', false, [by('accept', bob), by('accept', eve), by('leave', bob)]],
  ])('is nobody where one %s', (_what, isDirect, events) => {
    expect(wakenBy(isDirect, ...events)).toEqual([]);
  });
});
