import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '@secureconnect/testing';

const root = join(__dirname, '../../..');
/** Tells what became of what was compiled ahead, and from where the program writes. */
const probe = `
  const vm = require('node:vm');
  const told = {};
  vm.Script = class extends vm.Script {
    constructor(code, options) {
      super(code, options);
      told.ahead = options.cachedData ? !this.cachedDataRejected : 'none';
    }
  };
  const write = process.stdout.write;
  process.stdout.write = function (text) {
    told.stack ??= new Error('here').stack;
    return true;
  };
  const isTypeorm = (file) => file.includes('/node_modules/typeorm/');
  process.on('exit', () => {
    told.secondTypeorm = Object.keys(require.cache).filter(isTypeorm).length;
    write.call(process.stdout, JSON.stringify(told));
  });`;

describe('a service as it is built', () => {
  const built = join(root, 'dist/apps/gateway');
  let folder: string;
  beforeAll(() => {
    folder = temporaryFolder('built');
    writeFileSync(join(folder, 'probe.cjs'), probe);
  });
  afterAll(() => removeFolder(folder));

  const describing = (place: string) => {
    const args = [
      '--enable-source-maps',
      '-r',
      join(folder, 'probe.cjs'),
      join(place, 'main.js'),
      'describe',
    ];
    const out = execFileSync(process.execPath, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return JSON.parse(out) as { ahead: boolean | 'none'; stack: string; secondTypeorm: number };
  };

  it('is compiled ahead for this place, and tells its own lines where something goes wrong', () => {
    expect(readFileSync(join(built, 'code.path'), 'utf8')).toBe(realpathSync(join(built, 'main.js')));
    const { ahead, stack, secondTypeorm } = describing(built);
    expect(ahead).toBe(true);
    expect(secondTypeorm).toBe(0);
    expect(stack).toMatch(/libs\/platform\/src\/bootstrap\/describe\.command\.ts:\d+/);
  });

  it('runs at another place too, where it is compiled anew', () => {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    cpSync(built, join(folder, 'dist/apps/gateway'), { recursive: true });
    const { ahead, stack } = describing(join(folder, 'dist/apps/gateway'));
    expect(ahead).toBe('none');
    expect(stack).toMatch(/libs\/platform\/src\/bootstrap\/describe\.command\.ts:\d+/);
  });
});
