import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as client from '@secureconnect/client';
import { transformSync } from '@swc/core';

const readme = join(__dirname, '../../../libs/client/README.md');
const options = {
  module: { type: 'commonjs' },
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
} as const;

/** Runs what the client's README says of files against a system; gives what it prints. */
export async function runFilesExample(baseUrl: string): Promise<string[]> {
  const [, section = ''] = readFileSync(readme, 'utf8').split('## Files');
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(section) ?? [];
  const [imported = '', ...rest] = example.replace('http://127.0.0.1:8080', baseUrl).split('\n');
  const program = `${imported}\nexport async function run() {\n${rest.join('\n')}\n}`;
  const printed: string[] = [];
  const exported: { run?: () => Promise<void> } = {};
  const { code } = transformSync(program, options);
  const log = (line: string) => void printed.push(line);
  new Function('require', 'exports', 'console', code)(() => client, exported, { log });
  await exported.run?.();
  return printed;
}
