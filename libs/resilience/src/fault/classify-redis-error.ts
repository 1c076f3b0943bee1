import { faultVerdicts, type RedisFault } from './redis-fault';

/** The first word of an error reply of Redis. */
const byReply: Readonly<Record<string, RedisFault>> = {
  READONLY: 'read_only',
  MISCONF: 'write_refusing',
  NOREPLICAS: 'write_refusing',
  LOADING: 'loading',
  MASTERDOWN: 'loading',
  BUSY: 'busy',
  OOM: 'full',
  NOAUTH: 'unauthorised',
  WRONGPASS: 'unauthorised',
  NOPERM: 'unauthorised',
  CLUSTERDOWN: 'unstable_slot',
  TRYAGAIN: 'unstable_slot',
  MOVED: 'unstable_slot',
  ASK: 'unstable_slot',
  CROSSSLOT: 'unstable_slot',
};

/** Replies that begin with the general ERR and still tell of infrastructure. */
const byMessage: readonly (readonly [pattern: RegExp, fault: RedisFault])[] = [
  [/max number of clients reached/i, 'misconfigured'],
  [/AUTH .*without any password configured|invalid password|invalid username-password/i, 'unauthorised'],
  [/protected mode/i, 'misconfigured'],
  [/Too many Cluster redirections|ClusterAllFailedError|Failed to refresh slots cache/i, 'unstable_slot'],
  [/All sentinels are unreachable/i, 'down'],
  [/Connection is closed|Stream isn't writeable|Socket closed unexpectedly|connection (?:is )?in /i, 'down'],
  [/Command timed out|Socket timeout|max retries per request/i, 'hung'],
];

/** Codes of the system, of Node and of our own errors. */
const byCode: Readonly<Record<string, RedisFault>> = {
  ECONNREFUSED: 'down',
  ECONNRESET: 'down',
  EPIPE: 'down',
  EHOSTUNREACH: 'down',
  ENETUNREACH: 'down',
  ENOTFOUND: 'down',
  EAI_AGAIN: 'down',
  ETIMEDOUT: 'hung',
  deadline_exceeded: 'hung',
  wrong_server: 'wrong_server',
  redis_late_write: 'slow',
  redis_gate_closed: 'down',
  CERT_HAS_EXPIRED: 'misconfigured',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'misconfigured',
  SELF_SIGNED_CERT_IN_CHAIN: 'misconfigured',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'misconfigured',
  ERR_TLS_CERT_ALTNAME_INVALID: 'misconfigured',
  ERR_SSL_WRONG_VERSION_NUMBER: 'misconfigured',
};

/** Our own errors that say what was tried; their cause says why it failed, else somebody must look at the settings. */
const byCause = new Set(['redis_handshake', 'redis_master_unknown']);

interface Failure {
  readonly fault?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
  readonly lastNodeError?: unknown;
}

/** Reads an error as a fault of Redis; undefined is a bug (WRONGTYPE, a syntax error) and must surface as one. */
export function classifyRedisError(error: unknown): RedisFault | undefined {
  if (error === null || typeof error !== 'object') return undefined;
  const { fault, message, code } = error as Failure;
  return fromFault(fault) ?? fromCode(code) ?? fromMessage(message) ?? fromWithin(error);
}

/** Errors that know their fault say so, ours all do. */
const fromFault = (fault: unknown): RedisFault | undefined =>
  typeof fault === 'string' && Object.hasOwn(faultVerdicts, fault) ? (fault as RedisFault) : undefined;

function fromWithin(error: Failure): RedisFault | undefined {
  const { code, cause, errors, lastNodeError } = error;
  for (const one of [lastNodeError, cause, ...(Array.isArray(errors) ? (errors as unknown[]) : [])]) {
    const fault = one === error ? undefined : classifyRedisError(one);
    if (fault !== undefined) return fault;
  }
  return typeof code === 'string' && byCause.has(code) ? 'misconfigured' : undefined;
}

const fromCode = (code: unknown): RedisFault | undefined =>
  typeof code === 'string' && Object.hasOwn(byCode, code) ? byCode[code] : undefined;

function fromMessage(message: unknown): RedisFault | undefined {
  if (typeof message !== 'string') return undefined;
  // A script that failed inside passes the reply on behind its own words: "… script: x, on @user_script:1. READONLY …".
  const word = /^-?([A-Z]+)\b/.exec(message)?.[1] ?? '';
  if (Object.hasOwn(byReply, word)) return byReply[word];
  return byMessage.find(([pattern]) => pattern.test(message))?.[1];
}
