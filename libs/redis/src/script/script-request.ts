import { encodeWord, encodeWords } from '../connection/encode-command';
import { type RedisConnection } from '../connection/redis-connection';
import { type RedisRequest } from '../gate/redis-request';
import { type RedisScript, type ScriptArgument } from './define-script';
import { LateWriteError } from './late-write.error';
import { lateWord } from './script-lua';

/** A script with what it is to be run with: by its hash, and by its text where the server does not know it. */
export class ScriptRequest<Result> implements RedisRequest<Result> {
  readonly operation: string;
  readonly kind: 'read' | 'write';
  readonly fenced: boolean;
  readonly retries: number;
  readonly signal = undefined;
  private byText = false;

  constructor(
    private readonly script: RedisScript<readonly string[], readonly string[], string, Result>,
    private readonly keys: readonly string[],
    private readonly args: readonly ScriptArgument[],
    readonly slot: number | undefined,
    readonly deadlineMs: number,
    retries: number,
    /** How long the result is kept under the last key, where there is one beyond the script's own. */
    private readonly keptMs: number,
  ) {
    this.operation = script.name;
    this.fenced = script.writes;
    this.kind = script.writes ? 'write' : 'read';
    this.retries = script.writes ? 0 : retries;
  }

  get command(): string {
    return this.script.writes ? 'EVALSHA' : 'EVALSHA_RO';
  }

  /** Before the same fence, by hash and by text. */
  encode(connection: RedisConnection, deadlineAt: number): string {
    const { script, keys, args } = this;
    const head = this.byText ? encodeWords([script.writes ? 'EVAL' : 'EVAL_RO', script.lua]) : script.byHash;
    const count = 3 + keys.length + args.length;
    const shared = `${head}${encodeWord(keys.length)}${encodeWords(keys)}`;
    if (!script.writes) return `*${count}\r\n${shared}${encodeWords(args)}`;
    const fence = `${encodeWord(connection.clock.fence(deadlineAt))}${encodeWord(this.keptMs)}`;
    return `*${count + 2}\r\n${shared}${fence}${encodeWords(args)}`;
  }

  decode(reply: unknown): Result {
    return this.script.reply(reply);
  }

  /** A refusal for lateness may also mean that the server's clock has jumped, so the clocks are compared anew. */
  judge(error: Error, connection: RedisConnection): Error | undefined {
    if (error.message.startsWith('NOSCRIPT') && !this.byText) {
      this.byText = true;
      return undefined;
    }
    if (!error.message.startsWith(lateWord)) return error;
    connection.recheckClock();
    return new LateWriteError(this.operation);
  }
}
