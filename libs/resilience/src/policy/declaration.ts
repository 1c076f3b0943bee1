/** How one operation behaves towards one store while Redis is away. */
export interface StoreDeclaration {
  readonly store: string;
  readonly mode: 'free';
}

/** What a decorator puts on a class or a handler. */
export interface Declaration {
  readonly operation: string;
  readonly stores: readonly StoreDeclaration[];
}

/** One operation of a service as its table of policies shows it. */
export interface OperationPolicy extends Declaration {
  readonly kind: 'http' | 'ws';
  /** Class and method. */
  readonly target: string;
}

/** The metadata key of declarations. */
export const DECLARATION = Symbol('resilience:declaration');
