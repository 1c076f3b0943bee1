import {
  type CallType,
  type CallWire,
  type IceServersWire,
  type OwnCallWire,
  type Page,
  type ParticipantWire,
} from '@secureconnect/contracts';
import { asClientError, ClientError } from '../client-error';
import { type CallOptions } from '../http/http-request';
import { type SignedHttp } from '../http/signed-http';
import { abortable } from '../wait';
import { CallLine, type CallLineContext } from './call-line';
import { CallRoutes, type CallsQuery, type CallStep } from './call-routes';
import { CallSession, type CallSessionOptions } from './call-session';
import { nativePeerConnection } from './native-peer-connection';

/** Calls of whoever is signed in: who rings, who is in them, and one's own part. */
export class Calls {
  private readonly routes: CallRoutes;
  private line: CallLine | undefined;
  private leaving: Promise<void> = Promise.resolve();
  private isWanted = false;

  constructor(
    private readonly context: Omit<CallLineContext, 'routes'>,
    http: SignedHttp,
  ) {
    this.routes = new CallRoutes(http);
    context.hub.on('signed_in', () => this.isWanted && this.aside(this.open()));
    context.hub.on('signed_out', ({ reason }) => {
      this.aside(this.leaveLine(new ClientError('signed_out', `Signed out: ${reason}.`)));
    });
  }

  get isConnected(): boolean {
    return this.line?.isConnected ?? false;
  }

  /** Is told of calls from now on, whoever signs in; resolves when the socket is there. */
  async connect({ signal }: CallOptions = {}): Promise<void> {
    const { hub } = this.context;
    this.isWanted = true;
    const ends: (() => void)[] = [];
    const connected = new Promise<void>((resolve, reject) => {
      ends.push(hub.on('calls.connected', () => resolve()));
      ends.push(hub.on('signed_out', ({ reason }) => reject(new ClientError('signed_out', reason))));
    });
    connected.catch(() => undefined); // Who waits hears of it; nobody waits where opening has failed.
    try {
      const line = await this.open();
      if (!line.isConnected) await abortable(connected, signal);
    } finally {
      ends.forEach((end) => end());
    }
  }

  /** Goes on without a socket, and out of no call: the server waits 20 s for who is in one. */
  async disconnect(): Promise<void> {
    this.isWanted = false;
    await this.leaveLine(new ClientError('closed', 'The client was disconnected.'));
  }

  /** The newest there is of a call, of those one was told of. */
  known(id: string): CallWire | undefined {
    return this.line?.book.newest(id);
  }

  /** Rings whoever else is in the conversation; where a call is open there already it is that one. */
  initiate(conversationId: string, type: CallType, options: CallOptions = {}): Promise<OwnCallWire> {
    return this.enter(() => this.routes.initiate(conversationId, type, options));
  }

  /** `answered_elsewhere`: another device was faster; `join` takes the call over. */
  accept(id: string, options: CallOptions = {}): Promise<OwnCallWire> {
    return this.enter(() => this.routes.step(id, 'accept', options));
  }

  /** Also without being called, or by another device than before. */
  join(id: string, options: CallOptions = {}): Promise<OwnCallWire> {
    return this.enter(() => this.routes.step(id, 'join', options));
  }

  decline(id: string, options: CallOptions = {}): Promise<CallWire> {
    return this.step(id, 'decline', options);
  }

  /** Before anybody has answered. */
  cancel(id: string, options: CallOptions = {}): Promise<CallWire> {
    return this.step(id, 'cancel', options);
  }

  leave(id: string, options: CallOptions = {}): Promise<CallWire> {
    return this.step(id, 'leave', options);
  }

  /** For everybody. */
  end(id: string, options: CallOptions = {}): Promise<CallWire> {
    return this.step(id, 'end', options);
  }

  kick(id: string, userId: string, options: CallOptions = {}): Promise<void> {
    return this.routes.kick(id, userId, options);
  }

  /** The latest first. */
  list(query: CallsQuery = {}): Promise<Page<CallWire>> {
    return this.routes.list(query);
  }

  /** Those that are open, and that one is in or called by. */
  active(options: CallOptions = {}): Promise<Page<CallWire>> {
    return this.routes.active(options);
  }

  get(id: string, options: CallOptions = {}): Promise<CallWire> {
    return this.routes.call(id, options);
  }

  participants(id: string, options: CallOptions = {}): Promise<Page<ParticipantWire>> {
    return this.routes.participants(id, options);
  }

  iceServers(id: string, options: CallOptions = {}): Promise<IceServersWire> {
    return this.routes.iceServers(id, options);
  }

  /** Connects to all others in a call one is in, by WebRTC; the one that is open already is given as it is. */
  async session(id: string, options: CallSessionOptions & CallOptions = {}): Promise<CallSession> {
    const { signal } = options;
    const PeerConnection = options.RTCPeerConnection ?? nativePeerConnection();
    const line = await this.open();
    if (!line.book.newest(id)) line.book.learn(await this.routes.call(id, { signal }));
    const ice = line.own.ice(id) ?? (await this.routes.iceServers(id, { signal }));
    const call = line.book.newest(id) as CallWire;
    return line.own.session(id) ?? this.begin(line, { ...options, PeerConnection, call, ice });
  }

  private begin(
    line: CallLine,
    parts: Omit<
      ConstructorParameters<typeof CallSession>[0],
      'userId' | 'random' | 'send' | 'resume' | 'leave' | 'onClosed'
    >,
  ): CallSession {
    const { id } = parts.call;
    line.own.add(id, parts.ice);
    const session = new CallSession({
      ...{ ...parts, userId: line.userId, random: this.context.settings.random },
      ...{ send: (name, sent) => line.send(name, sent), resume: () => line.resume(id) },
      ...{ leave: (step) => this.step(id, step, {}), onClosed: () => line.own.closed(id) },
    });
    line.own.open(session);
    return session;
  }

  private async enter(ask: () => Promise<OwnCallWire>): Promise<OwnCallWire> {
    const line = await this.open();
    const answer = await ask();
    line.own.add(answer.call_id, answer);
    line.book.learn(answer.call);
    // Who had a leg before may be given none by itself: another tab of hers may have it.
    const me = answer.call.participants.find(({ user_id }) => user_id === line.userId);
    if (me && me.leg > 0) line.resume(answer.call_id);
    return answer;
  }

  private async step(id: string, step: CallStep, options: CallOptions): Promise<CallWire> {
    // Who leaves is out at once, whatever the server says; who may not end it for all is still in.
    if (step !== 'end') this.line?.own.drop(id, 'hung_up');
    const call = await this.routes.step<CallWire>(id, step, options);
    this.line?.book.learn(call);
    return call;
  }

  /** Whoever takes part is connected. */
  private async open(): Promise<CallLine> {
    const user = (await this.context.keeper.current())?.user;
    if (!user) throw new ClientError('signed_out', 'Nobody is signed in.');
    if (this.line?.userId !== user.id)
      this.line = new CallLine({ ...this.context, routes: this.routes }, user.id);
    this.line.connect();
    return this.line;
  }

  /** Nobody waits for it. */
  private aside(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.context.hub.emit('fault', { error: asClientError(error) }));
  }

  private leaveLine(why: ClientError): Promise<void> {
    const { line } = this;
    this.line = undefined;
    if (line) this.leaving = line.close(why);
    return this.leaving;
  }
}
