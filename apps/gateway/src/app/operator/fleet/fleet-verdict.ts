import { type FleetProblem, type InstanceView, type ServiceName } from '@secureconnect/contracts';
import { type InstanceProblem, problemsOf } from './problems-of';

const worstFirst: readonly FleetProblem['kind'][] = [
  ...(['unreachable', 'postgres', 'redis', 'breaker', 'component', 'forced', 'unseen'] as const),
];

/** Each instance has words of its own for the one server that they all miss. */
const ofOneServer: ReadonlySet<string> = new Set<FleetProblem['kind']>(['redis', 'postgres']);

interface Found extends InstanceProblem {
  readonly service: ServiceName;
}

/** All that is wrong, the worst first: what several suffer from alike is one problem of all of them. */
export function problemsOfFleet(
  views: readonly InstanceView[],
  unseen: readonly Found[] = [],
): FleetProblem[] {
  const found = views.flatMap((view) =>
    problemsOf(view).map((problem) => ({ ...problem, service: view.service })),
  );
  const alike = new Map<string, Found[]>();
  for (const each of [...found, ...unseen]) {
    const name = ofOneServer.has(each.kind) ? each.kind : `${each.kind} ${each.reason}`;
    alike.set(name, [...(alike.get(name) ?? []), each]);
  }
  const place = ({ kind }: FleetProblem): number => worstFirst.indexOf(kind);
  return [...alike.values()].map(asOne).sort((one, other) => place(one) - place(other));
}

function asOne(alike: readonly Found[]): FleetProblem {
  const [first] = [...alike].sort((one, other) => one.since.localeCompare(other.since));
  const { kind, reason, since } = first as Found;
  const services = [...new Set(alike.map(({ service }) => service))];
  return { kind, services, instances: alike.length, since, reason };
}
