import { type PostgresServer, type ServiceProcess } from '@secureconnect/testing';

/** Which servers Redis is. */
export type RedisForm = 'standalone' | 'sentinel' | 'cluster';

/** One process of a service, as faults and clients know it. */
export interface Instance {
  /** `chat-1`. */
  readonly name: string;
  readonly service: 'gateway' | 'auth' | 'chat' | 'video' | 'storage';
  /** Where it is asked; the same after it was killed and is there again. */
  readonly url: string;
  /** The process that runs now. */
  readonly process: ServiceProcess;
}

/** The whole system, two instances of each service, with a way to cut the network between any two of its parts. */
export interface StormSystem {
  /** Base URLs of both gateways, for clients. */
  readonly doors: readonly [string, string];
  readonly instances: readonly Instance[];
  readonly form: RedisForm;
  readonly postgres: PostgresServer;
  /** Names of all ways between two parts: `chat-0 to redis`, `gateway-1 to auth-0`. */
  readonly ways: readonly string[];
  /** What the services put into mails and pushes: where tests read codes from. */
  readonly mailFolder: string;
  /** Of every instance, in the order of `instances`; throws for none: one that does not answer is `away`. */
  modes(): Promise<readonly ('normal' | 'degraded' | 'away')[]>;
  /** Kills an instance without a word and starts it again at its address, ready when it resolves. */
  killAndRevive(instance: Instance, awayMs: number): Promise<void>;
  /** Nothing passes that way until the function it gives is called; `how`: silently, or with a reset. */
  cut(way: string, how: 'silent' | 'reset'): () => void;
  close(): Promise<void>;
}
