/** A paragraph: words, or a link on a line of its own. */
export type Paragraph = string | { readonly link: string };

/** What a mail says, before it is given a form. */
export interface Letter {
  readonly subject: string;
  readonly paragraphs: readonly Paragraph[];
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => entities[one] ?? '');

const width = 76;

const wrapped = (text: string): string =>
  text.split(' ').reduce((lines, word) => {
    const last = lines.length - lines.lastIndexOf('\n') - 1;
    return `${lines}${last + 1 + word.length > width ? '\n' : ' '}${word}`;
  });

/** For people who read mail as text, and for tests; a link is on one line, however long. */
export const textOf = ({ paragraphs }: Letter): string =>
  `${paragraphs.map((each) => (typeof each === 'string' ? wrapped(each) : each.link)).join('\n\n')}\n`;

/** The same for everybody else; nothing in it is markup but ours. */
export function htmlOf({ paragraphs }: Letter): string {
  const body = paragraphs.map((each) => {
    if (typeof each === 'string') return `<p>${escaped(each)}</p>`;
    const link = escaped(each.link);
    return `<p><a href="${link}">${link}</a></p>`;
  });
  return `<!doctype html>\n<html lang="en">\n<body>\n${body.join('\n')}\n</body>\n</html>\n`;
}
