import { fieldFaultsOf, readJson } from '@secureconnect/platform';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { type JobDefinition } from './job-definition';
import { JobPayloadInvalidError } from './job-payload-invalid.error';
import { JobPayloadTooLargeError } from './job-payload-too-large.error';
import { isDescribed } from './payload-class';

/** The text of a payload, checked as a worker will check it; throws what is wrong with it. */
export function writePayload<P extends object>(definition: JobDefinition<P>, payload: P): string {
  const text = toText(definition, payload);
  const bytes = Buffer.byteLength(text);
  if (bytes > definition.maxPayloadBytes)
    throw new JobPayloadTooLargeError(definition.name, bytes, definition.maxPayloadBytes);
  readPayload(definition, text);
  return text;
}

/** The payload a text stands for, as its class; throws what is wrong with it. */
export function readPayload<P extends object>(definition: JobDefinition<P>, text: string): P {
  const plain = parse(definition, text);
  if (plain === null || typeof plain !== 'object' || Array.isArray(plain))
    throw new JobPayloadInvalidError(definition.name, [{ field: '', problems: ['must be an object'] }]);
  return check(definition, plain);
}

function toText({ name }: JobDefinition, payload: object): string {
  try {
    return JSON.stringify(payload) ?? '';
  } catch (cause) {
    throw new JobPayloadInvalidError(name, [], { cause }); // a circle, a bigint
  }
}

function parse({ name }: JobDefinition, text: string): unknown {
  try {
    return readJson(text);
  } catch (cause) {
    throw new JobPayloadInvalidError(name, [], { cause });
  }
}

function check<P extends object>(definition: JobDefinition<P>, plain: object): P {
  const { name, payload } = definition;
  try {
    const made = plainToInstance(payload, plain);
    const errors = validateSync(made, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: isDescribed(payload),
    });
    if (errors.length === 0) return made;
    throw new JobPayloadInvalidError(name, fieldFaultsOf(errors));
  } catch (cause) {
    if (cause instanceof JobPayloadInvalidError) throw cause;
    throw new JobPayloadInvalidError(name, [], { cause }); // a class's own @Transform failed
  }
}
