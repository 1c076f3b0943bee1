/** The most characters of one message. */
export const mostCharacters = 16_384;

/** The most files of one message. */
export const mostAttachments = 10;

/** The most different signs beneath one message. */
export const mostSigns = 20;
