import { pino, type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';
import { currentContext } from './request-context';
import { scrub, secretPaths } from './scrub';

/** How one process writes its log. */
export interface LoggerOptions {
  readonly service: string;
  readonly level: string;
  /** Lines for people instead of JSON. */
  readonly readable: boolean;
  /** Where JSON lines go; standard output unless said. */
  readonly destination?: DestinationStream;
}

const readableStream = (): DestinationStream =>
  pretty({
    colorize: process.stdout.isTTY === true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname,service,context',
    messageFormat: '{if context}{context}: {end}{msg}',
    sync: true,
  });

function contextFields(): Record<string, unknown> {
  const context = currentContext();
  if (!context) return {};
  const { requestId, traceparent } = context;
  return { request_id: requestId, ...(traceparent ? { trace_id: traceparent.split('-')[1] } : {}) };
}

/** The process's one logger: JSON in production, readable in development, with request id and without secrets. */
export function createLogger({ service, level, readable, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    mixin: contextFields,
    redact: { paths: secretPaths, censor: '***' },
    hooks: { streamWrite: scrub },
  };
  if (readable) return pino({ ...options, formatters: {} }, readableStream());
  return destination ? pino(options, destination) : pino(options);
}
