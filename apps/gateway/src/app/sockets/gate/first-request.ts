import { type Caller } from '@secureconnect/identity';
import { type ProxiedSocket } from '../pair/proxied-socket';
import { type ConnectPacket } from './engine-packet';
import { FirstMessages } from './first-messages';
import { NeverAskedError } from './never-asked.error';

/** A client's request to be let in, or who it turned out to be; and the bytes that go on once it is known. */
export type FirstRequest =
  | { readonly asked: ConnectPacket; readonly held: Buffer }
  | { readonly caller: Caller; readonly held: Buffer };

/** Listens to a client that nobody knows; ends once, and leaves its socket paused. */
class Listening {
  readonly ended: Promise<FirstRequest>;
  private readonly messages = new FirstMessages();
  private end: (first: FirstRequest | Error) => void = () => undefined;

  constructor(
    private readonly pair: ProxiedSocket,
    silentMs: number,
  ) {
    const { client } = pair;
    const timer = setTimeout(() => this.end(new NeverAskedError('silent')), silentMs);
    const gone = () => this.end(new NeverAskedError('gone'));
    this.ended = new Promise((resolve, reject) => {
      this.end = (first) => {
        this.end = () => undefined;
        clearTimeout(timer);
        client.off('data', this.take).off('close', gone).pause();
        if (first instanceof Error) reject(first);
        else resolve(first);
      };
    });
    client.on('data', this.take).once('close', gone);
    if (client.destroyed) gone();
  }

  readonly take = (chunk: Buffer): void => {
    try {
      const { pass, request } = this.messages.take(chunk);
      for (const frame of pass) this.pair.service.write(frame);
      if (request) this.end({ asked: request, held: this.messages.held() });
    } catch (error) {
      this.end(error as Error);
    }
  };

  become(caller: Caller): void {
    this.end({ caller, held: this.messages.held() });
  }
}

/**
 * Waits for the request to be let in, or until the client is known by another road; what may go on before it goes on.
 * Rejects with FrameError for what nobody may send, and with NeverAskedError where the client says nothing for too long,
 * or goes.
 */
export function firstRequest(
  pair: ProxiedSocket,
  head: Buffer,
  silentMs: number,
  elsewhere?: Promise<Caller>,
): Promise<FirstRequest> {
  const listening = new Listening(pair, silentMs);
  void elsewhere?.then((caller) => listening.become(caller));
  if (head.length > 0) listening.take(head);
  return listening.ended;
}
