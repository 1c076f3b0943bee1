import { type MediaState } from '@secureconnect/contracts';
import { CallDraft } from '../call-draft';
import { type Rule, unchanged } from '../rule';
import { participantOf } from '../standing';

const kinds = ['audio', 'video', 'screen'] as const satisfies readonly (keyof MediaState)[];

/** What she sends. The record keeps it for who reads the call; who is in it hears it as a signal. */
export const setMedia: Rule<'media'> = (call, { at, userId, media: said }) => {
  const before = participantOf(call, userId);
  if (!before || kinds.every((kind) => (said[kind] ?? before.media[kind]) === before.media[kind]))
    return unchanged;
  const draft = new CallDraft(call, at);
  const [audio, video, screen] = kinds.map((kind) => said[kind] ?? before.media[kind]);
  draft.become(userId, { media: { audio, video, screen } as MediaState });
  return draft.decision();
};
