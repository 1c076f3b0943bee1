import { defaultBackOff } from './back-off';
import { problemsOf } from './definition-checks';
import { InvalidDefinitionError } from './invalid-definition.error';
import { type JobDefinition, type JobOptions } from './job-definition';

const defaults = {
  delivery: 'at-least-once',
  deadlineMs: 30_000,
  concurrency: 10,
  maxPayloadBytes: 262_144,
} as const;

/** Says once what all jobs of a queue share; what cannot hold throws where it is written. */
export function defineJob<P extends object>(options: JobOptions<P>): JobDefinition<P> {
  const delivery = options.delivery ?? defaults.delivery;
  const definition: JobDefinition<P> = {
    ...defaults,
    attempts: delivery === 'at-most-once' ? 1 : 8,
    ...options,
    backoff: { ...defaultBackOff, ...options.backoff },
  };
  const problems = problemsOf(definition);
  if (problems.length > 0) throw new InvalidDefinitionError(String(options.name), problems);
  return Object.freeze(definition);
}
