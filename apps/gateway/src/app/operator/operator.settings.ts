import { type ServiceName, serviceNames } from '@secureconnect/contracts';
import { list, type ValuesOf } from '@secureconnect/platform';

const isUrl = (item: string): boolean =>
  URL.canParse(item) && /^https?:$/.test(new URL(item).protocol) && new URL(item).pathname === '/';

/** `auth=http://auth-pods:8081` */
function isNamedUrl(item: string): boolean {
  const { service, url } = splitAtSign(item);
  return service !== 'gateway' && (serviceNames as readonly string[]).includes(service) && isUrl(url);
}

/** What the page for operators needs to know besides. */
export const operatorSettings = {
  GATEWAY_URLS: list('http:// or https:// URLs without a path', isUrl, {
    meaning:
      'all instances of the gateway, by which each shows the others to operators; one that is not named is counted and not seen',
    default: '',
  }),
  INSTANCE_URLS: list('auth, chat, video or storage, = and an http:// or https:// URL', isNamedUrl, {
    meaning:
      'where operators find each instance of a service whose own setting is one address before them all; a name stands for all its addresses',
    default: '',
  }),
};

/** Those settings once read. */
export type OperatorValues = ValuesOf<typeof operatorSettings>;

/** The places that are named for operators alone, the gateways first. */
export function placesNamedIn({
  GATEWAY_URLS,
  INSTANCE_URLS,
}: OperatorValues): { service: ServiceName; url: URL }[] {
  const gateways = GATEWAY_URLS.map((url) => ({ service: 'gateway' as const, url: new URL(url) }));
  const others = INSTANCE_URLS.map(splitAtSign);
  return [
    ...gateways,
    ...others.map(({ service, url }) => ({ service: service as ServiceName, url: new URL(url) })),
  ];
}

function splitAtSign(item: string): { service: string; url: string } {
  const [service = '', url = ''] = item.split('=', 2);
  return { service, url };
}
