import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type ChatChange, type ErrorBody } from '@secureconnect/contracts';
import { Server, type Socket } from 'socket.io';
import { ChatRecord } from './chat-record.contract';

/** What becomes of a change on its way to a socket. */
export type Way = 'tell' | 'drop' | 'twice';

type Body = Record<string, string> & { client_msg_id: string; body: string };

/** Who asks for what. */
export interface Asked {
  readonly userId: string;
  /** Of the token. */
  readonly session: string;
  readonly url: URL;
  readonly body: Body;
  readonly id: string;
}

/** The body of one. */
export const refusal = (code: string, error = 'CONFLICT'): ErrorBody =>
  ({ error, code, message: `${code}.`, mode: 'normal', request_id: 'one' }) as unknown as ErrorBody;

/** A small real server: HTTP and Socket.IO as the contract has them, with faults as a test wants them. */
export class ChatServer {
  readonly record = new ChatRecord();
  readonly http = createServer((request, response) => void this.answer(request, response));
  readonly io = new Server(this.http, { path: '/ws/chat' });
  /** Every request as `METHOD /path`, and every event as its name. */
  readonly asked: string[] = [];
  way: (change: ChatChange, userId: string) => Way = () => 'tell';
  /** Answers in place of the server where it gives something. */
  refuse: (asked: string) => { status: number; code?: string; retryAfter?: string } | undefined = () =>
    undefined;
  /** Says whether something is done, and nobody hears that it was. */
  losesAnswer: (asked: string) => boolean = () => false;
  /** Answers other routes, in their order; undefined: not one of its own. */
  readonly others: ((name: string, asked: Asked) => readonly [number, unknown?] | undefined)[] = [];
  /** Says whether the acknowledgement of a message is lost. */
  losesAck: () => boolean = () => false;
  isDegraded = false;
  expiresIn = 900;
  reconnectAfterMs = 0;
  pageSize = 100;
  /** Refresh tokens and what they were answered with. */
  private readonly refreshes = new Map<string, { userId: string; session: string; answer?: object }>();
  private readonly tokens = new Map<string, { userId: string; session: string }>();

