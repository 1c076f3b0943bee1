import { Injectable, type Type } from '@nestjs/common';
import { IdempotencyCleaner } from '@secureconnect/platform';
import { defineJob } from '../definition/define-job';
import { Job } from '../definition/job.decorator';
import { type RunningJob } from '../worker/running-job';

/** There is nothing to say. */
class Nothing {}

/** Forgets expired Idempotency-Keys, once a minute in all instances together. */
export const cleanIdempotencyKeys = defineJob({
  name: 'clean-idempotency-keys',
  payload: Nothing,
  attempts: 3,
  concurrency: 1,
  repeat: { everyMs: 60_000 },
});

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
    async clean(_nothing: Nothing, { signal }: RunningJob): Promise<void> {
      await this.cleaner.clean(signal);
    }
  }
  return CleanIdempotencyKeys;
}
