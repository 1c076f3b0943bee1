import { type InjectionToken } from '@nestjs/common';
import { type Declaration, type FailureMode, type StoreDeclaration } from './declaration';
import { type OperationTally, tallyOf } from './operation-tally';

/** All that one method declares, read as one. */
export interface ComposedPolicy {
  readonly operation: string;
  readonly stores: readonly StoreDeclaration[];
  /** What holds for the whole of it: the strictest of its modes, for without that store it can't be carried out. */
  readonly mode: FailureMode;
  /** What an answer is marked with when one of its stores was served otherwise. */
  readonly marks: readonly string[];
  readonly returns?: Declaration['returns'];
  readonly provider?: InjectionToken;
  readonly deadlineMs?: number;
  /** It goes through a store that asks PostgreSQL where Redis does not serve. */
  readonly isServedByPostgres: boolean;
  /** Counts who asks for it. */
  readonly tally: OperationTally;
}

const strictestFirst: readonly FailureMode[] = ['closed', 'fallback', 'open', 'free'];

/** Reads several declarations as one; whether they agree is judged at boot. */
export function compose(declarations: readonly Declaration[], operation = ''): ComposedPolicy {
  const stores = declarations.flatMap((declaration) => declaration.stores);
  const provider = declarations.find(({ provider }) => provider)?.provider;
  const name = operation || (declarations[0]?.operation ?? '');
  const mode = strictestFirst.find((mode) => stores.some((store) => store.mode === mode)) ?? 'closed';
  const isInside = mode === 'fallback' && provider === undefined;
  return {
    operation: name,
    stores,
    mode,
    marks: [name, ...stores.filter(({ mode }) => mode !== 'free').map(({ store }) => store)],
    returns: declarations.find(({ returns }) => returns)?.returns,
    provider,
    deadlineMs: declarations.find(({ deadlineMs }) => deadlineMs !== undefined)?.deadlineMs,
    isServedByPostgres: isInside && stores.some(({ tiers }) => tiers?.includes('postgres')),
    tally: tallyOf(name),
  };
}
