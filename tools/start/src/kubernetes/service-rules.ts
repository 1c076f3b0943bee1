import { serviceNames, servicePorts } from '@secureconnect/contracts';
import { addressFaults, type ServiceSpec } from './address-rules';
import { type Labels, type Manifest, ofKind, selects, type Workload, workloads } from './manifest';

interface BudgetSpec {
  readonly maxUnavailable?: number | string;
  readonly unhealthyPodEvictionPolicy?: string;
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
    ...budgets
      .filter(
        ({ spec: { maxUnavailable, unhealthyPodEvictionPolicy: unready } }) =>
          maxUnavailable !== 1 || unready !== 'AlwaysAllow',
      )
      .map(({ metadata }) => `${metadata.name} keeps its machine from being emptied, or goes all at once`),
    ...scalerFaults(all, running),
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
          /^\/(metrics|operator|health|internal)/.test(path) || (path === '/' && pathType !== 'Exact'),
      )
      .map(({ path }) => `${path} is open to everybody`),
    ...addressFaults(all),
  ];
}

/** Who is as many as a scaler says, as many as the manifest says, or both, which each rollout would set back. */
function scalerFaults(all: readonly Manifest[], running: readonly Workload[]): string[] {
  const scalers = ofKind<ScalerSpec>(all, 'HorizontalPodAutoscaler');
  const scalerOf = ({ kind, metadata }: Workload) =>
    scalers.find(({ spec: { scaleTargetRef: to } }) => to.kind === kind && to.name === metadata.name);
  const lasting = running.filter(({ kind }) => kind !== 'Job');
  return [
    ...scalers
      .filter((scaler) => !lasting.some((one) => scalerOf(one) === scaler))
      .map(({ metadata }) => `the scaler ${metadata.name} scales nobody`),
    ...lasting
      .filter((one) => scalerOf(one) && one.spec.replicas !== undefined)
      .map(({ metadata }) => `${metadata.name} is scaled, and set back to its replicas by each rollout`),
    ...lasting
      .filter((one) => (scalerOf(one)?.spec.minReplicas ?? one.spec.replicas ?? 1) < 2)
      .map(({ metadata }) => `${metadata.name} is alone`),
  ];
}
