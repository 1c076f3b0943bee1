/** What becomes of a header that a client sends; those with a number of their own are read by the door. */
export const enum HeaderRule {
  pass,
  drop,
  host,
  contentLength,
  transferEncoding,
  connection,
  expect,
  authorization,
  apiKey,
  requestId,
  traceparent,
  origin,
  preflightMethod,
  preflightHeaders,
  contentType,
}

const rules = new Map<string, HeaderRule>([
  ['host', HeaderRule.host],
  ['content-length', HeaderRule.contentLength],
  ['transfer-encoding', HeaderRule.transferEncoding],
  ['connection', HeaderRule.connection],
  ['expect', HeaderRule.expect],
  ['authorization', HeaderRule.authorization],
  ['x-api-key', HeaderRule.apiKey],
  ['x-request-id', HeaderRule.requestId],
  ['traceparent', HeaderRule.traceparent],
  ['origin', HeaderRule.origin],
  ['access-control-request-method', HeaderRule.preflightMethod],
  ['access-control-request-headers', HeaderRule.preflightHeaders],
  ['content-type', HeaderRule.contentType],
]);

const hopByHop = [
  'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'upgrade',
  'http2-settings',
]; // prettier-ignore

/** Whoever believes one of these believes the client: about where it is, who it is, or what it asks for. */
const claims = [
  'forwarded', 'via', 'client-ip', 'true-client-ip', 'cf-connecting-ip', 'fastly-client-ip', 'x-real-ip',
  'x-http-method', 'x-http-method-override', 'x-method-override', 'x-service-mode', 'x-degraded', 'x-host',
]; // prettier-ignore

for (const name of [...hopByHop, ...claims]) rules.set(name, HeaderRule.drop);

const claimingPrefixes = [
  'x-forwarded', 'x-client', 'x-user', 'x-auth', 'x-account', 'x-session', 'x-caller', 'x-identity', 'x-role',
  'x-internal', 'x-service', 'x-gateway', 'x-original', 'x-rewrite', 'x-real', 'x-cluster', 'x-remote', 'x-envoy',
  'x-jwt', 'x-tenant', 'x-operator', 'x-ssl', 'x-tls',
]; // prettier-ignore

/** Names are written by clients, so only so many are remembered as they were written. */
const mostRemembered = 500;
const remembered = new Map<string, HeaderRule>();

/** What becomes of a header, by its name as it was written. */
export function ruleOf(written: string): HeaderRule {
  const known = remembered.get(written);
  if (known !== undefined) return known;
  const rule = judge(written.toLowerCase());
  if (remembered.size < mostRemembered && written.length <= 64) remembered.set(written, rule);
  return rule;
}

function judge(name: string): HeaderRule {
  const known = rules.get(name);
  if (known !== undefined) return known;
  // Programs that turn names into variables read it as the one with a hyphen.
  if (name.includes('_')) return HeaderRule.drop;
  return claimingPrefixes.some((prefix) => name.startsWith(prefix)) ? HeaderRule.drop : HeaderRule.pass;
}
