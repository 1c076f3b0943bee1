import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';

/** Runs an example of the README against a server, the first unless said; gives what it prints, also later. */
export async function runExample(
  baseUrl: string,
  client: object,
  { which = 0, navigator = {} }: { which?: number; navigator?: object } = {},
): Promise<string[]> {
  const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
  const [, example = ''] = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)][which] ?? [];
  const code = example.replace('http://127.0.0.1:8080', baseUrl);
  const [imported = '', ...rest] = code.split('\n');
  const program = `${imported}\nexport async function run() {\n${rest.join('\n')}\n}`;
  const options = {
    module: { type: 'commonjs' },
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  } as const;
  const printed: string[] = [];
  const exported: { run?: () => Promise<void> } = {};
  const console = { log: (line: string) => printed.push(line) };
  const { code: script } = transformSync(program, options);
  new Function('require', 'exports', 'console', 'navigator', script)(
    ...[() => client, exported, console, navigator],
  );
  await exported.run?.();
  return printed;
}
