import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';

/** Runs the first example of the README against a server; gives what it printed. */
export async function runExample(
  baseUrl: string,
  client: object,
  texts: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  let code = example.replace('http://127.0.0.1:8080', baseUrl);
  for (const [from, to] of Object.entries(texts)) code = code.replaceAll(from, to);
  const [imported = '', ...rest] = code.split('\n');
  const program = `${imported}\nexport async function run() {\n${rest.join('\n')}\n}`;
  const options = {
    module: { type: 'commonjs' },
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  } as const;
  const printed: string[] = [];
  const exported: { run?: () => Promise<void> } = {};
  new Function('require', 'exports', 'console', transformSync(program, options).code)(
    () => client,
    exported,
    {
      log: (line: string) => printed.push(line),
    },
  );
  await exported.run?.();
  return printed;
}
