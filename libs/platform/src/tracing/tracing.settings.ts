import { type SettingRule, setting, type ValuesOf } from '../config/setting';
import { int, oneOf, text, url } from '../config/setting-kinds';

const samplers = [
  ...(['parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'] as const),
  ...(['always_on', 'always_off', 'traceidratio'] as const),
] as const;

/** How traces are chosen, as OpenTelemetry calls it. */
export type SamplerName = (typeof samplers)[number];

function readShare(given: string): number {
  const share = Number(given);
  if (!/^\d+(\.\d+)?$/.test(given) || share > 1) throw new Error('be a number from 0 to 1');
  return share;
}

/** `name=value,name=value`, the values written as in a URL, as OpenTelemetry has it. */
function readHeaders(given: string): Readonly<Record<string, string>> {
  const pairs = given.split(',').map((pair) => pair.trim()).filter(Boolean); // prettier-ignore
  return Object.fromEntries(pairs.map(readPair));
}

function readPair(pair: string): [string, string] {
  const [, name = '', value = ''] = /^([\w!#$&'*+.^`|~-]+)\s*=\s*(.*)$/.exec(pair) ?? [];
  if (name === '') throw new Error('be like name=value,name=value');
  try {
    return [name.toLowerCase(), decodeURIComponent(value)];
  } catch {
    throw new Error('have every % in its values written as %25');
  }
}

/** An endpoint's secrets belong into its headers: the URL of what cannot be reached is told in the log. */
const bare: SettingRule = {
  with: [],
  fault: (given) => {
    if (given === '') return undefined;
    const { username, password, search, hash } = new URL(given as string);
    return username + password + search + hash !== '' && 'have no user, no password and no query';
  },
};

/** What is traced and to whom it is told; the names are OpenTelemetry's own. */
export const tracingSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: url(['http', 'https'], {
    meaning: 'the OpenTelemetry collector that traces go to, by OTLP over HTTP; empty: nothing is traced',
    default: '',
    rules: [bare],
  }),
  OTEL_EXPORTER_OTLP_HEADERS: setting('comma-separated: name=value', readHeaders, {
    meaning: 'headers the collector is sent, such as its key',
    default: '',
    secret: true,
  }),
  OTEL_EXPORTER_OTLP_TIMEOUT: int(100, 60_000, {
    meaning: 'milliseconds the collector has for each batch of spans; nobody else waits for it',
    default: 10_000,
  }),
  OTEL_SERVICE_NAME: text({
    meaning: 'what the service is called in traces; empty: its own name',
    default: '',
  }),
  OTEL_TRACES_SAMPLER: oneOf(samplers, {
    meaning: 'which traces are recorded; what a client says of that is never heeded',
    default: 'parentbased_always_on',
  }),
  OTEL_TRACES_SAMPLER_ARG: setting('0 to 1', readShare, {
    meaning: 'the share that traceidratio records',
    default: '1',
  }),
};

/** The values of these settings. */
export type TracingValues = ValuesOf<typeof tracingSettings>;
