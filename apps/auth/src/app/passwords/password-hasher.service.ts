import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { currentContext, InjectSettings, networkOf } from '@secureconnect/platform';
import { HasherPool } from './hasher-pool';
import { type HashParameters } from './hash-job';
import { passwordForm } from './password-form';
import { type PasswordValues } from './password.settings';

/** What the contract asks for at least: 19 MiB, twice, on one lane. */
const parameters: HashParameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** A request may take ten seconds, and more is to be done in them. */
const longestWaitMs = 8_000;

const hashShape = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/;
const base64 = (bytes: number): string => randomBytes(bytes).toString('base64').replace(/=+$/, '');

/** A hash of nothing: verifying it takes as long as any other, and no password is right. */
const hashOfNothing = `$argon2id$v=19$m=${parameters.memoryCost},t=${parameters.timeCost},p=${parameters.parallelism}$${base64(16)}$${base64(32)}`;

/** The network of whoever asks, so that none takes the turns of the others; jobs of our own have one as well. */
const whoAsks = (): string => networkOf(currentContext()?.client?.address ?? '');

/** Hashes and verifies passwords with argon2id, on threads of its own; `overloaded` where too many wait for them. */
@Injectable()
export class PasswordHasher implements OnApplicationShutdown {
  readonly pool: HasherPool;

  constructor(@InjectSettings() { PASSWORD_HASHERS: hashers, PASSWORD_QUEUE: queue }: PasswordValues) {
    this.pool = new HasherPool({ threads: hashers || availableParallelism(), queue, longestWaitMs });
  }

  /** The hash with salt and parameters, of a password that `PasswordPolicy` has let pass. */
  async hash(password: string): Promise<string> {
    const form = passwordForm(password);
    if (form === undefined) throw new RangeError('A password this long is refused before it is hashed');
    return (await this.pool.run({ password: Buffer.from(form), parameters }, whoAsks())) as string;
  }

  /** Whether it is this password; one that is too long to be anybody's is not looked at. */
  async verify(hash: string, password: string): Promise<boolean> {
    const form = passwordForm(password);
    if (form === undefined) return false;
    return (await this.pool.run({ password: Buffer.from(form), hash }, whoAsks())) as boolean;
  }

  /** The work of `verify` where there is nothing to verify, so that its time says nothing of who exists; always false. */
  async verifyNothing(password: string): Promise<false> {
    await this.verify(hashOfNothing, password);
    return false;
  }

  /** Whether a hash was made with less than would be used today. */
  needsUpgrade(hash: string): boolean {
    const [, memory, time, lanes] = hashShape.exec(hash) ?? [];
    return (
      Number(memory ?? 0) < parameters.memoryCost ||
      Number(time ?? 0) < parameters.timeCost ||
      Number(lanes ?? 0) < parameters.parallelism
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
