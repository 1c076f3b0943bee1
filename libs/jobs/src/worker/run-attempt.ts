import { faultNameOf, runInContext, tracerInUse, type TraceSpan, within } from '@secureconnect/platform';
import { type ClaimedJob } from '../table/job-row';
import { type Outcome } from './outcome';

const wellEnded: ReadonlySet<Outcome['kind']> = new Set(['done', 'ended', 'cancelled', 'stopped']);

/** Runs an attempt as what it came from: with its request id and, where that is traced, as a part of its trace. */
export function runAttempt(job: ClaimedJob, run: () => void): TraceSpan | undefined {
  const context = job.context ?? { requestId: job.id };
  const span = tracerInUse()?.begin({
    name: `job ${job.name}`,
    side: 'consumer',
    ...(context.traceparent !== undefined && { parent: context.traceparent }),
    attributes: {
      'secureconnect.job': job.name,
      'secureconnect.job.attempt': job.attempt,
      'secureconnect.job.waited_ms': Math.round(job.waitedMs),
    },
  });
  runInContext(context, () => (span ? within(span, run) : run()));
  return span;
}

/** Ends its span once its outcome is known; the handler may still be at work. */
export function endAttempt(span: TraceSpan, outcome: Outcome): void {
  span.set('secureconnect.job.outcome', outcome.kind);
  if (wellEnded.has(outcome.kind)) span.end();
  else span.end('error' in outcome ? faultNameOf(outcome.error) : outcome.kind);
}
