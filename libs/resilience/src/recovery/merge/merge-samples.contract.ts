import * as fc from 'fast-check';
import { type CounterState } from './counter';
import { type HashState } from './hash';
import { type LockState } from './lock';
import { type Revocation } from './revocation';
import { type SessionState } from './session';
import { type SetState } from './set';
import { type StampedValue } from './stamped-value';

// Few moments, origins and keys: copies that collide are the interesting ones.
const moment = fc.integer({ min: 0, max: 8 });
const origin = fc.constantFrom('a', 'b', 'c');
const stamp = fc.record({ at: moment, origin });
const key = fc.constantFrom('x', 'y', '__proto__');

const mapOf = <V>(value: fc.Arbitrary<V>): fc.Arbitrary<ReadonlyMap<string, V>> =>
  fc.array(fc.tuple(key, value), { maxLength: 4 }).map((entries) => new Map(entries));

const stamped = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<StampedValue<T>> =>
  fc.record({ value: fc.option<T, null>(value, { nil: null }), expiresAt: moment, stamp });

/** Any state a rule may meet, also such as no honest writer would make. */
export const samples = {
  revocation: fc.record({ expiresAt: moment }) satisfies fc.Arbitrary<Revocation>,
  lock: mapOf(
    fc.record({ until: moment, reason: fc.constantFrom('attempts', 'admin'), liftedUntil: moment }),
  ) satisfies fc.Arbitrary<LockState>,
  counter: mapOf(
    fc.record({ added: moment, cleared: moment, endsAt: moment }),
  ) satisfies fc.Arbitrary<CounterState>,
  session: fc.record({
    live: fc.option(stamped(fc.nat(2))),
    keptUntil: moment,
  }) satisfies fc.Arbitrary<SessionState<number>>,
  set: mapOf(stamped(fc.constant(true as const))) satisfies fc.Arbitrary<SetState>,
  hash: mapOf(stamped(fc.nat(2))) satisfies fc.Arbitrary<HashState<number>>,
  value: stamped(fc.nat(2)) satisfies fc.Arbitrary<StampedValue<number>>,
};

/** Every moment a sample can tell apart. */
export const moments: readonly number[] = Array.from({ length: 10 }, (_, at) => at);
