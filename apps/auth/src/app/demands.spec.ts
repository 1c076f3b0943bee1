import { accessMarksOf } from '@secureconnect/platform';
import { AccountStateController } from './accounts/account-state.controller';
import { UsersController } from './accounts/users.controller';
import { AuditController } from './audit/audit.controller';
import { FactorAdministrationController } from './mfa/factor-administration.controller';
import { MfaController } from './mfa/mfa.controller';

type Controller = abstract new (...parts: never[]) => object;

const handlersOf = ({ prototype }: Controller) =>
  Object.getOwnPropertyNames(prototype)
    .filter((name) => name !== 'constructor')
    .flatMap((name) => {
      const method = (prototype as Record<string, object>)[name] as object;
      return Reflect.hasMetadata('path', method) ? [{ name, marks: accessMarksOf(method) }] : [];
    });

describe('whoever calls', () => {
  it.each<[string, Controller]>([
    ['accounts', UsersController],
    ['the state of accounts', AccountStateController],
    ['the record of events', AuditController],
    ['the second factors of others', FactorAdministrationController],
  ])('%s is an administrator who has shown a second factor', (_what, controller) => {
    const handlers = handlersOf(controller);
    expect(handlers.length).toBeGreaterThan(0);
    for (const { marks } of handlers)
      for (const mark of marks.length > 0 ? marks : accessMarksOf(controller))
        expect(mark).toMatchObject({ by: 'caller', roles: ['admin'], mfa: true });
  });

  it('what changes a second factor has shown a password within ten minutes', () => {
    const changes = handlersOf(MfaController).filter(({ name }) => name !== 'verify');
    expect(changes.map(({ name }) => name).sort()).toEqual(['enrol', 'remove', 'renew']);
    for (const { marks } of changes) expect(marks).toMatchObject([{ by: 'caller', recentMs: 600_000 }]);
  });
});
