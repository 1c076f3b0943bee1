import { callErrorCodes } from './call-error-codes.constants';
import { chatErrorCodes } from './chat-error-codes.constants';
import { identityErrorCodes } from './identity-error-codes.constants';
import { type ErrorDefinition, errorCodes } from './index';
import { requestErrorCodes } from './request-error-codes.constants';
import { storageErrorCodes } from './storage-error-codes.constants';
import { serviceErrorCodes } from './service-error-codes.constants';

const entries = Object.entries<ErrorDefinition>(errorCodes);

describe('the registry of error codes', () => {
  it.each(entries)(
    '%s is a snake_case code of a capital family, and its message is a sentence',
    (code, definition) => {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(definition.error).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
      expect(definition.message).toMatch(/^[A-Z].*\.$/);
    },
  );

  it('has no code in two parts, of which one would hide the other', () => {
    const services = [chatErrorCodes, callErrorCodes, storageErrorCodes, serviceErrorCodes];
    const all = [requestErrorCodes, identityErrorCodes, ...services];
    const parts = all.flatMap(Object.keys);
    expect(parts.sort()).toEqual(Object.keys(errorCodes).sort());
  });

  it('gives every family one status, and every status between 400 and 599', () => {
    const statuses = new Map<string, Set<number>>();
    for (const [, { error, status }] of entries) {
      statuses.set(error, (statuses.get(error) ?? new Set()).add(status));
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
    }
    expect([...statuses].filter(([, of]) => of.size > 1)).toEqual([]);
  });

  it('keeps what the contract promises about Redis being away', () => {
    expect(errorCodes.redis_unavailable).toMatchObject({ status: 503, error: 'SERVICE_DEGRADED' });
  });
});
