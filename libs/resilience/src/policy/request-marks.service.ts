import { type ExecutionContext, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DegradedMarks } from './degraded-marks';

/** Keeps the marks of each request, and writes those of HTTP requests into their headers as they come. */
@Injectable()
export class RequestMarks {
  private readonly marks = new WeakMap<object, DegradedMarks>();

  constructor(private readonly host: HttpAdapterHost) {}

  /** The marks of a request; `unmarked` ones are never shown. */
  of(context: ExecutionContext, unmarked = false): DegradedMarks {
    const key = keyOf(context);
    const known = this.marks.get(key);
    if (known) return known;
    const isShown = !unmarked && context.getType() === 'http';
    const made = new DegradedMarks(isShown ? (names) => this.show(context, names) : undefined);
    this.marks.set(key, made);
    return made;
  }

  /** At once and not at the end: a handler may stream its answer, and an error takes another way out. */
  private show(context: ExecutionContext, names: readonly string[]): void {
    const answer: unknown = context.switchToHttp().getResponse();
    const { httpAdapter } = this.host;
    if (httpAdapter.isHeadersSent(answer)) return;
    httpAdapter.setHeader(answer, 'X-Service-Mode', 'degraded');
    httpAdapter.setHeader(answer, 'X-Degraded', names.join(', '));
  }
}

/** Guard and interceptor are given the same request, or for sockets the same list of arguments. */
const keyOf = (context: ExecutionContext): object =>
  context.getType() === 'http' ? context.switchToHttp().getRequest<object>() : context.getArgs<[object]>();
