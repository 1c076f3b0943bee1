import { needsSecondFactor } from './needs-second-factor';

describe('after a right password', () => {
  const calm = { role: 'user', isEnrolled: false, isRisky: false, requiredRoles: ['admin'] } as const;

  it.each([
    ['nothing more is asked of a user without a factor, on a calm login', {}, 'no'],
    ['a mailed code is asked of her on a risky one', { isRisky: true }, 'mail'],
    ['a code is asked of whoever has a factor', { isEnrolled: true }, 'code'],
    ['and the same on a risky login', { isEnrolled: true, isRisky: true }, 'code'],
    ['a mailed code is always asked of a role that needs a factor and has none', { role: 'admin' }, 'mail'],
    ['and the same on a risky login', { role: 'admin', isRisky: true }, 'mail'],
    ['a role that has one shows it', { role: 'admin', isEnrolled: true }, 'code'],
    ['no role needs one where none is said to', { role: 'admin', requiredRoles: [] }, 'no'],
  ] as const)('%s', (_what, change, answer) => {
    expect(needsSecondFactor({ ...calm, ...change })).toBe(answer);
  });
});
