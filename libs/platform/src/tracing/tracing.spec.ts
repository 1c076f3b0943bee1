import { EventEmitter } from 'node:events';
import { readSettings } from '../config/read-settings';
import { type ConfigurationError } from '../config/configuration.error';
import { serveTraced } from '../http/serve-traced';
import { runInContext } from '../logging/request-context';
import { clientStatementHeader } from '../service-tokens/client-statements';
import { OpenTelemetryTracer } from './open-telemetry.adapter';
import { loadSdk, type Sdk } from './open-telemetry-sdk';
import { SpanQueue } from './span-queue.adapter';
import { beginPart, currentSpan, traceWith, within } from './tracing';
import { type SamplerName, tracingSettings } from './tracing.settings';

type ReadableSpan = Parameters<SpanQueue['onEnd']>[0];
const [someSpan] = [{} as ReadableSpan];
const common = { headers: {}, service: 'demo', version: '0', instance: 'here:1', onChange: () => undefined };

describe('what is recorded', () => {
  let sdk: Sdk;
  beforeAll(async () => (sdk = await loadSdk()));

  const tracerOf = (sampler: SamplerName, share: number) =>
    new OpenTelemetryTracer(sdk, {
      ...common,
      ...{ endpoint: 'http://127.0.0.1:1', timeoutMs: 100, sampler, share },
    });
  const parentOf = (flags: string, id = 'a'.repeat(32)) => `00-${id}-${'b'.repeat(16)}-${flags}`;

  it('is what the service before decided, and a stranger decides nothing', () => {
    const none = tracerOf('parentbased_traceidratio', 0);
    expect(none.begin({ name: 'x', parent: parentOf('01') }).isRecorded).toBe(true);
    expect(none.begin({ name: 'x', parent: parentOf('01'), isStranger: true }).isRecorded).toBe(false);
    const all = tracerOf('parentbased_always_on', 1);
    expect(all.begin({ name: 'x', parent: parentOf('00') }).isRecorded).toBe(false);
    const span = all.begin({ name: 'x', parent: parentOf('00'), isStranger: true });
    expect([span.isRecorded, span.traceparent.slice(3, 35), span.traceparent.slice(-2)]).toEqual([
      true,
      'a'.repeat(32),
      '01',
    ]);
  });

  it('is a share of the traces of strangers, whatever trace id they choose', () => {
    // The share is chosen by trace id: this one belongs to every share.
    const parent = parentOf('01', `${'0'.repeat(31)}1`);
    const tracer = tracerOf('traceidratio', 0.5);
    const chosen = Array.from({ length: 200 }, () => tracer.begin({ name: 'x', parent, isStranger: true }));
    expect(new Set(chosen.map(({ isRecorded }) => isRecorded))).toEqual(new Set([true, false]));
  });

  it('is for the gateway to say, and not for who writes its headers to the gateway itself', () => {
    const leave = traceWith(tracerOf('parentbased_always_off', 0));
    const isRecorded = (headers: object, isEdge: boolean): boolean => {
      const request = { headers, method: 'GET', is404: false, routeOptions: { url: '/things' } };
      const asked = { request, reply: { raw: new EventEmitter() }, isEdge } as never;
      let is = false;
      serveTraced(
        asked,
        { requestId: 'r', traceparent: parentOf('01') },
        () => (is = currentSpan() !== undefined),
      );
      return is;
    };
    const said = { [clientStatementHeader]: 'signed' };
    expect([isRecorded(said, false), isRecorded({}, false), isRecorded(said, true)]).toEqual([
      true,
      false,
      false,
    ]);
    leave();
  });

  it('is no part of what is not recorded, and nothing outside of a request', () => {
    const tracer = tracerOf('parentbased_always_on', 1);
    expect(beginPart({ name: 'before' })).toBeUndefined();
    const leave = traceWith(tracer);
    const parts = runInContext({ requestId: 'r' }, () => {
      const of = (flags: string) =>
        within(tracer.begin({ name: 'x', parent: parentOf(flags) }), () => beginPart({ name: 'part' }));
      return { outside: currentSpan(), none: of('00'), part: of('01') };
    });
    leave();
    expect([parts.outside, parts.none, parts.part?.isRecorded]).toEqual([undefined, undefined, true]);
  });
});

describe('spans on their way to the collector', () => {
  const told: unknown[] = [];
  let answer: () => Promise<void>;
  const queueOf = () =>
    new SpanQueue({
      ...{ send: () => answer(), onChange: (error) => void told.push(error) },
      ...{ most: 5, batch: 2, everyMs: 60_000 },
    });
  const end = (queue: SpanQueue, count: number) => {
    for (let at = 0; at < count; at += 1) queue.onEnd(someSpan);
  };
  beforeEach(() => told.splice(0));

  it('take no more room than they were given while nobody takes them, and what is lost is counted', async () => {
    let go = (): void => undefined;
    answer = () => new Promise((resolve) => (go = resolve));
    const queue = queueOf();
    end(queue, 10);
    // Two are under way, five wait, three had no room.
    expect(queue.counts).toEqual({ exported: 0, dropped: { queue_full: 3, not_exported: 0 } });
    answer = () => Promise.resolve();
    go();
    await queue.forceFlush();
    expect(queue.counts).toEqual({ exported: 7, dropped: { queue_full: 3, not_exported: 0 } });
  });

  it('are lost where they do not arrive, which is told when it begins and when it ends', async () => {
    const queue = queueOf();
    const fault = new Error('away');
    answer = () => Promise.reject(fault);
    end(queue, 4);
    await queue.forceFlush();
    answer = () => Promise.resolve();
    end(queue, 2);
    await queue.forceFlush();
    expect([queue.counts.exported, queue.counts.dropped.not_exported, told]).toEqual([
      2,
      4,
      [fault, undefined],
    ]);
  });

  it('are waited for by nobody who leaves, where the collector hangs', async () => {
    const queue = queueOf();
    answer = () => new Promise(() => undefined);
    end(queue, 3);
    await queue.leave(10);
    end(queue, 1);
    expect(queue.counts).toEqual({ exported: 0, dropped: { queue_full: 1, not_exported: 1 } });
  });
});

describe('the settings of tracing', () => {
  const faultsOf = (env: Record<string, string>): string => {
    try {
      readSettings('demo', tracingSettings, env);
      return '';
    } catch (error) {
      return (error as ConfigurationError).message;
    }
  };

  it('are off unless an endpoint is named, and take what OpenTelemetry writes', () => {
    const values = readSettings('demo', tracingSettings, {
      OTEL_EXPORTER_OTLP_HEADERS: 'a=1, x-key=b%20c%3D',
    });
    expect(values.OTEL_EXPORTER_OTLP_ENDPOINT).toBe('');
    expect(values.OTEL_EXPORTER_OTLP_HEADERS).toEqual({ a: '1', 'x-key': 'b c=' });
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://hush:hush@collector:4318'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'hush'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=%hush'],
    ['OTEL_TRACES_SAMPLER', 'sometimes'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
  ])('refuse %s=%s, and show no secret', (name, value) => {
    expect(faultsOf({ [name]: value })).toContain(`${name} must`);
    expect(faultsOf({ [name]: value })).not.toContain('hush');
  });
});
