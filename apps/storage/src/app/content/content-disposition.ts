/** What may stand between quotes in a header without being mistaken for something else. */
const plain = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\x20-\x7e]/gu, '_')
    .replaceAll(/["\\%/]/g, '_');

/** Half a character has no bytes, and would be thrown at whoever writes it. */
const whole = (name: string): string => name.replaceAll(/\p{Cs}/gu, '\uFFFD');

/** RFC 8187: what is not an attribute character goes in percents. */
const extended = (name: string): string =>
  encodeURIComponent(whole(name)).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** How a file is to be taken, under its name, in both forms that browsers read. */
export const contentDisposition = (how: 'inline' | 'attachment', name: string): string =>
  `${how}; filename="${plain(name)}"; filename*=UTF-8''${extended(name)}`;
