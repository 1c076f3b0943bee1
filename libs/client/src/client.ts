import { type ServiceMode } from '@secureconnect/contracts';
import { Accounts } from './auth/accounts';
import { rotateToken } from './auth/rotate-token';
import { TokenKeeper } from './auth/token-keeper';
import { Calls } from './calls/calls';
import { PushDevices } from './calls/push-devices';
import { Chat } from './chat/chat';
import { Files } from './files/files';
import { type ClientEvents } from './client-events';
import { type ClientOptions, type ClientSettings } from './client-options';
import { EventHub } from './event-hub';
import { Http } from './http/http';
import { type HttpRequest } from './http/http-request';
import { SignedHttp } from './http/signed-http';
import { ModeWatch } from './mode-watch';
import { memoryStore } from './store/client-store';

/** Accounts, chat, calls and files, for one person at a time. */
export interface Client {
  readonly auth: Accounts;
  readonly chat: Chat;
  readonly calls: Calls;
  readonly push: PushDevices;
  readonly files: Files;
  /** `degraded` while Redis is away and the services serve without it. */
  readonly mode: ServiceMode;
  /** Gives what ends the listening. */
  on<Name extends keyof ClientEvents>(name: Name, listener: (told: ClientEvents[Name]) => void): () => void;
  /** Any other route, as whoever is signed in. */
  request<T>(request: Omit<HttpRequest, 'token'>): Promise<T>;
  /** Leaves nothing running; who is signed in stays so in the store. */
  close(): Promise<void>;
}

/** Makes a client; nothing is asked of anybody before one of its methods is called. */
export function createClient(options: ClientOptions): Client {
  const settings = settingsOf(options);
  const { storage, random } = settings;
  const hub = new EventHub<ClientEvents>();
  const modes = new ModeWatch((mode) => hub.emit('mode', { mode }));
  const http = new Http({ ...settings, onMode: (mode) => modes.answered(mode) });
  const keeper = new TokenKeeper(storage, (token) => rotateToken(http, token, random), hub);
  const signed = new SignedHttp(http, keeper);
  const live = { settings, hub, keeper, modes };
  const [chat, calls] = [new Chat(live, signed), new Calls(live, signed)];
  return {
    ...{ chat, calls, auth: new Accounts(http, signed, keeper, hub), push: new PushDevices(signed) },
    files: new Files(settings, signed),
    get mode() {
      return modes.mode;
    },
    on: (name, listener) => hub.on(name, listener),
    request: (request) => signed.ask(request),
    close: async () => void (await Promise.all([chat.disconnect(), calls.disconnect()])),
  };
}

function settingsOf({ baseUrl, outbox, order, ...options }: ClientOptions): ClientSettings {
  const storage = options.storage ?? memoryStore();
  return {
    ...{ baseUrl: baseUrl.replace(/\/+$/, ''), storage, chatStorage: options.chatStorage ?? storage },
    // Browsers refuse a fetch that is called as a method of something else.
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    ...{ deadlineMs: options.deadlineMs ?? 15_000, attempts: options.attempts ?? 4 },
    ...{ longestPauseMs: options.longestPauseMs ?? 20_000, syncEveryMs: options.syncEveryMs ?? 300_000 },
    random: options.random ?? Math.random,
    outbox: { messages: 1_000, characters: 2_000_000, ...outbox },
    order: { held: 2_000, conversations: 10_000, ...order },
  };
}
