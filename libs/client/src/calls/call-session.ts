import {
  type CallClientEvents,
  type CallWire,
  type IceServersWire,
  type MediaState,
} from '@secureconnect/contracts';
import { asClientError, hasCode } from '../client-error';
import { EventHub } from '../event-hub';
import { type SentOf, type TakenOf } from '../live/live-socket';
import { isOver } from './call-book';
import { CallPeers, isIn } from './call-peers';
import { type CallSessionEvents } from './call-session-events';
import { LocalMedia } from './local-media';
import { MediaTeller } from './media-teller';
import {
  type CallConnection,
  type CallStream,
  type PeerConfiguration,
  type PeerConnectionClass,
} from './peer-connection';
import { type Signal, type SignalName } from './signal';

/** How one takes part in a call; all may be left out. */
export interface CallSessionOptions {
  /** What one sends, as `getUserMedia` gives it; without it one only sees and hears. */
  readonly stream?: CallStream;
  /** `relay`: by TURN servers alone, so that nobody learns one's address. */
  readonly iceTransportPolicy?: 'all' | 'relay';
  /** The browser's own unless said. */
  readonly RTCPeerConnection?: PeerConnectionClass;
}

/** What a session needs from the client. */
export interface CallSessionContext extends Pick<CallSessionOptions, 'stream' | 'iceTransportPolicy'> {
  readonly userId: string;
  readonly call: CallWire;
  readonly ice: IceServersWire;
  readonly PeerConnection: PeerConnectionClass;
  readonly random: () => number;
  readonly send: <Name extends keyof CallClientEvents>(
    name: Name,
    sent: SentOf<CallClientEvents[Name]>,
  ) => Promise<TakenOf<CallClientEvents[Name]>>;
  /** Makes this socket the one by which one is in the call. */
  readonly resume: () => void;
  readonly leave: (step: 'leave' | 'end') => Promise<unknown>;
  readonly onClosed: () => void;
}

/** One's own part in a call: a connection to each other participant, by which sound and pictures go. */
export class CallSession {
  private readonly hub = new EventHub<CallSessionEvents>();
  private readonly peers: CallPeers;
  private readonly media: LocalMedia;
  private readonly teller: MediaTeller;
  private newest: CallWire;
  private ice: IceServersWire;
  private isConnected = false;
  private closedBy: string | undefined;

  /** By `client.calls.session`. */
  constructor(private readonly context: CallSessionContext) {
    const { userId, call, random, stream } = context;
    this.newest = call;
    this.ice = context.ice;
    this.media = new LocalMedia(stream);
    const onFault = (error: unknown) => this.hub.emit('fault', { error: asClientError(error) });
    const tell = (told: object) => context.send('media.state', { call_id: call.id, ...told });
    this.teller = new MediaTeller(tell, onFault, random);
    this.peers = new CallPeers({
      ...{ userId, hub: this.hub, random, sent: () => this.media.sent },
      connect: () => new context.PeerConnection(this.configuration),
      send: (to, event, said) => this.signal(to, event, said),
      onConnected: () => this.connected(),
    });
    this.teller.tell(this.media.state);
    this.peers.update(call);
  }

  /** The newest there is of the call. */
  get call(): CallWire {
    return this.newest;
  }

  /** What one sends oneself. */
  get sending(): MediaState {
    return this.media.state;
  }

  get isClosed(): boolean {
    return this.closedBy !== undefined;
  }

  /** Whom there is a connection to, or one in the making. */
  get peerIds(): string[] {
    return this.peers.ids;
  }

  /** Gives what ends the listening. */
  on<Name extends keyof CallSessionEvents>(
    name: Name,
    listener: (told: CallSessionEvents[Name]) => void,
  ): () => void {
    return this.hub.on(name, listener);
  }

  /** What has come of another so far. */
  streamsOf(userId: string): CallStream[] {
    return this.peers.linkTo(userId)?.streams.all ?? [];
  }

  /** For `getStats` and the like; another may take its place. */
  connectionTo(userId: string): CallConnection | undefined {
    return this.peers.linkTo(userId)?.connection as CallConnection | undefined;
  }

  /** Another camera or microphone, or none; the one before is the caller's to stop. */
  setStream(stream: CallStream | undefined): void {
    this.media.replace(stream);
    this.sendsOther();
  }

  mute(isMuted = true): void {
    this.media.switch('audio', !isMuted);
    this.teller.tell(this.media.state);
  }

  /** Whether one is seen; to begin with pictures give a stream that has some. */
  showCamera(isShown = true): void {
    this.media.switch('video', isShown);
    this.teller.tell(this.media.state);
  }

  /** A screen, as `getDisplayMedia` gives it; undefined ends it. */
  shareScreen(screen: CallStream | undefined): void {
    this.media.share(screen);
    this.sendsOther();
  }

  /** Leaves the call; between two that ends it. */
  async leave(): Promise<void> {
    this.close('hung_up');
    await this.context.leave('leave');
  }

  /** Ends the call for all; who may not is still in it. */
  async end(): Promise<void> {
    await this.context.leave('end');
  }

  /** Lets go of all connections, and tells nobody: the call goes on without them. */
  close(reason = 'closed'): void {
    if (this.isClosed) return;
    this.closedBy = reason;
    this.teller.close();
    this.peers.close();
    this.context.onClosed();
    this.hub.emit('closed', { reason });
  }

  /** The client tells it what is new of the call. */
  learn(call: CallWire): void {
    if (this.isClosed) return;
    this.newest = call;
    this.hub.emit('changed', { call });
    const me = call.participants.find(({ user_id }) => user_id === this.context.userId);
    if (isOver(call)) return this.close(call.reason ?? call.state);
    if (call.state === 'active' && !isIn(me)) return this.close(me?.reason ?? 'closed');
    this.peers.update(call);
  }

  /** The client gives it what others say. */
  hear(signal: Signal): void {
    this.peers.hear(signal);
  }

  /** The client tells it what another sends. */
  hearMedia(user_id: string, media: MediaState): void {
    this.hub.emit('media', { user_id, media });
  }

  /** The client gives it later servers. */
  refresh(ice: IceServersWire): void {
    this.ice = ice;
    this.peers.configure(this.configuration);
  }

  /** Until when its servers serve it. */
  get iceExpiresAt(): number {
    return Date.parse(this.ice.ice_expires_at);
  }

  private get configuration(): PeerConfiguration {
    const { iceTransportPolicy = 'all' } = this.context;
    const iceServers = this.ice.ice_servers.map((server) => ({ ...server, urls: [...server.urls] }));
    return { iceServers, iceTransportPolicy };
  }

  private sendsOther(): void {
    this.peers.updateTracks();
    this.teller.tell(this.media.state);
  }

  private connected(): void {
    if (!this.isConnected) {
      this.teller.tell({ connected: true });
      this.hub.emit('connected', {});
    }
    this.isConnected = true;
  }

  private async signal(to: string, event: SignalName, said: object): Promise<unknown> {
    const { send, call, resume } = this.context;
    try {
      return await send(event, { call_id: call.id, to, ...said } as SentOf<CallClientEvents[SignalName]>);
    } catch (error) {
      // Another tab of the same session became the leg by itself, as the newest that was there.
      if (hasCode(error, 'other_device_in_call')) resume();
      throw error;
    }
  }
}
