import { type ComponentReport, type HealthReport } from '@secureconnect/contracts';
import { type Sighting } from './mode-changes';

const words = (text: unknown): string | undefined => (typeof text === 'string' && text ? text : undefined);

/** Why a service is not as it should be: the component that is worst off, in its own words. */
function cause(report: HealthReport): Pick<Sighting, 'since' | 'reason'> {
  const entries = Object.entries(report.components);
  const worst =
    entries.find(([, { status }]) => status === 'down') ??
    entries.find(([name, { status }]) => name === 'redis' && status !== 'up') ??
    entries.find(([, { status }]) => status !== 'up');
  if (!worst) return {};
  const [name, component]: [string, ComponentReport] = worst;
  const error = words(component.last_error);
  const fallback = words(component['fallback']);
  const reason = [
    error ? `${name}: ${error}` : `${name} is ${component.status}`,
    fallback && `served by ${fallback}`,
  ];
  return { since: words(component.since), reason: reason.filter(Boolean).join(', ') };
}

/** Reads what `GET /health` answered. */
export function sightingOf(report: HealthReport): Sighting {
  const mode = report.status === 'unavailable' ? 'unavailable' : report.mode;
  return mode === 'normal' ? { mode } : { mode, ...cause(report) };
}

/** Asks a service how it is. */
export async function look(url: string): Promise<Sighting> {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) });
    return sightingOf((await answer.json()) as HealthReport);
  } catch (error) {
    const { name } = error as Error;
    return {
      mode: 'silent',
      reason: name === 'TimeoutError' ? 'no answer within 2 s' : 'it does not answer',
    };
  }
}
