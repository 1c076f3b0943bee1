import { servicePorts, type ServiceName } from '@secureconnect/contracts';
import { type Labels, type Manifest, ofKind, selects, type Workload, workloads } from './manifest';
import { addressed, asked } from './address-rules';

interface Peer {
  readonly podSelector?: { readonly matchLabels?: Labels };
  readonly namespaceSelector?: { readonly matchLabels: Labels };
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

const dataPorts = [5432, 6432, 6379, 26379];
/** Of clouds and of clusters, where machines tell their secrets among them. */
const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '100.64.0.0/10'];
const ofNamespace = (name: string) => ({ 'kubernetes.io/metadata.name': name });

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

  /** Whether one may leave for, or be entered from, a namespace at a port. */
  namespace(way: 'ingress' | 'egress', { spec, ...rest }: Workload, name: string, port: number): boolean {
    return this.rules({ ...rest, spec }, way).some(
      ({ peers, ports }) =>
        ports.includes(port) &&
        peers.some(({ namespaceSelector: asked }) => asked && selects(asked.matchLabels, ofNamespace(name))),
    );
  }

  /** Networks that somebody may go out to, with private ones among them: addresses that people give lead there. */
  get tooWide(): string[] {
    const peers = this.policies.flatMap(({ egress = [] }) => egress.flatMap(({ to = [] }) => to));
    const blocks = peers.flatMap(({ ipBlock }) => (ipBlock ? [ipBlock] : []));
    return blocks
      .filter(({ cidr }) => cidr.endsWith('/0'))
      .flatMap(({ except = [] }) => privateNetworks.filter((network) => !except.includes(network)));
  }

  private rules({ spec }: Workload, way: 'ingress' | 'egress'): Rule[] {
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

/** Where nobody is named everybody is meant. */
const ruleOf = (peers: readonly Peer[] = [{ podSelector: {} }], ports: readonly Port[] = []): Rule => ({
  peers,
  ports: ports.map(({ port }) => port),
});

function allows(rule: Rule, { spec }: Workload, port: number): boolean {
  const { labels } = spec.template.metadata;
  const isPeer = ({ podSelector, namespaceSelector, ipBlock }: Peer) =>
    podSelector && !namespaceSelector && !ipBlock && selects(podSelector.matchLabels ?? {}, labels);
  return (rule.ports.length === 0 || rule.ports.includes(port)) && rule.peers.some(isPeer);
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
      dataPorts
        .filter((port) => !ways.namespace('egress', one, 'data', port))
        .map((port) => `${one.metadata.name} cannot reach port ${port} of data`),
    ),
    ...running
      .filter((one) => !ways.namespace('egress', one, 'kube-system', 53))
      .map(({ metadata }) => `${metadata.name} finds no names`),
    ...services
      .filter(
        (one) =>
          !ways.namespace('ingress', one, 'monitoring', servicePorts[one.metadata.name as ServiceName]),
      )
      .map(({ metadata }) => `Prometheus cannot reach ${metadata.name}`),
    ...services
      .filter(
        (one) =>
          ways.namespace('ingress', one, 'ingress-nginx', servicePorts[one.metadata.name as ServiceName]) !==
          (one.metadata.name === 'gateway'),
      )
      .map(({ metadata }) => `${metadata.name} and the world: only the gateway is to be reached from there`),
  ];
}
