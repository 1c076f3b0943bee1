import { type DeclaredOperation, type DeclaredStore } from './policies/declared-operation';
import { type Cell, type Column } from './trials/cell';

/** An operation of chat that behaves so towards its store. */
export const declaredAs = (
  mode: DeclaredStore['mode'],
  kind: DeclaredOperation['kind'] = 'http',
): DeclaredOperation => ({
  ...{ service: 'chat', operation: 'find-presence', kind, target: 'PresenceController.find' },
  stores: [{ store: 'presence', mode }],
});

/** A column as if it had been made. */
export const columnOf = (trial: string, cells: readonly Cell[]): Column => ({
  ...{ trial, cells, does: 'something', notes: [], asked: cells.length },
  ...{ lastedMs: 1, slowestMs: 1, preparedMs: 1, askedForMs: 1, wellMs: 1 },
  made: { on: '2026-11-22', command: 'npm run chaos -- operations --resume', machine: 'one' },
});
