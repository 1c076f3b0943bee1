/** What becomes of a header of an upstream's answer. */
const enum Rule {
  pass,
  drop,
  contentLength,
  connection,
  mode,
  degraded,
  requestId,
}

const rules = new Map<string, Rule>([
  ['content-length', Rule.contentLength],
  ['connection', Rule.connection],
  ['x-service-mode', Rule.mode],
  ['x-degraded', Rule.degraded],
  ['x-request-id', Rule.requestId],
]);

/** Between two hops only, or ours to say. */
const dropped = [
  'keep-alive', 'proxy-authenticate', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade',
  'server', 'x-powered-by', 'via', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'ratelimit-policy',
]; // prettier-ignore

for (const name of dropped) rules.set(name, Rule.drop);

/** Services of ours write few names; what else writes more of them is judged each time. */
const mostRemembered = 500;
const remembered = new Map<string, Rule>();

function ruleOf(written: string): Rule {
  const known = remembered.get(written);
  if (known !== undefined) return known;
  const name = written.toLowerCase();
  const rule = rules.get(name) ?? (name.startsWith('access-control-') ? Rule.drop : Rule.pass);
  if (remembered.size < mostRemembered) remembered.set(written, rule);
  return rule;
}

/** The headers of an upstream's answer: what goes on of them, and what the gateway needs to know. */
export class ResponseHeaders {
  /** Names and values in turn. */
  readonly passed: string[] = [];
  /** -1: it was not said. */
  contentLength = -1;
  isDegraded = false;
  /** What of it was served degraded. */
  marks = '';
  /** One of our services answered, not something that stands before it. */
  isOurs = false;
  private connection: string | undefined;

  constructor(raw: readonly Buffer[]) {
    for (let index = 0; index < raw.length; index += 2) {
      const name = (raw[index] as Buffer).toString('latin1');
      const rule = ruleOf(name);
      if (rule === Rule.drop) continue;
      const value = (raw[index + 1] as Buffer).toString('latin1');
      if (rule === Rule.pass) this.passed.push(name, value);
      else this.read(rule, value);
    }
    if (this.connection !== undefined) this.dropNamed(this.connection);
  }

  private read(rule: Rule, value: string): void {
    if (rule === Rule.contentLength) {
      this.contentLength = Number(value);
      this.passed.push('content-length', value);
    } else if (rule === Rule.mode) this.isDegraded = value === 'degraded';
    else if (rule === Rule.degraded) this.marks = value;
    else if (rule === Rule.requestId) this.isOurs = true;
    else if (value !== 'keep-alive' && value !== 'close') this.connection = value;
  }

  /** What the upstream says is meant for the next hop only goes no further. */
  private dropNamed(connection: string): void {
    const named = new Set(connection.split(',').map((name) => name.trim().toLowerCase()));
    for (let index = this.passed.length - 2; index >= 0; index -= 2)
      if (named.has((this.passed[index] as string).toLowerCase())) this.passed.splice(index, 2);
  }
}
