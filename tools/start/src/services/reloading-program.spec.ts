import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder, until } from '@secureconnect/testing';
import { ReloadingProgram } from './reloading-program';

describe('a program that is run anew when its sources change', () => {
  let home: string;
  let program: ReloadingProgram | undefined;
  const file = (name: string) => join(home, 'src', name);
  const runs = () => readFileSync(join(home, 'runs'), 'utf8');
  const expectRuns = (wanted: string) => until(`${wanted}, not ${runs()}`, () => runs() === wanted);

  /** Saves as most editors do: beside the file, then renamed over it. */
  function save(name: string, text: string): void {
    writeFileSync(join(home, 'saved'), text);
    renameSync(join(home, 'saved'), file(name));
  }
  const says = (word: string, then = 'setInterval(() => {}, 1000)') =>
    `require('node:fs').appendFileSync('runs', '${word} '); ${then}`;

  beforeEach(() => {
    home = temporaryFolder('reload');
    mkdirSync(file('deep'), { recursive: true });
    writeFileSync(join(home, 'runs'), '');
    writeFileSync(file('deep/main.ts'), says('first'));
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    program = new ReloadingProgram({
      args: ['src/deep/main.ts'],
      cwd: home,
      env: process.env,
      sources: [join(home, 'src')],
    });
  });
  afterEach(async () => {
    await program?.close(1_000);
    jest.restoreAllMocks();
    await removeFolder(home);
  });

  it('is restarted by each save by rename, and says why', async () => {
    await expectRuns('first ');
    save('deep/main.ts', says('second'));
    await expectRuns('first second ');
    save('deep/main.ts', says('third'));
    await expectRuns('first second third ');
    expect(process.stdout.write).toHaveBeenCalledWith(`Restarting: ${file('deep/main.ts')} changed\n`);
  });

  it('waits for the next change after an exit with an error, and overlooks specs', async () => {
    await expectRuns('first ');
    save('deep/main.ts', says('broken', 'process.exit(1)'));
    await expectRuns('first broken ');
    save('deep/main.spec.ts', '');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(runs()).toBe('first broken ');
    mkdirSync(file('new'));
    save('deep/main.ts', says('mended'));
    await expectRuns('first broken mended ');
    save('new/other.ts', '');
    await expectRuns('first broken mended mended ');
  });
});
