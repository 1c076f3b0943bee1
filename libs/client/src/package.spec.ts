import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder, until } from '@secureconnect/testing';
import ts from 'typescript';
import { CallServer } from './calls/call-server.contract';
import { ScriptedPeerConnection, ScriptedStream } from './calls/peer-connection.contract';
import { ChatServer } from './chat-server.contract';
import { runExample } from './example.contract';
import * as client from './index';

const sources = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !/\.(spec|contract)\.ts$/.test(name))
  .map((name) => join(__dirname, name));

describe('the package of the client', () => {
  it('runs the example of its README', async () => {
    const server = await new ChatServer().start();
    try {
      expect(await runExample(server.url, client)).toEqual(['1: Hello, Bob', '2: Are you there?']);
    } finally {
      await server.close();
    }
  });

  it('runs the example of a call', async () => {
    const chat = await new ChatServer().start();
    const server = new CallServer(chat);
    const bob = client.createClient({ baseUrl: chat.url });
    const ends: (() => Promise<void>)[] = [];
    const native = Reflect.set(globalThis, 'RTCPeerConnection', ScriptedPeerConnection);
    const createClient = (options: client.ClientOptions) => {
      const made = client.createClient(options);
      ends.push(() => made.close());
      return made;
    };
    try {
      expect(native).toBe(true);
      const getUserMedia = () => new ScriptedStream('audio', 'video');
      const navigator = { mediaDevices: { getUserMedia } };
      const printed = await runExample(chat.url, { createClient }, { which: 1, navigator });
      await bob.auth.login({ email: 'bob', password: 'a sentence nobody guesses' });
      const { conversation } = chat.record.create(['ada@example.com', 'bob']);
      const { call_id } = await bob.calls.initiate(conversation.id, 'video');
      const session = await bob.calls.session(call_id, { stream: getUserMedia() });
      await until('bob to be seen', () => printed.length === 1);
      await session.leave();
      await until('the end', () => printed.length === 2);
      expect(printed).toEqual(['bob is seen and heard', 'over: hung_up']);
    } finally {
      Reflect.deleteProperty(globalThis, 'RTCPeerConnection');
      await Promise.all([bob.close(), ...ends.map((end) => end())]);
      await server.io.close();
      await chat.close();
    }
  });

  it('loads nothing at run time but socket.io-client and itself', () => {
    const imports = sources.flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(/^import ([^;]*?) from '(.*?)';/gms),
    ]);
    const loaded = imports
      .filter(([, names = '']) =>
        names
          .replace(/[{}\s]/g, '')
          .split(',')
          .some((name) => name && !name.startsWith('type')),
      )
      .map(([, , from = '']) => from);
    expect([...new Set(loaded)].filter((from) => !from.startsWith('.'))).toEqual(['socket.io-client']);
  });

  it('needs nothing of Node: it is sound with what a browser has alone', () => {
    const options: ts.CompilerOptions = {
      ...{
        noEmit: true,
        strict: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: true,
        isolatedModules: true,
      },
      ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, types: [] },
      ...{ moduleResolution: ts.ModuleResolutionKind.Bundler, customConditions: ['@secureconnect/source'] },
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    };
    const program = ts.createProgram([join(__dirname, 'index.ts')], options);
    const faults = ts
      .getPreEmitDiagnostics(program)
      .filter(({ file }) => !file?.fileName.includes('node_modules'));
    expect(faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  }, 90_000);

  it('is imported by ES modules and required by others, under the same names', async () => {
    const folder = temporaryFolder('client-build');
    const project = join(__dirname, '..');
    const modules = join(project, '../../node_modules');
    const options = { cwd: project, encoding: 'utf8', env: { ...process.env, NODE_PATH: modules } } as const;
    const node = (...args: string[]) => execFileSync(process.execPath, args, options).trim();
    try {
      const swc = [
        join(modules, '.bin/swc'),
        'src',
        '--strip-leading-paths',
        '--config-file',
        '../../.swcrc',
      ];
      node(...swc, '--quiet', '-d', join(folder, 'dist'));
      copyFileSync(join(project, 'index.mjs'), join(folder, 'index.mjs'));
      const names = Object.keys(client).sort().join();
      const required = `console.log(Object.keys(require('${folder}/dist/index.js')).sort().join())`;
      const imported = `import { ${names} } from '${folder}/index.mjs'; console.log([${names}].every(Boolean))`;
      expect(node('-e', required)).toBe(names);
      expect(node('--input-type=module', '-e', imported)).toBe('true');
    } finally {
      await removeFolder(folder);
    }
  });
});
