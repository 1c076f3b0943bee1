import { type ServiceName } from '@secureconnect/contracts';

/** What a service says of itself to those who run it, at one moment. */
export interface SelfReport {
  readonly service: ServiceName;
  /** Whether it takes requests: `GET /health/ready` answers 200. */
  readonly isReady: boolean;
  /** `redis_degraded_mode` of its metrics. */
  readonly degraded: number | undefined;
  /** How often it has noticed that Redis came back as another: `redis_identity_changes_total`, all changes together. */
  readonly changes: number;
}

const patienceMs = 5_000;

/** Asks all services, as an orchestrator and a Prometheus do. */
export function selfReports(services: Readonly<Record<ServiceName, string>>): Promise<SelfReport[]> {
  const all = Object.entries(services) as [ServiceName, string][];
  return Promise.all(all.map(([service, url]) => selfReport(service, url)));
}

async function selfReport(service: ServiceName, url: string): Promise<SelfReport> {
  const [ready, metrics] = await Promise.all([answerOf(`${url}/health/ready`), answerOf(`${url}/metrics`)]);
  const degraded = valuesOf(metrics.text, 'redis_degraded_mode');
  const changes = valuesOf(metrics.text, 'redis_identity_changes_total');
  return {
    ...{ service, isReady: ready.status === 200, degraded: degraded[0] },
    changes: changes.reduce((sum, value) => sum + value, 0),
  };
}

/** The values of all lines of a metric. */
export const valuesOf = (text: string, name: string): number[] =>
  [...text.matchAll(new RegExp(`^${name}(?:\\{[^\\n]*\\})? (\\S+)`, 'gm'))].map(([, value]) => Number(value));

/** A service that does not answer has said nothing: whoever judges sees that it is not ready and has no metric. */
async function answerOf(url: string): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    return { status: 0, text: (error as Error).message };
  }
}
