import { type AddressInfo } from 'node:net';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { until } from '@secureconnect/testing';

/** A span as it arrived, with the service that sent it. */
export interface ArrivedSpan {
  readonly service: string;
  /** Which instance of it. */
  readonly instance: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string }[];
  readonly events: readonly {
    readonly name: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
}

type Sender = Pick<ArrivedSpan, 'service' | 'instance'>;

interface Pair {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface Wire extends Omit<ArrivedSpan, 'attributes' | 'events' | 'links' | keyof Sender> {
  readonly attributes?: readonly Pair[];
  readonly links?: ArrivedSpan['links'];
  readonly events?: readonly { readonly name: string; readonly attributes?: readonly Pair[] }[];
}

interface Batch {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Pair[] };
    readonly scopeSpans: readonly { readonly spans: readonly Wire[] }[];
  }[];
}

const read = (pairs: readonly Pair[] = []): Record<string, unknown> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]));

/** A collector of traces as OpenTelemetry has it, over HTTP, that can also stop to answer, or be away. */
export class TraceCollector {
  readonly spans: ArrivedSpan[] = [];
  /** The texts of all requests, and what they said of who sends them. */
  readonly bodies: string[] = [];
  readonly keys = new Set<string | undefined>();
  isHung = false;
  /** Requests that were taken and never answered. */
  unanswered = 0;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<TraceCollector> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const collector = new TraceCollector(
      server,
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    );
    server.on('request', (request, response) => void collector.take(request, response));
    return collector;
  }

  /** Resolves with the spans of a trace once it has all of these names. */
  async trace(traceId: string, ...names: readonly string[]): Promise<readonly ArrivedSpan[]> {
    const of = (): ArrivedSpan[] => this.spans.filter((span) => span.traceId === traceId);
    const hasAll = (): boolean => names.every((name) => of().some((span) => span.name === name));
    await until(`the trace to have ${names.join(', ')}`, hasAll, { timeout: 30_000 }).catch(
      (error: Error) => {
        throw new Error(
          `${error.message}; it has ${of()
            .map((span) => span.name)
            .join(', ')}`,
          { cause: error },
        );
      },
    );
    return of();
  }

  close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    return closed;
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    if (this.isHung) {
      this.unanswered += 1;
      return;
    }
    this.keys.add(request.headers.authorization);
    this.bodies.push(body);
    for (const { resource, scopeSpans } of (JSON.parse(body) as Batch).resourceSpans) {
      const told = read(resource.attributes);
      const sender = { service: String(told['service.name']), instance: String(told['service.instance.id']) };
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) this.spans.push(arrived(sender, span));
    }
    response.setHeader('content-type', 'application/json').end('{}');
  }
}

const arrived = (sender: Sender, { attributes, events = [], links = [], ...span }: Wire): ArrivedSpan => ({
  ...span,
  ...sender,
  links,
  parentSpanId: span.parentSpanId ?? '',
  attributes: read(attributes),
  events: events.map(({ name, attributes: said }) => ({ name, attributes: read(said) })),
});
