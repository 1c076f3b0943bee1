import { MadeHistory } from '../models/made-history.contract';
import { reportText } from './report-text';

describe('the report of a storm', () => {
  it('says of each fault how long it was, and how long it was to be', () => {
    const drawn = (number: number, forMs: number) => ({
      ...{ number, name: 'killed', target: 'redis', atMs: 0, forMs },
    });
    const plan = { seed: 1, form: 'standalone', people: 2, pauseMs: 400, lastsMs: 60_000 } as const;
    const faults = [drawn(0, 2_000), drawn(1, 1_000), drawn(2, 3_000)];
    const history = new MadeHistory().struck('redis', 0, 2_000).struck('redis', 3_000, 31_000);
    const said = reportText({ plan: { ...plan, faults }, history, modes: [], memory: {}, findings: [] });
    expect(said).toMatch(/killed +2 times, 30 s in all of 3 s planned\n/);
  });
});
