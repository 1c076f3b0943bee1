import { type DatabaseError } from 'pg';
import { type TraceSpan } from '../tracing/trace-span';
import { beginPart, currentSpan } from '../tracing/tracing';

const operation = /^\s*(\w+)/;

/** The span of a statement within what is traced; its text has places for values, and the values are not looked at. */
export function beginStatement(args: readonly unknown[]): TraceSpan | undefined {
  // First: most statements of most services are traced by nobody.
  if (currentSpan() === undefined) return undefined;
  const [first] = args;
  const text = typeof first === 'string' ? first : (first as { readonly text?: unknown } | undefined)?.text;
  if (typeof text !== 'string') return undefined;
  const name = operation.exec(text)?.[1]?.toUpperCase() ?? 'STATEMENT';
  const attributes = { 'db.system.name': 'postgresql', 'db.operation.name': name, 'db.query.text': text };
  return beginPart({ name, side: 'client', attributes });
}

/** Ends it with the answer. A fault is its SQLSTATE: the message of an error may quote a value. */
export function endStatement(span: TraceSpan, answer: Promise<unknown>): void {
  answer.then(
    () => span.end(),
    (error: unknown) => span.end((error as DatabaseError).code ?? 'no_answer'),
  );
}
