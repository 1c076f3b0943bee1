import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '@secureconnect/testing';
import { workspaceRoot } from './workspace';

/** Stands in for npm: notes that it was called, and does what the note beside it says. */
const fakeNpm = `
const { appendFileSync, mkdirSync, writeFileSync, readFileSync, existsSync } = require('node:fs');
appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
if (existsSync('offline')) { console.error('npm error code ENOTFOUND\\nnpm error network request failed'); process.exit(1); }
mkdirSync('node_modules', { recursive: true });
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages }));
`;

describe('the door of the house', () => {
  let root: string;
  const lock = (version: string) =>
    writeFileSync(
      join(root, 'package-lock.json'),
      JSON.stringify({
        packages: { '': {}, 'node_modules/left': { version }, 'node_modules/mac': { optional: true } },
      }),
    );
  const door = () => {
    const env = { ...process.env, npm_execpath: join(root, 'npm-cli.js') };
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'tools/start/bare.mjs'), 'install'],
      {
        env,
        encoding: 'utf8',
      },
    );
    return { status, said: stdout + stderr };
  };
  const installs = () => {
    const file = join(root, 'calls');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0;
  };

  beforeEach(() => {
    root = temporaryFolder('door');
    mkdirSync(join(root, 'tools/start'), { recursive: true });
    for (const part of ['bare.mjs', 'bare']) {
      cpSync(join(workspaceRoot, 'tools/start', part), join(root, 'tools/start', part), { recursive: true });
    }
    writeFileSync(join(root, 'npm-cli.js'), fakeNpm);
    lock('1.0.0');
  });
  afterEach(() => removeFolder(root));

  it('installs once, by npm ci, development packages included', () => {
    expect(door()).toMatchObject({
      status: 0,
      said: expect.stringMatching(/Installed in \d+ s\./) as string,
    });
    expect(door()).toEqual({ status: 0, said: '' });
    expect(installs()).toBe(1);
    expect(readFileSync(join(root, 'calls'), 'utf8')).toMatch(/^ci --include=dev /);
  });

  it('installs again when the lock has changed', () => {
    door();
    lock('1.0.1');
    expect(door().said).toContain('not those of package-lock.json');
    expect(installs()).toBe(2);
  });

  it('takes what the person has installed by hand', () => {
    mkdirSync(join(root, 'node_modules'));
    const packages = { 'node_modules/left': { version: '1.0.0' } };
    writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
    expect(door()).toEqual({ status: 0, said: '' });
    expect(installs()).toBe(0);
  });

  it('installs again after an install that did not finish', () => {
    mkdirSync(join(root, 'node_modules'));
    expect(door().status).toBe(0);
    expect(installs()).toBe(1);
  });

  it('says that there is no network, and ends with 1', () => {
    writeFileSync(join(root, 'offline'), '');
    const { status, said } = door();
    expect(status).toBe(1);
    expect(said).toContain('The packages could not be installed: the package registry cannot be reached');
    expect(existsSync(join(root, 'node_modules'))).toBe(false);
  });

  it('refuses a Node that is too old in one sentence', () => {
    const file = join(workspaceRoot, 'tools/start/bare/node-version.mjs');
    const script = `import(${JSON.stringify(file)}).then((m) => console.log(String(m.complaintAboutNode(process.argv[1]))))`;
    const asked = (version: string) =>
      spawnSync(process.execPath, ['-e', script, version], { encoding: 'utf8' }).stdout;
    expect(asked('18.20.4')).toMatch(
      /^SecureConnect needs Node 20\.19 or newer, and this is Node 18\.20\.4: .*\.\n$/,
    );
    expect(asked('20.18.3')).toContain('needs Node');
    expect(asked('20.19.0')).toBe('undefined\n');
    expect(asked('22.1.0')).toBe('undefined\n');
  });
});
