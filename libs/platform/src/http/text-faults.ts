import { type FieldFault } from '@secureconnect/contracts';

/** A NUL, or half of a character: PostgreSQL keeps neither, and no two programs read them alike. */
const isText = (text: string): boolean => !text.includes('\0') && !/\p{Surrogate}/u.test(text);

/** Names every text and every key in a value that is no valid Unicode or holds a NUL. */
export function textFaultsOf(value: unknown, field = ''): FieldFault[] {
  if (typeof value === 'string')
    return isText(value) ? [] : [{ field, problems: [`${field} must be valid Unicode without NUL`.trim()] }];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    // A key like that is not repeated in an answer.
    if (!isText(key)) return [{ field, problems: ['Names of fields must be valid Unicode without NUL'] }];
    return textFaultsOf(inner, field ? `${field}.${key}` : key);
  });
}
