import { defineJob } from './define-job';
import { type JobDefinition } from './job-definition';

/** There is nothing to say. */
class Nothing {}

/** A job that nobody asks for: it is done again and again, by one of all instances, and says nothing. */
export const defineTending = (name: string, everyMs: number): JobDefinition<Nothing> =>
  defineJob({
    ...{ name, payload: Nothing },
    ...{ attempts: 3, concurrency: 1, repeat: { everyMs } },
  });
