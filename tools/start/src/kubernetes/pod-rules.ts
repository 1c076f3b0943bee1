import { serviceNames, servicePorts, type ServiceName } from '@secureconnect/contracts';
import { environmentOf } from './environment-rules';
import { type Container, type Manifest, type PodSpec, type Workload, workloads } from './manifest';

/** What comes after the requests under way: modules shut down, the last lines are written. */
const afterwardsSeconds = 2;
/** Two are enough on a machine that has nothing else to do. */
const startSeconds = 60;
/** Whether PostgreSQL is well: four times DATABASE_CONNECT_TIMEOUT_MS, where a pooler is full. */
const longestQuestionSeconds = 4;
/** For as long a name may stand for where a pod was. */
const rememberedSeconds = 30;
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

/** Probes that ask the wrong question, at the wrong port, or judge too soon. */
function probing({ name, ports = [], ...container }: Container): string[] {
  const { readinessProbe, livenessProbe, startupProbe } = container;
  const asked = Object.entries(probes).map(
    ([probe, path]) => [probe, path, container[probe as keyof typeof probes]?.httpGet] as const,
  );
  return [
    ...asked
      .filter(([, path, httpGet]) => httpGet?.path !== path)
      .map(([probe]) => `${name}: its ${probe} asks elsewhere`),
    ...asked
      .filter(([, , httpGet]) => !ports.some((port) => port.name === httpGet?.port))
      .map(([probe]) => `${name}: its ${probe} asks at a port it has not`),
    ...need(name, {
      'is killed before it can have answered': (livenessProbe?.timeoutSeconds ?? 1) >= 3,
      'is judged before it can have answered': (readinessProbe?.timeoutSeconds ?? 1) > longestQuestionSeconds,
      'may not take a minute to start':
        (startupProbe?.periodSeconds ?? 10) * (startupProbe?.failureThreshold ?? 3) >= startSeconds,
    }),
  ];
}

function living(all: readonly Manifest[], pod: PodSpec, container: Container): string[] {
  const name = container.name as ServiceName;
  const set = environmentOf(container, all);
  const ms = Number(set.get('SHUTDOWN_DELAY_MS')) + Number(set.get('SHUTDOWN_TIMEOUT_MS'));
  return [
    ...probing(container),
    ...need(name, {
      'listens elsewhere':
        container.ports?.some(({ containerPort }) => containerPort === servicePorts[name]) === true,
      'is cut before it has ended':
        (pod.terminationGracePeriodSeconds ?? 30) * 1_000 >= ms + afterwardsSeconds * 1_000,
      // At the gateway it is the balancer before it that chooses.
      'keeps connections past the pods that come later':
        name === 'gateway' || Number(set.get('REQUESTS_PER_CONNECTION')) > 0,
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

/** Whether as many serve while a new version comes: it comes first, or the next goes once it can be found. */
const renewed = ({ kind, metadata, spec }: Workload): string[] =>
  need(metadata.name, {
    'is fewer while it is renewed':
      kind !== 'Deployment' || spec.strategy?.rollingUpdate?.maxUnavailable === 0,
    'is renewed faster than it is found':
      kind !== 'StatefulSet' || (spec.minReadySeconds ?? 0) >= rememberedSeconds,
  });

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
        ...renewed(workload),
        ...pod.containers.flatMap((container) => [
          ...confinement(container.name, pod, container),
          ...(workload.kind === 'Job' ? [] : living(all, pod, container)),
        ]),
      ];
    }),
  ];
}
