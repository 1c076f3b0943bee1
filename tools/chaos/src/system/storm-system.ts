import {
  type PostgresServer,
  type RedisCluster,
  type RedisServer,
  type SentinelGroup,
  type ServiceProcess,
} from '@secureconnect/testing';

/** Which servers Redis is. */
export const redisForms = ['standalone', 'sentinel', 'cluster'] as const;

export type RedisForm = (typeof redisForms)[number];

export type StormService = 'gateway' | 'auth' | 'chat' | 'video' | 'storage';

/** One process of a service, as faults and clients know it. */
export interface Instance {
  /** `chat-1`. */
  readonly name: string;
  readonly service: StormService;
  /** Where it is asked; the same after it was killed and is there again. */
  readonly url: string;
  /** The process that runs now. */
  readonly process: ServiceProcess;
}

/** The servers that are Redis, in the form that they have. */
export interface RedisSide {
  readonly form: RedisForm;
  /** All of them: one, a master with its replicas, or the nodes of a cluster. */
  readonly servers: readonly RedisServer[];
  readonly group?: SentinelGroup;
  readonly cluster?: RedisCluster;
}

/** What a system is made of, by names alone: a plan can be drawn before anything is started. */
export interface SystemShape {
  readonly form: RedisForm;
  /** `gateway-0` to `storage-1`. */
  readonly instances: readonly string[];
  /** All ways between two parts: `chat-0 to redis`, `gateway-1 to auth-0`, `clients to gateway-0`. */
  readonly ways: readonly string[];
  /** `redis`; in a cluster its nodes, `redis-0` to `redis-5`. */
  readonly redis: readonly string[];
}

/** How nothing passes a way: all of it waits, what is answered waits, or connections are reset and refused. */
export type WayCut = 'silent' | 'answers' | 'reset';

/** Mode of an instance, as its health says; one that does not answer is away. */
export type InstanceMode = 'normal' | 'degraded' | 'away';

/** The whole system, two instances of each service, with a way to cut the network between any two of its parts. */
export interface StormSystem {
  /** Base URLs of both gateways, for clients: each leads over the way `clients to gateway-…`. */
  readonly doors: readonly [string, string];
  readonly instances: readonly Instance[];
  readonly form: RedisForm;
  readonly shape: SystemShape;
  readonly postgres: PostgresServer;
  readonly redis: RedisSide;
  /** Names of all ways between two parts: `chat-0 to redis`, `gateway-1 to auth-0`. */
  readonly ways: readonly string[];
  /** What the services put into mails and pushes: where tests read codes from. */
  readonly mailFolder: string;
  /** With which operators are let in at every instance (`OPERATOR_TOKEN`). */
  readonly operatorToken: string;
  /** By its name; throws when there is no such instance. */
  instance(name: string): Instance;
  /** Of every instance, in the order of `instances`; throws for none: one that does not answer is `away`. */
  modes(): Promise<readonly InstanceMode[]>;
  /** Resolves when every instance has been ready and in normal mode since it was asked for. */
  normal(timeoutMs?: number): Promise<void>;
  /** Ends an instance, SIGKILL unless said, and starts it again at its address; ready when it resolves. */
  killAndRevive(instance: Instance, awayMs: number, signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Nothing passes that way until the function it gives is called; `how`: silently, answers alone silently, or with a reset. */
  cut(way: string, how: WayCut): () => Promise<void>;
  /** What is asked that way arrives, and who asked is cut off by its answer, until the function it gives is called. */
  loseAnswers(way: string): () => Promise<void>;
  /** Tears what is open on that way; whoever comes is let in again, unless something else befalls the way. */
  drop(way: string): void;
  /** All that passes that way takes so much longer, each way, until the function it gives is called. */
  delay(way: string, ms: number): () => Promise<void>;
  /** That way works for so long, is torn and refuses for as long, and so on, until the function it gives is called. */
  flap(way: string, ms: number): () => Promise<void>;
  close(): Promise<void>;
}

/** What systems differ in. */
export interface SystemOptions {
  readonly form: RedisForm;
  /** Added to the environment of every instance. */
  readonly env?: NodeJS.ProcessEnv;
}
