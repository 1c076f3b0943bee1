/** How many messages are read in search of common words, and of how many bytes, before a page ends where it is. */
export const mostRead = 500;
export const mostReadBytes = 1_000_000;

/** Words that fit more messages than this are found by reading only. */
export const mostFound = 2_000;

/** How many conversations are searched where none is named. */
export const mostPlaces = 100;
