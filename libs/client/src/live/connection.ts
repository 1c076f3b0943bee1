import { type ErrorBody, type ServiceMode } from '@secureconnect/contracts';
import { type TokenKeeper } from '../auth/token-keeper';
import { type KeptTokens } from '../auth/tokens';
import { type BackOff } from '../back-off';
import { asClientError, ClientError, hasCode } from '../client-error';
import { abortable, wait } from '../wait';
import {
  type HeardSocket,
  type LiveSocket,
  openSocket,
  sendTo,
  type SentOf,
  type SocketPath,
  type TakenOf,
} from './live-socket';

/** Where and for whom to be connected. */
export interface ConnectionContext {
  readonly baseUrl: string;
  readonly path: SocketPath;
  readonly keeper: TokenKeeper;
  readonly backOff: BackOff;
  readonly deadlineMs: number;
  /** Undefined: the socket is gone, and says nothing any more. */
  readonly onMode: (mode?: ServiceMode) => void;
  readonly onFault: (error: ClientError) => void;
  /** Hears every socket before it is connected. */
  readonly onSocket: (socket: HeardSocket) => void;
  readonly onConnected: () => void;
  readonly onDisconnected: (reason: string) => void;
  /** Ends it for good. */
  readonly signal: AbortSignal;
}

/** Is connected, and is so again after each loss: not before the server said, and not all clients at once. */
export class Connection<Events> {
  private socket: LiveSocket | undefined;
  /** When the server would have us back. */
  private notBefore = 0;
  private hintMs = 0;

  constructor(private readonly context: ConnectionContext) {}

  get isConnected(): boolean {
    return this.socket?.connected === true;
  }

  /** Resolves when it was ended by the signal, or nobody is signed in any more. */
  async keep(): Promise<void> {
    const { signal, backOff } = this.context;
    while (!signal.aborted) {
      try {
        await this.once();
      } catch (error) {
        if (signal.aborted || hasCode(error, 'signed_out')) return;
        const { retryAfterMs = 0 } = this.tell(error);
        this.hintMs = Math.max(this.hintMs, retryAfterMs);
      }
      const hint = Math.max(0, this.notBefore - Date.now(), this.hintMs);
      this.notBefore = this.hintMs = 0;
      await wait(backOff.next(hint), signal).catch(() => undefined); // The loop sees that it is over.
    }
  }

  /** Throws `network` where there is no socket right now. */
  async send<Name extends keyof Events & string>(
    name: Name,
    sent: SentOf<Events[Name]>,
    signal?: AbortSignal,
  ): Promise<TakenOf<Events[Name]>> {
    const { socket } = this;
    if (!socket?.connected) throw new ClientError('network', 'There is no socket right now.');
    const { deadlineMs } = this.context;
    return (await sendTo(socket, name, sent, { deadlineMs, signal })) as TakenOf<Events[Name]>;
  }

  /** One socket, from its opening to its end. */
  private async once(): Promise<void> {
    const { keeper, baseUrl, path, signal, onSocket, deadlineMs } = this.context;
    const tokens = await keeper.usable(signal);
    const socket = openSocket(baseUrl, path, tokens.access_token);
    const over = new AbortController();
    const stop = () => socket.disconnect();
    signal.addEventListener('abort', stop, { once: true });
    try {
      this.listen(socket, tokens);
      onSocket(socket as HeardSocket);
      await opened(socket, deadlineMs, signal).catch((error: unknown) => this.refused(error, tokens));
      this.socket = socket;
      this.context.onConnected();
      void this.renewInTime(socket, tokens, over.signal);
      this.context.onDisconnected(await closed(socket));
    } finally {
      over.abort();
      signal.removeEventListener('abort', stop);
      this.socket = undefined;
      this.context.onMode();
      socket.disconnect();
    }
  }

  private listen(socket: LiveSocket, tokens: KeptTokens): void {
    const { keeper, onMode } = this.context;
    socket.on('ready', ({ mode, reconnect_after_ms }) => {
      onMode(mode);
      this.hintMs = reconnect_after_ms ?? 0;
    });
    socket.on('mode.changed', ({ mode }) => onMode(mode));
    socket.on('session.revoked', ({ reason }) => {
      keeper.lost(tokens, reason).catch((error: unknown) => this.tell(error));
    });
    socket.on('server.draining', ({ reconnect_after_ms }) => {
      this.notBefore = Date.now() + reconnect_after_ms;
    });
    socket.on('error', (body) => {
      const error = this.tell(ClientError.of(body));
      void this.refused(error, tokens).catch(() => undefined); // It was told; the socket is cut.
    });
    socket.on('exception', (body) => this.tell(ClientError.of(body)));
  }

  private tell(thrown: unknown): ClientError {
    const error = asClientError(thrown);
    this.context.onFault(error);
    return error;
  }

  /** A token that does not count any more is renewed before the next attempt. */
  private async refused(error: unknown, tokens: KeptTokens): Promise<never> {
    const { keeper, signal } = this.context;
    if (hasCode(error, 'token_revoked')) await keeper.lost(tokens, error.code);
    if (hasCode(error, 'token_expired', 'not_authenticated')) await keeper.renewed(tokens, signal);
    throw error;
  }

  /** The socket outlives each token: it is shown the next one of its session in time. */
  private async renewInTime(socket: LiveSocket, first: KeptTokens, signal: AbortSignal): Promise<void> {
    const { keeper, deadlineMs } = this.context;
    try {
      for (let shown = first; ;) {
        await wait(Math.max(0, shown.renew_at - Date.now()), signal);
        const next = await keeper.renewed(shown, signal);
        if (next.session_id !== first.session_id) return void socket.disconnect();
        await sendTo(socket, 'auth.refresh', { access_token: next.access_token }, { deadlineMs, signal });
        shown = next;
      }
    } catch (error) {
      if (signal.aborted) return;
      this.tell(error);
      socket.disconnect(); // The next one is opened with a token that counts, or nobody is signed in.
    }
  }
}

async function opened(socket: LiveSocket, deadlineMs: number, signal: AbortSignal): Promise<void> {
  const isOver = new AbortController();
  const late = wait(deadlineMs, isOver.signal).then(() => {
    throw new ClientError('timeout', `The socket was not opened within ${deadlineMs} ms.`);
  });
  const answer = new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (cause: Error & { data?: ErrorBody }) => {
      const body = cause.data;
      if (typeof body?.code === 'string') reject(ClientError.of(body, { cause }));
      else reject(new ClientError('network', 'The socket was not opened.', { cause }));
    });
  });
  try {
    await abortable(Promise.race([answer, late]), signal);
  } finally {
    late.catch(() => undefined); // Nobody waits for it any more.
    isOver.abort();
  }
}

const closed = (socket: LiveSocket) =>
  new Promise<string>((resolve) => {
    if (!socket.connected) resolve('closed');
    socket.once('disconnect', (reason) => resolve(reason));
  });
