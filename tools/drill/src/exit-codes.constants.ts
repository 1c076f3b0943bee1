/** What a drill ends with, besides 128 and the number of the signal that ended it. */
export const exitCodes = { held: 0, didNotHold: 1, noDrill: 2 } as const;
