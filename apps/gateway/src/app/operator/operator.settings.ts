import { list, type ValuesOf } from '@secureconnect/platform';

const isGatewayUrl = (item: string): boolean =>
  URL.canParse(item) && /^https?:$/.test(new URL(item).protocol) && new URL(item).pathname === '/';

/** What the page for operators needs to know besides. */
export const operatorSettings = {
  GATEWAY_URLS: list('http:// or https:// URLs without a path', isGatewayUrl, {
    meaning:
      'all instances of the gateway, by which each shows the others to operators; one that is not named is counted and not seen',
    default: '',
  }),
};

/** Those settings once read. */
export type OperatorValues = ValuesOf<typeof operatorSettings>;
