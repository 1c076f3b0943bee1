import { type Meaning } from './panel';

/** Of a gauge that is 1 while a fallback serves. */
export const degraded: readonly Meaning[] = [
  { value: 0, text: 'normal', color: 'green' },
  { value: 1, text: 'degraded', color: 'orange' },
];

/** Of a gauge that is 1 while something is there. */
export const there: readonly Meaning[] = [
  { value: 0, text: 'away', color: 'red' },
  { value: 1, text: 'there', color: 'green' },
];

/** Of a gauge that is 1 for the one of several that holds. */
export const holds: readonly Meaning[] = [
  { value: 0, text: ' ', color: 'text' },
  { value: 1, text: 'yes', color: 'blue' },
];
