import { type FleetProblem, type FleetStatus } from '@secureconnect/contracts';

/** What is wrong, in a word. */
const kinds: Readonly<Record<FleetProblem['kind'], string>> = {
  unreachable: 'Not answering',
  postgres: 'PostgreSQL away',
  redis: 'Degraded',
  breaker: 'Breaker open',
  component: 'Not wholly well',
  forced: 'Forced by an operator',
  unseen: 'Not all shown',
};

/** How bad it looks. */
export type Tone = 'good' | 'warn' | 'bad' | 'forced' | 'old';

/** How bad a problem is. */
export const toneOf = ({ kind }: FleetProblem): Tone => {
  if (kind === 'forced') return 'forced';
  return kind === 'unreachable' || kind === 'postgres' ? 'bad' : 'warn';
};

/** Of whom a problem is told; of all of them, they need not be named. */
const whom = ({ services }: FleetProblem, all: number): string =>
  services.length === all && all > 1 ? 'all services' : services.join(', ');

/** A problem without its time. */
export const problemWords = (problem: FleetProblem, all: number): string =>
  `${kinds[problem.kind]}: ${whom(problem, all)}`;

/** How many services there are to be seen. */
export const servicesIn = ({ instances }: FleetStatus): number =>
  new Set(instances.map(({ service }) => service)).size;
