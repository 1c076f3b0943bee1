import { DrillError } from '../drill.error';
import { type Operation } from './operation';

const guesses = 5;

/** Somebody guesses Eve’s password, and her account is locked. */
export const guessPassword: Operation = {
  name: 'guess a password',
  declared: { service: 'auth', operation: 'login.check' },
  async run(cast, phase) {
    const victim = cast.stranger(`eve-${phase}`);
    await victim.register();
    // So that an account that was never made does not pass for a locked one.
    if (!(await victim.logIn())) throw new DrillError('the right password was refused before any guess');
    for (let each = 0; each < guesses; each += 1)
      if (await victim.logIn('not her password')) throw new DrillError('a wrong password was taken');
    if (await victim.logIn()) throw new DrillError('the account is open after five wrong passwords');
    cast.kept.locked.push({ victim, phase });
    return 'locked after five; not even the right one opens it';
  },
};
