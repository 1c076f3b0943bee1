const names = new Map<string, string>();

/**
 * Has every connection parse a statement once and keep its plan: for constant texts on a path where that costs more
 * than running them. Gives the same text.
 */
export function prepared(text: string): string {
  if (!names.has(text)) names.set(text, `prepared_${names.size}`);
  return text;
}

interface Config {
  readonly text?: unknown;
  readonly values?: unknown;
}

/** What pg is asked, under the name it is prepared by where it has one. */
export function named(args: readonly unknown[]): readonly unknown[] {
  const [first, second, ...rest] = args;
  if (typeof first === 'string') {
    const name = Array.isArray(second) ? names.get(first) : undefined;
    return name === undefined ? args : [{ name, text: first, values: second as unknown[] }, ...rest];
  }
  const { text } = (first ?? {}) as Config;
  const name = typeof text === 'string' ? names.get(text) : undefined;
  return name === undefined ? args : [{ ...(first as Config), name }, second, ...rest];
}
