import { ClientError } from '../client-error';
import { type PeerConnectionClass } from './peer-connection';

/** The one of the browser; elsewhere one has to be given. */
export function nativePeerConnection(): PeerConnectionClass {
  const found = (globalThis as { RTCPeerConnection?: PeerConnectionClass }).RTCPeerConnection;
  if (!found) throw new ClientError('no_webrtc', 'There is no RTCPeerConnection here: give one.');
  return found;
}
