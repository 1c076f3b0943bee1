import { type Owner } from './declared-members';

/** Static mark of a class that reaches Redis past every store: whoever injects it declares a method, or bears the mark too. */
export const REACHES_REDIS: unique symbol = Symbol.for('secureconnect:reaches-redis') as never;

/** Where Nest notes what a class is handed, by its documented metadata keys. */
const marks = {
  types: 'design:paramtypes',
  tokens: 'self:paramtypes',
  properties: 'self:properties_metadata',
} as const;

const bears = (given: unknown): boolean =>
  typeof given === 'function' && (given as { [REACHES_REDIS]?: boolean })[REACHES_REDIS] === true;

/** The class through which another, unmarked itself, is handed Redis by the container. */
export function reachedThrough(owner: Owner): string | undefined {
  if (bears(owner)) return undefined;
  const noted = (name: string) => (Reflect.getMetadata(name, owner) ?? []) as readonly unknown[];
  const injected = [
    ...noted(marks.types),
    ...noted(marks.tokens).map((each) => (each as { param: unknown }).param),
    ...noted(marks.properties).map((each) => (each as { type: unknown }).type),
  ];
  return (injected.find(bears) as Owner | undefined)?.name;
}
