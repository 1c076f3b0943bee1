import { WaitingLine } from './waiting-line';

describe('who waits in a line', () => {
  const turn = () => {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    return { end, ended };
  };

  it('comes after all before it, one at a time, also where one of them failed', async () => {
    const line = new WaitingLine(10);
    const [first, order]: [ReturnType<typeof turn>, string[]] = [turn(), []];
    const one = line.pass('ada', async () => {
      await first.ended;
      order.push('one');
      throw new Error('one failed');
    });
    const two = line.pass('ada', async () => void order.push('two'));
    await line.pass('grace', async () => void order.push('of another line'));
    first.end();
    await expect(one).rejects.toThrow('one failed');
    await two;
    expect(order).toEqual(['of another line', 'one', 'two']);
  });

  it('is refused where too many wait already, until some have gone', async () => {
    const line = new WaitingLine(2);
    const first = turn();
    const waiting = [line.pass('ada', () => first.ended), line.pass('grace', () => first.ended)];
    await expect(line.pass('ada', () => first.ended)).rejects.toMatchObject({ code: 'overloaded' });
    first.end();
    await Promise.all(waiting);
    expect(await line.pass('ada', async () => 'in')).toBe('in');
  });
});
