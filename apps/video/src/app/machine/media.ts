import { type CallType, type MediaState } from '@secureconnect/contracts';

/** Of who is not in the call. */
export const noMedia: MediaState = { audio: false, video: false, screen: false };

/** What somebody who comes into a call sends until she says otherwise. */
export const firstMedia = (type: CallType): MediaState => ({
  ...noMedia,
  audio: true,
  video: type === 'video',
});
