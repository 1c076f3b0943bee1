import {
  type PrintedOperation,
  type PrintedPromises,
  type PrintedStore,
  type ServicePolicies,
} from './read-policies';

const modes: Readonly<Record<PrintedStore['mode'], string>> = {
  closed: 'refused',
  open: 'goes on without',
  fallback: 'next tier serves',
  free: 'never touched',
};

/** The heads of the columns of a table of policies. */
export const heads = ['operation', 'kind', 'store', 'while Redis is away', 'served by', 'handled by'];

/** The cells of one operation, a row a store. */
export const rowsOf = ({ operation, kind, target, stores }: PrintedOperation): string[][] =>
  stores.map(({ store, mode, tiers = [], guarantee }, index) => [
    ...(index === 0 ? [operation, kind] : ['', '']),
    store,
    `${mode}: ${guarantee ?? modes[mode]}`,
    tiers.join(', then '),
    index === 0 ? target : '',
  ]);

/** The heads of the columns of what stores promise. */
export const promiseHeads = ['store', 'served by', 'which promises'];

/** The cells of one store, a row a tier. */
export const promiseRowsOf = ({ store, tiers }: PrintedPromises): string[][] =>
  tiers.map(({ tier, guarantee }, index) => [index === 0 ? store : '', tier, guarantee]);

/** What all services have in common is told once, under no service's name. */
export function withoutRepeats(tables: readonly ServicePolicies[]): {
  readonly shared: readonly PrintedOperation[];
  readonly own: readonly ServicePolicies[];
} {
  const texts = tables.map(({ operations }) => new Set(operations.map((one) => JSON.stringify(one))));
  const isShared = (one: PrintedOperation) => texts.every((known) => known.has(JSON.stringify(one)));
  return {
    shared: (tables[0]?.operations ?? []).filter(isShared),
    own: tables.map(({ service, operations, stores }) => ({
      service,
      stores,
      operations: operations.filter((one) => !isShared(one)),
    })),
  };
}