  async start(): Promise<this> {
    this.io.use((socket, next) => {
      next(this.admit(socket));
    });
    this.io.on('connection', (socket) => this.welcome(socket));
    this.http.listen(0, '127.0.0.1');
    await once(this.http, 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  get sockets(): Socket[] {
    return [...this.io.sockets.sockets.values()] as Socket[];
  }

  /** To the members who are connected. */
  tell({ change, to }: { change: ChatChange; to: ReadonlySet<string> }): void {
    for (const socket of this.sockets) {
      const { userId } = socket.data as { userId: string };
      if (!to.has(userId)) continue;
      const way = this.way(change, userId);
      if (way !== 'drop') socket.emit(change.event, change.data);
      if (way === 'twice') socket.emit(change.event, change.data);
    }
  }

  /** A message of somebody, as if she had sent it. */
  say(userId: string, id: string, body: string): void {
    const { entry } = this.record.send(userId, id, { client_msg_id: randomUUID(), body }) ?? {};
    if (entry) this.tell(entry);
  }

  /** All access tokens count no more. */
  expireAll(): void {
    this.tokens.clear();
  }

  cut(): void {
    this.io.disconnectSockets(true);
  }

  async close(): Promise<void> {
    this.http.closeAllConnections();
    await this.io.close();
  }

  /** Gives the refusal of a socket whose token does not count. */
  admit(socket: Socket): Error | undefined {
    const known = this.tokens.get(String(socket.handshake.auth['token']));
    socket.data = known;
    return known ? undefined : Object.assign(new Error(), { data: refusal('token_expired', 'UNAUTHORIZED') });
  }

  tokensFor(userId: string, session: string = randomUUID()): Record<string, unknown> {
    const [access_token, refresh_token] = [randomUUID(), randomUUID()];
    this.tokens.set(access_token, { userId, session });
    this.refreshes.set(refresh_token, { userId, session });
    const told = { session_id: session, token_type: 'Bearer', expires_in: this.expiresIn, mode: 'normal' };
    return { access_token, refresh_token, ...told };
  }

  private welcome(socket: Socket): void {
    const { userId } = socket.data as { userId: string };
    socket.emit('ready', {
      mode: this.isDegraded ? 'degraded' : 'normal',
      server_time: '',
      reconnect_after_ms: this.reconnectAfterMs,
    });
    socket.on(
      'message.send',
      (sent: Body & { conversation_id: string }, acknowledge: (told: object) => void) => {
        this.asked.push(`message.send ${sent.body}`);
        const refused = this.refuse(`message.send ${sent.body}`);
        if (refused)
          return acknowledge({ ok: false, error: refusal(refused.code ?? '', 'SERVICE_UNAVAILABLE') });
        const done = this.record.send(userId, sent.conversation_id, sent);
        if (done?.entry) this.tell(done.entry);
        if (this.losesAck()) return;
        acknowledge(
          done ? { ok: true, message: done.message } : { ok: false, error: refusal('conversation_unknown') },
        );
      },
    );
    socket.on('sync.resume', ({ cursor }: { cursor?: string }, acknowledge: (told: object) => void) => {
      const told = this.record.sync(userId, cursor ?? null, this.pageSize);
      acknowledge(told ? { ok: true, ...told } : { ok: false, error: refusal('cursor_too_old', 'GONE') });
    });
    socket.on(
      'auth.refresh',
      ({ access_token }: { access_token: string }, acknowledge: (told: object) => void) => {
        this.asked.push(`auth.refresh ${this.tokens.get(access_token)?.userId}`);
        acknowledge({ ok: true, expires_at: '' });
      },
    );
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const name = `${request.method} ${url.pathname}`;
    let text = '';
    for await (const part of request) text += String(part);
    const token = String(request.headers.authorization).replace('Bearer ', '');
    const body = (text ? JSON.parse(text) : {}) as Body;
    this.asked.push(name);
    const give = (status: number, told?: unknown, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { ...headers, ...(this.isDegraded && { 'x-service-mode': 'degraded' }) })
        .end(told === undefined ? undefined : JSON.stringify(told));
    const refused = this.refuse(name);
    if (refused?.status === 0) return void response.destroy();
    if (refused?.status === 1) return; // Nobody ever hears of it.
    if (refused) {
      const after: Record<string, string> = refused.retryAfter ? { 'retry-after': refused.retryAfter } : {};
      return void give(refused.status, refused.code && refusal(refused.code), after);
    }
    const id = url.pathname.split('/')[3] ?? '';
    const [status, told] = this.route(id ? name.replace(id, ':id') : name, {
      ...(this.tokens.get(token) ?? { userId: '', session: '' }),
      ...{ url, body, id },
    });
    if (this.losesAnswer(name)) return void response.destroy();
    give(status, told);
  }

  private route(name: string, asked: Asked): readonly [number, unknown?] {
    const { userId, url, body, id } = asked;
    if (name === 'POST /v1/auth/:id') return this.enter(id, body);
    if (!userId) return [401, refusal('token_expired')];
    for (const other of this.others) {
      const answer = other(name, asked);
      if (answer) return answer;
    }
    const query = (key: string) => url.searchParams.get(key);
    if (url.pathname === '/v1/messages') {
      const items = this.record.messages(query('conversation_id') ?? '', Number(query('after_seq')), 100);
      return [200, { items, next_cursor: null }];
    }
    if (url.pathname === '/v1/directory') return [200, { id: query('username') }];
    if (name === 'POST /v1/conversations') return this.create(userId, body);
    if (url.pathname === '/v1/conversations')
      return [200, { items: this.record.conversationsOf(userId), next_cursor: null }];
    return this.inConversation(url.pathname.endsWith('/messages'), asked);
  }

  private create(userId: string, body: unknown): readonly [number, unknown] {
    const made = this.record.create([userId, ...(body as { member_ids: string[] }).member_ids]);
    this.tell(made);
    return [201, this.record.conversation(userId, made.conversation.id)];
  }

  private inConversation(isMessage: boolean, { userId, body, id }: Asked): readonly [number, unknown?] {
    const unknown = [404, refusal('conversation_unknown')] as const;
    if (!isMessage) return [200, this.record.conversation(userId, id)];
    const done = this.record.send(userId, id, body);
    if (done?.entry) this.tell(done.entry);
    return done ? [201, done.message] : unknown;
  }

  private enter(what: string, body: Body): readonly [number, unknown?] {
    if (what === 'logout') return [204];
    if (what === 'login')
      return [200, { ...this.tokensFor(body['email'] ?? ''), user: { id: body['email'] } }];
    const spent = this.refreshes.get(body['refresh_token'] ?? '');
    if (!spent) return [401, refusal('invalid_refresh_token')];
    spent.answer ??= this.tokensFor(spent.userId, spent.session);
    return [200, spent.answer];
  }
}
