import { type DeclaredOperation, keyOf } from '../policies/declared-operation';

const mirrored = 'the mirror in memory answers; only an instance that has not caught up yet has to ask';
const authRevokes = 'auth alone revokes; the others hear of it';
const authCleans = 'auth cleans up for all';
const unused = 'part of what the store offers; no use case of this service calls it';

/** Methods that nothing from outside leads to, each with the reason: whoever adds one says why. */
const reasons: Readonly<Record<string, string>> = {
  'gateway revocations.revoke': authRevokes,
  'gateway revocations.check': mirrored,
  'gateway rate-limit.forgive': unused,
  'auth revocations.check': mirrored,
  'auth sessions.find-by-token': unused,
  'auth sessions.find': unused,
  'auth presence.tell': 'chat tells who is here; auth says that somebody came or left',
  'auth presence.find': 'chat asks who is here; auth says that somebody came or left',
  'chat revocations.revoke': authRevokes,
  'chat revocations.check': mirrored,
  'chat sockets.revoked': mirrored,
  'chat presence.leave': 'chat tells who left together with who is here, by presence.tell',
  'chat presence.clean-up': authCleans,
  'video revocations.revoke': authRevokes,
  'video revocations.check': mirrored,
  'video sockets.revoked': mirrored,
  'video calls.changes-after': 'asked by an instance that has missed a notice of a call it holds sockets of',
  'video push-tokens.drop-rejected':
    'called when a push service says that a device is gone; none is asked here',
  'storage revocations.revoke': authRevokes,
  'storage revocations.check': mirrored,
  'storage scan-file': 'there is no scanner here (STORAGE_CLAMAV_ADDRESS)',
};

/** Why an operation is not reached while a system runs; undefined: it should be. */
export const whyNotReached = (declared: DeclaredOperation): string | undefined => reasons[keyOf(declared)];
