import { type InjectionToken } from '@nestjs/common';

/** What becomes of an operation while Redis is away: it goes on, is refused, is served elsewhere, or never noticed. */
export type FailureMode = 'open' | 'closed' | 'fallback' | 'free';

/** How one operation behaves towards one store while Redis is away. */
export interface StoreDeclaration {
  readonly store: string;
  readonly mode: FailureMode;
  /** The places that serve it, best first. */
  readonly tiers?: readonly string[];
  /** Which weaker promise holds meanwhile, in one line. */
  readonly guarantee?: string;
}

/** What one decorator puts on a class or a method. */
export interface Declaration {
  readonly operation: string;
  readonly stores: readonly StoreDeclaration[];
  /** What a provider method that fails open gives back, or makes it from the call's arguments. */
  readonly returns?: { readonly value: unknown };
  /** Whose method of the same name a provider method falls back to. */
  readonly provider?: InjectionToken;
  /** A provider method that took longer counts as one whose store is away. */
  readonly deadlineMs?: number;
}

/** One operation of a service as its table of policies shows it. */
export interface OperationPolicy {
  readonly operation: string;
  readonly kind: 'http' | 'ws' | 'provider';
  /** Class and method. */
  readonly target: string;
  readonly stores: readonly StoreDeclaration[];
}

/** The metadata key under which a class or a method keeps its declarations. */
export const DECLARATIONS = Symbol('resilience:declarations');

/** The declarations of a class or a method itself, in the order in which they are read. */
export const declarationsOf = (target: object): readonly Declaration[] =>
  (Reflect.getMetadata(DECLARATIONS, target) as readonly Declaration[] | undefined) ?? [];
