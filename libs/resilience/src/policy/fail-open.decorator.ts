import { declareAs, type DeclarationNotes, type HandlerDecorator, type Stores } from './declaring';

type Plain = string | number | bigint | boolean | null | undefined;

/** A plain value, or a function that makes one anew from the call's arguments: an object would be everybody's. */
export type OpenValue = Plain | ((...args: never[]) => unknown);

type ValueOf<R> = R extends (...args: never[]) => infer V ? Awaited<V> : R;

type Fits<R, T> = [ValueOf<R>] extends [T] ? unknown : { 'the declared value must be of type': T };

/** Goes on a method whose promise may hold the declared value. */
export type OpenMethodDecorator<R> = <A extends unknown[], T>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<(...args: A) => Promise<T>> & Fits<R, T>,
) => void;

/** What a provider method that fails open is told. */
export interface OpenOptions<R extends OpenValue> extends DeclarationNotes {
  /** What it gives back while Redis is away. */
  readonly returns: R;
  readonly deadlineMs?: number;
}

/** On a handler or its class: it runs while Redis is away, and the answer is marked degraded. */
export function FailOpen(
  operation: string,
  stores?: Stores,
  notes?: DeclarationNotes & { readonly returns?: never },
): HandlerDecorator;
/** On a provider method: it returns the declared value while Redis is away. */
export function FailOpen<R extends OpenValue>(
  operation: string,
  stores: Stores,
  options: OpenOptions<R>,
): OpenMethodDecorator<R>;
export function FailOpen(
  operation: string,
  stores: Stores = 'redis',
  options: DeclarationNotes & { readonly returns?: unknown; readonly deadlineMs?: number } = {},
): HandlerDecorator {
  const { returns, deadlineMs, ...notes } = options;
  const part = 'returns' in options ? { returns: { value: returns } } : {};
  return declareAs('open', operation, stores, notes, {
    ...part,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  });
}
