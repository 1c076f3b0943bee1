import { randomUUID } from 'node:crypto';
import {
  type CallReason,
  type CallState,
  type CallWire,
  type ParticipantWire,
} from '@secureconnect/contracts';
import { Server, type Socket } from 'socket.io';
import { type Asked, type ChatServer, refusal } from '../chat-server.contract';
import { isOver } from './call-book';
import { isIn } from './call-peers';

const now = () => new Date().toISOString();
const noMedia = { audio: false, video: false, screen: false };

interface Kept {
  call: CallWire;
  /** By which session somebody is in it. */
  readonly devices: Map<string, string>;
  /** Which socket is the leg of somebody. */
  readonly legs: Map<string, Socket>;
}

type Acknowledge = (answer: object) => void;
type Sent = Record<string, unknown> & { call_id: string; to: string; have?: Record<string, string> };

/** The calls of a small real server, beside its chat: HTTP and Socket.IO as the contract has them. */
export class CallServer {
  readonly io: Server;
  private readonly calls = new Map<string, Kept>();
  /** What was said to each, by `call from to`. */
  private readonly said = new Map<string, { event: string; told: Record<string, unknown> }[]>();
  /** Every event of a client, as `user event`. */
  readonly heard: string[] = [];
  /** Whether a socket is told of it. */
  way: (event: string, userId: string) => boolean = () => true;
  /** For how long its ICE servers count. */
  iceMs = 600_000;

  constructor(private readonly chat: ChatServer) {
    this.io = new Server(chat.http, { path: '/ws/calls' });
    this.io.use((socket, next) => next(chat.admit(socket)));
    this.io.on('connection', (socket) => this.welcome(socket));
    chat.others.push((name, asked) => this.route(name, asked));
  }

  call(id: string): CallWire {
    return (this.calls.get(id) as Kept).call;
  }

  /** Cuts the sockets of somebody, or of all. */
  cut(userId?: string): void {
    for (const socket of this.socketsOf(userId)) socket.disconnect(true);
  }

  /** Cuts the socket of hers that came last. */
  cutNewest(userId: string): void {
    this.socketsOf(userId).at(-1)?.disconnect(true);
  }

  /** As if somebody had done it elsewhere. */
  over(id: string, state: CallState, reason: CallReason, event: string): void {
    const participants = this.call(id).participants.map((each) => this.left(each));
    this.change(id, { state, reason, ended_at: now(), participants }, event, {});
  }

  tell(userId: string, event: string, told: object): void {
    for (const socket of this.socketsOf(userId)) if (this.way(event, userId)) socket.emit(event, told);
  }

  private socketsOf(userId?: string): Socket[] {
    const all = [...this.io.sockets.sockets.values()] as Socket[];
    return all.filter(({ data }) => userId === undefined || (data as Asked).userId === userId);
  }

  private welcome(socket: Socket): void {
    const { userId, session } = socket.data as Asked;
    socket.emit('ready', { mode: 'normal', server_time: now(), reconnect_after_ms: 0 });
    for (const [id, kept] of this.calls) {
      if (isOver(kept.call)) continue;
      if (kept.devices.get(userId) === session) {
        // Where another tab talks it is left to it.
        if (!kept.legs.get(userId)?.connected) this.attach(id, socket);
      } else socket.emit('call.incoming', { call: kept.call });
    }
    for (const event of ['offer', 'answer', 'candidates', 'candidates.end', 'ice.restart'])
      socket.on(event, (sent: Sent, done: Acknowledge) => this.relay(userId, event, sent, done));
    socket.on('media.state', ({ call_id, ...media }: Sent, done: Acknowledge) => {
      this.heard.push(`${userId} media.state ${JSON.stringify(media)}`);
      for (const each of this.call(call_id).participants)
        if (each.user_id !== userId)
          this.tell(each.user_id, 'media.state', { call_id, user_id: userId, media });
      done({ ok: true });
    });
    socket.on('call.resume', (sent: Sent, done: Acknowledge) => this.resume(socket, sent, done));
    socket.on('disconnect', () => this.lost(socket));
  }

  private resume(socket: Socket, { call_id, have = {} }: Sent, done: Acknowledge): void {
    const { userId } = socket.data as Asked;
    this.heard.push(`${userId} call.resume ${JSON.stringify(have)}`);
    const { call, legs, devices } = this.calls.get(call_id) ?? {};
    if (!call || isOver(call)) return done({ ok: false, error: refusal('call_ended', 'GONE') });
    if (devices?.get(userId) !== (socket.data as Asked).session)
      return done({ ok: false, error: refusal('other_device_in_call') });
    if (legs?.get(userId) !== socket) this.attach(call_id, socket);
    for (const { user_id } of call.participants)
      for (const { event, told } of this.said.get(`${call_id} ${user_id} ${userId}`) ?? [])
        this.tell(userId, event, told); // What she has as well: it is hers to drop it.
    done({ ok: true, call: this.call(call_id) });
  }

  private relay(from: string, event: string, { to, ...said }: Sent, done: Acknowledge): void {
    this.heard.push(`${from} ${event}`);
    const me = this.call(said.call_id).participants.find(({ user_id }) => user_id === from);
    const key = `${said.call_id} ${from} ${to}`;
    const before = this.said.get(key) ?? [];
    const told = { ...said, from, signal_id: `${me?.leg}.${before.length + 1}` };
    this.said.set(key, [...before, { event, told }]);
    this.tell(to, event, told);
    done({ ok: true });
  }

