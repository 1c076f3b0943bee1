import { type StormService } from '../../system/storm-system';

/** How an operation behaves towards one store, as a service tells it. */
export interface DeclaredStore {
  readonly store: string;
  readonly mode: 'open' | 'closed' | 'fallback' | 'free';
}

/** One row of `GET /health/policies`, and whose it is. */
export interface DeclaredOperation {
  readonly service: StormService;
  readonly operation: string;
  readonly kind: 'http' | 'ws' | 'provider';
  readonly target: string;
  readonly stores: readonly DeclaredStore[];
}

/** What holds for the whole of it: without the store it is strictest towards, it cannot be carried out. */
export function modeOf({ stores }: DeclaredOperation): DeclaredStore['mode'] {
  const strictestFirst = ['closed', 'fallback', 'open', 'free'] as const;
  return strictestFirst.find((mode) => stores.some((store) => store.mode === mode)) ?? 'closed';
}

/** Its name in tables; a name belongs to one operation of a service, and to others of others. */
export const keyOf = ({ service, operation }: DeclaredOperation): string => `${service} ${operation}`;
