import { errorCodes, type ErrorDefinition } from '@secureconnect/contracts';

const head = `# Errors

Every error, over HTTP and over sockets, has this body; \`code\` is what a client branches on and never changes its meaning.

\`\`\`json
{
  "error": "NOT_FOUND",
  "code": "route_not_found",
  "message": "There is no such route.",
  "mode": "normal",
  "request_id": "0199f2c4-…",
  "details": "only where there is more to say"
}
\`\`\`

Over a socket the body comes as \`{"ok":false,"error":{…}}\` in the acknowledgement, or as an \`exception\` event where none was asked for.
429 and 503 carry \`Retry-After\`; 405 carries \`Allow\`. The table is generated from \`libs/contracts\` by \`npm run docs\`.

| code | status | error | what it says |
| --- | --- | --- | --- |
`;

const row = ([code, { status, error, message }]: [string, ErrorDefinition]): string =>
  `| \`${code}\` | ${status} | \`${error}\` | ${message} |`;

/** Writes the page of all error codes from their registry. */
export const errorsPage = (): string =>
  `${head}${Object.entries<ErrorDefinition>(errorCodes).map(row).join('\n')}\n`;
