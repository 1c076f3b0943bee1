const longest = 2_000;
/** PostgreSQL has no room for NUL; other control characters would garble a page or a log. */
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** What is kept of anything thrown: its name and message, bounded; no stack, no fields, which may hold what is secret. */
export function errorText(thrown: unknown): string {
  const text = spoken(thrown).slice(0, longest + 1).replace(unwritable, ' '); // prettier-ignore
  return wellFormed(text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
}

/** Half a pair of surrogates, which a cut may leave, becomes the sign for what cannot be read. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

function spoken(thrown: unknown): string {
  try {
    if (typeof thrown === 'string') return thrown;
    if (thrown === null || typeof thrown !== 'object') return `${String(thrown)} was thrown`;
    const { name, message, code } = thrown as Record<string, unknown>;
    const title = typeof name === 'string' && name !== 'Error' ? name : '';
    const said = [title, [message, code].find((each) => typeof each === 'string' && each)].filter(Boolean);
    return said.join(': ') || 'an object without a message was thrown';
  } catch {
    return 'something that cannot be read was thrown'; // its getters throw
  }
}
