import { classifyRedisError, type DeadlineWheel, withinDeadline } from '@secureconnect/resilience';
import { type RedisAddress, type SettledRedisOptions } from '../options/redis.options';
import { compareClocks, readServerClock } from './compare-clocks';
import { type ConnectionKind } from './connection-kind';
import { createClient } from './create-client';
import { HandshakeError } from './handshake.error';
import { NotAMasterError } from './not-a-master.error';
import { RedisConnection } from './redis-connection';

/** What a connection is opened with. */
export interface ConnectionPlan {
  readonly kind: ConnectionKind;
  readonly options: SettledRedisOptions;
  readonly wheel: DeadlineWheel;
  /** Finds the server, afresh for every attempt. */
  readonly locate: () => RedisAddress | Promise<RedisAddress>;
}

/** An attempt to connect; it settles within its deadline and leaves nothing behind when it fails. */
export interface Opening {
  readonly connection: Promise<RedisConnection>;
  abandon(cause: Error): void;
}

/** Finds the server, connects, logs in, and makes sure that it answers and is what the kind needs. */
export function openConnection(plan: ConnectionPlan): Opening {
  let given: RedisConnection | undefined;
  let abandoned: Error | undefined;
  const abandon = (cause: Error): void => {
    abandoned ??= cause;
    given?.destroy(cause);
  };
  const work = async (): Promise<RedisConnection> => {
    const address = await plan.locate();
    if (abandoned) throw abandoned;
    const { username, password, db, tls, maxReplyBytes } = plan.options;
    const client = createClient(address, { username, password, db, tls }, plan.options);
    given = new RedisConnection(client, maxReplyBytes);
    await shakeHands(given, plan, address);
    return given;
  };
  const options = {
    operation: 'the connection',
    deadlineMs: plan.options.connectTimeoutMs,
    onMissed: abandon,
  };
  const connection = withinDeadline(plan.wheel, work(), options).catch((error: Error) => {
    const told = given?.complaint ?? error;
    abandon(told);
    throw classifyRedisError(told) === undefined ? new HandshakeError(told) : told;
  });
  return { connection, abandon };
}

async function shakeHands(
  connection: RedisConnection,
  plan: ConnectionPlan,
  { host, port }: RedisAddress,
): Promise<void> {
  const { client } = connection;
  await client.connect();
  connection.guardReplies();
  // Proves that the server answers: a frozen one accepts connections all the same.
  const role = plan.kind === 'write' ? roleOf(connection) : undefined;
  const [answer] = await Promise.all([role, readServerClock(connection)]);
  if (answer === 'slave') throw new NotAMasterError(`${host}:${port}`);
  // A SELECT that was refused shows only here; the connection would talk to another database.
  if (connection.complaint) throw connection.complaint;
  const { clockIntervalMs: intervalMs, commandTimeoutMs: deadlineMs } = plan.options;
  if (plan.kind === 'write') compareClocks(connection, plan.wheel, { intervalMs, deadlineMs });
}

/** Who may not ask, or asks a server that does not know, is told by the first write instead. */
async function roleOf(connection: RedisConnection): Promise<unknown> {
  try {
    const [role] = (await connection.client.role()) as unknown[];
    return role;
  } catch (error) {
    if (classifyRedisError(error) === 'down') throw error;
    return undefined;
  }
}
