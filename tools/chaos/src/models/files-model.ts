import { type Finding } from '../history/finding';
import { type Found, type StormHistory } from '../history/storm-history';
import { judgeListedFiles } from './listed-files';
import { type Model } from './model';
import {
  foundOf,
  grouped,
  numberOf,
  type NumberedStep,
  said,
  seenAt,
  shownBy,
  stepsOf,
  textOf,
} from './read-history';

const goneStatuses = [404, 410];

/** What was taken is there byte for byte until it is deleted, then never again; what it counts for is what is there; nobody else has it. */
export const filesModel: Model = {
  subject: 'files',
  judge: (history) => {
    const deletions = grouped(stepsOf(history, 'delete-file'), (step) => textOf(step, 'file'));
    const contents = new Map(foundOf(history, 'file').map((one) => [textOf(one, 'file'), one]));
    return [
      ...stepsOf(history, 'upload').flatMap((step) => {
        if (step.outcome !== 'done') return [];
        const file = textOf(step, 'file');
        return atTheEnd(step, deletions.get(file) ?? [], contents.get(file));
      }),
      ...inBetween(history, deletions),
      ...quotas(history),
      ...leaks(history),
      ...judgeListedFiles(history),
    ];
  },
};

const isDone = ({ outcome }: NumberedStep): boolean => outcome === 'done';
const isPossible = ({ outcome }: NumberedStep): boolean => outcome !== 'refused';

function atTheEnd(upload: NumberedStep, deletions: readonly NumberedStep[], found?: Found): Finding[] {
  const name = `${upload.actor}'s ${textOf(upload, 'name')}`;
  // Of those that were deleted only the last ones are asked for at the end.
  if (!found)
    return deletions.length > 0 ? [] : [shownBy('files', 'file-unasked', `nobody asked for ${name}`, upload)];
  const isThere = numberOf(found, 'status') === 200;
  if (isThere && deletions.some(isDone))
    return [shownBy('files', 'deleted-readable', name, upload, ...deletions)];
  if (isThere && textOf(found, 'sha256') !== textOf(upload, 'sha256'))
    return [shownBy('files', 'file-altered', name, upload)];
  if (isThere || deletions.some(isPossible)) return [];
  return [shownBy('files', 'file-lost', `${name} is ${numberOf(found, 'status')} at the end`, upload)];
}

function inBetween(
  history: StormHistory,
  deletions: ReadonlyMap<string, readonly NumberedStep[]>,
): Finding[] {
  const uploads = new Map(
    stepsOf(history, 'upload')
      .filter(isDone)
      .map((step) => [textOf(step, 'file'), step]),
  );
  return stepsOf(history, 'download').flatMap((step) => {
    const upload = uploads.get(textOf(step, 'file'));
    if (!upload) return [];
    const own = deletions.get(textOf(step, 'file')) ?? [];
    const gone = own.find((deletion) => isDone(deletion) && deletion.ended < step.begun);
    const mayBeGone = own.some((deletion) => isPossible(deletion) && deletion.begun < step.ended);
    if (isDone(step) && gone) return [shownBy('files', 'deleted-readable', said(step), upload, gone, step)];
    if (isDone(step) && textOf(step, 'sha256') !== textOf(upload, 'sha256'))
      return [shownBy('files', 'file-altered', said(step), upload, step)];
    const isMissed = goneStatuses.includes(step.status ?? 0) && !mayBeGone;
    return isMissed ? [shownBy('files', 'file-lost', said(step), upload, step)] : [];
  });
}

/** `quota` as found, with the sum of what its owner was shown in her list. */
function quotas(history: StormHistory): Finding[] {
  return foundOf(history, 'quota')
    .filter((one) => numberOf(one, 'used') !== numberOf(one, 'listed'))
    .map((one) => {
      const what = `${one.actor} uses ${numberOf(one, 'used')}, and has ${numberOf(one, 'listed')}`;
      return seenAt('files', 'quota-wrong', what, one.at);
    });
}

/** By `pry`: to read what is somebody else's. */
const leaks = (history: StormHistory): Finding[] =>
  stepsOf(history, 'pry')
    .filter(isDone)
    .map((step) => shownBy('files', 'file-leaked', said(step), step));
