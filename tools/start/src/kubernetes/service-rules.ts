import { serviceNames, servicePorts } from '@secureconnect/contracts';
import { environmentOf } from './environment-rules';
import { type Labels, type Manifest, ofKind, selects, type Workload, workloads } from './manifest';

interface ServiceSpec {
  readonly clusterIP?: string;
  readonly selector: Labels;
  readonly ports: readonly { readonly name: string; readonly port: number }[];
}
interface BudgetSpec {
  readonly selector: { readonly matchLabels: Labels };
}
interface ScalerSpec {
  readonly scaleTargetRef: { readonly kind: string; readonly name: string };
  readonly minReplicas: number;
}
interface IngressSpec {
  readonly rules: readonly {
    readonly http: {
      readonly paths: readonly {
        readonly path: string;
        readonly pathType: string;
        readonly backend: {
          readonly service: { readonly name: string; readonly port: { readonly name: string } };
        };
      }[];
    };
  }[];
}

/** Whose pods an address of another service leads to; undefined: nowhere. */
export function addressed(url: string, all: readonly Manifest[]): string | undefined {
  const { hostname, port } = new URL(url);
  const [first = '', second] = hostname.split('.');
  const service = ofKind<ServiceSpec>(all, 'Service').find(
    ({ metadata }) => metadata.name === (second ?? first),
  );
  const target = workloads(all).find(
    ({ spec }) => service && selects(service.spec.selector, spec.template.metadata.labels),
  );
  if (!service?.spec.ports.some((one) => one.port === Number(port))) return undefined;
  const [, ordinal] = /^.+-(\d+)$/.exec(first) ?? [];
  const isPod = target?.spec.serviceName === second && Number(ordinal) < (target?.spec.replicas ?? 0);
  return second === undefined || isPod ? target?.metadata.name : undefined;
}

/** Which other services a workload asks, by its variables: each `<NAME>_URL` that names one of ours. */
export function asked(workload: Workload, all: readonly Manifest[]): { variable: string; url: string }[] {
  return workload.spec.template.spec.containers.flatMap((container) =>
    [...environmentOf(container, all)]
      .filter(([name]) => serviceNames.some((service) => name === `${service.toUpperCase()}_URL`))
      .flatMap(([variable, value]) => value.split(',').map((url) => ({ variable, url }))),
  );
}

function addressFaults(all: readonly Manifest[]): string[] {
  return workloads(all).flatMap((workload) => {
    const { name } = workload.metadata;
    const urls = asked(workload, all);
    const wrong = urls.filter(
      ({ variable, url }) => addressed(url, all) !== variable.slice(0, -4).toLowerCase(),
    );
    // Each of those that are known by name: one that is not named gets nothing to do.
    const unnamed = workloads(all).filter(
      (other) =>
        name === 'gateway' &&
        other.kind === 'StatefulSet' &&
        urls.filter(({ url }) => addressed(url, all) === other.metadata.name).length !== other.spec.replicas,
    );
    return [
      ...wrong.map(({ variable, url }) => `${name}: ${variable} leads nowhere with ${url}`),
      ...unnamed.map(({ metadata }) => `gateway does not name each ${metadata.name}`),
    ];
  });
}

/** Whatever points at pods, by labels, ports or names, and misses them. */
export function serviceFaults(all: readonly Manifest[]): string[] {
  const running = workloads(all);
  const hits = (labels: Labels) =>
    running.filter(({ spec }) => selects(labels, spec.template.metadata.labels));
  const services = ofKind<ServiceSpec>(all, 'Service');
  const budgets = ofKind<BudgetSpec>(all, 'PodDisruptionBudget');
  const paths = ofKind<IngressSpec>(all, 'Ingress').flatMap(({ spec }) =>
    spec.rules.flatMap(({ http }) => http.paths),
  );
  return [
    ...services
      .filter(({ spec }) => hits(spec.selector).length !== 1)
      .map(({ metadata }) => `Service ${metadata.name} is nobody's`),
    ...services
      .filter(({ spec }) =>
        spec.ports.some(({ port }) =>
          hits(spec.selector).some((one) => servicePorts[one.metadata.name as never] !== port),
        ),
      )
      .map(({ metadata }) => `Service ${metadata.name} has another port than its pods`),
    ...serviceNames
      .filter(
        (name) =>
          budgets.filter(({ spec }) =>
            hits(spec.selector.matchLabels).some((one) => one.metadata.name === name),
          ).length !== 1,
      )
      .map((name) => `${name} has no budget of disruptions`),
    ...ofKind<ScalerSpec>(all, 'HorizontalPodAutoscaler')
      .filter(
        ({ spec }) =>
          !running.some(
            (one) =>
              one.kind === spec.scaleTargetRef.kind &&
              one.metadata.name === spec.scaleTargetRef.name &&
              (one.spec.replicas ?? 1) >= spec.minReplicas,
          ),
      )
      .map(({ metadata }) => `the scaler ${metadata.name} scales nobody`),
    ...running
      .filter(({ kind, spec }) => kind !== 'Job' && (spec.replicas ?? 1) < 2)
      .map(({ metadata }) => `${metadata.name} is alone`),
    ...paths
      .filter(
        ({ backend }) =>
          !services.some(
            ({ metadata, spec }) =>
              metadata.name === backend.service.name &&
              spec.ports.some(({ name }) => name === backend.service.port.name),
          ),
      )
      .map(({ path }) => `the way to ${path} leads nowhere`),
    ...paths
      .filter(
        ({ path, pathType }) =>
          /^\/(metrics|operator|health)/.test(path) || (path === '/' && pathType !== 'Exact'),
      )
      .map(({ path }) => `${path} is open to everybody`),
    ...addressFaults(all),
  ];
}
