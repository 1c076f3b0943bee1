import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { workspaceRoot } from '../workspace';

const list = ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'];
const pages = execFileSync('git', list, { cwd: workspaceRoot, encoding: 'utf8' }).trim().split('\n');

/** Where a page points to inside the repository; code blocks point nowhere. */
function targetsOf(page: string): string[] {
  const prose = readFileSync(join(workspaceRoot, page), 'utf8').replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !/^(?:[a-z]+:|#)/.test(target));
}

/** The headings of a page, as links name them. */
function headingsOf(page: string): string[] {
  const prose = readFileSync(join(workspaceRoot, page), 'utf8').replace(/```[\s\S]*?```/g, '');
  return [...prose.matchAll(/^#{1,6} (.*)$/gm)].map(
    ([, heading = '']) =>
    heading.trim().toLowerCase().replace(/[^\w\s-]/g, '').replace(/\s/g, '-'), // prettier-ignore
  );
}

describe('the pages of the project', () => {
  it.each(pages)('%s points only to what is there', (page) => {
    const missing = targetsOf(page).filter((target) => {
      const [path = ''] = target.split('#');
      return !existsSync(join(workspaceRoot, dirname(page), path));
    });
    expect(missing).toEqual([]);
  });

  it.each(pages)('%s points only to headings that are there', (page) => {
    const missing = targetsOf(page).filter((target) => {
      const [path = '', heading] = target.split('#');
      return heading !== undefined && !headingsOf(join(dirname(page), path)).includes(heading);
    });
    expect(missing).toEqual([]);
  });

  it('point to each other at all', () => {
    expect(pages.flatMap(targetsOf).length).toBeGreaterThan(20);
  });
});
