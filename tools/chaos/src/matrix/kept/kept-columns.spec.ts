import { dirname, join } from 'node:path';
import { removeFolder, temporaryFolder } from '@secureconnect/testing';
import { columnOf, declaredAs } from '../made-column.contract';
import { readOptions } from '../matrix.options';
import { type DeclaredOperation } from '../policies/declared-operation';
import { matrixOf } from '../report/matrix';
import { matrixPage } from '../report/matrix-page';
import { type Cell } from '../trials/cell';
import { readKept, withMade, writeKept } from './kept-columns';

describe('the columns that are kept', () => {
  const file = join(temporaryFolder('kept-columns'), 'operations.jsonl');
  afterAll(() => removeFolder(dirname(file)));
  const one = declaredAs('fallback');
  const other = declaredAs('free', 'provider');
  const cell = (declared: DeclaredOperation, trial: string): Cell => ({
    ...{ declared, trial, outcome: 'held', said: 'marked', ms: 3 },
  });
  const column = (trial: string, declared = [one]) =>
    columnOf(
      trial,
      declared.map((each) => cell(each, trial)),
    );

  it('are read as they were written, by those who declare the same', () => {
    const columns = [column('none'), column('redis-killed')];
    writeKept(file, columns);
    expect(readKept(file, [one])).toEqual(columns);
  });

  it('are none where something else is declared by now', () => {
    writeKept(file, [column('none')]);
    expect(readKept(file, [one, { ...other, operation: 'new' }])).toEqual([]);
    expect(readKept(file, [{ ...one, stores: [{ store: 'presence', mode: 'open' }] }])).toEqual([]);
    expect(readKept(`${file}.of-nobody`, [one])).toEqual([]);
  });

  it('stand in the order of the faults, and what was made now stands for what was kept', () => {
    const newer = { ...column('redis-killed'), asked: 9 };
    const all = withMade([column('redis-frozen'), column('redis-killed')], [newer, column('none')]);
    expect(all.map(({ trial, asked }) => [trial, asked])).toEqual([
      ['none', 1],
      ['redis-killed', 9],
      ['redis-frozen', 1],
    ]);
  });

  it('say in the page on which day and how each was made, and which are missing', () => {
    const page = matrixPage(matrixOf([one], [column('none')]));
    expect(page).toContain('2026-11-22, `npm run chaos -- operations --resume`');
    expect(page).toMatch(/These were not made yet: `redis-killed`/);
  });
});

describe('the options of npm run chaos -- operations', () => {
  it('keep whole columns alone, and resume those', () => {
    expect(readOptions(['--resume'])).toMatchObject({ isResumed: true, said: ['--resume'] });
    expect(readOptions(['--resume', '--service', 'chat'])).toMatchObject({
      ...{ isResumed: false, kept: undefined },
    });
    expect(readOptions(['--fault', 'none'])?.kept).toMatch(/chaos-report\/operations\.jsonl$/);
  });
});
