import { type ApiSymbol, readApi } from './read-api';

/** The libraries that other teams import. */
export const publicLibraries = ['resilience', 'redis'] as const;

const head = `# The API by name

What \`@secureconnect/resilience\` and \`@secureconnect/redis\` offer; everything else in them is private and may change
without notice. Written by \`npm run docs\`; \`npm run check\` fails when the code offers something else than this page says.
`;

const row = ({ name, kind, signature, contract }: ApiSymbol): string =>
  `| \`${name}\` | ${kind}${signature ? ` \`${signature}\`` : ''} | ${contract.replaceAll('|', '\\|')} |`;

const section = (library: string): string =>
  [
    `\n## ${library}\n`,
    '| name | what it is | contract |',
    '| --- | --- | --- |',
    ...readApi(library).map(row),
    '',
  ].join('\n');

/** Writes the page of all public symbols from the code. */
export const apiPage = (): string => head + publicLibraries.map(section).join('');
