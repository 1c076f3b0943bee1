import { deviceOf } from './device-of';

describe('the device of a login', () => {
  it('has what was said of it, in the words of sessions', () => {
    const said = { browser: 'firefox', is_mobile: false, time_zone: 'Europe/Berlin', platform: undefined };
    expect(deviceOf(said)).toEqual({ browser: 'firefox', isMobile: false, timeZone: 'Europe/Berlin' });
  });

  it.each([undefined, null, {}])('is one without properties where it is %j', (said) => {
    expect(deviceOf(said)).toEqual({});
  });
});
