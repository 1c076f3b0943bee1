import { type RedisConnection } from '../connection/redis-connection';
import { LateWriteError } from './late-write.error';
import { lateWord } from './script-lua';
import { type RedisScript, type ScriptArgument } from './define-script';

/** A script with what it is to be run with. */
export interface ScriptRun {
  readonly script: RedisScript;
  readonly keys: readonly string[];
  readonly args: readonly ScriptArgument[];
  /** Keep the result under the last key for so long; undefined: no such key. */
  readonly keptMs?: number;
}

/** Runs it by its hash, and by its text where the server does not know it; both before the same fence. */
export async function sendScript(
  run: ScriptRun,
  connection: RedisConnection,
  deadlineAt: number,
): Promise<unknown> {
  const { script, keys } = run;
  const fence = script.writes ? [connection.clock.fence(deadlineAt), run.keptMs ?? 0] : [];
  const rest = [keys.length, ...keys, ...fence, ...run.args] as const;
  const { client } = connection;
  try {
    return await client.call(script.writes ? 'EVALSHA' : 'EVALSHA_RO', script.sha, ...rest);
  } catch (error) {
    if (!startsWith(error, 'NOSCRIPT')) throw judged(error, script, connection);
  }
  try {
    return await client.call(script.writes ? 'EVAL' : 'EVAL_RO', script.lua, ...rest);
  } catch (error) {
    throw judged(error, script, connection);
  }
}

const startsWith = (error: unknown, word: string): boolean =>
  error instanceof Error && error.message.startsWith(word);

/** A refusal may also mean that the server's clock has jumped, so the clocks are compared anew. */
function judged(error: unknown, script: RedisScript, connection: RedisConnection): unknown {
  if (!startsWith(error, lateWord)) return error;
  connection.recheckClock();
  return new LateWriteError(script.name);
}
