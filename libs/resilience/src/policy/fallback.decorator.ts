import { type InjectionToken } from '@nestjs/common';
import { declareAs, type DeclarationNotes, type HandlerDecorator, type Stores } from './declaring';

/** A class whose objects serve instead; an abstract one will do, as a port is. */
export type FallbackClass<P> = abstract new (...args: never[]) => P;

/** By a class the compiler sees what the fallback offers; by a text or symbol it is seen at boot. */
type Offers<P, K extends PropertyKey, M> = K extends keyof P
  ? P[K] extends M
    ? unknown
    : { 'the fallback provider must offer this method as': M }
  : { 'the fallback provider has no method': K };

/** Goes on a method that the fallback provider has too, with the same signature. */
export type FallbackMethodDecorator<P> = <K extends string, M>(
  target: object,
  key: K,
  descriptor: TypedPropertyDescriptor<M> & Offers<P, K, M>,
) => void;

/** What a provider method that falls back is told. */
export interface FallbackOptions<Token> extends DeclarationNotes {
  /** The provider whose method of the same name serves instead. */
  readonly provider: Token;
  readonly deadlineMs?: number;
}

/**
 * On a handler or its class: it runs while Redis is away, its stores served by the next tier; marked degraded. The same
 * with `tiers` on a provider method that goes through a store of Failover, which falls back by itself.
 */
export function Fallback(
  operation: string,
  stores?: Stores,
  notes?: DeclarationNotes & { readonly provider?: never; readonly deadlineMs?: number },
): HandlerDecorator;
/** On a provider method: the same method of the fallback provider serves while Redis is away. */
export function Fallback<P>(
  operation: string,
  stores: Stores,
  options: FallbackOptions<FallbackClass<P>>,
): FallbackMethodDecorator<P>;
/** The same, by a token that is no class: whether it offers the method is seen at boot. */
export function Fallback(
  operation: string,
  stores: Stores,
  options: FallbackOptions<string | symbol>,
): MethodDecorator;
export function Fallback(
  operation: string,
  stores: Stores = 'redis',
  options: Partial<FallbackOptions<InjectionToken>> = {},
): HandlerDecorator {
  const { provider, deadlineMs, ...notes } = options;
  return declareAs('fallback', operation, stores, notes, {
    ...(provider === undefined ? {} : { provider }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  });
}
