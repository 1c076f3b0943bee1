import { type StateCodec } from '@secureconnect/redis';
import { heldEnded, heldLive, type HeldSession } from './held-session-rule';

const endedMark = 'e';

function whole(text: string | undefined): number {
  const value = Number(text);
  if (!text || !Number.isSafeInteger(value)) throw new TypeError('no session is written here');
  return value;
}

/** One line; cheaper to read than JSON, for it is read on every request. */
export const heldSessionCodec: StateCodec<HeldSession> = {
  encode: ({ live, keptUntil }) =>
    live
      ? `${live.version}|${live.sealedAt}|${live.seenAt}|${live.activeUntil}|${live.sealed}`
      : endedMark + keptUntil,
  decode(text) {
    if (text.startsWith(endedMark)) return heldEnded(whole(text.slice(1)));
    const [version, sealedAt, seenAt, activeUntil, sealed] = text.split('|');
    if (!sealed) throw new TypeError('no session is written here');
    return heldLive({
      version: whole(version),
      sealedAt: whole(sealedAt),
      seenAt: whole(seenAt),
      activeUntil: whole(activeUntil),
      sealed,
    });
  },
};
