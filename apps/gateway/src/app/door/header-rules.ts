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

/**
 * What a client says of its request, and of nothing else. All other names stay outside: some program behind may believe
 * one of them about who asks or where from, and nobody knows all those names.
 */
const passed = [
  'accept', 'accept-charset', 'accept-encoding', 'accept-language', 'cache-control', 'content-digest',
  'content-disposition', 'content-encoding', 'content-language', 'content-location', 'content-md5', 'content-range',
  'digest', 'idempotency-key', 'if-match', 'if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since',
  'last-event-id', 'pragma', 'prefer', 'priority', 'range', 'tracestate', 'user-agent', 'sec-websocket-extensions',
  'sec-websocket-key', 'sec-websocket-protocol', 'sec-websocket-version',
]; // prettier-ignore

for (const name of passed) rules.set(name, HeaderRule.pass);

/** Of the protocol of uploads, which names its own. */
const passedPrefixes = ['tus-', 'upload-'];

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
  return passedPrefixes.some((prefix) => name.startsWith(prefix)) ? HeaderRule.pass : HeaderRule.drop;
}
