import { type ArgumentMetadata, ValidationPipe, type ValidationError } from '@nestjs/common';
import { type FieldFault } from '@secureconnect/contracts';
import { UnknownPathError } from '../errors/unknown-path.error';
import { ValidationFailedError } from '../errors/validation-failed.error';
import { textFaultsOf } from './text-faults';

/** Flattens nested faults into dotted field names. */
export function fieldFaultsOf(errors: readonly ValidationError[], parent = ''): FieldFault[] {
  return errors.flatMap(({ property, constraints, children }) => {
    const field = parent ? `${parent}.${property}` : property;
    const own = constraints ? [{ field, problems: Object.values(constraints) }] : [];
    return [...own, ...fieldFaultsOf(children ?? [], field)];
  });
}

/** No text that cannot be stored reaches a handler, whatever its class says of the field; nothing is called by one. */
class TextValidationPipe extends ValidationPipe {
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const faults = metadata.type === 'custom' ? [] : textFaultsOf(value, metadata.data);
    if (faults.length > 0)
      throw metadata.type === 'param' ? new UnknownPathError('') : new ValidationFailedError(faults);
    return super.transform(value, metadata);
  }
}

/** Holds every body and query to its class: unknown fields are refused, and each fault is named. */
export const createValidationPipe = (): ValidationPipe =>
  new TextValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: false,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => new ValidationFailedError(fieldFaultsOf(errors)),
  });
