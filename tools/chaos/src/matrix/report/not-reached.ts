import { type DeclaredOperation, keyOf } from '../policies/declared-operation';
import { type Trial } from '../trials/trial';

/** Why nothing leads to a method while a system runs. */
interface Reason {
  readonly why: string;
  /** The spec that calls it, on real servers; undefined: the same method is reached in another service. */
  readonly shownBy?: string;
}

const revocations = 'libs/stores/revocation/src/revocation-faults.spec.ts';
const mirrored: Reason = {
  why: 'the mirror in memory answers for as long as PostgreSQL proves it; only an instance that does not hear it has to ask',
  shownBy: revocations,
};
const authRevokes: Reason = { why: 'auth alone revokes; the others hear of it' };
const ofOthers: Reason = { why: 'chat tells and asks who is here; auth says that somebody came or left' };
const unused = (shownBy: string): Reason => ({
  ...{ why: 'part of what the store offers; no use case of this service calls it', shownBy },
});

/** Methods that nothing from outside leads to, each with the reason: whoever adds one says why. */
export const reasons: Readonly<Record<string, Reason>> = {
  'gateway revocations.revoke': authRevokes,
  'gateway revocations.check': mirrored,
  'gateway rate-limit.forgive': unused('libs/stores/rate-limit/src/rate-limit-store.spec.ts'),
  'auth revocations.check': mirrored,
  'auth sessions.find-by-token': unused('libs/stores/session/src/session-faults.spec.ts'),
  'auth sessions.find': unused('libs/stores/session/src/session-store.spec.ts'),
  'auth presence.tell': ofOthers,
  'auth presence.find': ofOthers,
  'chat revocations.revoke': authRevokes,
  'chat revocations.check': mirrored,
  'chat sockets.revoked': mirrored,
  'chat presence.leave': { why: 'chat tells who left together with who is here, by presence.tell' },
  'chat presence.clean-up': { why: 'auth cleans up for all' },
  'video revocations.revoke': authRevokes,
  'video revocations.check': mirrored,
  'video sockets.revoked': mirrored,
  'video calls.changes-after': {
    why: 'asked by an instance that has missed a notice of a call it holds sockets of',
    shownBy: 'apps/video/src/app/delivery/delivery.spec.ts',
  },
  'video push-tokens.drop-rejected': {
    why: 'called when a push service says that a device is gone; none is asked here',
    shownBy: 'apps/video/src/app/push/sending/pushing.spec.ts',
  },
  'storage revocations.revoke': authRevokes,
  'storage revocations.check': mirrored,
  'storage scan-file': {
    why: 'there is no scanner here (STORAGE_CLAMAV_ADDRESS)',
    shownBy: 'apps/storage/src/app/scanning/scanning.spec.ts',
  },
};

/** Called as an instance begins, and never again: counted where nothing is struck, which counts from there. */
export const onlyAtBegin = [
  ...['gateway sockets.cut-revoked', 'chat sockets.watch-revocations', 'video sockets.watch-revocations'],
  'video push-tokens.hear-of-signed-out',
];

/** These come before anybody asks PostgreSQL, so that it is away is no reason. */
const beforeRecord = ['authenticate.known', 'authenticate', 'rate-limit.admit'];

/** Why an operation may be not reached under a fault; undefined: it should be. */
export function whyNotReached(
  declared: DeclaredOperation,
  { lacks, recordIsAway }: Pick<Trial, 'lacks' | 'recordIsAway'>,
): string | undefined {
  const own = reasons[keyOf(declared)];
  if (own) return own.shownBy === undefined ? own.why : `${own.why}; shown by \`${own.shownBy}\``;
  if (lacks !== 'nothing' && onlyAtBegin.includes(keyOf(declared)))
    return 'called once, as an instance begins; counted where nothing is struck';
  if (recordIsAway && !beforeRecord.includes(declared.operation))
    return 'whatever leads there asks PostgreSQL first, which is away';
  return undefined;
}
