const urlPassword = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@"]*):[^\s@"]+@/gi;
const jsonWebToken = /\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g;
const bearer = /\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi;

/** Takes passwords in URLs and tokens out of a line before it is written; the last net, not the first. */
export function scrub(line: string): string {
  return line.replace(urlPassword, '$1:***@').replace(jsonWebToken, '***').replace(bearer, '$1 ***');
}

/** Names of fields whose values are never written, wherever they stand in what is logged. */
const secretNames = [
  'password', 'new_password', 'token', 'access_token', 'refresh_token', 'authorization', 'cookie', 'secret',
]; // prettier-ignore

/** The same as pino's redaction paths, at the top and up to three levels down. */
export const secretPaths = ['', '*.', '*.*.', '*.*.*.'].flatMap((prefix) =>
  secretNames.map((name) => `${prefix}${name}`),
);
