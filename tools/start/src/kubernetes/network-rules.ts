import { serviceNames, servicePorts, type ServiceName } from '@secureconnect/contracts';
import { type Labels, type Manifest, ofKind, selects, type Workload, workloads } from './manifest';
import { addressed, asked } from './address-rules';

interface Peer {
  readonly podSelector?: { readonly matchLabels?: Labels };
  readonly namespaceSelector?: { readonly matchLabels?: Labels };
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}
interface Port {
  readonly port: number;
}
interface PolicySpec {
  readonly podSelector: { readonly matchLabels?: Labels };
  readonly policyTypes: readonly string[];
  readonly ingress?: readonly { readonly from?: readonly Peer[]; readonly ports?: readonly Port[] }[];
  readonly egress?: readonly { readonly to?: readonly Peer[]; readonly ports?: readonly Port[] }[];
}
type Way = 'ingress' | 'egress';

const isService = (name: string): name is ServiceName => (serviceNames as readonly string[]).includes(name);
/** Of clouds and of clusters, where machines tell their secrets among them. */
const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '100.64.0.0/10'];
const record = ['data:5432'];
/** PgBouncer, Redis and Sentinel besides, and a collector of traces. */
const ofServices = [...record, 'data:6432', 'data:6379', 'data:26379', 'monitoring:4318'];
/** Who goes out to the world: mail, push services, the bucket. */
const world: Readonly<Record<string, readonly string[]>> = {
  auth: ['world:465', 'world:587'],
  video: ['world:443'],
  storage: ['world:443'],
};

/** Whom each may meet outside of the namespace, and where. */
const outside = {
  egress: (name: string) => [
    'kube-system:53',
    ...(isService(name) ? ofServices : record),
    ...(world[name] ?? []),
  ],
  ingress: (name: string) => {
    if (!isService(name)) return [];
    const port = servicePorts[name];
    return [`monitoring:${port}`, ...(name === 'gateway' ? [`ingress-nginx:${port}`] : [])];
  },
};

/** What the policies let through, as Kubernetes joins them: whatever any of them allows. */
class Ways {
  private readonly policies: readonly PolicySpec[];

  constructor(all: readonly Manifest[]) {
    this.policies = ofKind<PolicySpec>(all, 'NetworkPolicy').map(({ spec }) => spec);
  }

  /** Whether everybody is shut in, both ways, by one that names nobody. */
  get isShut(): boolean {
    const types = ['Ingress', 'Egress'];
    return this.policies.some(
      ({ podSelector, policyTypes, ingress = [], egress = [] }) =>
        !podSelector.matchLabels &&
        types.every((type) => policyTypes.includes(type)) &&
        ingress.length + egress.length === 0,
    );
  }

  /** Whether one may ask another at its port: it may leave, and is let in. */
  between(from: Workload, to: Workload): boolean {
    const port = servicePorts[to.metadata.name as ServiceName];
    return (
      this.rules(from, 'egress').some((rule) => allows(rule, to, port)) &&
      this.rules(to, 'ingress').some((rule) => allows(rule, from, port))
    );
  }

  /** Whom one may leave for, or be entered by, outside of the namespace. */
  outside(way: Way, workload: Workload): ReadonlySet<string> {
    const found = this.rules(workload, way).flatMap(({ peers, ports }) =>
      peers.flatMap((peer) => {
        const place = placeOf(peer);
        return place === undefined
          ? []
          : (ports.length > 0 ? ports : ['any port']).map((at) => `${place}:${at}`);
      }),
    );
    return new Set(found);
  }

  /** Networks that somebody may go out to, with private ones among them: addresses that people give lead there. */
  get tooWide(): string[] {
    const peers = this.policies.flatMap(({ egress = [] }) => egress.flatMap(({ to = [] }) => to));
    const blocks = peers.flatMap(({ ipBlock }) => (ipBlock ? [ipBlock] : []));
    return blocks
      .filter(({ cidr }) => cidr.endsWith('/0'))
      .flatMap(({ except = [] }) => privateNetworks.filter((network) => !except.includes(network)));
  }

  private rules({ spec }: Workload, way: Way): Rule[] {
    return this.policies
      .filter(({ podSelector }) => selects(podSelector.matchLabels ?? {}, spec.template.metadata.labels))
      .flatMap(({ ingress = [], egress = [] }) =>
        way === 'ingress'
          ? ingress.map(({ from, ports }) => ruleOf(from, ports))
          : egress.map(({ to, ports }) => ruleOf(to, ports)),
      );
  }
}

interface Rule {
  readonly peers: readonly Peer[];
  readonly ports: readonly number[];
}

/** Where nobody is named everybody is meant, of this namespace and of any other place. */
const ruleOf = (peers: readonly Peer[] = [{ podSelector: {} }, {}], ports: readonly Port[] = []): Rule => ({
  peers,
  ports: ports.map(({ port }) => port),
});

/** Where a peer is; undefined: in the namespace itself. */
function placeOf({ podSelector, namespaceSelector, ipBlock }: Peer): string | undefined {
  if (ipBlock) return ipBlock.cidr.endsWith('/0') ? 'world' : ipBlock.cidr;
  if (namespaceSelector)
    return namespaceSelector.matchLabels?.['kubernetes.io/metadata.name'] ?? 'any namespace';
  return podSelector ? undefined : 'anywhere';
}

function allows(rule: Rule, { spec }: Workload, port: number): boolean {
  const { labels } = spec.template.metadata;
  const isPeer = ({ podSelector, namespaceSelector, ipBlock }: Peer) =>
    podSelector && !namespaceSelector && !ipBlock && selects(podSelector.matchLabels ?? {}, labels);
  return (rule.ports.length === 0 || rule.ports.includes(port)) && rule.peers.some(isPeer);
}

/** Where one may meet more than it should outside of the namespace, or less. */
function outsideFaults(ways: Ways, one: Workload, way: Way): string[] {
  const { name } = one.metadata;
  const [wanted, found] = [outside[way](name), ways.outside(way, one)];
  const verb = way === 'egress' ? 'reach' : 'be reached from';
  return [
    ...wanted.filter((place) => !found.has(place)).map((place) => `${name} cannot ${verb} ${place}`),
    ...[...found].filter((place) => !wanted.includes(place)).map((place) => `${name} may ${verb} ${place}`),
  ];
}

/** Where the policies let through more than is asked, or less: who asks whom stands in the variables. */
export function networkFaults(all: readonly Manifest[]): string[] {
  const ways = new Ways(all);
  const running = workloads(all);
  const services = running.filter(({ kind }) => kind !== 'Job');
  const pairs = running.flatMap((from) => services.map((to) => ({ from, to })));
  return [
    ...(ways.isShut ? [] : ['whoever has no policy may do anything']),
    ...ways.tooWide.map((network) => `${network} may be reached by whoever may reach the world`),
    ...pairs.flatMap(({ from, to }) => {
      const isAsked = asked(from, all).some(({ url }) => addressed(url, all) === to.metadata.name);
      if (ways.between(from, to) === isAsked) return [];
      return [`${from.metadata.name} ${isAsked ? 'cannot' : 'may'} reach ${to.metadata.name}`];
    }),
    ...running.flatMap((one) =>
      (['ingress', 'egress'] as const).flatMap((way) => outsideFaults(ways, one, way)),
    ),
  ];
}
