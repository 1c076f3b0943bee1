import { faultsOf } from '../../faults/storm-faults';
import { trials } from './trials';

describe('the columns of the table', () => {
  it.each(faultsOf('standalone').map(({ name }) => name))('have one for %s', (fault) => {
    const columns = trials.filter(({ name }) => name === fault || name.startsWith(`${fault}-to-`));
    expect(columns).not.toEqual([]);
  });

  it('have one without any fault, and none twice', () => {
    const names = trials.map(({ name }) => name);
    expect(names).toContain('none');
    expect(new Set(names).size).toBe(names.length);
  });
});
