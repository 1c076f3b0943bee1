import { MadeHistory } from '../models/made-history.contract';
import { judgeSystem } from './judge-system';
import { memoryBeyond } from './memory-bound';

describe('the memory of an instance', () => {
  it('is found where it goes beyond its bound', () => {
    const memory = new Map([
      ['chat-0', 300 * 1_048_576],
      ['auth-1', 600 * 1_048_576],
    ]);
    const noticed = memoryBeyond(memory, 7);
    const history = { ...new MadeHistory(), ended: 9, noticed };
    expect(judgeSystem(history)).toMatchObject([
      { fault: 'memory-beyond', at: 7, what: 'auth-1: had 600 MiB, where 512 are the bar' },
    ]);
  });
});
