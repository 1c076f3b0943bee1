import { type ClientStore } from './store/client-store';

/** How a client is made; all but the address may be left out. */
export interface ClientOptions {
  /** Of the gateway. */
  readonly baseUrl: string;
  /** Memory unless said: `webStore(localStorage)` survives a reload. */
  readonly storage?: ClientStore;
  /** For all but the tokens, so that tabs may share a session and not what each has been told: the same unless said. */
  readonly chatStorage?: ClientStore;
  readonly fetch?: typeof fetch;
  /** Milliseconds that one request, acknowledgement or handshake may take: 15,000. */
  readonly deadlineMs?: number;
  /** How often a request is asked that may be asked twice: 4. */
  readonly attempts?: number;
  /** Longest pause between two attempts to be connected, beside what the server asks for: 20,000 ms. */
  readonly longestPauseMs?: number;
  /** What may wait to be sent: 1,000 messages, 2,000,000 characters. */
  readonly outbox?: { readonly messages?: number; readonly characters?: number };
  /** What may wait for its turn, and of how many conversations it is known how far they were told: 2,000 and 10,000. */
  readonly order?: { readonly held?: number; readonly conversations?: number };
  /** How often one moves one's cursor on while connected: 300,000 ms. */
  readonly syncEveryMs?: number;
  readonly random?: () => number;
}

/** Those, and what holds where nothing was said. */
export interface ClientSettings extends Required<Omit<ClientOptions, 'outbox' | 'order'>> {
  readonly outbox: { readonly messages: number; readonly characters: number };
  readonly order: { readonly held: number; readonly conversations: number };
}
