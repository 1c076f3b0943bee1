import { isUUID, ValidateBy } from 'class-validator';

const most = 100;
const longest = 64;

/** Checks that a field has, by the ids of users, a signal of each. */
export const IsSignalPlaces = (): PropertyDecorator =>
  ValidateBy({
    name: 'isSignalPlaces',
    validator: {
      validate: isSignalPlaces,
      defaultMessage: () => `$property must have by user ids a signal_id each, of ${most} users at most`,
    },
  });

function isSignalPlaces(value: unknown): boolean {
  const entries = Object.entries((value ?? {}) as object);
  const isPlace = ([userId, last]: [string, unknown]) =>
    isUUID(userId) && typeof last === 'string' && last.length <= longest;
  return entries.length <= most && entries.every(isPlace);
}
