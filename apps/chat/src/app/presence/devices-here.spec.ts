import { DevicesHere } from './devices-here';

const laptop = { userId: 'ada', device: 'laptop' };
const phone = { userId: 'ada', device: 'phone' };

describe('the devices with sockets here', () => {
  it('come with their first socket and go with their last', () => {
    const here = new DevicesHere();
    expect(here.arrive(laptop, 'a', 0)).toEqual({ ...laptop, status: 'online' });
    expect(here.arrive(laptop, 'b', 1)).toBeUndefined();
    expect(here.leave(laptop, 'a')).toBeUndefined();
    expect(here.leave(laptop, 'a')).toBeUndefined();
    expect(here.leave(laptop, 'b')).toEqual({ ...laptop, status: 'gone' });
    expect([here.leave(laptop, 'b'), here.find(laptop), here.size]).toEqual([undefined, undefined, 0]);
  });

  it('say of themselves what holds until they say otherwise', () => {
    const here = new DevicesHere();
    here.arrive(laptop, 'a', 0);
    expect(here.say(laptop, 'away')).toEqual({ ...laptop, status: 'away' });
    expect(here.say(phone, 'away')).toBeUndefined();
    here.arrive(laptop, 'b', 1);
    expect(here.find(laptop)?.status).toBe('away');
  });

  it('are told of again one after the other, not all at once', () => {
    const here = new DevicesHere();
    here.arrive(laptop, 'a', 0);
    here.arrive(phone, 'b', 10);
    expect(here.takeDue(5, 10, 100)).toEqual([{ ...laptop, status: 'online' }]);
    expect(here.takeDue(10, 10, 110)).toEqual([{ ...phone, status: 'online' }]);
    expect(here.takeDue(99, 10, 120)).toEqual([]);
    expect(here.takeDue(110, 1, 130)).toHaveLength(1);
  });
});
