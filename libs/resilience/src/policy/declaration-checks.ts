import { type DeclarationFault } from './declaration.error';
import { type Declaration, type OperationPolicy } from './declaration';

type Problem = Omit<DeclarationFault, 'target'>;

const decorators = { open: '@FailOpen', closed: '@FailClosed', fallback: '@Fallback', free: '@RedisFree' };

/** Names stand in headers and metrics. */
const wellFormed = /^[A-Za-z0-9][\w.:-]{0,99}$/;

/** What a handler that says nothing is told. */
export const undeclared: Problem = {
  problem: 'declares nothing',
  cure: "Put @RedisFree('operation') on it or its class if it never touches Redis, else @FailClosed, @FailOpen or @Fallback with the operation's name and its stores.",
};

/** What a class is told whose declaration nothing would ever heed. */
export const withoutHandlers: Problem = {
  problem: 'carries a declaration and has no handlers it could hold for',
  cure: 'Put it on each of the methods that reach a store.',
};

/** What a provider is told that is handed Redis itself and says of no method how it fails. */
export const silentlyReaching = (through: string): Problem => ({
  problem: `injects ${through} and declares nothing`,
  cure: 'Put @FailClosed, @FailOpen or @Fallback with its operation and stores on each method that reaches Redis.',
});

/** All that is wrong with the declarations of one method or class, taken together. */
export function faultsIn(declarations: readonly Declaration[]): Problem[] {
  return [
    ...misnamed(declarations),
    ...manyNames(declarations),
    ...clashing(declarations),
    ...mixed(declarations),
  ];
}

/** All that is wrong with declarations for the kind of method they are on. */
export function faultsForKind(kind: OperationPolicy['kind'], all: readonly Declaration[]): Problem[] {
  return all.flatMap((declaration) =>
    kind === 'provider' ? incomplete(declaration) : overloaded(declaration),
  );
}

function misnamed(all: readonly Declaration[]): Problem[] {
  const names = all.flatMap(({ operation, stores }) => [operation, ...stores.map(({ store }) => store)]);
  const cure = 'Use letters, digits, and - _ . : between them: it stands in headers and metrics.';
  const bad = [...new Set(names)].filter((name) => !wellFormed.test(name));
  return bad.map((name) => ({ problem: `uses the name ${JSON.stringify(name)}`, cure }));
}

function manyNames(all: readonly Declaration[]): Problem[] {
  const names = [...new Set(all.map(({ operation }) => JSON.stringify(operation)))];
  if (names.length < 2) return [];
  return [{ problem: `calls itself ${names.join(' and ')}`, cure: 'Give all its decorators one operation.' }];
}

function clashing(all: readonly Declaration[]): Problem[] {
  const stores = all.flatMap((declaration) => declaration.stores);
  const names = [...new Set(stores.map(({ store }) => store))];
  return names.flatMap((name) => {
    const modes = stores.filter(({ store }) => store === name).map(({ mode }) => decorators[mode]);
    if (modes.length < 2) return [];
    const problem = `declares the store ${JSON.stringify(name)} ${modes.length} times: ${modes.join(', ')}`;
    return [{ problem, cure: 'Keep the one that is meant, or name the other store.' }];
  });
}

function mixed(all: readonly Declaration[]): Problem[] {
  const modes = new Set(all.flatMap(({ stores }) => stores.map(({ mode }) => mode)));
  if (!modes.has('free') || modes.size === 1) return [];
  return [{ problem: 'is @RedisFree and names stores all the same', cure: 'Take @RedisFree away.' }];
}

function overloaded({ returns, provider, deadlineMs }: Declaration): Problem[] {
  const told = [returns && 'returns', provider && 'provider', deadlineMs && 'deadlineMs'].filter(Boolean);
  if (told.length === 0) return [];
  const cure = 'A handler runs or is refused; declare this on the provider method it calls.';
  return [{ problem: `is a handler and declares ${told.join(' and ')}`, cure }];
}

function incomplete({ stores, returns, provider, operation }: Declaration): Problem[] {
  const mode = stores[0]?.mode;
  if (mode === 'open' && !returns) {
    const cure = `Write @FailOpen('${operation}', stores, { returns: … }).`;
    return [{ problem: 'fails open and does not say what it then returns', cure }];
  }
  if (mode !== 'fallback' || provider !== undefined || stores.every(({ tiers }) => tiers)) return [];
  const cure = `Write @Fallback('${operation}', stores, { provider: … }), or { tiers: […] } if it goes through a store of Failover.`;
  return [{ problem: 'falls back and does not say to which provider', cure }];
}
