import { serviceNames, servicePorts, type ServiceName } from '@secureconnect/contracts';
import { environmentOf } from './environment-rules';
import { type Container, type Manifest, type PodSpec, type Workload, workloads } from './manifest';

/** What comes after the requests under way: modules shut down, the last lines are written. */
const afterwardsSeconds = 2;
const probes = {
  startupProbe: '/health/live',
  livenessProbe: '/health/live',
  readinessProbe: '/health/ready',
} as const;

const need = (name: string, faults: Readonly<Record<string, boolean>>): string[] =>
  Object.entries(faults).filter(([, holds]) => !holds).map(([what]) => `${name} ${what}`); // prettier-ignore

const confinement = (
  name: string,
  pod: PodSpec,
  { securityContext, resources, volumeMounts = [] }: Container,
) =>
  need(name, {
    'may run as root': pod.securityContext?.runAsNonRoot === true,
    'has all system calls': pod.securityContext?.seccompProfile?.type === 'RuntimeDefault',
    'may gain privileges': securityContext?.allowPrivilegeEscalation === false,
    'may write its root file system': securityContext?.readOnlyRootFilesystem === true,
    'keeps capabilities': securityContext?.capabilities?.drop?.join() === 'ALL',
    'has a token of the cluster': pod.automountServiceAccountToken === false,
    'reads variables of other Services': pod.enableServiceLinks === false,
    'has no memory limit': resources?.limits?.['memory'] !== undefined,
    'asks for no share':
      resources?.requests?.['cpu'] !== undefined && resources.requests['memory'] !== undefined,
    'mounts what is not there': volumeMounts.every((mount) =>
      pod.volumes?.some((volume) => volume.name === mount.name),
    ),
  });

function living(all: readonly Manifest[], pod: PodSpec, container: Container): string[] {
  const name = container.name as ServiceName;
  const set = environmentOf(container, all);
  const ms = Number(set.get('SHUTDOWN_DELAY_MS')) + Number(set.get('SHUTDOWN_TIMEOUT_MS'));
  const paths = Object.entries(probes).filter(
    ([probe, path]) => container[probe as keyof typeof probes]?.httpGet?.path !== path,
  );
  const { readinessProbe, livenessProbe } = container;
  return [
    ...paths.map(([probe]) => `${name}: its ${probe} asks elsewhere`),
    ...need(name, {
      'listens elsewhere':
        container.ports?.some(({ containerPort }) => containerPort === servicePorts[name]) === true,
      'is cut before it has ended':
        (pod.terminationGracePeriodSeconds ?? 30) * 1_000 >= ms + afterwardsSeconds * 1_000,
      // Each question to PostgreSQL takes a second at most, and none is a reason to kill anybody.
      'is judged before it can have answered': [readinessProbe, livenessProbe].every(
        (p) => (p?.timeoutSeconds ?? 1) >= 3,
      ),
      'is spread over nothing': (pod.topologySpreadConstraints?.length ?? 0) > 0,
    }),
  ];
}

const labelled = ({ metadata, spec }: Workload, accounts: readonly string[]): string[] => {
  const { labels } = spec.template.metadata;
  const { topologySpreadConstraints = [], serviceAccountName = '' } = spec.template.spec;
  const selectors = [spec.selector, ...topologySpreadConstraints.map(({ labelSelector }) => labelSelector)];
  return need(metadata.name, {
    'does not select its own pods': selectors.every(
      (selector) =>
        !selector || Object.entries(selector.matchLabels).every(([key, value]) => labels[key] === value),
    ),
    'runs as a ServiceAccount nobody has': accounts.includes(serviceAccountName),
  });
};

const hookOf = ({ metadata: { annotations = {} } }: Manifest) => ({
  phase: annotations['argocd.argoproj.io/hook'],
  wave: Number(annotations['argocd.argoproj.io/sync-wave'] ?? 0),
});

/** Jobs that run before the rest is there, as an account that is part of the rest. */
const jobsTooEarly = (all: readonly Manifest[]): string[] =>
  workloads(all)
    .filter((job) => job.kind === 'Job' && hookOf(job).phase === 'PreSync')
    .filter((job) => {
      const { serviceAccountName } = job.spec.template.spec;
      const account = all.find(
        ({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name === serviceAccountName,
      );
      return !account || hookOf(account).phase !== 'PreSync' || hookOf(account).wave >= hookOf(job).wave;
    })
    .map(({ metadata }) => `${metadata.name} runs before its ServiceAccount is there`);

/** Pods that may too much, end too early, or are looked at in the wrong place; services that do not run at all. */
export function podFaults(all: readonly Manifest[]): string[] {
  const running = workloads(all);
  const accounts = all.filter(
    (one) => one.kind === 'ServiceAccount' && one.automountServiceAccountToken === false,
  );
  const names = accounts.map(({ metadata }) => metadata.name);
  return [
    ...[...serviceNames, 'migrate']
      .filter((name) => !running.some((one) => one.metadata.name === name))
      .map((name) => `${name} does not run`),
    ...jobsTooEarly(all),
    ...running.flatMap((workload) => {
      const pod = workload.spec.template.spec;
      return [
        ...labelled(workload, names),
        ...pod.containers.flatMap((container) => [
          ...confinement(container.name, pod, container),
          ...(workload.kind === 'Job' ? [] : living(all, pod, container)),
        ]),
      ];
    }),
  ];
}
