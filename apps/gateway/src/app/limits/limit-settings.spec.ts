import { limitClasses } from './limit-classes';
import { limitSettings, limitVariable } from './limit.settings';

describe('the settings of limits', () => {
  it('are one family, so that a misspelt one stops the start', () => {
    const { family } = limitSettings.RATE_LIMIT_ENABLED;
    expect(family).toBe('RATE_LIMIT_');
    for (const [name, kinds] of Object.entries(limitClasses))
      for (const kind of Object.keys(kinds)) expect(limitVariable(name, kind).startsWith(family!)).toBe(true);
  });
});