  private attach(id: string, socket: Socket): void {
    const { userId } = socket.data as Asked;
    const { legs } = this.calls.get(id) as Kept;
    const before = legs.get(userId);
    legs.set(userId, socket);
    const me = this.call(id).participants.find(({ user_id }) => user_id === userId) as ParticipantWire;
    const event = me.leg === 0 ? 'participant.joined' : 'participant.reconnected';
    this.be(id, userId, { state: 'joined', leg: me.leg + 1 }, event);
    if (before?.connected) before.emit('call.answered_elsewhere', { call: this.call(id) });
    if (this.way('call.current', userId)) socket.emit('call.current', { call: this.call(id) });
  }

  private lost(socket: Socket): void {
    const { userId } = socket.data as Asked;
    for (const [id, { call, legs }] of this.calls)
      if (!isOver(call) && legs.get(userId) === socket)
        this.be(id, userId, { state: 'reconnecting' }, 'participant.reconnecting');
  }

  /** Somebody is otherwise than before. */
  private be(id: string, userId: string, how: Partial<ParticipantWire>, event: string): void {
    const be = (each: ParticipantWire) => (each.user_id === userId ? { ...each, ...how } : each);
    const participants = this.call(id).participants.map(be);
    const participant = participants.find(({ user_id }) => user_id === userId);
    this.change(id, { participants }, event, { participant });
  }

  private change(id: string, how: Partial<CallWire>, event: string, told: object): void {
    const kept = this.calls.get(id) as Kept;
    kept.call = { ...kept.call, ...how, version: kept.call.version + 1 };
    for (const { user_id } of kept.call.participants) this.tell(user_id, event, { call: kept.call, ...told });
  }

  private left(each: ParticipantWire): ParticipantWire {
    return { ...each, state: 'left', reason: isIn(each) ? 'call_over' : 'no_answer', left_at: now() };
  }

  private route(name: string, asked: Asked): readonly [number, unknown?] | undefined {
    const [, , what, id = '', step = ''] = asked.url.pathname.split('/');
    if (what === 'push') return [200, { device_id: step }];
    if (what !== 'calls') return undefined;
    if (id === 'initiate') return this.initiate(asked);
    const kept = this.calls.get(id);
    if (!kept) return [404, refusal('call_unknown', 'NOT_FOUND')];
    if (name.startsWith('GET')) return step === 'ice-servers' ? [200, this.ice()] : [200, kept.call];
    if (step === 'accept' || step === 'join') return this.enter(id, step, asked);
    this.over(id, step === 'decline' ? 'declined' : 'ended', 'hung_up', 'call.ended');
    return [200, this.call(id)];
  }

  private initiate({ userId, session, body }: Asked): readonly [number, unknown] {
    const { conversation_id, call_type } = body as Record<string, string>;
    const open = [...this.calls.values()].find(({ call }) => !isOver(call));
    if (open) return [200, this.own(open.call)];
    const id = randomUUID();
    const members = this.chat.record.conversation(userId, conversation_id ?? '')?.members ?? [];
    const participants = [
      userId,
      ...members.map(({ user_id }) => user_id).filter((each) => each !== userId),
    ].map((user_id) => this.participant(user_id, user_id === userId));
    const call = {
      ...{ id, conversation_id, call_type, caller_id: userId, state: 'ringing', reason: null, version: 1 },
      ...{ participants, created_at: now(), expires_at: now(), answered_at: null, ended_at: null },
    } as CallWire;
    this.calls.set(id, { call, devices: new Map([[userId, session]]), legs: new Map() });
    for (const { user_id } of participants)
      if (user_id !== userId) this.tell(user_id, 'call.incoming', { call });
    const answer = this.own(this.call(id));
    const socket = this.socketsOf(userId).at(-1);
    if (socket) this.attach(id, socket);
    return [201, answer];
  }

  private enter(id: string, step: string, { userId, session }: Asked): readonly [number, unknown] {
    const kept = this.calls.get(id) as Kept;
    const { call, devices } = kept;
    const device = devices.get(userId);
    if (isOver(call)) return [410, refusal('call_ended', 'GONE')];
    if (step === 'accept' && device && device !== session) return [409, refusal('answered_elsewhere')];
    if (device === session) return [200, this.own(call)];
    devices.set(userId, session);
    this.be(id, userId, { state: 'joined', joined_at: now() }, 'participant.joined');
    this.change(id, { state: 'active', answered_at: now() }, 'call.accepted', { user_id: userId });
    const answer = this.own(this.call(id));
    const all = this.socketsOf(userId);
    const isHers = ({ data }: Socket) => (data as Asked).session === session;
    const newest = all.filter(isHers).at(-1);
    kept.legs.delete(userId);
    if (newest) this.attach(id, newest);
    for (const socket of all)
      if (!isHers(socket) && this.way('call.answered_elsewhere', userId))
        socket.emit('call.answered_elsewhere', { call: this.call(id) });
    return [200, answer];
  }

  private participant(user_id: string, isCaller: boolean): ParticipantWire {
    const state = isCaller ? 'joined' : 'ringing';
    const joined_at = isCaller ? now() : null;
    return { user_id, state, reason: null, leg: 0, media: noMedia, joined_at, left_at: null };
  }

  private own(call: CallWire): object {
    return { call_id: call.id, state: call.state, call, ...this.ice() };
  }

  private ice(): object {
    const ice_expires_at = new Date(Date.now() + this.iceMs).toISOString();
    return { ice_servers: [{ urls: ['stun:127.0.0.1:3478'] }], ice_expires_at };
  }
}
