import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '../../workspace';
import { declaredAs } from '../made-column.contract';
import { type DeclaredOperation, keyOf } from '../policies/declared-operation';
import { policiesAsBuilt } from '../policies/read-policies';
import { onlyAtBegin, reasons, whyNotReached } from './not-reached';

describe('what nothing reaches', () => {
  const of = (service: DeclaredOperation['service'], operation: string): DeclaredOperation => ({
    ...declaredAs('free', 'provider'),
    ...{ service, operation },
  });
  const calm = { lacks: 'nothing', recordIsAway: false } as const;
  const withoutRedis = { lacks: 'redis', recordIsAway: false } as const;
  const withoutRecord = { lacks: 'postgres', recordIsAway: true } as const;

  it('may be what happens as an instance begins, under any fault, and not where nothing is struck', () => {
    const watching = of('chat', 'sockets.watch-revocations');
    expect(whyNotReached(watching, withoutRedis)).toContain('as an instance begins');
    expect(whyNotReached(watching, calm)).toBeUndefined();
  });

  it('may be behind a PostgreSQL that is away, but not before it', () => {
    expect(whyNotReached(of('auth', 'sessions.begin'), withoutRecord)).toContain('PostgreSQL first');
    expect(whyNotReached(of('auth', 'sessions.begin'), withoutRedis)).toBeUndefined();
    expect(whyNotReached(of('chat', 'authenticate'), withoutRecord)).toBeUndefined();
  });

  it('is shown by specs that there are, and is declared', async () => {
    const specs = Object.values(reasons).flatMap(({ shownBy }) => shownBy ?? []);
    expect(specs.filter((path) => !existsSync(join(workspaceRoot, path)))).toEqual([]);
    const known = new Set((await policiesAsBuilt()).map(keyOf));
    expect([...Object.keys(reasons), ...onlyAtBegin].filter((key) => !known.has(key))).toEqual([]);
  }, 60_000);
});
