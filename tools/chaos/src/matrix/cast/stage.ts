import { connectSocket, type HttpAnswer, type HttpClient, type SocketClient } from '@secureconnect/testing';
import { type Instance } from '../../system/storm-system';
import { type Asked, type SeenAnswer } from '../recipes/asked';
import { seenAck } from '../recipes/seen-ack';
import { type Said } from './asking';
import { type Crew } from './crew';
import { newAddress } from './new-address';
import { bearer, type Person } from './person';

/** Longer than any of our answers may take: what is not answered by then hangs. */
export const patienceMs = 20_000;

/** How a client of Socket.IO is told that there is no socket: by Socket.IO, or by HTTP before there is one. */
type RefusedSocket = Error & {
  readonly data?: Readonly<Record<string, unknown>>;
  readonly description?: { readonly message?: string };
};
const refusedUpgrade = /^Unexpected server response: (\d{3})$/;

/** The instance that is asked, and who is there to ask. */
export class Stage {
  constructor(
    readonly crew: Crew,
    readonly at: Instance,
    private readonly client: HttpClient,
  ) {}

  /** A request in words: `GET /v1/users/me`. */
  asks(route: string, { as, body, headers }: Said = {}, expects: readonly number[] = [200]): Asked {
    const [method = '', path = ''] = route.split(' ');
    const run = async () => {
      const sent = { ...(as && bearer(as)), 'x-forwarded-for': newAddress(), ...headers };
      return seen(await this.client.request(method, path, { body, headers: sent, deadline: patienceMs }));
    };
    return { run, expects, bearsNoBody: method === 'HEAD' };
  }

  /** The same as an operator. */
  asksAsOperator(route: string, body?: unknown, expects?: readonly number[]): Asked {
    const headers = { authorization: `Bearer ${this.crew.system.operatorToken}` };
    return this.asks(route, { body, headers }, expects);
  }

  /** An event of a socket that is open already. */
  says(socket: SocketClient, event: string, payload: unknown): Asked {
    const run = async () => {
      const begun = performance.now();
      const ack = await socket.emitAck<Record<string, unknown>>(event, payload, patienceMs);
      const ms = performance.now() - begun;
      socket.close();
      return seenAck(ack, ms);
    };
    return { run, expects: [200], done: () => socket.close() };
  }

  /** A socket that is opened; what its handshake was decided by nobody sees. What refuses it has a code, or a status. */
  opens(path: string, person: Person): Asked {
    const run = async () => {
      const begun = performance.now();
      const ms = () => performance.now() - begun;
      try {
        const socket = await this.socket(path, person);
        socket.close();
        return { status: 200, marks: [], body: {}, ms: ms() };
      } catch (error) {
        const { data, description } = error as RefusedSocket;
        if (data !== undefined) return seenAck({ error: data }, ms());
        const status = Number(refusedUpgrade.exec(description?.message ?? '')?.[1]);
        if (Number.isNaN(status)) throw error;
        return { status, marks: [], body: {}, ms: ms() };
      }
    };
    return { run, expects: [200], bearsNoMarks: true, bearsNoBody: true };
  }

  /** A socket of somebody at this instance, when it is open. */
  async socket(path: string, person: Person): Promise<SocketClient> {
    const { token } = person;
    const socket = await connectSocket(this.at.url, { path, auth: { token }, timeout: patienceMs });
    await socket.next('ready', patienceMs);
    return socket;
  }
}

function seen({ status, headers, json, ms }: HttpAnswer): SeenAnswer {
  const text = (name: string) => (headers[name] === undefined ? undefined : String(headers[name]));
  const marks = (text('x-degraded') ?? '').split(/, */).filter(Boolean);
  const body = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  return { status, mode: text('x-service-mode'), marks, retryAfter: text('retry-after'), body, ms };
}
