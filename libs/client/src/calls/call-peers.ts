import { type CallWire, type ParticipantWire } from '@secureconnect/contracts';
import { asClientError } from '../client-error';
import { type EventHub } from '../event-hub';
import { type CallSessionEvents } from './call-session-events';
import { type SentTrack } from './local-media';
import { type CallStream, type PeerConfiguration, type PeerConnection } from './peer-connection';
import { PeerLink } from './peer-link';
import { type Signal, type SignalName } from './signal';

/** What connections to all others in a call need. */
export interface CallPeersContext {
  readonly userId: string;
  readonly hub: EventHub<CallSessionEvents>;
  readonly connect: () => PeerConnection;
  readonly sent: () => readonly SentTrack[];
  readonly send: (to: string, event: SignalName, said: object) => Promise<unknown>;
  readonly random: () => number;
  readonly onConnected: () => void;
}

interface Peer {
  readonly link: PeerLink;
  /** Mine and hers: with another the connection is made anew. */
  legs: readonly [mine: number, hers: number];
}

const mostEarly = 256;

/** Whether somebody is in a call, connected or about to be again. */
export const isIn = (participant: ParticipantWire | undefined): boolean =>
  participant?.state === 'joined' || participant?.state === 'reconnecting';

/** Who comes later offers, and of two who came at once the one with the later id. */
const isLater = (one: ParticipantWire, other: ParticipantWire): boolean => {
  const [came, otherCame] = [Date.parse(one.joined_at ?? ''), Date.parse(other.joined_at ?? '')];
  return came === otherCame || Number.isNaN(came + otherCame)
    ? one.user_id > other.user_id
    : came > otherCame;
};

/** The connections to everybody else in a call, as the call says who that is. */
export class CallPeers {
  private readonly peers = new Map<string, Peer>();
  /** From whom something came before it was known that she is in the call. */
  private early: Signal[] = [];

  constructor(private readonly context: CallPeersContext) {}

  get ids(): string[] {
    return [...this.peers.keys()];
  }

  linkTo(userId: string): PeerLink | undefined {
    return this.peers.get(userId)?.link;
  }

  /** Connects to who has come, begins anew with who has another leg, and lets go of who has left. */
  update({ participants }: CallWire): void {
    const me = participants.find(({ user_id }) => user_id === this.context.userId);
    const others = participants.filter((each) => each !== me && isIn(me) && isIn(each));
    for (const id of this.ids) if (!others.some(({ user_id }) => user_id === id)) this.drop(id);
    if (me) for (const other of others) this.meet(me, other);
  }

  hear(signal: Signal): void {
    const link = this.linkTo(signal.data.from);
    if (link) link.hear(signal);
    else this.early = [...this.early.slice(1 - mostEarly), signal];
  }

  configure(configuration: PeerConfiguration): void {
    for (const { link } of this.peers.values()) link.configure(configuration);
  }

  updateTracks(): void {
    for (const { link } of this.peers.values()) link.updateTracks();
  }

  close(): void {
    this.ids.forEach((id) => this.drop(id));
  }

  private meet(me: ParticipantWire, other: ParticipantWire): void {
    const peer = this.peers.get(other.user_id);
    const legs = [me.leg, other.leg] as const;
    if (!peer) return this.begin(me, other, legs);
    const isAnother = legs.some((leg, which) => leg !== peer.legs[which] && leg > 1);
    peer.legs = legs;
    if (isAnother) peer.link.renew();
  }

  private begin(me: ParticipantWire, other: ParticipantWire, legs: Peer['legs']): void {
    const { user_id } = other;
    const link = this.linkWith(user_id, isLater(me, other));
    this.peers.set(user_id, { link, legs });
    this.context.hub.emit('peer', { user_id, state: 'connecting' });
    const isHers = ({ data }: Signal) => data.from === user_id;
    this.early.filter(isHers).forEach((signal) => link.hear(signal));
    this.early = this.early.filter((signal) => !isHers(signal));
  }

  private linkWith(user_id: string, isOfferer: boolean): PeerLink {
    const { hub, userId, connect, sent, send, random, onConnected } = this.context;
    const told = (name: 'stream' | 'stream_removed') => (stream: CallStream) =>
      hub.emit(name, { user_id, stream });
    return new PeerLink({
      ...{ isOfferer, isPolite: userId < user_id, connect, sent, random },
      send: (event, said) => send(user_id, event, said),
      onState: (state) => {
        hub.emit('peer', { user_id, state });
        if (state === 'connected') onConnected();
      },
      ...{ onStream: told('stream'), onStreamRemoved: told('stream_removed') },
      onFault: (error) => hub.emit('fault', { error: asClientError(error) }),
    });
  }

  private drop(id: string): void {
    const peer = this.peers.get(id);
    this.peers.delete(id);
    this.early = this.early.filter(({ data }) => data.from !== id);
    peer?.link.close();
  }
}
