/** Even where all the time is used up something is asked, so that one failure does not hide what came after it. */
const leastMs = 500;

/** How long something may take, so that all that belongs to it is over by an end; what hangs must not hang for ever. */
export const timeLeft = (now: number, end: number, most: number): number =>
  Math.min(most, Math.max(leastMs, end - now));
