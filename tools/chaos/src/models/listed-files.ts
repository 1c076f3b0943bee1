import { type Finding } from '../history/finding';
import { type Found, type StormHistory } from '../history/storm-history';
import { foundOf, grouped, type NumberedStep, seenAt, shownBy, stepsOf, textOf } from './read-history';

/**
 * What somebody is shown in her list in the end is what she brought: each once, and nothing that she did not bring. By
 * names, which no two have in common, from `upload` and `delete-file`, and `listed-file` as found.
 */
export function judgeListedFiles(history: StormHistory): Finding[] {
  const uploads = new Map(stepsOf(history, 'upload').map((step) => [textOf(step, 'name'), step]));
  const deleted = new Set(stepsOf(history, 'delete-file').map((step) => textOf(step, 'file')));
  const listed = grouped(foundOf(history, 'listed-file'), (one) => textOf(one, 'name'));
  if (listed.size === 0) return []; // Nobody could look, which is found by what is used.
  return [
    ...[...listed].flatMap(([name, same]) => judgeName(name, same, uploads.get(name))),
    ...[...uploads.values()].flatMap((step) => missing(step, listed, deleted)),
  ];
}

function judgeName(name: string, same: readonly Found[], upload?: NumberedStep): Finding[] {
  const [one] = same;
  if (!one) return [];
  // The library brings it in several requests: that the last one was refused says nothing of those before.
  if (!upload)
    return [seenAt('files', 'file-invented', `${one.actor} has ${name}, which nobody brought`, one.at)];
  if (same.length === 1) return [];
  return [shownBy('files', 'file-doubled', `${one.actor} has ${name} ${same.length} times`, upload)];
}

function missing(
  upload: NumberedStep,
  listed: ReadonlyMap<string, readonly Found[]>,
  deleted: ReadonlySet<string>,
): Finding[] {
  const [name, file] = [textOf(upload, 'name'), textOf(upload, 'file')];
  if (upload.outcome !== 'done' || deleted.has(file)) return [];
  if (listed.get(name)?.some((one) => textOf(one, 'file') === file)) return [];
  return [shownBy('files', 'file-unlisted', `${upload.actor}'s ${name} is not in her list`, upload)];
}
