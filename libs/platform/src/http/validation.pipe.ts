import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { type FieldFault } from '@secureconnect/contracts';
import { ValidationFailedError } from '../errors/validation-failed.error';

/** Flattens nested faults into dotted field names. */
export function fieldFaultsOf(errors: readonly ValidationError[], parent = ''): FieldFault[] {
  return errors.flatMap(({ property, constraints, children }) => {
    const field = parent ? `${parent}.${property}` : property;
    const own = constraints ? [{ field, problems: Object.values(constraints) }] : [];
    return [...own, ...fieldFaultsOf(children ?? [], field)];
  });
}

/** Holds every body and query to its class: unknown fields are refused, and each fault is named. */
export const createValidationPipe = (): ValidationPipe =>
  new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: false,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => new ValidationFailedError(fieldFaultsOf(errors)),
  });
