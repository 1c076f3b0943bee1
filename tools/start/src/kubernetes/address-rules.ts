import { serviceNames } from '@secureconnect/contracts';
import { environmentOf } from './environment-rules';
import { type Labels, type Manifest, ofKind, selects, type Workload, workloads } from './manifest';

/** What a Service is, as far as the rules look at it. */
export interface ServiceSpec {
  readonly clusterIP?: string;
  readonly publishNotReadyAddresses?: boolean;
  readonly selector: Labels;
  readonly ports: readonly { readonly name: string; readonly port: number }[];
}

/** An address of one of ours in a variable. */
interface AskedAddress {
  readonly variable: string;
  readonly service: string;
  readonly url: string;
}

const serviceAt = (url: string, all: readonly Manifest[]) => {
  const [first, second] = new URL(url).hostname.split('.');
  return ofKind<ServiceSpec>(all, 'Service').find(({ metadata }) => metadata.name === (second ?? first));
};

/** Whose pods an address of another service leads to; undefined: nowhere. */
export function addressed(url: string, all: readonly Manifest[]): string | undefined {
  const { hostname, port } = new URL(url);
  const [first = '', second] = hostname.split('.');
  const service = serviceAt(url, all);
  const target = workloads(all).find(
    ({ spec }) => service && selects(service.spec.selector, spec.template.metadata.labels),
  );
  if (!service?.spec.ports.some((one) => one.port === Number(port))) return undefined;
  const [, ordinal] = /^.+-(\d+)$/.exec(first) ?? [];
  const isPod = target?.spec.serviceName === second && Number(ordinal) < (target?.spec.replicas ?? 0);
  return second === undefined || isPod ? target?.metadata.name : undefined;
}

/** Which services a workload asks, by its variables: each that names one of ours, and those for operators. */
export function asked(workload: Workload, all: readonly Manifest[]): AskedAddress[] {
  return workload.spec.template.spec.containers.flatMap((container) =>
    [...environmentOf(container, all)].flatMap(([variable, value]) =>
      value.split(',').flatMap((item): AskedAddress[] => {
        const [, name = '', url = ''] = /^(\w+)=(.+)$/.exec(item) ?? [];
        if (variable === 'INSTANCE_URLS') return [{ variable, service: name, url }];
        const service = serviceNames.find((one) =>
          [`${one}_url`, `${one}_urls`].includes(variable.toLowerCase()),
        );
        return service ? [{ variable, service, url: item }] : [];
      }),
    ),
  );
}

/** Addresses that lead elsewhere, and pods that the gateway cannot tell apart. */
export function addressFaults(all: readonly Manifest[]): string[] {
  return workloads(all).flatMap((workload) => {
    const { name } = workload.metadata;
    const addresses = asked(workload, all);
    const wrong = addresses.filter(({ service, url }) => addressed(url, all) !== service);
    return [
      ...wrong.map(({ variable, url }) => `${name}: ${variable} leads nowhere with ${url}`),
      ...(name === 'gateway' ? unseen(addresses, all) : []),
    ];
  });
}

/** Of which service an operator would not meet each pod: they are named one by one, or by a name that stands for all. */
function unseen(addresses: readonly AskedAddress[], all: readonly Manifest[]): string[] {
  const lasting = workloads(all).filter(({ kind }) => kind !== 'Job');
  return lasting.flatMap(({ kind, metadata: { name }, spec }) => {
    const own = addresses.filter(({ url }) => addressed(url, all) === name);
    // One that is not named gets nothing to do.
    if (kind === 'StatefulSet')
      return own.length === spec.replicas ? [] : [`gateway does not name each ${name}`];
    const isHeadless = own.some(({ url }) => {
      const { clusterIP, publishNotReadyAddresses } = serviceAt(url, all)?.spec ?? {};
      return clusterIP === 'None' && publishNotReadyAddresses === true;
    });
    return isHeadless ? [] : [`operators cannot tell the pods of ${name} apart`];
  });
}
