/** More than 128 characters can be in UTF-8, with room for those that are composed of several. */
export const mostBytes = 1_024;

/**
 * A password as it is hashed: what looks the same is the same, whichever keyboard it was typed on. This is the
 * OpaqueString profile of RFC 8265: NFC, and every kind of space is a space; letter case and width stay as they are.
 * Undefined where it is longer than any that could be chosen, which costs no more than a look at its length.
 */
export function passwordForm(password: string): string | undefined {
  // No character has fewer bytes than code units, so what is too long by these need not be looked at.
  if (password.length > mostBytes) return undefined;
  const form = password.normalize('NFC').replace(/\p{Zs}/gu, ' ');
  return Buffer.byteLength(form) > mostBytes ? undefined : form;
}
