import {
  counterRule,
  type CounterState,
  hashRule,
  type HashState,
  increment,
  liftLocks,
  liveSession,
  lockRule,
  type LockState,
  type MergeRule,
  noCounts,
  noLocks,
  placeLock,
  revocationRule,
  revokeSession,
  sessionRule,
  type SessionState,
  setRule,
  type SetState,
  valueRule,
  withField,
  withMember,
  withoutField,
  withoutMember,
} from '@secureconnect/resilience';

/** One write of one instance, made of what it knows of the key. */
export interface MergeWrite {
  /** Unique to the write. */
  readonly id: number;
  readonly origin: string;
  readonly now: number;
}

type Write = (known: never, write: MergeWrite) => unknown;

const hour = 3_600_000;
const stampOf = ({ id, origin }: MergeWrite) => ({ at: id, origin });
const untilOf = ({ id, now }: MergeWrite) => now + hour + id;
const written = (write: MergeWrite) => ({
  value: write.id,
  expiresAt: untilOf(write),
  stamp: stampOf(write),
});
const member = (write: MergeWrite) => ({ stamp: stampOf(write), until: untilOf(write) });

/** Every merge rule with the writes that stores make under it. */
export const ruleWrites: readonly (readonly [rule: MergeRule<unknown>, writes: readonly Write[]])[] = [
  [revocationRule, [(_known, write) => ({ expiresAt: untilOf(write) })]],
  [
    lockRule,
    [
      (known: LockState = noLocks, write) =>
        placeLock(known, { id: `l${write.id}`, until: untilOf(write), reason: 'attempts' }, write.now),
      (known: LockState = noLocks) => liftLocks(known),
    ],
  ],
  [
    counterRule,
    [
      (known: CounterState = noCounts, { origin, now }) =>
        increment(known, { origin, at: now, windowMs: hour }),
    ],
  ],
  [
    sessionRule,
    [
      (_known, write) => liveSession(written(write)),
      (known: SessionState<number> | undefined, write) => revokeSession(known, untilOf(write)),
    ],
  ],
  [
    setRule,
    [
      (known: SetState = new Map(), write) => withMember(known, `m${write.id % 3}`, member(write), write.now),
      (known: SetState = new Map(), write) => withoutMember(known, `m${write.id % 3}`, member(write)),
    ],
  ],
  [
    hashRule,
    [
      (known: HashState<number> = new Map(), write) =>
        withField(known, `f${write.id % 3}`, written(write), write.now),
      (known: HashState<number> = new Map(), write) => withoutField(known, `f${write.id % 3}`, member(write)),
    ],
  ],
  [valueRule, [(_known, write) => written(write)]],
];
