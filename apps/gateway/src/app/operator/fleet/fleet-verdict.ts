import { type FleetProblem, type InstanceView, type ServiceName } from '@secureconnect/contracts';
import { type InstanceProblem, problemsOf } from './problems-of';

const worstFirst: readonly FleetProblem['kind'][] = [
  ...(['unreachable', 'postgres', 'redis', 'breaker', 'component', 'forced', 'unseen'] as const),
];

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
    const name = `${each.kind} ${each.reason}`;
    alike.set(name, [...(alike.get(name) ?? []), each]);
  }
  const place = ({ kind }: FleetProblem): number => worstFirst.indexOf(kind);
  return [...alike.values()].map(asOne).sort((one, other) => place(one) - place(other));
}

function asOne(alike: readonly Found[]): FleetProblem {
  const { kind, reason } = alike[0] as Found;
  const since = alike.map((each) => each.since).sort()[0] as string;
  const services = [...new Set(alike.map(({ service }) => service))];
  return { kind, services, instances: alike.length, since, reason };
}
