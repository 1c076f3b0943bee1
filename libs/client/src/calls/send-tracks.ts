import { type SentTrack } from './local-media';
import { type PeerConnection } from './peer-connection';

/** Has a connection send these tracks, and no others. */
export function sendTracks(pc: PeerConnection, sent: readonly SentTrack[]): void {
  const senders = pc.getSenders();
  for (const sender of senders)
    if (sender.track && !sent.some(({ track }) => track === sender.track)) pc.removeTrack(sender as never);
  for (const { track, stream } of sent)
    if (!senders.some((sender) => sender.track === track)) pc.addTrack(track, stream);
}
