import { Logger } from '@nestjs/common';
import { type OperatorAction } from '@secureconnect/contracts';
import { type DatabaseHealth, type LiveInstances, newId } from '@secureconnect/platform';
import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { DataSource } from 'typeorm';
import { ActionLog } from './action-log.service';
import { CreateOperatorActions1763760000000 } from './create-operator-actions.migration';

const action = (own: Partial<OperatorAction>): OperatorAction => ({
  ...{ id: newId(), at: new Date().toISOString(), operator: 'Ann', lever: 'probe', detail: '' },
  ...{ service: 'chat', origin: 'http://127.0.0.1:1', is_done: true, outcome: 'done', is_recorded: false },
  ...own,
});

describe('what operators did', () => {
  let postgres: PostgresServer;
  let source: DataSource;
  let log: ActionLog;
  const lines: string[] = [];

  beforeAll(async () => {
    postgres = await startPostgres();
    source = await new DataSource({ type: 'postgres', url: postgres.url }).initialize();
    const runner = source.createQueryRunner();
    await new CreateOperatorActions1763760000000().up(runner);
    await runner.release();
    const health = { onAnswer: () => () => undefined } as unknown as DatabaseHealth;
    log = new ActionLog(source, health, { id: newId() } as LiveInstances);
  }, 60_000);
  beforeEach(() => {
    lines.length = 0;
    for (const level of ['warn', 'error'] as const)
      jest
        .spyOn(Logger.prototype, level)
        .mockImplementation((...said: unknown[]) => void lines.push(String(said[0])));
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await log?.onModuleDestroy();
    await source?.destroy();
    await postgres?.close();
  });

  const rows = () => source.query<{ outcome: string }[]>('SELECT outcome FROM operator_actions');

  it('is a line as soon as it is begun, and a row that tells what came of it', async () => {
    const begun = action({ is_done: null, outcome: 'under way' });
    log.note(begun);
    expect(lines).toEqual([expect.stringContaining('probe at chat http://127.0.0.1:1: under way')]);
    log.note({ ...begun, is_done: true, outcome: 'done' });
    await until('the row', async () => (await rows()).some(({ outcome }) => outcome === 'done'));
    expect(await rows()).toHaveLength(1);
  });

  it('is held up by no row that PostgreSQL refuses for ever, which stays in the log', async () => {
    const refused = action({ outcome: 'with\u0000in' });
    const next = action({ outcome: 'after it' });
    log.note(refused);
    log.note(next);
    await until('the next', async () => (await rows()).some(({ outcome }) => outcome === 'after it'));
    await until('nothing to wait', () => log.unrecorded === null);
    expect(lines.filter((line) => line.includes('PostgreSQL refuses to take'))).toHaveLength(1);
    const shown = new Map(log.latest.map(({ id, is_recorded: isRecorded }) => [id, isRecorded]));
    expect([shown.get(refused.id), shown.get(next.id)]).toEqual([false, true]);
  });

  it('waits where PostgreSQL cannot take it now, and says so once where it cannot be read', async () => {
    await source.query('ALTER TABLE operator_actions RENAME TO away');
    log.note(action({ outcome: 'later' }));
    await until('it to wait', () => log.unrecorded?.count === 1);
    await log.refresh();
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    await log.refresh();
    expect(lines.filter((line) => line.includes('cannot be read'))).toHaveLength(1);
    await source.query('ALTER TABLE away RENAME TO operator_actions');
    await until('the row', async () => (await rows()).some(({ outcome }) => outcome === 'later'));
  });
});
