import { type LoggerService } from '@nestjs/common';
import { type Logger } from 'pino';

/** Contexts in which the framework tells of its own assembly; nobody reads that unless they ask for it. */
const assembly = new Set([
  'NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'WebSocketsController', 'NestApplication',
]); // prettier-ignore

/** Lets Nest's Logger write through the process's one logger. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    const { context } = split(rest);
    this.write(context && assembly.has(context) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    const { context, error, fields } = split(rest);
    const bindings = { ...fields, ...(context ? { context } : {}), ...(error ? { err: error } : {}) };
    if (message instanceof Error) this.logger[level]({ ...bindings, err: message }, message.message);
    else if (typeof message === 'object') this.logger[level]({ ...bindings, ...message });
    else this.logger[level](bindings, String(message));
  }
}

/** Nest passes the context last; before it may stand a stack, an error or fields. */
function split(rest: readonly unknown[]): { context?: string; error?: unknown; fields: object } {
  const last = rest.at(-1);
  const context = typeof last === 'string' ? last : undefined;
  const others = context === undefined ? rest : rest.slice(0, -1);
  const error = others.find((value) => value instanceof Error || typeof value === 'string');
  const fields = others.filter((value) => typeof value === 'object' && !(value instanceof Error));
  return { context, error, fields: Object.assign({}, ...fields) };
}
