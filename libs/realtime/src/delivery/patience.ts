const firstMs = 100;
const longestMs = 5_000;

/** How long to wait after so many failures in a row, spread so that not all come back at once. */
export const patienceMs = (failures: number): number =>
  Math.min(longestMs, firstMs * 2 ** Math.min(failures, 10)) * (0.5 + Math.random() / 2);
