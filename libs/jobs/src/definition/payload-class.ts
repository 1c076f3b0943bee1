import { type Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';

/** All that class-validator knows of a class and of those it extends. */
function rulesOf(payload: Type) {
  return getMetadataStorage().getTargetValidationMetadatas(payload, '', false, false);
}

/** Whether a class says anything of its fields; one that does not has none. */
export const isDescribed = (payload: Type): boolean => rulesOf(payload).length > 0;

/**
 * Whether a class has a validator that answers later. Those are left out when a payload is checked at once, which it
 * is so that jobs are accepted in the order in which they were enqueued.
 */
export function isAsynchronous(payload: Type): boolean {
  const storage = getMetadataStorage();
  return rulesOf(payload).some(
    ({ constraintCls }) =>
      constraintCls && storage.getTargetValidatorConstraints(constraintCls).some(({ async }) => async),
  );
}
