import { Injectable, type Type } from '@nestjs/common';
import { IdempotencyCleaner } from '@secureconnect/platform';
import { defineTending } from '../definition/define-tending';
import { Job } from '../definition/job.decorator';
import { type RunningJob } from '../worker/running-job';

/** Forgets expired Idempotency-Keys, once a minute in all instances together. */
export const cleanIdempotencyKeys = defineTending('clean-idempotency-keys', 60_000);

let made: Type | undefined;

/** Its handler; made where it is used, for a start is refused where a marked one is loaded that no module provides. */
export function idempotencyKeysHandler(): Type {
  return (made ??= makeHandler());
}

function makeHandler(): Type {
  @Injectable()
  class CleanIdempotencyKeys {
    constructor(private readonly cleaner: IdempotencyCleaner) {}

    @Job(cleanIdempotencyKeys)
    async clean(_nothing: object, { signal }: RunningJob): Promise<void> {
      await this.cleaner.clean(signal);
    }
  }
  return CleanIdempotencyKeys;
}
