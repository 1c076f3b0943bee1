/** What Unicode recommends as one emoji: flags, tones and families too. */
const one = new RegExp('^\\p{RGI_Emoji}$', 'v');

/**
 * The one emoji a text is, as it is kept: keyboards leave out the mark that it is to be a picture, and it is the same
 * sign all the same. Undefined: none, or more than one.
 */
export const emojiOf = (text: string): string | undefined =>
  [text, `${text}\uFE0F`].find((each) => one.test(each));
