import { type InstanceReport, type LeverPull, type ServiceName } from '@secureconnect/contracts';
import {
  type InstanceReporter,
  type Levers,
  ServiceAwayError,
  saidBy,
  type ServiceClients,
} from '@secureconnect/platform';
import { BreakerOpenError } from '@secureconnect/resilience';
import { isReport } from './is-report';

/** One instance that can be asked what it says of itself, and told what to do. */
export interface InstanceSource {
  readonly service: ServiceName;
  readonly origin: string;
  report(): Promise<InstanceReport>;
  /** `instance`: whom is meant; whoever else answers there does nothing. */
  pull(pull: LeverPull, operator: string, instance?: string): Promise<string>;
}

/** How this gateway is named in the list of instances. */
export const ownOrigin = 'this gateway';

/** One that hangs is waited for this long, on a busy machine too. */
const reportMs = 2_000;
/** A lever may look at a Redis that hangs. */
const pullMs = 4_000;

/** The gateway that the operator is at. */
export const ownSource = (reporter: InstanceReporter, levers: Levers): InstanceSource => ({
  service: 'gateway',
  origin: ownOrigin,
  report: () => reporter.report(),
  pull: (pull, operator) => levers.pull(pull, operator),
});

/** Another process, asked in the name of the gateway. */
export function remoteSource(clients: ServiceClients, name: ServiceName, origin: string): InstanceSource {
  // Asked once a second at most, so that nobody has to be spared: each time it is tried.
  const breaker = { recoveryTimeoutMs: 0 };
  const asking = clients.to({ name, origin, breaker, deadlineMs: reportMs });
  const pulling = clients.to({ name, origin, breaker, deadlineMs: pullMs });
  return {
    service: name,
    origin,
    report: async () => {
      const { status, body } = await asking.ask({ path: '/internal/operator/report' });
      if (status !== 200) throw new Error(`it answers ${status} ${codeOf(body)}`);
      if (!isReport(body, name)) throw new Error(`what answers there is no ${name} of ours`);
      return body;
    },
    pull: async (pull, operator, instance) => {
      const path = '/internal/operator/levers';
      const { status, body } = await pulling.ask({
        ...({ method: 'POST', path } as const),
        body: { ...pull, operator, ...(instance !== undefined && { instance }) },
      });
      return outcomeOf(status, body);
    },
  };
}

/** What it says came of a lever; throws ServiceAwayError where that leaves open whether it was pulled. */
function outcomeOf(status: number, body: unknown): string {
  if (codeOf(body) === 'another_instance')
    throw new Error('another instance answered there, and did nothing');
  const answers = new Error(`it answers ${status} ${codeOf(body)}`);
  if (status >= 400 && status < 500) throw answers;
  const { outcome } = (body ?? {}) as { outcome?: unknown };
  if (status !== 200 || typeof outcome !== 'string') throw new ServiceAwayError('', { cause: answers });
  return outcome;
}

const codeOf = (body: unknown): string => (body as { code?: string } | null | undefined)?.code ?? '';

/** Whether a lever may have been pulled all the same: it was sent, and no answer came that could be read. */
export function isUncertain(error: unknown): boolean {
  if (!(error instanceof ServiceAwayError) || error.cause instanceof BreakerOpenError) return false;
  const below = error.cause instanceof Error ? (error.cause.cause ?? error.cause) : undefined;
  return (below as { code?: unknown } | undefined)?.code !== 'ECONNREFUSED';
}

/** Why an instance was not heard: what lies below what was made of it. */
export function whyNot(error: unknown): string {
  const below = error instanceof ServiceAwayError ? error.cause : error;
  const cause = below instanceof Error && below.cause instanceof Error ? below.cause : below;
  if (cause instanceof Error && cause.name === 'TimeoutError') return 'it does not answer in time';
  return saidBy(cause);
}
