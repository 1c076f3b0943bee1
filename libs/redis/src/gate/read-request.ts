import { type ConnectionKind } from '../connection/connection-kind';
import { encodeCommand } from '../connection/encode-command';
import { type RedisRequest } from './redis-request';

/** A command that changes nothing, so that it may be asked again. */
export class ReadRequest implements RedisRequest<unknown> {
  readonly fenced = false;

  constructor(
    readonly operation: string,
    readonly kind: ConnectionKind,
    readonly slot: number | undefined,
    readonly deadlineMs: number,
    readonly retries: number,
    private readonly words: readonly (string | number)[],
    readonly signal: AbortSignal | undefined = undefined,
  ) {}

  get command(): string {
    return String(this.words[0]);
  }

  encode(): string {
    return encodeCommand(this.words);
  }

  decode(reply: unknown): unknown {
    return reply;
  }

  judge(error: Error): Error {
    return error;
  }
}
