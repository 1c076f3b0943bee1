import { ValidateBy } from 'class-validator';

/** Of one as JSON, in bytes. */
const longest = 2_048;

/** Checks that each of a list is what a browser says of a way through, whatever fields it has. */
export const AreIceCandidates = (): PropertyDecorator =>
  ValidateBy({
    name: 'areIceCandidates',
    validator: {
      validate: (value) => Array.isArray(value) && value.every(isIceCandidate),
      defaultMessage: () =>
        `$property must be objects with candidate, a text; what else they have is text, number or null, and one has at most ${longest} bytes`,
    },
  });

function isIceCandidate(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const isFlat = (each: unknown) => each === null || typeof each === 'string' || typeof each === 'number';
  const { candidate } = value as { readonly candidate?: unknown };
  return (
    typeof candidate === 'string' &&
    Object.values(value).every(isFlat) &&
    Buffer.byteLength(JSON.stringify(value)) <= longest
  );
}
